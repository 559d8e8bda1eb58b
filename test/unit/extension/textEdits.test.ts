import { describe, expect, it } from "vitest";
import { textEdits } from "../../../src/extension/review/textEdits.ts";

function applied(before: string, after: string): string {
  return [...textEdits(before, after)]
    .reverse()
    .reduce((text, { start, end, text: part }) => text.slice(0, start) + part + text.slice(end), before);
}

describe("The edits of an accepted candidate", () => {
  it.each([
    ["", ""],
    ["", "a"],
    ["a", ""],
    ["a\nb\nc\n", "a\nB\nc\n"],
    ["a\nb\nc", "a\nb\nc\nd"],
    ["a\nb\nc", "a\nb"],
    ["a\r\nb\r\n", "a\r\nx\r\nb\r\n"],
    ["x\nx\nx\n", "x\nx\n"],
    ["one\ntwo\nthree\nfour\nfive\n", "zero\none\ntwo\n3\nfour\n"],
  ])("turn %j into %j", (before, after) => {
    expect(applied(before, after)).toBe(after);
  });

  it("leave every line alone that stays as it is", () => {
    const before = "import a;\n\nfunction f() {\n  slow();\n}\n\nfunction g() {}\n";
    const after = "import a;\nimport b;\n\nfunction f() {\n  fast();\n}\n\nfunction g() {}\n";
    expect(textEdits(before, after)).toEqual([
      { start: 10, end: 10, text: "import b;\n" },
      { start: 26, end: 36, text: "  fast();\n" },
    ]);
  });

  it("are none when nothing changes", () => {
    expect(textEdits("same\n", "same\n")).toEqual([]);
  });
});
