import { type ParserOptions, type ParserPlugin, parse } from "@babel/parser";
import traverse, { type NodePath } from "@babel/traverse";
import type * as t from "@babel/types";
import { assemble, type Baseline, type Code, regionOf, type Span } from "../domain/candidate.ts";
import { type Style, styleOf } from "./style.ts";

/** A parsed file with the target found in it. */
export interface Program {
  /** The assembled file that all offsets refer to. */
  readonly text: string;
  /** The target within `text`; every edit lies inside. */
  readonly region: Span;
  /** The function that is the target. */
  readonly target: NodePath<t.Function>;
  readonly typescript: boolean;
  readonly style: Style;
  /** Every identifier name in the file, bound or not. */
  readonly names: ReadonlySet<string>;
}

/** Parses the file of a candidate; null when it does not parse or the region is not one whole function. */
export function parseProgram(baseline: Baseline, code: Code): Program | null {
  const text = assemble(baseline, code);
  const region = regionOf(baseline, code);
  const file = parseFile(baseline.file, text);
  const target = file && crawl(file, trimmed(text, region));
  if (!target) return null;
  return {
    text,
    region,
    target,
    typescript: isTypeScript(baseline.file),
    style: styleOf(text, file),
    names: namesIn(file),
  };
}

/** The syntax tree of a source text, or null when it does not parse. */
export function parseFile(file: string, text: string): t.File | null {
  try {
    return parse(text, parserOptions(file));
  } catch (error) {
    // A RangeError is nesting deeper than the stack.
    if (error instanceof SyntaxError || error instanceof RangeError) return null;
    throw error;
  }
}

/** True when the candidate's file parses. */
export function parses(baseline: Baseline, code: Code): boolean {
  return parseFile(baseline.file, assemble(baseline, code)) !== null;
}

/** A name derived from `base` that no identifier in the file has. */
export function freshName(program: Program, base: string): string {
  const stem = base.replace(/[^\p{ID_Continue}$]/gu, "") || "value";
  for (let count = 1; ; count++) {
    const name = count === 1 ? stem : `${stem}${count}`;
    if (!program.names.has(name)) return name;
  }
}

function isTypeScript(file: string): boolean {
  return /\.[cm]?tsx?$/i.test(file);
}

function parserOptions(file: string): ParserOptions {
  const plugins: ParserPlugin[] = ["decorators-legacy"];
  if (isTypeScript(file)) plugins.push("typescript");
  if (!/\.[cm]?ts$/i.test(file)) plugins.push("jsx");
  const sourceType = /\.m[jt]sx?$/i.test(file)
    ? "module"
    : /\.c[jt]sx?$/i.test(file)
      ? "script"
      : "unambiguous";
  return {
    sourceType,
    plugins,
    errorRecovery: false,
    allowReturnOutsideFunction: true,
    allowAwaitOutsideFunction: sourceType !== "script",
    allowUndeclaredExports: true,
  };
}

function crawl(file: t.File, region: Span): NodePath<t.Function> | null {
  let target: NodePath<t.Function> | null = null;
  try {
    traverse(file, {
      Function(path) {
        if (path.node.start !== region.start || path.node.end !== region.end) return;
        target = path;
        path.stop();
      },
    });
  } catch (error) {
    // Scope analysis throws a TypeError for a name declared twice, and a RangeError when nesting exceeds the stack.
    if (error instanceof TypeError || error instanceof RangeError) return null;
    throw error;
  }
  return target;
}

function trimmed(text: string, region: Span): Span {
  const code = text.slice(region.start, region.end);
  const start = region.start + (code.length - code.trimStart().length);
  return { start, end: start + code.trim().length };
}

function namesIn(file: t.File): ReadonlySet<string> {
  const names = new Set<string>();
  traverse.cheap(file, (node) => {
    if (node.type === "Identifier" || node.type === "JSXIdentifier") names.add(node.name);
  });
  return names;
}
