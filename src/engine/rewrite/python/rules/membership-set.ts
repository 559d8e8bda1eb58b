import { plannedTests, setRewrites } from "../membership.ts";
import type { PythonRule } from "../rule.ts";

/** `x in items` in a loop scans the list every time; a set built once before the loop answers at once. */
export const membershipSet: PythonRule = {
  id: "membership-set",
  title: "look up membership in a set",
  find: (program) =>
    setRewrites(
      program,
      plannedTests(program).filter(({ plan }) => plan.grows.length === 0),
    ),
};
