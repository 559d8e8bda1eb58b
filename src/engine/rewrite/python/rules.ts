import type { PythonRule } from "./rule.ts";
import { companionSet } from "./rules/companion-set.ts";
import { copyAppend } from "./rules/copy-append.ts";
import { countCounter } from "./rules/count-counter.ts";
import { dedupeDict } from "./rules/dedupe-dict.ts";
import { filterAny } from "./rules/filter-any.ts";
import { hoistCall } from "./rules/hoist-call.ts";
import { hoistLookup } from "./rules/hoist-lookup.ts";
import { hoistSort } from "./rules/hoist-sort.ts";
import { indexDict } from "./rules/index-dict.ts";
import { insertReverse } from "./rules/insert-reverse.ts";
import { keysMembership } from "./rules/keys-membership.ts";
import { loopComprehension } from "./rules/loop-comprehension.ts";
import { membershipSet } from "./rules/membership-set.ts";
import { memoRecursion } from "./rules/memo-recursion.ts";
import { prefixSum } from "./rules/prefix-sum.ts";
import { queueDeque } from "./rules/queue-deque.ts";
import { rangeEnumerate } from "./rules/range-enumerate.ts";
import { scanDict } from "./rules/scan-dict.ts";
import { sortFirst } from "./rules/sort-first.ts";
import { stringJoin } from "./rules/string-join.ts";

/** Every rewrite rule for Python, in the order of what they usually pay. */
export const pythonRules: readonly PythonRule[] = [
  memoRecursion,
  copyAppend,
  membershipSet,
  companionSet,
  dedupeDict,
  scanDict,
  indexDict,
  countCounter,
  prefixSum,
  queueDeque,
  insertReverse,
  hoistSort,
  hoistCall,
  sortFirst,
  filterAny,
  keysMembership,
  stringJoin,
  loopComprehension,
  rangeEnumerate,
  hoistLookup,
];
