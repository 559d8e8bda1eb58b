import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readAnswer } from "../../../../src/engine/agents/answers/readAnswer.ts";
import { edit, fenced, read, refusalOf, type Subject, subjectOf } from "../support.ts";

const script = await subjectOf(
  "unique.ts",
  "unique",
  `import { size } from "./size.ts";

export function unique(items: readonly string[]): string[] {
  const found: string[] = [];
  for (const item of items) {
    if (!found.includes(item)) found.push(item);
  }
  return found;
}
`,
);
const snake = await subjectOf(
  "unique.py",
  "Bag.unique",
  "class Bag:\n    def unique(self, items):\n        found = []\n        for item in items:\n            if item not in found:\n                found.append(item)\n        return found\n",
);
const plain = await subjectOf(
  "unique.c",
  "unique",
  "int unique(int *items, int n) {\n    int found = 0;\n    for (int i = 0; i < n; i++) found += items[i];\n    return found;\n}\n",
);
const subjects: readonly (readonly [string, Subject])[] = [
  ["TypeScript", script],
  ["Python", snake],
  ["C", plain],
];

/** Pieces that answers are made of, put together as no model would. */
function pieces({ baseline }: Subject): fc.Arbitrary<string> {
  const lines = baseline.text.split("\n");
  return fc.oneof(
    fc.constantFrom(...lines),
    fc.constantFrom(...lines.map((line) => line.trim())),
    fc.constantFrom(
      "```",
      "```ts",
      "~~~",
      "```python",
      "<think>",
      "</think>",
      "Here:",
      "// ...",
      "  ",
      "\t",
      "}",
      ")",
      '"""',
      "`",
      "\r",
      "\u200b",
    ),
    fc.constantFrom("<<<<<<< SEARCH", "=======", ">>>>>>> REPLACE", "# EVOLVE-BLOCK-START"),
    fc.constantFrom(baseline.text, baseline.text.replaceAll("found", "seen"), baseline.text.slice(0, 80)),
    fc.string({ unit: "binary", maxLength: 20 }),
  );
}

function answers(subject: Subject): fc.Arbitrary<string> {
  return fc.array(pieces(subject), { maxLength: 25 }).map((each) => each.join("\n"));
}

describe.each(subjects)("any answer about %s", { timeout: 60_000 }, (_, subject) => {
  test("gives code that stands in the answer or in the parent, or one sentence", () => {
    fc.assert(
      fc.property(answers(subject), (text) => {
        const answer = read(subject, text);
        if (answer.kind === "refused") {
          expect(answer.reason).toMatch(/^\p{Lu}[\s\S]*\.$/u);
          return;
        }
        const { target, helpers } = answer.code;
        const known = text.replaceAll("\r\n", "\n") + subject.baseline.text;
        for (const line of [target, ...helpers].join("\n").split("\n")) expect(known).toContain(line.trim());
        expect(subject.language.problem(answer.code)).toBeNull();
        expect(read(subject, text)).toEqual(answer);
      }),
      { numRuns: 300 },
    );
  });

  test("never changes what two places of the code match", () => {
    const lines = subject.baseline.text.split("\n").filter((line) => line.trim() !== "");
    const indent = subject === snake ? "    " : subject === script ? "export " : "";
    const target = subject.baseline.text.slice(subject.baseline.region.start, subject.baseline.region.end);
    fc.assert(
      fc.property(
        fc.constantFrom(...lines),
        fc.string({ maxLength: 8 }),
        fc.nat(3),
        (line, extra, spaces) => {
          const doubled = { target: `${target}\n${indent}${target}`, helpers: [] };
          const given = edit(" ".repeat(spaces) + line.trim(), extra);
          const answer = readAnswer({ text: given, finish: "stop" }, { ...subject.context, parent: doubled });
          expect(answer.kind).toBe("refused");
        },
      ),
      { numRuns: 100 },
    );
  });

  test("is adopted when an edit renames what one line has, whatever the white space around", () => {
    const lines = subject.baseline.text.split("\n").filter((line) => /return found/.test(line));
    fc.assert(
      fc.property(
        fc.constantFrom(...lines),
        fc.constantFrom("", " ", "\t", "      "),
        fc.constantFrom("", "\n", "\n\n"),
        (line, indent, blank) => {
          const own = line.trim();
          const answer = read(
            subject,
            edit(blank + indent + own + blank, indent + own.replace("found", "0")),
          );
          expect(answer).toMatchObject({
            kind: "code",
            code: { target: expect.stringContaining("return 0") },
          });
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe("ten megabytes", () => {
  const million = 10_000_000;
  test.each([
    ["one letter", "a".repeat(million)],
    ["fences", "```\n".repeat(million / 4)],
    ["thinking tags", "<think>\n".repeat(million / 8)],
    ["searches", "<<<<<<< SEARCH\n".repeat(million / 15)],
  ])("of %s are refused", (_, text) => {
    expect(refusalOf(script, text)).toBe("too-long");
  });
});

// Where the work grew with the square of the length, no test would end in time.
describe("what is just short enough", { timeout: 60_000 }, () => {
  const size = 990_000;
  const block = 59_400;
  test.each([
    ["fences", "```\n".repeat(size / 4)],
    ["open fences", "```ts\n~~~\n".repeat(size / 10)],
    ["thinking tags", "<think>\n".repeat(size / 8)],
    ["closing tags", "</think>".repeat(size / 8)],
    ["angle brackets", "<".repeat(size)],
    ["dividers", `<<<<<<< SEARCH\n${"=======\n".repeat(size / 8)}`],
    ["spaces", " ".repeat(size)],
    ["back quotes", "`".repeat(size)],
    ["line breaks", "\n".repeat(size)],
    ["words", "the function unique is ".repeat(size / 23)],
    ["edits of the same lines", `${edit("return found;", "return 0;")}\n`.repeat(60)],
    ["a long search", edit("a\n".repeat(40_000), "b")],
    ["nested brackets", fenced("(".repeat(block))],
    ["nested blocks", fenced("{".repeat(block))],
    ["types", fenced(`unique${"<a".repeat(block / 2)}`)],
    ["arrows", fenced("(a=>".repeat(block / 4))],
    ["conditions", fenced("a?(b):".repeat(block / 6))],
    ["strings", fenced('"""'.repeat(block / 3))],
    ["comments", fenced("/*".repeat(block / 2))],
    ["spaces in code", fenced(`function unique() {${" ".repeat(block)}`)],
    ["functions", fenced("function a(){}\n".repeat(block / 15))],
    ["functions of the same name", fenced("function unique(){}\n".repeat(block / 19))],
    ["a line of functions", `${"unique(a) ".repeat(9000)}\n`],
    ["prose between code", "unique(a)\nIt is good.\n".repeat(4000)],
  ])("is refused too, if it is %s", (_, text) => {
    for (const [, subject] of subjects) expect(read(subject, text).kind).toBe("refused");
  });
});
