import { expect, it } from "vitest";
import { treeSitterRegions } from "../../../../src/adapters/languages/other/treeSitter.ts";

const sources: readonly {
  readonly file: string;
  readonly text: string;
  readonly symbols: readonly string[];
}[] = [
  {
    file: "count.c",
    text: "/* é */\nstatic int *first(int n) { return 0; }\nint main(void) { return 0; }\n",
    symbols: ["first", "main"],
  },
  {
    file: "graph.cpp",
    text: "namespace geo { struct Graph { int visit(int x) const { return x; } int other(int); }; }\nint geo::Graph::other(int y) { return y; }\ntemplate <class T> T most(T a, T b) { return a > b ? a : b; }\n",
    symbols: ["geo.Graph.visit", "geo.Graph.other", "most"],
  },
  {
    file: "graph.go",
    text: "package graph\n\nfunc (g *Graph) Visit(x int) int { return x }\n\nfunc Plain() {}\n",
    symbols: ["Graph.Visit", "Plain"],
  },
  {
    file: "lib.rs",
    text: "impl<T> Tree<T> { pub fn depth(&self) -> usize { 1 } }\nmod inner { fn help() {} }\n",
    symbols: ["Tree.depth", "inner.help"],
  },
  {
    file: "A.java",
    text: "class A { static int twice(int x) { return 2 * x; } A() { } }\n",
    symbols: ["A.twice", "A.A"],
  },
  { file: "A.cs", text: "class A { int Twice(int x) => 2 * x; }\n", symbols: ["A.Twice"] },
  { file: "a.rb", text: "class A\n  def twice(x)\n    2 * x\n  end\nend\n", symbols: ["A.twice"] },
  { file: "a.php", text: "<?php function twice($x) { return 2 * $x; }\n", symbols: ["twice"] },
];

it.each(sources)("finds the functions and methods of $file", async ({ file, text, symbols }) => {
  const finder = await treeSitterRegions(file);
  const regions = finder?.regions(text) ?? [];
  expect(regions.map(({ symbol }) => symbol)).toEqual(symbols);
  expect(finder?.firstError(text)).toBeNull();
});

it("takes the whole function and nothing else, also behind characters of two code units", async () => {
  const text = "// 🚀 é\nint a(void) { return 1; }\nint b(void) { return 2; }\n";
  const finder = await treeSitterRegions("rocket.c");
  const [, second] = finder?.regions(text) ?? [];
  expect(text.slice(second?.span.start, second?.span.end)).toBe("int b(void) { return 2; }");
});

it("puts helpers before a function's comments and attributes, not between them", async () => {
  const text = "use std::fmt;\n\n/// Depth.\n#[inline]\npub fn depth() -> usize { 1 }\n";
  const finder = await treeSitterRegions("lib.rs");
  const [region] = finder?.regions(text) ?? [];
  expect(text.slice(region?.helperOffset)).toMatch(/^\/\/\/ Depth/);
});

it("tells the line of what does not parse", async () => {
  const finder = await treeSitterRegions("count.c");
  expect(finder?.firstError("int a(void) {\n  return 1;\n}\nint b(void) { return (; }\n")).toBe(4);
});

it("has nothing to say about a language it has no grammar for", async () => {
  expect(await treeSitterRegions("main.zig")).toBeNull();
});
