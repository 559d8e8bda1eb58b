import { readFile } from "node:fs/promises";

/**
 * How many tests did what, and what is wrong with those that failed: a line each, as far as it is known.
 * @typedef {{ passed: number, failed: number, skipped: number, failures: readonly string[] }} Totals
 */

/** @type {Readonly<Totals>} */
export const noTests = { passed: 0, failed: 0, skipped: 0, failures: [] };

/**
 * Reads what Vitest's JSON reporter wrote.
 * @param {string} file
 * @returns {Promise<Totals>} nothing at all when Vitest came to no end
 */
export async function vitestTotals(file) {
  try {
    const report = JSON.parse(await readFile(file, "utf8"));
    const skipped = report.numPendingTests + report.numTodoTests;
    const failures = report.testResults.flatMap(failuresOf);
    return { passed: report.numPassedTests, failed: report.numFailedTests, skipped, failures };
  } catch {
    return noTests;
  }
}

/** @typedef {{ status: string, fullName: string, failureMessages?: readonly string[] }} Assertion */

/** @param {{ status: string, name: string, message?: string, assertionResults: readonly Assertion[] }} file */
function failuresOf({ status, name, message = "", assertionResults }) {
  const failed = assertionResults.filter((each) => each.status === "failed");
  // A file that cannot be loaded has no tests.
  if (failed.length === 0) return status === "failed" ? [`${name}: ${firstLine(message)}`] : [];
  return failed.map(({ fullName, failureMessages = [] }) => `${fullName}: ${firstLine(failureMessages[0])}`);
}

function firstLine(text = "") {
  return text.split("\n")[0] ?? "";
}

/**
 * Reads the line that the suites inside VS Code end with.
 * @param {string} output
 * @returns {Totals} nothing at all when there is no such line
 */
export function hostTotals(output) {
  const line = /^evolvent-totals (\{.*\})$/m.exec(output)?.[1];
  return line === undefined ? noTests : { ...noTests, ...JSON.parse(line) };
}

/**
 * A lane that ended badly counts as a failure even when none of its tests failed: it crashed.
 * @param {Totals} totals
 * @param {number} code
 * @returns {Totals}
 */
export function withCrash(totals, code) {
  return code !== 0 && totals.failed === 0
    ? { ...totals, failed: 1, failures: ["It ended badly although none of its tests failed."] }
    : totals;
}

/**
 * @param {readonly Totals[]} all
 * @returns {Totals}
 */
export function sum(all) {
  return all.reduce(
    (left, right) => ({
      passed: left.passed + right.passed,
      failed: left.failed + right.failed,
      skipped: left.skipped + right.skipped,
      failures: [...left.failures, ...right.failures],
    }),
    noTests,
  );
}
