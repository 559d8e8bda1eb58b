import { describe, expect, it } from "vitest";
import { resolveTarget } from "../../../src/adapters/languages/javascript/resolveTarget.ts";
import { parseTargetName } from "../../../src/adapters/languages/javascript/targetName.ts";
import { retarget, targetAt } from "../../../src/adapters/languages/javascript/targets.ts";
import { RunError } from "../../../src/engine/ports.ts";

const graph = `export class Graph {
  #secret = 1;
  visit(node) { return node; }
  static visit(node) { return node; }
  walk(node) { return this.visit(node); }
  peek() { return this.#secret; }
  look() { return this.peek(); }
  #hidden() {}
  constructor() { const helper = () => 1; }
  get size() { function count() {} return 1; }
  set size(n) {}
  *nodes() {}
  handle = () => this;
}
export const find = () => 1;
function* generate() { function inner() {} }
describe("x", () => { function local() {} });
`;

function problem(ask: () => unknown): RunError {
  try {
    ask();
  } catch (error) {
    if (error instanceof RunError) return error;
    throw error;
  }
  throw new Error("nothing was wrong");
}

function resolve(symbol: string, options: { readonly line?: number; readonly text?: string } = {}) {
  const { text = graph, line } = options;
  return resolveTarget({ text, file: "src/graph.js", symbol, line });
}

describe("a target named by its symbol", () => {
  it.each([
    ["find", 15],
    ["Graph.walk", 5],
    ["walk", 5],
    ["Graph.prototype.walk", 5],
    ["Graph.prototype.visit", 3],
  ])("%s is the function at line %i", (symbol, line) => {
    expect(resolve(symbol).line).toBe(line);
  });

  it.each(["unique", "exports.unique", "module.exports.unique"])("%s is what hangs on exports", (symbol) => {
    const text = "exports.unique = function (list) { return list; };\n";
    expect(resolve(symbol, { text }).symbol).toBe("unique");
  });

  it.each([
    ["export default function unique() {}\n", "default"],
    ["module.exports = function unique() {};\n", "module.exports"],
  ])("in %j is also %s", (text, symbol) => {
    expect(resolve(symbol, { text }).symbol).toBe("unique");
  });

  it("is picked by its line, or by the line of the declaration that names it, among namesakes", () => {
    expect(resolve("Graph.visit", { line: 4 }).line).toBe(4);
    expect(resolve("f", { line: 1, text: "const f =\n  () => 1;\nconst o = { f() {} };\n" }).line).toBe(2);
  });

  it("prefers the full name over one that only ends so", () => {
    const text = "const o = { f() {} };\nfunction f() {}\n";
    expect(resolve("f", { text }).line).toBe(2);
  });
});

describe("a target that cannot be had is refused in one sentence", () => {
  it("which names what there is, the most similar first, with lines", () => {
    const error = problem(() => resolve("Graph.wolk"));
    expect(error.reason).toBe("target-missing");
    expect(error.message).toMatch(
      /^src\/graph\.js has no function named Graph\.wolk, but Graph\.walk \(line 5\), [^.]*Graph\.visit \(line \d\).*\.$/,
    );
  });

  it("which says that there is nothing else", () => {
    expect(problem(() => resolve("f", { text: "" })).message).toBe(
      "src/graph.js has no function named f, nor any other that can be optimized.",
    );
  });

  it("which lists the choices and says how to pick one", () => {
    const error = problem(() => resolve("visit"));
    expect(error.reason).toBe("target-ambiguous");
    expect(error.message).toBe(
      "src/graph.js has 2 functions named visit: Graph.visit (line 3), Graph.visit (line 4); add the line to pick one, as in src/graph.js:Graph.visit:3.",
    );
  });

  it("which says where the namesakes are when the line is wrong", () => {
    const error = problem(() => resolve("walk", { line: 99 }));
    expect(error.reason).toBe("target-missing");
    expect(error.message).toBe(
      "No function named walk begins at src/graph.js:99; there is Graph.walk (line 5).",
    );
  });

  it.each([
    ["generate", "a generator"],
    ["nodes", "a generator"],
    ["generate.inner", "nested in generate, which is a generator"],
    ["size", "a getter"],
    ["count", "nested in Graph.size, which is a getter"],
    ["constructor", "a constructor"],
    ["helper", "nested in Graph.constructor, which is a constructor"],
    ["#hidden", "private to its class"],
    ["peek", "private members"],
    ["look", "private members"],
    ["handle", "made anew for every instance"],
    ["local", "nested in a function that is made where nothing outside can call it"],
  ])("%s: %s", (symbol, why) => {
    const error = problem(() => resolve(symbol));
    expect(error.reason).toBe("target-unsupported");
    expect(error.message).toContain(why);
    expect(error.message).toMatch(/^\S+ \(src\/graph\.js:\d+\) [^.]*(?:\.[^. ]+[^.]*)*; [^.]*\.$/);
  });

  it("for a file in another language", () => {
    const error = problem(() => resolveTarget({ text: "def f(): pass", file: "a.py", symbol: "f" }));
    expect(error.reason).toBe("target-unsupported");
    expect(error.message).toMatch(/^a\.py is neither JavaScript nor TypeScript/);
  });
});

