import type { Rewrite } from "../../rule.ts";
import { isRepeatable, iteratesOver, methodCalled, positional } from "../knowledge.ts";
import { isUnhashable, type LookupPlan, planLookup } from "../lookup.ts";
import { freshName, type PythonProgram } from "../program.ts";
import type { PythonRule } from "../rule.ts";
import { insertBefore, replace, textOf } from "../source.ts";
import { allOf, type Call, type Expression } from "../syntax.ts";

interface Site {
  readonly call: Call;
  readonly needle: Expression;
  /** True when the needle is surely an element of the list. */
  readonly found: boolean;
  readonly plan: LookupPlan;
}

/** `items.index(x)` in a loop scans the list every time; a dict of first positions is built once before the loop. */
export const indexDict: PythonRule = {
  id: "index-dict",
  title: "look up positions in a dict",
  find(program) {
    const sites = allOf(program.target.body, "call").flatMap((call) => siteOf(program, call) ?? []);
    const groups = Map.groupBy(sites, ({ plan }) => `${plan.subject.key} ${plan.loop.start}`);
    return [...groups.values()].flatMap((group) => rewriteOf(program, group) ?? []);
  },
};

function siteOf(program: PythonProgram, call: Call): Site | null {
  const [needle, more] = positional(call) ?? [];
  if (methodCalled(call) !== "index" || call.callee.kind !== "attribute" || !needle || more) return null;
  const list = call.callee.object;
  const found = iteratesOver(program, needle, list);
  if (isUnhashable(needle) || !isRepeatable(needle)) return null;
  // What this rule itself has left to the list.
  const parent = program.scopes.parentOf(call);
  if (parent?.kind === "conditional" && parent.whenFalse === call && parent.test.kind === "comparison")
    return null;
  const plan = planLookup(program, list, call);
  return plan && plan.grows.length === 0 ? { call, needle, found, plan } : null;
}

function rewriteOf(program: PythonProgram, group: readonly Site[]): Rewrite | null {
  const [first] = group;
  if (!first) return null;
  const { list, subject, anchor } = first.plan;
  const name = freshName(program, `${subject.word}_index`);
  const position = freshName(program, "position");
  const value = freshName(program, "value");
  return {
    summary: `look up positions in \`${list}\` in a dict`,
    edits: [
      ...insertBefore(program, anchor, [
        `${name} = {}`,
        `for ${position}, ${value} in enumerate(${list}):`,
        `\t${name}.setdefault(${value}, ${position})`,
      ]),
      ...group.map(({ call, needle, found }) => {
        const key = textOf(program, needle);
        const known = `${name}[${key}]`;
        // What is missing is left to the list, which raises its ValueError or, a text, finds longer parts.
        const text = found ? known : `(${known} if ${key} in ${name} else ${textOf(program, call)})`;
        return replace(call, text);
      }),
    ],
  };
}
