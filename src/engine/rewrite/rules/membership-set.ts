import { planLookup } from "../lookup.ts";
import { membershipTests } from "../membership.ts";
import type { RewriteRule } from "../rule.ts";
import { tableRewrites } from "../tables.ts";

/**
 * `list.includes(x)` in a loop scans the list again for every x; a Set built before the loop answers at once.
 * Only for lists that the loop does not change.
 */
export const membershipSet: RewriteRule = {
  id: "membership-set",
  title: "look up membership in a Set",
  find: (program) =>
    tableRewrites(
      program,
      membershipTests(program).flatMap((test) => {
        const plan = planLookup(program, test.receiver, test.answer);
        return plan && plan.grows.length === 0 ? [{ test, plan }] : [];
      }),
    ),
};
