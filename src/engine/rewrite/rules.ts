import type { RewriteRule } from "./rule.ts";
import { companionSet } from "./rules/companion-set.ts";
import { copyAppend } from "./rules/copy-append.ts";
import { filterFind } from "./rules/filter-find.ts";
import { filterSome } from "./rules/filter-some.ts";
import { indexDedupe } from "./rules/index-dedupe.ts";
import { indexMap } from "./rules/index-map.ts";
import { keyMap } from "./rules/key-map.ts";
import { membershipSet } from "./rules/membership-set.ts";
import { queueHead } from "./rules/queue-head.ts";
import { scanSet } from "./rules/scan-set.ts";
import { sortFirst } from "./rules/sort-first.ts";
import { spliceCompact } from "./rules/splice-compact.ts";
import { spreadReduce } from "./rules/spread-reduce.ts";
import { unshiftReverse } from "./rules/unshift-reverse.ts";

/** Every rewrite rule, in the order of what they usually pay. */
export const rewriteRules: readonly RewriteRule[] = [
  queueHead,
  membershipSet,
  companionSet,
  scanSet,
  indexDedupe,
  keyMap,
  indexMap,
  spreadReduce,
  copyAppend,
  sortFirst,
  filterSome,
  filterFind,
  unshiftReverse,
  spliceCompact,
];
