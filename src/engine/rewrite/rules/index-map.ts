import type { NodePath } from "@babel/traverse";
import type * as t from "@babel/types";
import { standsAlone } from "../emit.ts";
import { type LookupPlan, planLookup } from "../lookup.ts";
import { type Equality, positionCall, sentinelTest } from "../membership.ts";
import { freshName, type Program } from "../program.ts";
import type { Rewrite, RewriteRule } from "../rule.ts";
import { declaration, insertBefore, statement, wrap } from "../source.ts";
import { isInside } from "../subject.ts";

interface Site {
  readonly call: NodePath<t.CallExpression>;
  readonly needle: NodePath;
  readonly equality: Equality;
  readonly plan: LookupPlan;
}

/** `order.indexOf(x)` in a loop or comparator, used as a number, becomes a look into a Map of first positions. */
export const indexMap: RewriteRule = {
  id: "index-map",
  title: "look up positions in a Map",
  find(program) {
    const groups = new Map<string, Site[]>();
    program.target.traverse({
      CallExpression(call) {
        const position = positionCall(call);
        const plan = position && !sentinelTest(call) ? planLookup(program, position.receiver, call) : null;
        if (!position || !plan || plan.grows.length > 0) return;
        const key = `${plan.subject.key} ${plan.loop.path.node.start}`;
        groups.set(key, [...(groups.get(key) ?? []), { ...position, call, plan }]);
      },
    });
    return [...groups.values()].flatMap((sites) => rewriteOf(program, sites) ?? []);
  },
};

function rewriteOf(program: Program, sites: readonly Site[]): Rewrite | null {
  const [first] = sites;
  if (!first) return null;
  const { array, subject, anchor } = first.plan;
  const name = freshName(program, `${subject.word}Index`);
  const outermost = sites.filter(
    ({ call }) => !sites.some((other) => other.call !== call && isInside(call, other.call)),
  );
  return {
    summary: `look up positions in \`${array}\` in a Map`,
    edits: [
      ...insertBefore(program, anchor, [
        declaration(program, "const", name, program.typescript ? "new Map<unknown, number>()" : "new Map()"),
        ...positionLines(program, first, name),
        statement(program, `${name}.delete(NaN)`),
      ]),
      ...outermost.flatMap(({ call, needle }) => {
        const alone = standsAlone(call);
        return wrap(call, needle, `${alone ? "" : "("}${name}.get(`, `) ?? -1${alone ? "" : ")"}`);
      }),
    ],
  };
}

/** Records the first position of every value; holes count only for a search that is written as a loop. */
function positionLines(
  program: Program,
  { plan: { array }, equality }: Site,
  name: string,
): readonly string[] {
  const { es5 } = program.style;
  if (equality === "loop") {
    const i = freshName(program, "i");
    return [
      `for (${es5 ? "var" : "let"} ${i} = ${array}.length - 1; ${i} >= 0; ${i}--) {`,
      `\t${statement(program, `${name}.set(${array}[${i}], ${i})`)}`,
      "}",
    ];
  }
  const head = es5 ? "function (value, i) {" : "(value, i) => {";
  return [
    `${array}.forEach(${head}`,
    `\t${statement(program, `if (!${name}.has(value)) ${name}.set(value, i)`)}`,
    statement(program, "})"),
  ];
}
