import { assemble, type Baseline, type Code, regionOf, type Span } from "../../domain/candidate.ts";
import { buildModule, type Module } from "./build.ts";
import { Scopes } from "./scopes.ts";
import { type Block, childrenOf, type FunctionDefinition, type SyntaxNode } from "./syntax.ts";

/** How the code of a file is written, so that a rewrite reads like its neighbours. */
export interface PythonStyle {
  /** One level of indentation. */
  readonly unit: string;
  readonly newline: string;
}

/** A parsed Python file with the target found in it. */
export interface PythonProgram {
  /** The assembled file that all offsets refer to. */
  readonly text: string;
  /** The target within `text`; every edit lies inside. */
  readonly region: Span;
  readonly target: FunctionDefinition;
  readonly scopes: Scopes;
  readonly comments: readonly Span[];
  readonly style: PythonStyle;
  /** Every word in the file, also in comments and strings. */
  readonly names: ReadonlySet<string>;
}

/**
 * Parses the file of a candidate; null when the target does not parse, is indented inconsistently, or the region is
 * not one whole function. What does not parse elsewhere in the file is no obstacle.
 */
export function parsePythonProgram(baseline: Baseline, code: Code): PythonProgram | null {
  const text = assemble(baseline, code);
  const region = regionOf(baseline, code);
  const module = parseModule(text);
  const target = module && targetIn(module, text, region);
  const scopes = target && unlessTooDeep(() => new Scopes(module.body));
  if (!scopes) return null;
  return {
    text,
    region,
    target,
    scopes,
    comments: module.comments,
    style: { unit: unitOf(text), newline: text.includes("\r\n") ? "\r\n" : "\n" },
    names: new Set(text.match(/[\p{ID_Start}_][\p{ID_Continue}]*/gu)),
  };
}

/** True when the target of a candidate, and each of its helpers, parses. */
export function pythonParses(baseline: Baseline, code: Code): boolean {
  const text = assemble(baseline, code);
  const module = parseModule(text);
  return (
    module !== null &&
    targetIn(module, text, regionOf(baseline, code)) !== null &&
    code.helpers.every((helper) => parseModule(helper)?.errors.length === 0)
  );
}

/** A name derived from `base` that no word of the file is. */
export function freshName(program: PythonProgram, base: string): string {
  const stem = base.replace(/[^\p{ID_Continue}]/gu, "") || "value";
  for (let count = 1; ; count++) {
    const name = count === 1 ? stem : `${stem}${count}`;
    if (!program.names.has(name) && !keywords.has(name)) return name;
  }
}

const keywords: ReadonlySet<string> = new Set(
  (
    "False None True and as assert async await break class continue def del elif else except finally for from global " +
    "if import in is lambda nonlocal not or pass raise return try while with yield"
  ).split(" "),
);

/** Parses a text; null when it is nested deeper than the stack. */
export function parseModule(text: string): Module | null {
  return unlessTooDeep(() => buildModule(text));
}

function unlessTooDeep<T>(make: () => T): T | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function targetIn(module: Module, text: string, region: Span): FunctionDefinition | null {
  const own = text.slice(region.start, region.end);
  const start = region.start + (own.length - own.trimStart().length);
  const broken = module.errors.some((error) => error.end >= region.start && error.start <= region.end);
  if (broken) return null;
  const target = functionAt(module.body, start);
  if (!target || target.end > region.end) return null;
  // After the function only comments and blank lines belong to it.
  const rest = text.slice(target.end, region.end);
  if (!/^[ \t]*(?:#[^\n]*)?(?:\r?\n[ \t]*(?:#[^\n]*)?)*$/.test(rest)) return null;
  return isIndentedWell(text, target) ? target : null;
}

function functionAt(root: Block, start: number): FunctionDefinition | null {
  let node: SyntaxNode | undefined = root;
  while (node) {
    if (node.kind === "function" && node.start === start) return node;
    node = childrenOf(node).find((child) => child.start <= start && child.end > start);
  }
  return null;
}

/** The parser lets pass what Python refuses: statements of one block at different depths. */
function isIndentedWell(
  text: string,
  node: SyntaxNode,
  outer = indentOf(prefixAt(text, node.start)),
): boolean {
  return childrenOf(node).every((child) => {
    if (child.kind !== "block" || child.inline) return isIndentedWell(text, child, outer);
    const indent = prefixAt(text, child.start);
    if (indent.trim() !== "" || !indent.startsWith(outer) || indent === outer) return false;
    return child.statements.every((statement) => {
      const prefix = prefixAt(text, statement.start);
      const continues = statement !== child.statements[0] && /;[ \t]*$/.test(prefix);
      return (prefix === indent || continues) && isIndentedWell(text, statement, indent);
    });
  });
}

/** What stands before an offset on its line. */
function prefixAt(text: string, offset: number): string {
  return text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
}

function indentOf(line: string): string {
  return /^[ \t\f]*/.exec(line)?.[0] ?? "";
}

/** The most frequent step from a line that ends with a colon to the next, when that is deeper. */
function unitOf(text: string): string {
  const counts = new Map<string, number>();
  for (const [, outer = "", inner = ""] of text.matchAll(/^([ \t]*)\S.*:[ \t]*(?:#.*)?\r?\n([ \t]+)\S/gm)) {
    if (!inner.startsWith(outer) || inner.length === outer.length) continue;
    const step = inner.slice(outer.length);
    counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most?.[0] ?? "    ";
}
