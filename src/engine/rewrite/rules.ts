import type { RewriteRule } from "./rule.ts";
import { companionSet } from "./rules/companion-set.ts";
import { membershipSet } from "./rules/membership-set.ts";
import { scanSet } from "./rules/scan-set.ts";

/** Every rewrite rule, in the order of what they usually pay. */
export const rewriteRules: readonly RewriteRule[] = [membershipSet, companionSet, scanSet];
