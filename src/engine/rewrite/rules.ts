import type { RewriteRule } from "./rule.ts";
import { argumentsRest } from "./rules/arguments-rest.ts";
import { chainLoop } from "./rules/chain-loop.ts";
import { companionSet } from "./rules/companion-set.ts";
import { copyAppend } from "./rules/copy-append.ts";
import { duplicateScan } from "./rules/duplicate-scan.ts";
import { filterFind } from "./rules/filter-find.ts";
import { filterSome } from "./rules/filter-some.ts";
import { forEachLoop } from "./rules/for-each-loop.ts";
import { forOfIndex } from "./rules/for-of-index.ts";
import { hoistCall } from "./rules/hoist-call.ts";
import { hoistLength } from "./rules/hoist-length.ts";
import { hoistProperty } from "./rules/hoist-property.ts";
import { hoistSort } from "./rules/hoist-sort.ts";
import { indexDedupe } from "./rules/index-dedupe.ts";
import { indexMap } from "./rules/index-map.ts";
import { jsonClone } from "./rules/json-clone.ts";
import { keyMap } from "./rules/key-map.ts";
import { membershipSet } from "./rules/membership-set.ts";
import { memoRecursion } from "./rules/memo-recursion.ts";
import { ownKeys } from "./rules/own-keys.ts";
import { prefixSum } from "./rules/prefix-sum.ts";
import { queueHead } from "./rules/queue-head.ts";
import { scanJoin } from "./rules/scan-join.ts";
import { scanSet } from "./rules/scan-set.ts";
import { sortFirst } from "./rules/sort-first.ts";
import { spliceCompact } from "./rules/splice-compact.ts";
import { spliceDedupe } from "./rules/splice-dedupe.ts";
import { splitChars } from "./rules/split-chars.ts";
import { spreadReduce } from "./rules/spread-reduce.ts";
import { unshiftReverse } from "./rules/unshift-reverse.ts";

/** Every rewrite rule, in the order of what they usually pay. */
export const rewriteRules: readonly RewriteRule[] = [
  queueHead,
  memoRecursion,
  membershipSet,
  companionSet,
  scanSet,
  indexDedupe,
  duplicateScan,
  spliceDedupe,
  prefixSum,
  keyMap,
  scanJoin,
  indexMap,
  spreadReduce,
  copyAppend,
  hoistSort,
  hoistCall,
  sortFirst,
  filterSome,
  filterFind,
  unshiftReverse,
  spliceCompact,
  jsonClone,
  forEachLoop,
  chainLoop,
  hoistProperty,
  splitChars,
  ownKeys,
  argumentsRest,
  forOfIndex,
  hoistLength,
];
