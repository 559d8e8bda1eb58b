import type { NodePath } from "@babel/traverse";
import type { Program } from "./program.ts";
import { textOf } from "./source.ts";

/** Lines that run `body` for every element of an array; the body's lines are indented by one tab here. */
export function forEachLines(
  program: Program,
  array: string,
  element: string,
  body: readonly string[],
): readonly string[] {
  const inner = body.map((line) => `\t${line}`);
  return program.style.es5
    ? [`${array}.forEach(function (${element}) {`, ...inner, program.style.semicolons ? "});" : "})"]
    : [`for (const ${element} of ${array}) {`, ...inner, "}"];
}

/** A function with a block body, an arrow or not as the one it replaces. */
export function functionLike(
  program: Program,
  original: NodePath,
  parameters: readonly string[],
  body: readonly string[],
  indent: string,
): string {
  const { newline, unit } = program.style;
  const lines = body.map(
    (line) => newline + indent + unit + line.replace(/^\t+/, (tabs) => unit.repeat(tabs.length)),
  );
  const head = original.isArrowFunctionExpression()
    ? `(${parameters.join(", ")}) =>`
    : `function (${parameters.join(", ")})`;
  return `${head} {${lines.join("")}${newline}${indent}}`;
}

/** The text of an expression, in parentheses unless it surely needs none as an operand. */
function operand(program: Program, path: NodePath): string {
  const text = textOf(program, path);
  const atomic =
    path.isIdentifier() ||
    path.isLiteral() ||
    path.isMemberExpression() ||
    path.isCallExpression() ||
    path.isThisExpression();
  return atomic ? text : `(${text})`;
}

/** `base` with a capital letter after it: `users` and `id` make `usersById`. */
export function joinWords(base: string, link: string, word: string): string {
  return base + link + word.charAt(0).toUpperCase() + word.slice(1);
}

/** The logical opposite of an expression, simplified where it is a comparison or a negation. */
export function negated(program: Program, path: NodePath): string {
  if (path.isUnaryExpression({ operator: "!" })) return textOf(program, path.get("argument"));
  if (path.isBinaryExpression()) {
    const opposite: Readonly<Record<string, string>> = { "===": "!==", "!==": "===", "==": "!=", "!=": "==" };
    const operator = opposite[path.node.operator];
    if (operator)
      return `${textOf(program, path.get("left"))} ${operator} ${textOf(program, path.get("right"))}`;
  }
  return `!${operand(program, path)}`;
}

/** True when an expression needs no parentheses where it stands, whatever its operators. */
export function standsAlone(path: NodePath): boolean {
  const parent = path.parentPath;
  return (
    path.listKey === "arguments" ||
    path.key === "init" ||
    (parent !== null && (parent.isReturnStatement() || parent.isExpressionStatement())) ||
    (parent?.isAssignmentExpression() && path.key === "right")
  );
}
