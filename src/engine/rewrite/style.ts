import traverse from "@babel/traverse";
import type * as t from "@babel/types";

/** How the code of a file is written, so that a rewrite reads like its neighbours. */
export interface Style {
  /** True when statements end with semicolons. */
  readonly semicolons: boolean;
  /** One level of indentation. */
  readonly unit: string;
  /** True when the file keeps to ES5 syntax: `var` and function expressions only. */
  readonly es5: boolean;
  readonly newline: string;
}

/** The style most of the file is written in. */
export function styleOf(text: string, file: t.File): Style {
  let semicolons = 0;
  let es5 = true;
  traverse.cheap(file, (node) => {
    if (
      node.type === "ExpressionStatement" ||
      node.type === "ReturnStatement" ||
      node.type === "ThrowStatement"
    )
      semicolons += text[(node.end ?? 0) - 1] === ";" ? 1 : -1;
    if (isModern(node)) es5 = false;
  });
  return {
    semicolons: semicolons >= 0,
    unit: indentationUnit(text),
    es5,
    newline: text.includes("\r\n") ? "\r\n" : "\n",
  };
}

/** The most frequent step from a line that ends with `{` to the next, when that is deeper. */
function indentationUnit(text: string): string {
  const depths = new Map<string, number>();
  for (const match of text.matchAll(/^([ \t]*)[^\s/*].*\{[ \t]*\r?\n([ \t]+)\S/gm)) {
    const [, outer = "", inner = ""] = match;
    if (!inner.startsWith(outer) || inner.length === outer.length) continue;
    const step = inner.slice(outer.length);
    depths.set(step, (depths.get(step) ?? 0) + 1);
  }
  let unit = "  ";
  let most = 0;
  for (const [step, count] of depths) {
    if (count > most) [unit, most] = [step, count];
  }
  return unit;
}

function isModern(node: t.Node): boolean {
  switch (node.type) {
    case "VariableDeclaration":
      return node.kind !== "var";
    case "ArrowFunctionExpression":
    case "ClassDeclaration":
    case "ClassExpression":
    case "TemplateLiteral":
    case "SpreadElement":
    case "RestElement":
    case "ForOfStatement":
    case "ImportDeclaration":
    case "ExportNamedDeclaration":
    case "ExportDefaultDeclaration":
    case "ObjectPattern":
    case "ArrayPattern":
    case "TSTypeAnnotation":
      return true;
    default:
      return false;
  }
}
