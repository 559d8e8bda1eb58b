import { expect, test } from "vitest";
import { differenceOf, firstDifference } from "../../../../src/adapters/benchmarks/function/differences.ts";
import type { Outcome } from "../../../../src/adapters/benchmarks/harness/messages.ts";

function outcome(
  answer: string,
  options: { readonly threw?: boolean; readonly after?: string; readonly digest?: string } = {},
): Outcome {
  const { threw = false, after = "[ 1 ]", digest = `${threw} ${answer} ${after}` } = options;
  return {
    digest,
    kind: threw ? "threw" : "returned",
    answer: { digest: answer, preview: answer.slice(0, 20) },
    after: { digest: after, preview: after },
    mutated: false,
  };
}

test("the same outcome is no difference", () => {
  expect(differenceOf(outcome("1"), outcome("1"))).toBeNull();
});

test.each<readonly [string, Outcome, Outcome]>([
  ["returned 2 instead of 1", outcome("1"), outcome("2")],
  [
    "threw Error: b instead of Error: a",
    outcome("Error: a", { threw: true }),
    outcome("Error: b", { threw: true }),
  ],
  ["threw Error: b where 1 is returned", outcome("1"), outcome("Error: b", { threw: true })],
  ["returned 1 where Error: a is thrown", outcome("Error: a", { threw: true }), outcome("1")],
  ["left its arguments as [ 2 ] instead of [ 1 ]", outcome("1"), outcome("1", { after: "[ 2 ]" })],
  [
    "shares objects between its result and its arguments in another way",
    outcome("1"),
    outcome("1", { digest: "x" }),
  ],
  [
    "returned aaaaaaaaaaaaaaaaaaaa, which differs where it is too long or too deep to be shown",
    outcome(`${"a".repeat(20)}1`),
    outcome(`${"a".repeat(20)}2`),
  ],
])("%s", (difference, expected, actual) => {
  expect(differenceOf(expected, actual)).toBe(difference);
});

test("the first input that differs is named", () => {
  const expected = [outcome("1"), outcome("2"), outcome("3")];
  expect(firstDifference(expected, [outcome("1"), outcome("0"), outcome("0")])).toEqual({
    input: 2,
    difference: "returned 0 instead of 2",
  });
  expect(firstDifference(expected, [outcome("1")])).toEqual({ input: 2, difference: "gave no answer" });
  expect(firstDifference(expected, expected)).toBeNull();
});
