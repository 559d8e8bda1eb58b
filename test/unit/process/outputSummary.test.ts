import { expect, test } from "vitest";
import { tellingLine } from "../../../src/adapters/process/outputSummary.ts";
import { duration } from "../../../src/adapters/process/userCommand.ts";

test.each<readonly [string, string, string]>([
  [
    "an uncaught error",
    "file:///a.js:3\n  throw x;\n  ^\n\nTypeError: boom\n    at f (a.js:3)\n\nNode.js v24.0.0\n",
    "TypeError: boom",
  ],
  [
    "a failed assertion before a summary",
    "✖ adds\nAssertionError [ERR_ASSERTION]: 3 == 4\n1 failing\n",
    "AssertionError [ERR_ASSERTION]: 3 == 4",
  ],
  ["a failed test of TAP", "ok 1 - a\nnot ok 2 - b\n# pass 1\n", "not ok 2 - b"],
  ["a missing command", "sh: 1: mocha: not found\n", "sh: 1: mocha: not found"],
  ["the end, when nothing else stands out", "one\ntwo\n\n", "two"],
  ["what precedes npm's epilogue", "> app@1.0.0 test\n> mocha\n\n2 failing\nnpm error code 1\n", "2 failing"],
  ["text without its colours", "\u001b[31mError: red\u001b[39m\n", "Error: red"],
  ["nothing", "\n----\n", ""],
])("of a program's output, %s is told", (_, output, line) => {
  expect(tellingLine(output)).toBe(line);
});

test("a long line is cut", () => {
  expect(tellingLine(`Error: ${"x".repeat(500)}`)).toMatch(/^Error: x{152}…$/);
});

test("durations read well", () => {
  expect([70, 700, 1500, 30_000, 600_000].map(duration)).toEqual([
    "0.1 s",
    "0.7 s",
    "1.5 s",
    "30 s",
    "10 min",
  ]);
});
