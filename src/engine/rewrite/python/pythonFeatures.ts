import type { Baseline, Code } from "../../domain/candidate.ts";
import { initialValue, isFreshList, methodCalled, natureOf, positional } from "./knowledge.ts";
import { enclosingLoops, isLooped } from "./loops.ts";
import { membershipOf } from "./membership.ts";
import { type PythonProgram, parsePythonProgram } from "./program.ts";
import { allOf, type Call, descendantsOf, type SyntaxNode } from "./syntax.ts";

/**
 * Short phrases, of at most 8 words each, about what matters for the speed of a candidate: how deep its loops nest,
 * what it scans, sorts, moves or copies in them, and which tables it keeps. In a fixed order, without repetition;
 * empty for code that does not parse.
 */
export function pythonFeatures(baseline: Baseline, code: Code): readonly string[] {
  const program = parsePythonProgram(baseline, code);
  return program ? [...structure(program), ...inLoops(program), ...tables(program)] : [];
}

function structure(program: PythonProgram): readonly string[] {
  let depth = 0;
  let comprehension = false;
  for (const node of descendantsOf(program.target.body)) {
    if (node.kind === "comprehension") comprehension = true;
    if (node.kind === "for" || node.kind === "while" || node.kind === "comprehension") {
      const own = node.kind === "comprehension" ? node.clauses.length : 1;
      depth = Math.max(depth, enclosingLoops(program, node).length + own);
    }
  }
  const { name } = program.target;
  const method = program.scopes.scopeAt(program.target).owner.kind === "class";
  const recursive = allOf(program.target.body, "call").some(
    ({ callee }) =>
      (!method && callee.kind === "name" && callee.id === name.id) ||
      (method &&
        callee.kind === "attribute" &&
        callee.name === name.id &&
        callee.object.kind === "name" &&
        callee.object.id === program.target.parameters[0]?.name.id),
  );
  return [
    ...(depth > 1 ? [`loops nested ${depth} deep`] : depth === 1 ? ["one level of loops"] : []),
    ...(recursive ? ["recursion"] : []),
    ...(comprehension ? ["comprehension"] : []),
  ];
}

function inLoops(program: PythonProgram): readonly string[] {
  const found = new Set<string>();
  for (const node of descendantsOf(program.target.body)) {
    const phrase = costOf(program, node);
    if (phrase !== null && isLooped(program, node)) found.add(phrase);
  }
  return [...found].toSorted();
}

/** What a node costs when it is repeated; null for what is cheap. */
function costOf(program: PythonProgram, node: SyntaxNode): string | null {
  switch (node.kind) {
    case "comparison": {
      const test = membershipOf(node);
      const nature = test && natureOf(program, test.receiver);
      return test &&
        nature !== "set" &&
        nature !== "dict" &&
        nature !== "range" &&
        !isTable(program, test.receiver)
        ? "scan by `in` in a loop"
        : null;
    }
    case "call":
      return callCost(node);
    case "assign":
      return node.value?.kind === "binary" && isFreshList(program, node.value.right)
        ? "copy by `+` in a loop"
        : null;
    case "update":
      return natureOf(program, node.target) === "string" ? "string built piece by piece" : null;
    case "slice":
      return "copy by a slice in a loop";
    case "list":
    case "dict":
    case "set":
    case "comprehension":
      return "allocation in a loop";
    default:
      return null;
  }
}

function isTable(program: PythonProgram, receiver: SyntaxNode): boolean {
  const binding = receiver.kind === "name" ? program.scopes.bindingOf(receiver) : null;
  const value = binding && initialValue(program, binding);
  return value !== null && /^(set|dict)$/.test(natureOf(program, value) ?? "");
}

function callCost(call: Call): string | null {
  const method = methodCalled(call);
  const [first] = positional(call) ?? [];
  const zero = first?.kind === "number" && first.text === "0";
  if (method === "count" || method === "index") return `scan by \`${method}\` in a loop`;
  if (method === "pop" && zero) return "`pop(0)` moves elements in a loop";
  if (method === "insert" && zero) return "`insert(0, …)` moves elements in a loop";
  if (method === "sort") return "sort in a loop";
  if (call.callee.kind !== "name") return null;
  if (call.callee.id === "sorted") return "sort in a loop";
  return call.callee.id === "sum" ? "sum in a loop" : null;
}

function tables(program: PythonProgram): readonly string[] {
  const found = new Set<string>();
  for (const node of descendantsOf(program.target)) {
    if (node.kind === "set" || (node.kind === "comprehension" && node.form === "set"))
      found.add("lookup in a set");
    if (node.kind === "dict" || (node.kind === "comprehension" && node.form === "dict"))
      found.add("lookup in a dict");
    if (node.kind === "name" || node.kind === "attribute") {
      const phrase = phrases.get(node.kind === "name" ? node.id : node.name);
      if (phrase !== undefined) found.add(phrase);
    }
  }
  return [...found].toSorted();
}

const phrases: ReadonlyMap<string, string> = new Map([
  ["set", "lookup in a set"],
  ["frozenset", "lookup in a set"],
  ["dict", "lookup in a dict"],
  ["defaultdict", "lookup in a dict"],
  ["Counter", "counts in a dict"],
  ["deque", "queue open at both ends"],
  ["lru_cache", "remembered answers"],
  ["cache", "remembered answers"],
  ["accumulate", "running totals"],
  ["heapq", "heap"],
  ["bisect", "binary search"],
]);
