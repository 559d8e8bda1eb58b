import { planLookup } from "../lookup.ts";
import { membershipTests } from "../membership.ts";
import type { RewriteRule } from "../rule.ts";
import { tableRewrites } from "../tables.ts";

/**
 * `if (!list.includes(x)) list.push(x)` in a loop scans what it has built so far, every time; a Set that gets the
 * same elements at the same moments answers at once.
 */
export const companionSet: RewriteRule = {
  id: "companion-set",
  title: "keep a Set beside a growing list",
  find: (program) =>
    tableRewrites(
      program,
      membershipTests(program).flatMap((test) => {
        const plan = planLookup(program, test.receiver, test.answer);
        return plan && plan.grows.length > 0 ? [{ test, plan }] : [];
      }),
    ),
};
