import { expect, test } from "vitest";
import { targetContext } from "../../../../src/engine/agents/generator/targetContext.ts";
import { subjectOf } from "../support.ts";

async function contextOf(file: string, symbol: string, text: string) {
  const { baseline, language } = await subjectOf(file, symbol, text);
  return targetContext(baseline, language, null);
}

test("a function is shown with the imports, types and functions that it names, and no others", async () => {
  const context = await contextOf(
    "src/lists.ts",
    "unique",
    `import { size, other } from "./size.js";
import fs from "node:fs";
interface Item { id: string }
type Unused = string;
export function unique(items: Item[]): Item[] { return items.slice(0, size(helper(items))); }
function helper(items: Item[]) { return items; }
function apart() { return fs; }
`,
  );
  expect(context).toEqual({
    owner: "",
    members: [],
    imports: ['import { size, other } from "./size.js";'],
    types: ["interface Item { id: string }"],
    callees: ["function helper(items: Item[]) { return items; }"],
    hotLines: [],
  });
});

test("a method is shown with the head of its class, its constructor and the members that it names", async () => {
  const { owner, members } = await contextOf(
    "src/cache.ts",
    "Cache.get",
    `class Other { get() { return 1; } }
export abstract class Cache<K> extends Map<K, number> {
  private readonly items: K[] = [];
  hits = 0;
  unused = 1;
  constructor(private readonly most: number) { super(); }
  get(key: K) { this.hits++; return this.items.includes(key) ? this.found(key) : this.size; }
  found(key: K) { return super.get(key); }
  static clear() { return 0; }
  get size() { return this.items.length; }
}
`,
  );
  expect(owner).toBe("export abstract class Cache<K> extends Map<K, number>");
  expect(members).toEqual([
    "private readonly items: K[] = [];",
    "hits = 0;",
    "constructor(private readonly most: number) { super(); }",
    "found(key: K) { return super.get(key); }",
    "get size() { return this.items.length; }",
  ]);
});

test("so is a method in Python", async () => {
  const { owner, members } = await contextOf(
    "graph.py",
    "Graph.visit",
    `class Graph(Base):
    """A graph."""

    limit = 3

    def __init__(self, edges):
        self.edges = edges

    def visit(self, node):
        return [self.name(each) for each in self.edges[node][: self.limit]]

    @property
    def name(self):
        return str

    def other(self):
        return 1
`,
  );
  expect(owner).toBe("class Graph(Base)");
  expect(members.map((each) => each.split("\n")[0])).toEqual([
    "limit = 3",
    "def __init__(self, edges):",
    "@property",
  ]);
});
