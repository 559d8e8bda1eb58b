import { readFile } from "node:fs/promises";

/**
 * How many tests did what.
 * @typedef {{ passed: number, failed: number, skipped: number }} Totals
 */

/** @type {Readonly<Totals>} */
export const noTests = { passed: 0, failed: 0, skipped: 0 };

/**
 * Reads what Vitest's JSON reporter wrote.
 * @param {string} file
 * @returns {Promise<Totals>} nothing at all when Vitest came to no end
 */
export async function vitestTotals(file) {
  try {
    const report = JSON.parse(await readFile(file, "utf8"));
    const skipped = report.numPendingTests + report.numTodoTests;
    return { passed: report.numPassedTests, failed: report.numFailedTests, skipped };
  } catch {
    return noTests;
  }
}

/**
 * Reads the line that the suites inside VS Code end with.
 * @param {string} output
 * @returns {Totals} nothing at all when there is no such line
 */
export function hostTotals(output) {
  const line = /^evolvent-totals (\{.*\})$/m.exec(output)?.[1];
  return line === undefined ? noTests : JSON.parse(line);
}

/**
 * A lane that ended badly counts as a failure even when none of its tests failed: it crashed.
 * @param {Totals} totals
 * @param {number} code
 * @returns {Totals}
 */
export function withCrash(totals, code) {
  return code !== 0 && totals.failed === 0 ? { ...totals, failed: 1 } : totals;
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
    }),
    noTests,
  );
}
