import { plannedTests, setRewrites } from "../membership.ts";
import type { PythonRule } from "../rule.ts";

/**
 * `if x not in seen: seen.append(x)` in a loop scans what it has built so far, every time; a set that gets the same
 * elements at the same moments answers at once, and the list keeps the order.
 */
export const companionSet: PythonRule = {
  id: "companion-set",
  title: "keep a set beside a growing list",
  find: (program) =>
    setRewrites(
      program,
      plannedTests(program).filter(({ plan }) => plan.grows.length > 0),
    ),
};
