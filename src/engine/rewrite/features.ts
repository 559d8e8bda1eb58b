import type { NodePath } from "@babel/traverse";
import type { Baseline, Code } from "../domain/candidate.ts";
import { calledMethod, enclosingLoops, functionBinding } from "./loops.ts";
import { type Program, parseProgram } from "./program.ts";
import { isInside } from "./subject.ts";
import { arrayScan } from "./walks.ts";

/**
 * Short phrases, of at most 8 words each, about what matters for the speed of a candidate: how deep its loops nest,
 * what it scans, sorts or allocates in them, and which tables it keeps. In a fixed order, without repetition; empty
 * for code that does not parse.
 */
export function codeFeatures(baseline: Baseline, code: Code): readonly string[] {
  const program = parseProgram(baseline, code);
  return program ? [...structure(program), ...inLoops(program), ...tables(program)] : [];
}

function structure(program: Program): readonly string[] {
  let depth = 0;
  program.target.traverse({
    enter(path) {
      if (path.isLoop() || path.isCallExpression()) {
        const loops = enclosingLoops(program, path).filter(({ kind }) => kind !== "function").length;
        depth = Math.max(depth, loops + (path.isLoop() ? 1 : 0));
      }
    },
  });
  const features: string[] = [];
  if (depth > 1) features.push(`loops nested ${depth} deep`);
  else if (depth === 1) features.push("one level of loops");
  const binding = functionBinding(program.target);
  const recursive = binding?.referencePaths.some((reference) => isInside(reference, program.target)) === true;
  return recursive ? [...features, "recursion"] : features;
}

const scans = /^(includes|indexOf|lastIndexOf|find|findIndex|filter|some|every)$/;
const moves = /^(shift|unshift|splice)$/;
const copies = /^(concat|slice|split|map)$/;

function inLoops(program: Program): readonly string[] {
  const found = new Set<string>();
  program.target.traverse({
    CallExpression(path) {
      const method = calledMethod(path);
      if (method === null || !isLooped(program, path)) return;
      if (scans.test(method)) found.add(`scan by \`${method}\` in a loop`);
      else if (moves.test(method)) found.add(`\`${method}\` moves elements in a loop`);
      else if (copies.test(method)) found.add(`copy by \`${method}\` in a loop`);
      else if (method === "sort") found.add("sort in a loop");
    },
    Loop(path) {
      if (isLooped(program, path) && arrayScan(path)) found.add("inner loop over a whole array");
    },
    SpreadElement(path) {
      if (isLooped(program, path) && !path.parentPath.isCallExpression())
        found.add("copy by spread in a loop");
    },
    "ArrayExpression|ObjectExpression|NewExpression|RegExpLiteral"(path: NodePath) {
      if (isLooped(program, path)) found.add("allocation in a loop");
    },
  });
  return [...found].toSorted();
}

function tables(program: Program): readonly string[] {
  const found = new Set<string>();
  program.target.traverse({
    NewExpression(path) {
      const callee = path.get("callee");
      if (!callee.isIdentifier()) return;
      if (/^(Set|Map)$/.test(callee.node.name)) found.add(`lookup in a ${callee.node.name}`);
      else if (/Array$/.test(callee.node.name) && callee.node.name !== "Array") found.add("typed array");
    },
    Function(path) {
      if (path.parentPath.isVariableDeclarator() && remembers(path)) found.add("remembered answers");
    },
  });
  return [...found].toSorted();
}

/** A function that gets an answer from a table, and sets it there. */
function remembers(path: NodePath): boolean {
  const called = new Set<string>();
  path.traverse({
    CallExpression(call) {
      const method = calledMethod(call);
      if (method !== null) called.add(method);
    },
  });
  return called.has("get") && called.has("set");
}

function isLooped(program: Program, path: NodePath): boolean {
  return enclosingLoops(program, path).some(({ kind }) => kind !== "function");
}
