import type { Binding, NodePath } from "@babel/traverse";
import type * as t from "@babel/types";
import { usesThis } from "../calls.ts";
import { isFreshArray, isPure } from "../knowledge.ts";
import { calledMethod, enclosingLoops, functionBinding } from "../loops.ts";
import { freshName, type Program } from "../program.ts";
import { type Edit, editedText, type Rewrite, type RewriteRule } from "../rule.ts";
import { indentAt, openingOf, spanOf, statement, textOf } from "../source.ts";
import { assignmentsOf, isInside, subjectOf } from "../subject.ts";
import { isReadOnly } from "../uses.ts";
import { isReference } from "../walks.ts";

/** A pure function that calls itself more than once, with what its calls differ in. */
interface Recursion {
  readonly path: NodePath<t.Function>;
  readonly name: string;
  readonly calls: readonly NodePath<t.CallExpression>[];
  /** Positions of the parameters that some call changes: what an answer depends on within one top-level call. */
  readonly varying: readonly number[];
}

/**
 * Pure recursion that meets the same arguments again (Fibonacci, edit distance) is answered from a Map. The Map
 * lives as long as one call from outside, so nothing is kept and no answer grows old.
 */
export const memoRecursion: RewriteRule = {
  id: "memo-recursion",
  title: "remember the answers of a recursion",
  find(program) {
    const functions: NodePath<t.Function>[] = [program.target];
    program.target.traverse({ Function: (path) => void functions.push(path) });
    return functions.flatMap((path) => {
      const recursion = recursionOf(program, path);
      return recursion ? [rewriteOf(program, recursion)] : [];
    });
  },
};

function recursionOf(program: Program, path: NodePath<t.Function>): Recursion | null {
  const { node } = path;
  const binding =
    (path.isFunctionExpression() &&
      node.type === "FunctionExpression" &&
      node.id &&
      path.scope.getBinding(node.id.name)) ||
    functionBinding(path);
  if (
    !binding ||
    node.async ||
    node.generator ||
    usesThis(path) ||
    !node.params.every((each) => each.type === "Identifier")
  )
    return null;
  const calls: NodePath<t.CallExpression>[] = [];
  for (const reference of binding.referencePaths) {
    if (!isInside(reference, path)) continue;
    const call = reference.parentPath;
    if (
      !call?.isCallExpression() ||
      reference.key !== "callee" ||
      call.node.arguments.length > node.params.length
    )
      return null;
    if (call.node.arguments.some((argument) => argument.type === "SpreadElement") || !isValue(call))
      return null;
    calls.push(call);
  }
  const again = calls.length > 1 || calls.some((call) => enclosingLoops(program, call).length > 0);
  if (!again || assignmentsOf(binding).length > 0 || !isPureFunction(path, binding)) return null;
  const parameters = path
    .get("params")
    .map((each) => (each.isIdentifier() ? path.scope.getBinding(each.node.name) : undefined));
  if (parameters.some((each) => !each || each.constantViolations.length > 0)) return null;
  const varying = parameters.flatMap((parameter, position) => {
    const passesOn = (call: NodePath<t.CallExpression>): boolean => {
      const argument = call.get("arguments")[position];
      return argument !== undefined && parameter !== undefined && isReference(argument, parameter);
    };
    return calls.every(passesOn) ? [] : [position];
  });
  if (varying.length === 0 || /`[^`]*\n/.test(textOf(program, path))) return null;
  return { path, name: binding.identifier.name, calls, varying };
}

function rewriteOf(program: Program, { path, name, calls, varying }: Recursion): Rewrite {
  const memo = freshName(program, "memo");
  const recall = freshName(program, "recall");
  const compute = freshName(program, "compute");
  const body = path.get("body");
  const place = Array.isArray(body) ? path : body;
  const { unit, newline, es5 } = program.style;
  const outer = indentAt(program, spanOf(path).start);
  const parameters = varying
    .map((position) => path.get("params")[position])
    .filter((each) => each !== undefined);
  const declared = parameters.map((each) => textOf(program, each)).join(", ");
  const passed = parameters.map((each) => (each.isIdentifier() ? each.node.name : ""));
  const returns =
    path.node.returnType?.type === "TSTypeAnnotation" ? textOf(program, path.node.returnType) : "";
  const fn = (text: string): string =>
    es5 ? `function (${declared}) ${text}` : `(${declared})${returns} => ${text}`;
  const constant = es5 ? "var" : "const";
  const edits = calls.flatMap((call) => callEdits(call, recall, varying));
  const text = editedText(program.text, spanOf(place), edits);
  const inner = place.isBlockStatement()
    ? text.split(/\r?\n/).join(newline + unit)
    : wrapExpression(program, text, outer);
  const lines = [
    `${constant} ${memo} = new Map()`,
    `${constant} ${recall} = ${fn("{")}`,
    ...recallLines(program, { memo, compute, passed }).map((line) => unit + line),
    "}",
    `${constant} ${compute} = ${fn(inner)}`,
    `return ${compute}(${passed.join(", ")})`,
  ].map((line, index) => (index === 1 || line.startsWith(unit) ? line : statement(program, line)));
  const block = `{${newline}${lines.map((line) => outer + unit + line).join(newline)}${newline}${outer}}`;
  const start = openingOf(place);
  return {
    summary: `remember the answers of \`${name}\` during one call from outside`,
    edits: [{ start, end: spanOf(path).end, text: block }],
  };
}

