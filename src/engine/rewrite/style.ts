import type { NodePath } from "@babel/traverse";
import type * as t from "@babel/types";

/** How the code around the target is written, so that a rewrite reads like its neighbours. */
export interface Style {
  /** True when statements end with semicolons. */
  readonly semicolons: boolean;
  /** One level of indentation. */
  readonly unit: string;
  /** True when the file keeps to ES5 syntax: `var` and function expressions only. */
  readonly es5: boolean;
  readonly newline: string;
}

/** The style of `target`, judged from its own text, and of the file where that is too short to tell. */
export function styleOf(text: string, target: NodePath<t.Function>): Style {
  return {
    semicolons: usesSemicolons(text, target),
    unit: indentationUnit(text),
    es5: isEs5(target),
    newline: text.includes("\r\n") ? "\r\n" : "\n",
  };
}

function usesSemicolons(text: string, target: NodePath<t.Function>): boolean {
  let balance = 0;
  const program = target.findParent((path) => path.isProgram()) ?? target;
  program.traverse({
    Statement(path) {
      if (path.isExpressionStatement() || path.isReturnStatement() || path.isThrowStatement())
        balance += text[(path.node.end ?? 0) - 1] === ";" ? 1 : -1;
    },
  });
  return balance >= 0;
}

/** The smallest indentation of a line that follows a line ending with `{` and is deeper than that line. */
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

function isEs5(target: NodePath<t.Function>): boolean {
  const program = target.findParent((path) => path.isProgram()) ?? target;
  let modern = false;
  program.traverse({
    VariableDeclaration(path) {
      if (path.node.kind !== "var") modern = true;
    },
    "ArrowFunctionExpression|Class|TemplateLiteral|SpreadElement|RestElement|ForOfStatement|ImportOrExportDeclaration|TSType|ObjectPattern|ArrayPattern"(
      path: NodePath,
    ) {
      modern = true;
      path.stop();
    },
  });
  return !modern;
}
