import type { Rewrite } from "../../rule.ts";
import { imported } from "../imports.ts";
import { iteratesOver, methodCalled, positional } from "../knowledge.ts";
import { isUnhashable, type LookupPlan, mayBeText, planLookup } from "../lookup.ts";
import { freshName, type PythonProgram } from "../program.ts";
import type { PythonRule } from "../rule.ts";
import { insertBefore } from "../source.ts";
import { allOf, type Call, type Expression } from "../syntax.ts";

interface Site {
  readonly call: Call;
  readonly needle: Expression;
  readonly plan: LookupPlan;
}

/** `items.count(x)` in a loop looks at every element every time; a Counter counts them all once. */
export const countCounter: PythonRule = {
  id: "count-counter",
  title: "count everything once",
  find(program) {
    const sites = allOf(program.target.body, "call").flatMap((call) => siteOf(program, call) ?? []);
    const groups = Map.groupBy(sites, ({ plan }) => `${plan.subject.key} ${plan.loop.start}`);
    return [...groups.values()].flatMap((group) => rewriteOf(program, group) ?? []);
  },
};

function siteOf(program: PythonProgram, call: Call): Site | null {
  const [needle, more] = positional(call) ?? [];
  if (methodCalled(call) !== "count" || call.callee.kind !== "attribute" || !needle || more) return null;
  const list = call.callee.object;
  if (isUnhashable(needle)) return null;
  // In a text, `count` looks for parts: only its own characters are counted one by one.
  if (mayBeText(program, list) && !iteratesOver(program, needle, list)) return null;
  const plan = planLookup(program, list, call);
  return plan && plan.grows.length === 0 ? { call, needle, plan } : null;
}

function rewriteOf(program: PythonProgram, group: readonly Site[]): Rewrite | null {
  const [first] = group;
  if (!first) return null;
  const { plan } = first;
  const counter = imported(program, "collections", "Counter");
  const name = freshName(program, `${plan.subject.word}_counts`);
  return {
    summary: `count the elements of \`${plan.list}\` once before the loop`,
    edits: [
      ...insertBefore(program, plan.anchor, [`${name} = ${counter.text}(${plan.list})`]),
      ...group.flatMap(({ call, needle }) => [
        { start: call.start, end: needle.start, text: `${name}[` },
        { start: needle.end, end: call.end, text: "]" },
      ]),
    ],
    helpers: counter.helpers,
  };
}