/** Statements that answer from nested Maps, one level per varying parameter. */
function recallLines(
  program: Program,
  {
    memo,
    compute,
    passed,
  }: { readonly memo: string; readonly compute: string; readonly passed: readonly string[] },
): readonly string[] {
  const { es5, unit } = program.style;
  const variable = es5 ? "var" : "let";
  const lines: string[] = [];
  let level = memo;
  for (const parameter of passed.slice(0, -1)) {
    const next = freshName(program, `by${parameter.charAt(0).toUpperCase()}${parameter.slice(1)}`);
    lines.push(statement(program, `${variable} ${next} = ${level}.get(${parameter})`));
    lines.push(statement(program, `if (!${next}) ${level}.set(${parameter}, (${next} = new Map()))`));
    level = next;
  }
  const last = passed.at(-1) ?? "";
  const answer = freshName(program, "answer");
  return [
    ...lines,
    statement(program, `${variable} ${answer} = ${level}.get(${last})`),
    `if (${answer} === undefined) {`,
    unit + statement(program, `${answer} = ${compute}(${passed.join(", ")})`),
    unit + statement(program, `${level}.set(${last}, ${answer})`),
    "}",
    statement(program, `return ${answer}`),
  ];
}

function wrapExpression(program: Program, text: string, outer: string): string {
  const { unit, newline } = program.style;
  return `{${newline}${outer}${unit}${unit}${statement(program, `return ${text}`)}${newline}${outer}${unit}}`;
}

/** The call under its new name, without the arguments that never change. */
function callEdits(
  call: NodePath<t.CallExpression>,
  recall: string,
  varying: readonly number[],
): readonly Edit[] {
  const args = call.get("arguments");
  const edits: Edit[] = [{ ...spanOf(call.get("callee")), text: recall }];
  args.forEach((argument, position) => {
    if (varying.includes(position)) return;
    const next = args[position + 1];
    const previous = args[position - 1];
    if (next) edits.push({ start: spanOf(argument).start, end: spanOf(next).start, text: "" });
    // A run of dropped arguments at the end goes with the comma before it.
    else if (previous)
      edits.push({
        start: varying.includes(position - 1) ? spanOf(previous).end : spanOf(argument).start,
        end: spanOf(argument).end,
        text: "",
      });
  });
  return edits;
}

/** True when the answer is only read, returned or calculated with, so that sharing it is not seen. */
function isValue(call: NodePath<t.CallExpression>): boolean {
  const parent = call.parentPath;
  return (
    parent.isReturnStatement() ||
    parent.isConditionalExpression() ||
    parent.isLogicalExpression() ||
    (parent.isArrowFunctionExpression() && call.key === "body") ||
    (parent.isAssignmentExpression() && call.key === "right" && parent.node.operator !== "=") ||
    (parent.isCallExpression() &&
      call.listKey === "arguments" &&
      !/^(push|unshift)$/.test(calledMethod(parent) ?? "")) ||
    isReadOnly(call)
  );
}

/** True when calling the function does nothing but compute: it changes only what it made itself. */
function isPureFunction(path: NodePath<t.Function>, self: Binding): boolean {
  let pure = true;
  const own = (target: NodePath): boolean => {
    const [binding] = subjectOf(target)?.bindings ?? [];
    return binding !== undefined && isInside(binding.path, path) && binding.kind !== "param";
  };
  path.traverse({
    enter(inner) {
      if (inner.isAssignmentExpression() || inner.isUpdateExpression()) {
        const target = inner.isAssignmentExpression() ? inner.get("left") : inner.get("argument");
        const root = target.isMemberExpression() ? target.get("object") : target;
        if (!own(root)) pure = false;
      } else if (inner.isCallExpression()) {
        const callee = inner.get("callee");
        const method = calledMethod(inner);
        if (callee.isIdentifier() && isReference(callee, self)) return;
        if (
          callee.isMemberExpression() &&
          method !== null &&
          own(callee.get("object")) &&
          /^(push|pop|set|add|sort|reverse)$/.test(method)
        )
          return;
        if (!isPureAlone(inner)) pure = false;
      } else if (inner.isNewExpression()) {
        if (
          !isPure(inner, true) &&
          !isFreshArray(inner) &&
          !inner.get("callee").isIdentifier({ name: "Error" })
        )
          pure = false;
      } else if (
        inner.isAwaitExpression() ||
        inner.isYieldExpression() ||
        inner.isUnaryExpression({ operator: "delete" })
      ) {
        pure = false;
      }
    },
  });
  return pure;
}

/** True when the call itself is pure, whatever is called inside its arguments. */
function isPureAlone(call: NodePath<t.CallExpression>): boolean {
  const callee = call.get("callee");
  if (callee.isIdentifier())
    return /^(String|Number|Boolean|isNaN|isFinite|parseInt|parseFloat|BigInt)$/.test(callee.node.name);
  if (!callee.isMemberExpression()) return false;
  const object = callee.get("object");
  const method = calledMethod(call) ?? "";
  if (object.node.type === "Identifier" && object.node.name === "Math") return method !== "random";
  if (object.node.type === "Identifier" && /^(Object|Array|Number|String)$/.test(object.node.name))
    return /^(keys|values|entries|isArray|from|of|isInteger|is)$/.test(method);
  return /^(at|charAt|charCodeAt|concat|every|filter|find|flat|flatMap|includes|indexOf|join|map|reduce|slice|some|split|substr|substring|startsWith|endsWith|toLowerCase|toUpperCase|toString|trim|replace|repeat)$/.test(
    method,
  );
}
