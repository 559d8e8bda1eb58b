import type { Binding, NodePath } from "@babel/traverse";
import type * as t from "@babel/types";
import { type MethodCall, methodCall, methodCalls, plainCallback } from "../calls.ts";
import { negated } from "../emit.ts";
import { isPure } from "../knowledge.ts";
import { returnedExpression } from "../membership.ts";
import { freshName, type Program } from "../program.ts";
import { editedText, type Rewrite, type RewriteRule } from "../rule.ts";
import { anchorOf, declaration, insertBefore, replace, spanOf, statement, textOf } from "../source.ts";
import { isInside } from "../subject.ts";

interface Stage {
  readonly method: "map" | "filter" | "reduce";
  /** The parameter that receives the element. */
  readonly element: NodePath<t.Identifier>;
  readonly value: NodePath<t.Expression>;
  readonly accumulator: NodePath<t.Identifier> | null;
  readonly initial: NodePath<t.Expression> | null;
}

/** `list.filter(…).map(…).reduce(…)` makes an array per step; one loop makes none but the result. */
export const chainLoop: RewriteRule = {
  id: "chain-loop",
  title: "run a chain of array methods as one loop",
  find: (program) =>
    methodCalls(program, ["map", "filter", "reduce"]).flatMap((call) => rewriteOf(program, call) ?? []),
};

function rewriteOf(program: Program, last: MethodCall): Rewrite | null {
  const stages: Stage[] = [];
  let base: NodePath<t.Expression> = last.call;
  for (let call: MethodCall | null = last; call; call = methodCall(base)) {
    const stage = stageOf(call);
    if (!stage || (stage.method === "reduce" && call !== last)) break;
    stages.unshift(stage);
    base = call.object;
  }
  const anchor = anchorOf(program, last.call);
  // Inside a longer chain the whole of it is one site; only a whole value can move before its statement.
  if (stages.length < 2 || !anchor || !isWholeValue(last.call)) return null;
  return {
    summary: `run ${stages.map(({ method }) => method).join(", ")} as one loop`,
    edits: [
      ...insertBefore(program, anchor, loopLines(program, base, stages)),
      replace(last.call, resultName(program, stages)),
    ],
  };
}

function stageOf({ method, args }: MethodCall): Stage | null {
  if (method !== "map" && method !== "filter" && method !== "reduce") return null;
  const [callback, initial, more] = args;
  const inline = plainCallback(callback);
  const value = inline && returnedExpression(inline.path);
  if (!inline || !value || more || !isPure(value, true)) return null;
  const [first, second, third] = inline.parameters;
  if (method === "reduce")
    return first && second && !third && initial?.isExpression()
      ? { method, element: second, value, accumulator: first, initial }
      : null;
  return first && !second && !initial
    ? { method, element: first, value, accumulator: null, initial: null }
    : null;
}

function isWholeValue(path: NodePath): boolean {
  const parent = path.parentPath;
  if (parent?.isVariableDeclarator())
    return parent.parentPath.isVariableDeclaration() && parent.parentPath.node.declarations.length === 1;
  return (
    parent?.isReturnStatement() === true ||
    (parent?.isArrowFunctionExpression() === true && path.key === "body")
  );
}

function resultName(program: Program, stages: readonly Stage[]): string {
  const accumulator = stages.at(-1)?.accumulator;
  return freshName(program, accumulator ? `${accumulator.node.name}Result` : "result");
}

function loopLines(program: Program, base: NodePath, stages: readonly Stage[]): readonly string[] {
  const result = resultName(program, stages);
  const { es5 } = program.style;
  const last = stages.at(-1);
  const reduces = last?.method === "reduce";
  const initial = reduces && last.initial ? textOf(program, last.initial) : "[]";
  const [first] = stages;
  let current = first
    ? freshName(program, first.element.node.name === "_" ? "value" : `${first.element.node.name}`)
    : "value";
  if (first && !clashes(program, first.element.node.name, base)) current = first.element.node.name;
  const head = current;
  const body: string[] = [];
  const taken = new Set([current]);
  stages.forEach((stage, position) => {
    const text = inlined(program, stage, current, result);
    if (stage.method === "filter") {
      body.push(statement(program, `if (${opposite(program, stage, text)}) continue`));
    } else if (stage.method === "reduce") {
      body.push(statement(program, `${result} = ${text}`));
    } else if (position === stages.length - 1) {
      body.push(statement(program, `${result}.push(${text})`));
    } else {
      const wanted = stages[position + 1]?.element.node.name ?? "value";
      current =
        taken.has(wanted) || clashes(program, wanted, base)
          ? freshName(program, `${wanted}${position + 1}`)
          : wanted;
      taken.add(current);
      body.push(declaration(program, "const", current, text));
    }
  });
  if (last?.method === "filter") body.push(statement(program, `${result}.push(${current})`));
  const open = declaration(program, reduces ? "let" : "const", result, initial);
  const list = textOf(program, base);
  const inner = body.map((line) => `\t${line}`);
  if (!es5) return [open, `for (const ${head} of ${list}) {`, ...inner, "}"];
  const array = base.isIdentifier() ? list : freshName(program, "list");
  const i = freshName(program, "i");
  return [
    open,
    ...(base.isIdentifier() ? [] : [declaration(program, "const", array, list)]),
    `for (var ${i} = 0; ${i} < ${array}.length; ${i}++) {`,
    `\t${declaration(program, "const", head, `${array}[${i}]`)}`,
    ...inner,
    "}",
  ];
}

/** True when the name means something else where the loop will stand. */
function clashes(program: Program, name: string, base: NodePath): boolean {
  if (program.style.es5) return base.scope.hasBinding(name);
  let mentioned = false;
  base.traverse({
    Identifier(path) {
      if (path.node.name === name) mentioned = true;
    },
  });
  return mentioned || base.isIdentifier({ name }) || base.scope.hasBinding(name);
}

/** What a stage computes, with its own parameters under the names the loop has for them. */
function inlined(
  program: Program,
  { element, accumulator, value }: Stage,
  current: string,
  result: string,
): string {
  const scope = value.scope;
  const renames: readonly (readonly [Binding | undefined, string])[] = [
    [scope.getBinding(element.node.name), current],
    [accumulator ? scope.getBinding(accumulator.node.name) : undefined, result],
  ];
  const edits = renames.flatMap(([binding, name]) =>
    (binding?.referencePaths ?? [])
      .filter((reference) => isInside(reference, value))
      .map((reference) => {
        const parent = reference.parentPath;
        const shorthand = parent?.isObjectProperty() && parent.node.shorthand;
        return { ...spanOf(reference), text: shorthand ? `${textOf(program, reference)}: ${name}` : name };
      }),
  );
  return editedText(program.text, spanOf(value), edits);
}

function opposite(program: Program, { value, element }: Stage, text: string): string {
  if (text === textOf(program, value)) return negated(program, value);
  if (value.isUnaryExpression({ operator: "!" })) return text.slice(1);
  return value.isCallExpression() ||
    value.isMemberExpression() ||
    value.isIdentifier({ name: element.node.name })
    ? `!${text}`
    : `!(${text})`;
}