describe("the name of a target as typed", () => {
  it.each([
    ["src/a.ts:unique", { file: "src/a.ts", symbol: "unique" }],
    ["src/a.ts:Graph.visit:12", { file: "src/a.ts", symbol: "Graph.visit", line: 12 }],
    ["C:\\work\\a.ts:unique", { file: "C:\\work\\a.ts", symbol: "unique" }],
    ["C:/code/a.ts:unique:3", { file: "C:/code/a.ts", symbol: "unique", line: 3 }],
    ["odd:name.js:module.exports", { file: "odd:name.js", symbol: "module.exports" }],
    ["a.js:tools.two words", { file: "a.js", symbol: "tools.two words" }],
    ["a.js:list.7:8", { file: "a.js", symbol: "list.7", line: 8 }],
    ["src/tree.rs:Tree::insert:9", { file: "src/tree.rs", symbol: "Tree::insert", line: 9 }],
    ["C:\\work\\a.cpp:geo::area", { file: "C:\\work\\a.cpp", symbol: "geo::area" }],
    ["search.py:EVOLVE-BLOCK.2", { file: "search.py", symbol: "EVOLVE-BLOCK.2" }],
    [" a.js:π ", { file: "a.js", symbol: "π" }],
  ])("%j is understood", (name, expected) => {
    expect(parseTargetName(name)).toEqual(expected);
  });

  it.each(["", "src/a.ts", "src/a.ts:", ":unique", "src/a.ts:12", "C:\\work\\a.ts", "a.ts: ", "a.ts:f:0"])(
    "%j is refused in one sentence",
    (name) => {
      const error = problem(() => parseTargetName(name));
      expect(error.reason).toBe("bad-spec");
      expect(error.message).toContain("src/graph.ts:Graph.visit");
    },
  );
});

describe("the target at the cursor", () => {
  const at = (mark: string) => targetAt(graph, "src/graph.js", graph.indexOf(mark))?.symbol ?? null;

  it("is the function around, from its name on", () => {
    expect(at("walk(node)")).toBe("Graph.walk");
    expect(at("find =")).toBe("find");
    expect(at("export const find")).toBe("find");
  });

  it("is the innermost that can be optimized", () => {
    const text = "function outer() { const inner = () => 1; return [1].map((x) => x + 1); }";
    expect(targetAt(text, "a.js", text.indexOf("1;"))?.symbol).toBe("outer.inner");
    expect(targetAt(text, "a.js", text.indexOf("x + 1"))?.symbol).toBe("outer");
  });

  it("is none in a generator, between functions and after the end", () => {
    expect(at("inner()")).toBeNull();
    expect(at("#secret")).toBeNull();
    expect(targetAt(graph, "src/graph.js", graph.length)).toBeNull();
  });
});

describe("a candidate", () => {
  const text = "export function f(n) { return n; }\nfunction g() {}\n";
  const baseline = resolveTarget({ text, file: "a.js", symbol: "f" });

  function candidate(code: string) {
    const { start, end } = baseline.region;
    const region = { start, end: start + code.length };
    return retarget(text.slice(0, start) + code + text.slice(end), { file: "a.js", baseline, region });
  }

  it("may be longer and begin with a comment", () => {
    expect(candidate("/* faster */ function f(n) { return n + 0 - 0; }").symbol).toBe("f");
  });

  it.each([
    ["function h(n) { return n; }", "target-missing"],
    ["const x = 1;", "target-missing"],
    ["function* f(n) { yield n; }", "target-unsupported"],
    ["function f(n) {", "syntax-error"],
  ])("%s is refused", (code, reason) => {
    expect(problem(() => candidate(code)).reason).toBe(reason);
  });
});
