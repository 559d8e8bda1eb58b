import { expect, test } from "vitest";
import { mergeCandidate } from "../../../src/adapters/git/merge.ts";

const baselineText = "// head\nfunction f() {\n  return slow();\n}\n// tail\n";
const candidateText = baselineText.replace("slow", "fast");
const crlf = (text: string): string => text.replaceAll("\n", "\r\n");

test("into an unchanged file comes the candidate", () => {
  expect(mergeCandidate({ baselineText, candidateText, currentText: baselineText })).toEqual({
    kind: "merged",
    text: candidateText,
  });
});

test("edits elsewhere in the file are kept", () => {
  const currentText = baselineText
    .replace("// head", "// new head\n// and more")
    .replace("// tail\n", "// end");
  expect(mergeCandidate({ baselineText, candidateText, currentText })).toEqual({
    kind: "merged",
    text: currentText.replace("slow", "fast"),
  });
});

test("a file that has the candidate already stays as it is", () => {
  const currentText = candidateText.replace("head", "new head");
  expect(mergeCandidate({ baselineText, candidateText, currentText })).toEqual({
    kind: "merged",
    text: currentText,
  });
});

test("edits of the same lines are a conflict, shown with both sides", () => {
  const currentText = baselineText.replace("slow", "other");
  expect(mergeCandidate({ baselineText, candidateText, currentText })).toEqual({
    kind: "conflict",
    text: [
      "// head",
      "function f() {",
      "<<<<<<< the file as it is now",
      "  return other();",
      "=======",
      "  return fast();",
      ">>>>>>> the candidate",
      "}",
      "// tail",
      "",
    ].join("\n"),
  });
});

test("CRLF stays CRLF, in merges and in conflicts", () => {
  const texts = { baselineText: crlf(baselineText), candidateText: crlf(candidateText) };
  const edited = crlf(baselineText.replace("head", "new head"));
  expect(mergeCandidate({ ...texts, currentText: edited })).toEqual({
    kind: "merged",
    text: edited.replace("slow", "fast"),
  });
  const conflict = mergeCandidate({ ...texts, currentText: crlf(baselineText.replace("slow", "other")) });
  expect(conflict.kind).toBe("conflict");
  expect(conflict.text.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
});

test("a change of all line ends in the editor does not stand in the way", () => {
  const currentText = crlf(baselineText);
  expect(mergeCandidate({ baselineText, candidateText, currentText })).toEqual({
    kind: "merged",
    text: crlf(candidateText),
  });
});

test("a file of mixed line ends is changed in the merged lines only", () => {
  const mixed = baselineText.replace("// head\n", "// head\r\n");
  const currentText = `${mixed}// more\n`;
  const merged = mergeCandidate({
    baselineText: mixed,
    candidateText: mixed.replace("slow", "fast"),
    currentText,
  });
  expect(merged).toEqual({ kind: "merged", text: currentText.replace("slow", "fast") });
});

test("a missing line feed at the end survives, also beside a conflict", () => {
  const texts = { baselineText: "a\nb", candidateText: "a\nc" };
  expect(mergeCandidate({ ...texts, currentText: "x\na\nb" })).toEqual({ kind: "merged", text: "x\na\nc" });
  expect(mergeCandidate({ ...texts, currentText: "a\nd" }).text).toBe(
    "a\n<<<<<<< the file as it is now\nd\n=======\nc\n>>>>>>> the candidate\n",
  );
});

test("lines named like members of every object are merged like any other", () => {
  const base = "constructor\n__proto__\ntoString\n";
  expect(
    mergeCandidate({
      baselineText: base,
      candidateText: base.replace("toString", "valueOf"),
      currentText: `hasOwnProperty\n${base}`,
    }),
  ).toEqual({ kind: "merged", text: "hasOwnProperty\nconstructor\n__proto__\nvalueOf\n" });
});
