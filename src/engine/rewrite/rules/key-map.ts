import { type MethodCall, methodCalls } from "../calls.ts";
import { forEachLines, joinWords, standsAlone } from "../emit.ts";
import { isPure } from "../knowledge.ts";
import { type LookupPlan, planLookup } from "../lookup.ts";
import { type KeyComparison, keyComparison } from "../membership.ts";
import { freshName, type Program } from "../program.ts";
import type { Rewrite, RewriteRule } from "../rule.ts";
import { declaration, insertBefore, statement, textOf, wrap } from "../source.ts";
import { isReadOnly } from "../uses.ts";

/**
 * `users.find((user) => user.id === id)` in a loop is a join by nested scans. A Map from key to element, to position
 * or to the group of elements, built once before the loop, answers the same: the first match wins.
 */
export const keyMap: RewriteRule = {
  id: "key-map",
  title: "join by a Map of keys",
  find: (program) =>
    methodCalls(program, ["find", "findIndex", "filter", "some"]).flatMap(
      (call) => rewriteOf(program, call) ?? [],
    ),
};

function rewriteOf(program: Program, call: MethodCall): Rewrite | null {
  const [callback, more] = call.args;
  const comparison = callback?.isFunction() && !more ? keyComparison(callback) : null;
  if (!comparison || !isPure(comparison.needle, true)) return null;
  // A whole element as the key is a plain membership test for `some`, and its own answer for `find`.
  if (comparison.key.isIdentifier() && (call.method === "some" || call.method === "find")) return null;
  const plan = planLookup(program, call.object, call.call);
  if (!plan || plan.grows.length > 0) return null;
  const table = tableFor(program, call, comparison, plan);
  return {
    summary: `join \`${plan.array}\` by a Map of \`${textOf(program, comparison.key)}\``,
    edits: [
      ...insertBefore(program, plan.anchor, table.lines),
      ...wrap(call.call, comparison.needle, table.before, table.after),
    ],
  };
}

interface Table {
  readonly lines: readonly string[];
  /** Around the needle, where the call was. */
  readonly before: string;
  readonly after: string;
}

function tableFor(
  program: Program,
  { call, method }: MethodCall,
  comparison: KeyComparison,
  plan: LookupPlan,
): Table {
  const { array, subject } = plan;
  const key = textOf(program, comparison.key);
  const element = comparison.element.node.name;
  const property = /\.([\p{ID_Continue}$]+)$/u.exec(key)?.[1] ?? "key";
  const name = freshName(program, joinWords(subject.word, "By", property));
  const types = (value: string): string => (program.typescript ? `<unknown, ${value}>` : "");
  const elementType = program.typescript ? `(typeof ${array})[number]` : "";
  const declare = (init: string): string => declaration(program, "const", name, init);
  // NaN is a key of a Map but never equal to itself.
  const forgetNaN = statement(program, `${name}.delete(NaN)`);
  const [open, close] = standsAlone(call) ? ["", ""] : ["(", ")"];
  switch (method) {
    case "some": {
      const collect = statement(program, `${name}.add(${key})`);
      const lines = [
        declare(program.typescript ? "new Set<unknown>()" : "new Set()"),
        ...forEachLines(program, array, element, [collect]),
      ];
      return { lines: [...lines, forgetNaN], before: `${name}.has(`, after: ")" };
    }
    case "find": {
      const collect = statement(program, `if (!${name}.has(${key})) ${name}.set(${key}, ${element})`);
      const lines = [
        declare(`new Map${types(elementType)}()`),
        ...forEachLines(program, array, element, [collect]),
      ];
      return { lines: [...lines, forgetNaN], before: `${name}.get(`, after: ")" };
    }
    case "findIndex": {
      const i = freshName(program, "i");
      const collect = statement(program, `if (!${name}.has(${key})) ${name}.set(${key}, ${i})`);
      const head = program.style.es5 ? `function (${element}, ${i}) {` : `(${element}, ${i}) => {`;
      const lines = [
        declare(`new Map${types("number")}()`),
        `${array}.forEach(${head}`,
        `\t${collect}`,
        statement(program, "})"),
      ];
      return { lines: [...lines, forgetNaN], before: `${open}${name}.get(`, after: `) ?? -1${close}` };
    }
    default: {
      const group = freshName(program, "group");
      const lines = [
        declare(`new Map${types(`${elementType}[]`)}()`),
        ...forEachLines(program, array, element, groupLines(program, { name, key, element, group })),
      ];
      const shared = isReadOnly(call);
      return {
        lines: [...lines, forgetNaN],
        before: `${open}${name}.get(`,
        after: `${shared ? ") ?? []" : ")?.slice() ?? []"}${close}`,
      };
    }
  }
}

/** Lines that add an element to the group of its key. */
export function groupLines(
  program: Program,
  { name, key, element, group }: Readonly<Record<"name" | "key" | "element" | "group", string>>,
): readonly string[] {
  return [
    declaration(program, "const", group, `${name}.get(${key})`),
    statement(program, `if (${group}) ${group}.push(${element})`),
    statement(program, `else ${name}.set(${key}, [${element}])`),
  ];
}
