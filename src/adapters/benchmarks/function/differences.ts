import type { Outcome } from "../harness/messages.ts";

/**
 * How what a function did on one input differs from what was expected, as `returned [1, 2] instead of [1, 2, 3]`; null
 * when it does not.
 */
export function differenceOf(expected: Outcome, actual: Outcome): string | null {
  if (expected.digest === actual.digest) return null;
  if (expected.kind !== actual.kind) {
    return `${actual.kind} ${actual.answer.preview} where ${expected.answer.preview} is ${expected.kind === "threw" ? "thrown" : "returned"}`;
  }
  if (expected.answer.digest !== actual.answer.digest) {
    return `${actual.kind} ${instead(expected.answer.preview, actual.answer.preview)}`;
  }
  if (expected.after.digest !== actual.after.digest) {
    return `left its arguments as ${instead(expected.after.preview, actual.after.preview)}`;
  }
  return "shares objects between its result and its arguments in another way";
}

/** The first input (1-based) on which two versions differ, and how; null when there is none. */
export function firstDifference(
  expected: readonly Outcome[],
  actual: readonly Outcome[],
): { readonly input: number; readonly difference: string } | null {
  for (const [index, outcome] of expected.entries()) {
    const other = actual[index];
    const difference = other === undefined ? "gave no answer" : differenceOf(outcome, other);
    if (difference !== null) return { input: index + 1, difference };
  }
  return null;
}

function instead(expected: string, actual: string): string {
  return expected === actual
    ? `${actual}, which differs where it is too long or too deep to be shown`
    : `${actual} instead of ${expected}`;
}
