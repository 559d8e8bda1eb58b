import type { NodePath } from "@babel/traverse";
import type * as t from "@babel/types";
import { methodCall } from "../calls.ts";
import { type Invariant, invariantOf } from "../invariants.ts";
import { isPure } from "../knowledge.ts";
import { isRepeated, propertyName } from "../loops.ts";
import { freshName, type Program } from "../program.ts";
import type { Rewrite, RewriteRule } from "../rule.ts";
import { declaration, insertBefore, replace, textOf } from "../source.ts";
import { subjectOf } from "../subject.ts";
import { isReadOnly } from "../uses.ts";

interface Site {
  readonly path: NodePath<t.Expression>;
  readonly invariant: Invariant;
}

/** A pure call in a loop with arguments that never change there (`Object.keys(o).length`, `new RegExp(word)`). */
export const hoistCall: RewriteRule = {
  id: "hoist-call",
  title: "compute once before the loop",
  find(program) {
    const groups = new Map<string, Site[]>();
    program.target.traverse({
      "CallExpression|NewExpression"(path: NodePath) {
        const site = siteAt(program, path);
        if (!site) return;
        const key = `${textOf(program, site.path)} ${site.invariant.loop.path.node.start}`;
        groups.set(key, [...(groups.get(key) ?? []), site]);
        path.skip();
      },
    });
    return [...groups.values()].flatMap((sites) => rewriteOf(program, sites) ?? []);
  },
};

function siteAt(program: Program, call: NodePath): Site | null {
  const parent = call.parentPath;
  const counted =
    parent?.isMemberExpression() && call.key === "object" && propertyName(parent.node) === "length";
  const path = counted && parent.key !== "callee" ? parent : call;
  if (!path.isExpression() || !isRepeated(program, path) || !isPure(path)) return null;
  if (path.isNewExpression() && !isStatelessPattern(path)) return null;
  // A new array or object may only be shared when nobody changes it.
  if (!counted && !isReadOnly(path) && !isPrimitiveCall(path)) return null;
  const invariant = invariantOf(program, path);
  return invariant && { path, invariant };
}

function rewriteOf(program: Program, sites: readonly Site[]): Rewrite | null {
  const [first] = sites;
  if (!first) return null;
  const text = textOf(program, first.path);
  const name = freshName(program, nameFor(first.path));
  return {
    summary: `compute \`${text.length > 40 ? `${text.slice(0, 39)}…` : text}\` once before the loop`,
    edits: [
      ...insertBefore(program, first.invariant.anchor, [declaration(program, "const", name, text)]),
      ...sites.map(({ path }) => replace(path, name)),
    ],
  };
}

/** A regular expression without `g` or `y` keeps no position between uses. */
function isStatelessPattern(path: NodePath<t.NewExpression>): boolean {
  const [, flags] = path.node.arguments;
  if (!path.get("callee").isIdentifier({ name: "RegExp" })) return false;
  return !flags || (flags.type === "StringLiteral" && !/[gy]/.test(flags.value));
}

function isPrimitiveCall(path: NodePath): boolean {
  if (path.isNewExpression()) return true;
  const call = methodCall(path);
  if (!call) return path.isCallExpression();
  if (call.object.isIdentifier({ name: "Math" })) return true;
  return /^(at|charAt|charCodeAt|codePointAt|endsWith|every|has|hasOwnProperty|includes|indexOf|isArray|join|lastIndexOf|padEnd|padStart|repeat|replace|some|startsWith|substr|substring|toLowerCase|toString|toUpperCase|trim|trimEnd|trimStart|stringify)$/.test(
    call.method,
  );
}

/** A telling name for what is computed. */
function nameFor(path: NodePath): string {
  if (path.isMemberExpression()) return `${nameFor(path.get("object"))}Count`.replace(/s?Count$/, "Count");
  if (path.isNewExpression()) return "pattern";
  const call = methodCall(path);
  if (!call) return "value";
  const argument = call.args[0] && subjectOf(call.args[0])?.word;
  const subject = subjectOf(call.object)?.word ?? methodWord(call.object);
  const word = call.object.isIdentifier({ name: "Object" }) ? (argument ?? "object") : subject;
  if (call.object.isIdentifier({ name: "Math" })) return `${call.method}Value`;
  if (/^(sort|toSorted)$/.test(call.method)) return "sorted";
  const suffix = {
    toLowerCase: "Lower",
    toUpperCase: "Upper",
    trim: "Trimmed",
    split: "Parts",
    filter: "Filtered",
    map: "Mapped",
  }[call.method];
  return word + (suffix ?? call.method.charAt(0).toUpperCase() + call.method.slice(1));
}

function methodWord(path: NodePath): string {
  return methodCall(path) ? nameFor(path) : "value";
}
