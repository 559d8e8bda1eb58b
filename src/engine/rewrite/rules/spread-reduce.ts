import type { NodePath } from "@babel/traverse";
import type * as t from "@babel/types";
import { type MethodCall, methodCalls, plainCallback } from "../calls.ts";
import { additions } from "../growing.ts";
import type { Program } from "../program.ts";
import type { Edit, Rewrite, RewriteRule } from "../rule.ts";
import { indentAt, openingOf, spanOf, statement, textOf } from "../source.ts";
import { isInside } from "../subject.ts";

/**
 * `reduce((all, x) => [...all, x], [])` copies everything it has at every step; adding to the one accumulator does
 * not. Safe because the initial value is a fresh literal that only the callback sees.
 */
export const spreadReduce: RewriteRule = {
  id: "spread-reduce",
  title: "add to the accumulator instead of copying it",
  find: (program) =>
    methodCalls(program, ["reduce", "reduceRight"]).flatMap((call) => rewriteOf(program, call) ?? []),
};

function rewriteOf(program: Program, { args }: MethodCall): Rewrite | null {
  const [reducer, initial] = args;
  const callback = plainCallback(reducer);
  const [accumulator] = callback?.parameters ?? [];
  const fresh =
    initial?.isArrayExpression() || (initial?.isObjectExpression() && initial.node.properties.length === 0);
  if (!callback || !accumulator || !fresh) return null;
  const name = accumulator.node.name;
  const binding = callback.path.scope.getBinding(name);
  if (!binding || binding.constantViolations.length > 0) return null;
  const results = resultsOf(callback.path);
  if (!results) return null;
  const edits: Edit[] = [];
  const counted = new Set<NodePath>();
  let grows = 0;
  for (const result of results) {
    const lines = linesFor(program, result.value, name, counted);
    if (!lines) return null;
    if (lines.length > 0) grows++;
    edits.push(...resultEdits(program, result, [...lines, statement(program, `return ${name}`)]));
  }
  const others = binding.referencePaths.filter((reference) => !counted.has(reference));
  // Elsewhere the accumulator may only be looked at, before it grows.
  if (grows === 0 || !others.every((reference) => isLook(reference, callback.path))) return null;
  return { summary: `add to \`${name}\` in place instead of copying it at every step`, edits };
}

interface Result {
  /** The `return` statement, or the body of an arrow function. */
  readonly place: NodePath<t.ReturnStatement> | NodePath<t.Expression>;
  readonly value: NodePath<t.Expression>;
}

function resultsOf(callback: NodePath<t.Function>): readonly Result[] | null {
  const body = callback.get("body");
  if (Array.isArray(body)) return null;
  if (body.isExpression()) return [{ place: body, value: body }];
  const results: Result[] = [];
  let complete = true;
  body.traverse({
    Function: (inner) => inner.skip(),
    ReturnStatement(path) {
      const value = path.get("argument");
      if (value.isExpression()) results.push({ place: path, value });
      else complete = false;
    },
  });
  return complete && results.length > 0 ? results : null;
}

/** The statements that bring the accumulator to a result, or null when the result is something else. */
function linesFor(
  program: Program,
  value: NodePath<t.Expression>,
  name: string,
  counted: Set<NodePath>,
): readonly string[] | null {
  if (value.isIdentifier({ name })) {
    counted.add(value);
    return [];
  }
  if (value.isConditionalExpression()) {
    const then = linesFor(program, value.get("consequent"), name, counted);
    const otherwise = linesFor(program, value.get("alternate"), name, counted);
    if (!then || !otherwise) return null;
    const test = textOf(program, value.get("test"));
    if (then.length === 0)
      return otherwise.length === 0 ? [] : [`if (!(${test})) {`, ...otherwise.map(indent), "}"];
    const head = [`if (${test}) {`, ...then.map(indent)];
    return otherwise.length === 0 ? [...head, "}"] : [...head, "} else {", ...otherwise.map(indent), "}"];
  }
  const added = additions(program, value, name);
  if (!added) return null;
  counted.add(added.mention);
  return added.lines;
}

function resultEdits(program: Program, { place }: Result, lines: readonly string[]): readonly Edit[] {
  const { unit, newline } = program.style;
  const laid = (depth: string): string =>
    lines.map((line) => line.replace(/^\t+/, (tabs) => unit.repeat(tabs.length))).join(newline + depth);
  if (place.isReturnStatement()) {
    const outer = indentAt(program, spanOf(place).start);
    if (place.inList) return [{ ...spanOf(place), text: laid(outer) }];
    return [{ ...spanOf(place), text: `{${newline}${outer}${unit}${laid(outer + unit)}${newline}${outer}}` }];
  }
  const arrow = place.parentPath;
  if (!arrow) return [];
  const outer = indentAt(program, spanOf(place).start);
  const start = openingOf(place);
  const text = `{${newline}${outer}${unit}${laid(outer + unit)}${newline}${outer}}`;
  return [{ start, end: spanOf(arrow).end, text }];
}

/** `all.length`, `all[key]` and the like: reads that keep no hold of the accumulator. */
function isLook(reference: NodePath, callback: NodePath): boolean {
  const parent = reference.parentPath;
  if (!parent?.isMemberExpression() || reference.key !== "object" || !isInside(reference, callback))
    return false;
  const outer = parent.parentPath;
  if (outer.isAssignmentExpression() && parent.key === "left") return false;
  if (outer.isCallExpression() && parent.key === "callee")
    return /^(includes|indexOf|some|every|find|has|hasOwnProperty|at|join)$/.test(
      parent.node.property.type === "Identifier" ? parent.node.property.name : "",
    );
  return reference.getFunctionParent() === callback;
}

function indent(line: string): string {
  return `\t${line}`;
}
