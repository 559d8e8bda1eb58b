import {
  type BlockStatement,
  type File,
  getBindingIdentifiers,
  type Program,
  type StaticBlock,
  type TSModuleBlock,
} from "@babel/types";
import type { Insertion } from "../target.ts";
import { spanOf, walk } from "./syntax.ts";

/** Code that runs from top to bottom, with names of its own. */
export type Block = Program | BlockStatement | StaticBlock | TSModuleBlock;

/**
 * Where a statement can be put so that it runs first in the block: after the directives, and in a file after the
 * `#!` line and the byte order mark.
 */
export function startOf(block: Block, text: string): number {
  const directive = "directives" in block ? block.directives.at(-1) : undefined;
  if (directive !== undefined) return spanOf(directive).end;
  if (block.type !== "Program") return text.indexOf("{", spanOf(block).start) + 1;
  if (block.interpreter) {
    const lineBreak = /\r\n|[\n\r\u2028\u2029]/g;
    lineBreak.lastIndex = spanOf(block.interpreter).end;
    return lineBreak.exec(text) === null ? text.length : lineBreak.lastIndex;
  }
  return text.startsWith("\ufeff") ? 1 : 0;
}

/** Puts a thunk of an expression under `Symbol.for("evolvent.entry")`. */
export function captureOf(expression: string, offset: number, global: string): Insertion {
  return { offset, text: `;${globalKey(global, "evolvent.entry")}=()=>(${expression});` };
}

/** What the harness found as the module's default export. */
export function defaultExport(global: string): string {
  return `${globalKey(global, "evolvent.namespace")}.default`;
}

/**
 * The global object, by a name that the file does not take for itself: some libraries declare a `globalThis` or a
 * `Symbol` of their own, which is still undefined where the capture runs.
 */
export function globalObject(file: File, text: string): string {
  if (!/\bglobalThis\b/.test(text)) return "globalThis";
  const declared = new Set<string>();
  walk(file.program, (node) => {
    if (declares.has(node.type))
      for (const name of Object.keys(getBindingIdentifiers(node))) declared.add(name);
    return true;
  });
  return ["globalThis", "global"].find((name) => !declared.has(name)) ?? `Function("return this")()`;
}

const declares: ReadonlySet<string> = new Set([
  ...["VariableDeclarator", "FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"],
  ...["ClassDeclaration", "ClassMethod", "ObjectMethod", "ImportDeclaration", "CatchClause"],
]);

function globalKey(global: string, key: string): string {
  return `${global}[${global}.Symbol.for("${key}")]`;
}
