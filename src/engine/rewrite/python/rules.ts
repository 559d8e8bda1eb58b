import type { PythonRule } from "./rule.ts";
import { companionSet } from "./rules/companion-set.ts";
import { membershipSet } from "./rules/membership-set.ts";

/** Every rewrite rule for Python, in the order of what they usually pay. */
export const pythonRules: readonly PythonRule[] = [membershipSet, companionSet];
