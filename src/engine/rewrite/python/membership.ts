import type { Rewrite } from "../rule.ts";
import { natureOf } from "./knowledge.ts";
import { isUnhashable, keepInStep, type LookupPlan, mayBeText, planLookup } from "./lookup.ts";
import { freshName, type PythonProgram } from "./program.ts";
import { insertBefore, replace } from "./source.ts";
import { allOf, type Comparison, type Expression } from "./syntax.ts";

/** `needle in receiver` or `needle not in receiver`, with the plan of a set that can answer it. */
export interface PlannedTest {
  readonly receiver: Expression;
  readonly plan: LookupPlan;
}

/** Every membership test of the target that asks a list and is repeated. */
export function plannedTests(program: PythonProgram): readonly PlannedTest[] {
  return allOf(program.target.body, "comparison").flatMap((comparison) => {
    const test = membershipOf(comparison);
    if (!test || isUnhashable(test.needle) || mayBeText(program, test.receiver)) return [];
    // A list in an f-string or another list is never equal to what can be hashed.
    const nature = natureOf(program, test.needle);
    if (nature === "list" || nature === "dict" || nature === "set") return [];
    const plan = planLookup(program, test.receiver, comparison);
    return plan ? [{ receiver: test.receiver, plan }] : [];
  });
}

/** What a comparison asks for, when it is one membership test and nothing else. */
export function membershipOf({ operands, operators }: Comparison): {
  readonly needle: Expression;
  readonly receiver: Expression;
  readonly negated: boolean;
} | null {
  const [needle, receiver] = operands;
  const [operator, more] = operators;
  if (!needle || !receiver || more !== undefined || (operator !== "in" && operator !== "not in")) return null;
  return { needle, receiver, negated: operator === "not in" };
}

/** One rewrite per list and loop: a set built before the loop, kept in step, and asked instead of the list. */
export function setRewrites(program: PythonProgram, tests: readonly PlannedTest[]): readonly Rewrite[] {
  const groups = Map.groupBy(tests, ({ plan }) => `${plan.subject.key} ${plan.loop.start}`);
  return [...groups.values()].flatMap((group) => {
    const plan = group[0]?.plan;
    if (!plan) return [];
    const name = freshName(program, `${plan.subject.word}_set`);
    return [
      {
        summary: `look up \`${plan.list}\` in a set instead of scanning it`,
        edits: [
          ...insertBefore(program, plan.anchor, [`${name} = set(${plan.empty ? "" : plan.list})`]),
          ...group.map(({ receiver }) => replace(receiver, name)),
          ...keepInStep(program, plan.grows, (value) => `${name}.add(${value})`),
        ],
      },
    ];
  });
}
