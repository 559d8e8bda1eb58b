import { neverNaN } from "./knowledge.ts";
import { keepInStep, type LookupPlan } from "./lookup.ts";
import type { Equality, MembershipTest } from "./membership.ts";
import { freshName, type Program } from "./program.ts";
import type { Rewrite } from "./rule.ts";
import { declaration, insertBefore, lambda, statement, wrap } from "./source.ts";
import { isInside } from "./subject.ts";

/** A membership test that a Set can answer, and where that Set lives. */
export interface PlannedTest {
  readonly test: MembershipTest;
  readonly plan: LookupPlan;
}

/** One rewrite per list and loop: a Set built before the loop, kept in step, and asked instead of the list. */
export function tableRewrites(program: Program, planned: readonly PlannedTest[]): readonly Rewrite[] {
  const groups = new Map<string, PlannedTest[]>();
  for (const each of planned) {
    const { plan, test } = each;
    const key = `${plan.subject.key} ${plan.loop.path.node.start} ${test.equality}`;
    const group = groups.get(key);
    if (group) group.push(each);
    else groups.set(key, [each]);
  }
  return [...groups.values()].flatMap((group) => rewriteOf(program, group) ?? []);
}

function rewriteOf(program: Program, group: readonly PlannedTest[]): Rewrite | null {
  const [first] = group;
  if (!first) return null;
  const { plan, test } = first;
  const name = freshName(program, `${plan.subject.word}Set`);
  // A test inside another's needle would be edited twice where the two share their ends.
  const tests = group
    .map((each) => each.test)
    .filter((each, _, all) => !all.some((other) => other !== each && isInside(each.answer, other.answer)));
  const equality = tests.every((each) => neverNaN(each.needle)) ? "includes" : test.equality;
  return {
    summary: `look up \`${plan.array}\` in a Set instead of scanning it`,
    edits: [
      ...insertBefore(program, plan.anchor, setOf(program, plan, name, equality)),
      ...tests.flatMap(({ answer, needle, negated }) =>
        wrap(answer, needle, `${negated ? "!" : ""}${name}.has(`, ")"),
      ),
      ...keepInStep(program, plan.grows, (value) => `${name}.add(${value})`, equality !== "includes"),
    ],
  };
}

/** The statements that declare a Set which holds just the elements of the list that such a search finds. */
export function setOf(
  program: Program,
  plan: LookupPlan,
  name: string,
  equality: Equality,
): readonly string[] {
  const declare = (init: string): string => declaration(program, "const", name, init);
  if (plan.empty) return [declare(program.typescript ? "new Set<unknown>()" : "new Set()")];
  switch (equality) {
    case "includes":
      return [declare(`new Set(${plan.array})`)];
    case "indexOf":
      return [declare(`new Set(${plan.array}.filter(${lambda(program, ["v"], "v === v")}))`)];
    case "loop":
      return [declare(`new Set(${plan.array})`), statement(program, `${name}.delete(NaN)`)];
  }
}
