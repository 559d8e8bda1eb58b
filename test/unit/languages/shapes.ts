/** What is called to see that the captured entry works. */
export interface Probe {
  readonly args: readonly unknown[];
  /** Own properties of the instance the method is called on. */
  readonly own?: Readonly<Record<string, unknown>>;
  readonly result: unknown;
}

/** One function that a file promises to offer. */
export interface Promised {
  readonly symbol: string;
  readonly line: number;
  /** How the text of its region begins and ends, with … between. */
  readonly region: string;
  readonly probe: Probe;
  /** Symbol of the function that is called, when it is not the function itself. */
  readonly entry?: string;
}

/** A way in which people write functions. */
export interface Shape {
  readonly title: string;
  readonly file: string;
  readonly source: string;
  readonly functions: readonly Promised[];
  /** False for syntax that Node.js does not run without a build. */
  readonly runs?: false;
}

const doubled: Probe = { args: [21], result: 42 };
const onInstance: Probe = { args: [2], own: { base: 40 }, result: 42 };

export const shapes: readonly Shape[] = [
  {
    title: "function declarations, exported, default and not at all",
    file: "a.mjs",
    source: `import "node:fs";
export function shown(n) { return hidden(n); }
function hidden(n) { return n * 2; }
export default async function fallback(n) { return n * 2; }
`,
    functions: [
      { symbol: "shown", line: 2, region: "function shown(n) … }", probe: doubled },
      { symbol: "hidden", line: 3, region: "function hidden(n) … }", probe: doubled },
      { symbol: "fallback", line: 4, region: "async function fallback(n) … }", probe: doubled },
    ],
  },
  {
    title:
      "arrows and function expressions bound by const, let and var, after which const is in its dead zone",
    file: "a.mjs",
    source: `const start = arrow(1);
export const expression = function (n) { return n * 2; };
let named = function inner(n) { return n * 2; }, both = async (n) => n * 2;
var late;
late = n => n * 2;
function arrow(n) { return n * 2; }
`,
    functions: [
      { symbol: "expression", line: 2, region: "function (n) … }", probe: doubled },
      { symbol: "named", line: 3, region: "function inner(n) … }", probe: doubled },
      { symbol: "both", line: 3, region: "async (n) => n * 2", probe: doubled },
      { symbol: "late", line: 5, region: "n => n * 2", probe: doubled },
      { symbol: "arrow", line: 6, region: "function arrow(n) … }", probe: doubled },
    ],
  },
  {
    title: "an anonymous default function",
    file: "a.mjs",
    source: "export default function (n) { return n * 2; }\n",
    functions: [{ symbol: "default", line: 1, region: "function (n) … }", probe: doubled }],
  },
  {
    title: "an anonymous default arrow",
    file: "a.mjs",
    source: "const two = 2;\nexport default (n) => n * two;\n",
    functions: [{ symbol: "default", line: 2, region: "(n) => n * two", probe: doubled }],
  },
  {
    title: "an anonymous default class and its methods",
    file: "a.mjs",
    source: `export default class {
  add(n) { return this.base + n; }
  static twice(n) { return n * 2; }
}
`,
    functions: [
      { symbol: "default.add", line: 2, region: "add(n) … }", probe: onInstance },
      { symbol: "default.twice", line: 3, region: "static twice(n) … }", probe: doubled },
    ],
  },
  {
    title: "the methods of a default object",
    file: "a.mjs",
    source: "export default { two: 2, twice(n) { return n * this.two; } };\n",
    functions: [{ symbol: "default.twice", line: 1, region: "twice(n) … }", probe: doubled }],
  },
  {
    title: "module.exports as an anonymous function, after a directive and a #! line",
    file: "a.cjs",
    source: `#!/usr/bin/env node
"use strict"
module.exports = function (n) { return n * 2 }
`,
    functions: [{ symbol: "module.exports", line: 3, region: "function (n) … }", probe: doubled }],
  },
  {
    title: "module.exports as a named function and as a chain of assignments",
    file: "a.cjs",
    source: "var twice = module.exports = exports = function twice(n) { return n * 2; };\n",
    functions: [{ symbol: "twice", line: 1, region: "function twice(n) … }", probe: doubled }],
  },
  {
    title: "functions hung on exports",
    file: "a.cjs",
    source: `exports.one = function (n) { return n * 2; };
module.exports.two = (n) => exports.one(n);
exports["three-fold"] = function named(n) { return this.two(n); };
exports.Graph = class { add(n) { return this.base + n; } };
exports.Old = function Old() {};
exports.Old.prototype.add = function (n) { return this.base + n; };
`,
    functions: [
      { symbol: "one", line: 1, region: "function (n) … }", probe: doubled },
      { symbol: "two", line: 2, region: "(n) => exports.one(n)", probe: doubled },
      { symbol: "three-fold", line: 3, region: "function named(n) … }", probe: doubled },
      { symbol: "Graph.add", line: 4, region: "add(n) … }", probe: onInstance },
      { symbol: "Old", line: 5, region: "function Old() {}", probe: { args: [], result: undefined } },
      { symbol: "Old.add", line: 6, region: "function (n) … }", probe: onInstance },
    ],
  },
  {
    title: "module.exports as an object with methods, functions and arrows",
    file: "a.cjs",
    source: `module.exports = {
  method(n) { return n * 2; },
  property: function (n) { return this.method(n); },
  arrow: async (n) => n * 2,
  deep: { er: { method(n) { return n * 2; } } },
  get seen() { return 1; },
  *all() { yield 1; },
  [Symbol.iterator]() { return []; },
};
`,
    functions: [
      { symbol: "method", line: 2, region: "method(n) … }", probe: doubled },
      { symbol: "property", line: 3, region: "function (n) … }", probe: doubled },
      { symbol: "arrow", line: 4, region: "async (n) => n * 2", probe: doubled },
      { symbol: "deep.er.method", line: 5, region: "method(n) … }", probe: doubled },
    ],
  },
  {
    title: "members of an object bound to a name, frozen, with names that need quotes",
    file: "a.mjs",
    source: `const tools = Object.freeze({
  unique(n) { return n * 2; },
  "two words": function (n) { return n * 2; },
  7: (n) => n * 2,
});
const bag = {};
bag.put = (n) => n * 2;
export { tools };
`,
    functions: [
      { symbol: "tools.unique", line: 2, region: "unique(n) … }", probe: doubled },
      { symbol: "tools.two words", line: 3, region: "function (n) … }", probe: doubled },
      { symbol: "tools.7", line: 4, region: "(n) => n * 2", probe: doubled },
      { symbol: "bag.put", line: 7, region: "(n) => n * 2", probe: doubled },
    ],
  },
  {
    title: "class methods, static ones, static arrows and a class expression",
    file: "a.mjs",
    source: `export class Graph {
  #secret = 1;
  base = 40;
  constructor() { this.base = 40; }
  add(n) { return this.base + n; }
  async slowly(n) { return this.add(n); }
  static twice(n) { return Graph.#by(n, 2); }
  static #by(n, m) { return n * m; }
  static arrow = (n) => this.twice(n);
  "quoted name"(n) { return this.base + n; }
  peek() { return this.#secret; }
  peekTwice() { return this.peek() * 2; }
  handler = () => 1;
  get size() { return 1; }
  set size(n) {}
  *walk() {}
}
const Other = class Inner { static make(n) { return n * 2; } };
`,
    functions: [
      { symbol: "Graph.add", line: 5, region: "add(n) … }", probe: onInstance },
      { symbol: "Graph.slowly", line: 6, region: "async slowly(n) … }", probe: onInstance },
      { symbol: "Graph.twice", line: 7, region: "static twice(n) … }", probe: doubled },
      { symbol: "Graph.arrow", line: 9, region: "(n) => this.twice(n)", probe: doubled },
      { symbol: "Graph.quoted name", line: 10, region: '"quoted name"(n) … }', probe: onInstance },
      { symbol: "Other.make", line: 18, region: "static make(n) … }", probe: doubled },
    ],
  },
  {
    title: "constructor functions with prototypes, one method at a time and as a whole",
    file: "a.cjs",
    source: `function Graph() {}
Graph.prototype.add = function (n) { return this.base + n; };
Graph.create = function (n) { return n * 2; };
function List() {}
List.prototype = {
  constructor: List,
  add: function (n) { return this.base + n; },
};
module.exports = Graph;
`,
    functions: [
      { symbol: "Graph", line: 1, region: "function Graph() {}", probe: { args: [], result: undefined } },
      { symbol: "Graph.add", line: 2, region: "function (n) … }", probe: onInstance },
      { symbol: "Graph.create", line: 3, region: "function (n) … }", probe: doubled },
      { symbol: "List", line: 4, region: "function List() {}", probe: { args: [], result: undefined } },
      { symbol: "List.add", line: 7, region: "function (n) … }", probe: onInstance },
    ],
  },
  {
    title: "functions within functions, measured by calling the outermost",
    file: "a.mjs",
    source: `export function outer(n) {
  const middle = (m) => {
    function innermost(k) { return k; }
    return innermost(m);
  };
  (function () { function inPlace() {} })();
  return [n].map((v) => { function inCallback() { return v * 2; } return inCallback(); })[0] + middle(0);
}
export class Graph {
  add(n) { const plus = (a, b) => a + b; return plus(this.base, n); }
}
export function make(n) { return { next: () => n * 2 }.next(); }
`,
    functions: [
      { symbol: "outer", line: 1, region: "function outer(n) … }", probe: doubled },
      { symbol: "outer.middle", line: 2, region: "(m) => … }", probe: doubled, entry: "outer" },
      {
        symbol: "outer.middle.innermost",
        line: 3,
        region: "function innermost(k) … }",
        probe: doubled,
        entry: "outer",
      },
      { symbol: "outer.inPlace", line: 6, region: "function inPlace() {}", probe: doubled, entry: "outer" },
      {
        symbol: "outer.inCallback",
        line: 7,
        region: "function inCallback() … }",
        probe: doubled,
        entry: "outer",
      },
      { symbol: "Graph.add", line: 10, region: "add(n) … }", probe: onInstance },
      {
        symbol: "Graph.add.plus",
        line: 10,
        region: "(a, b) => a + b",
        probe: onInstance,
        entry: "Graph.add",
      },
      { symbol: "make", line: 12, region: "function make(n) … }", probe: doubled },
      { symbol: "make.next", line: 12, region: "() => n * 2", probe: doubled, entry: "make" },
    ],
  },
  {
    title: "functions in a UMD wrapper and what its factory returns",
    file: "a.cjs",
    source: `(function (root, factory) {
  if (typeof define === "function" && define.amd) define([], factory);
  else if (typeof module === "object" && module.exports) module.exports = factory();
  else root.lib = factory();
})(this, function () {
  "use strict";
  function helper(n) { return n * 2; }
  var lib = {};
  lib.twice = function (n) { return helper(n); };
  return { twice: lib.twice, own(n) { return helper(n); } };
});
`,
    functions: [
      { symbol: "helper", line: 7, region: "function helper(n) … }", probe: doubled },
      { symbol: "lib.twice", line: 9, region: "function (n) … }", probe: doubled },
      { symbol: "own", line: 10, region: "own(n) … }", probe: doubled },
    ],
  },
  {
    title: "functions in functions called in place, and what these return",
    file: "a.cjs",
    source: `var counter = (function () {
  function next(n) { return n * 2; }
  return { next: next, twice: function (n) { return next(n); } };
})();
;(function () {
  'use strict'
  exports.inner = function (n) { return n * 2 }
}.call(this));
!function(){function minified(n){return n*2}exports.m=minified}();
const made = (() => (n) => n * 2)();
if (true) { const inBlock = (n) => n * 2; }
`,
    functions: [
      { symbol: "next", line: 2, region: "function next(n) … }", probe: doubled },
      { symbol: "counter.twice", line: 3, region: "function (n) … }", probe: doubled },
      { symbol: "inner", line: 7, region: "function (n) … }", probe: doubled },
      { symbol: "minified", line: 9, region: "function minified(n){return n*2}", probe: doubled },
      { symbol: "made", line: 10, region: "(n) => n * 2", probe: doubled },
      { symbol: "inBlock", line: 11, region: "(n) => n * 2", probe: doubled },
    ],
  },
  {
    title: "a CommonJS library that declares a Symbol and a globalThis of its own",
    file: "a.cjs",
    source: `var globalThis = require("node:vm").runInThisContext("this");
var Symbol = globalThis.Symbol;
exports.twice = function (n) { return n * 2; };
`,
    functions: [{ symbol: "twice", line: 3, region: "function (n) … }", probe: doubled }],
  },
  {
    title: "functions in a wrapper, of which the wrapped form is measured",
    file: "a.mjs",
    source: `const memoize = (f) => { const seen = new Map(); return (n) => seen.get(n) ?? (seen.set(n, f(n)), seen.get(n)); };
export const twice = memoize(function (n) { return n * 2; });
export const deeper = memoize(memoize((n) => n * 2));
export const list = [1, 2].map((n) => n * 2);
`,
    functions: [
      { symbol: "memoize", line: 1, region: "(f) => … }", probe: { args: [null], result: undefined } },
      { symbol: "twice", line: 2, region: "function (n) … }", probe: doubled },
      { symbol: "deeper", line: 3, region: "(n) => n * 2", probe: doubled },
    ],
  },
  {
    title: "TypeScript with overloads, generics, assertions and types around",
    file: "a.ts",
    source: `import type { Stats } from "node:fs";
export function twice(n: number): number;
export function twice(n: string): number;
export function twice(n: number | string): number { return Number(n) * 2; }
export const generic = <T extends number>(n: T): number => n * 2;
const checked = ((n: number) => n * 2) satisfies (n: number) => number;
export const table = { twice(n: number) { return n * 2; } } as const;
export abstract class Graph<T = Stats> {
  declare base: number;
  abstract visit(node: T): void;
  add(n: number): number { return this.base! + n; }
  protected static async make(n: number): Promise<number> { return n * 2; }
}
declare function elsewhere(n: number): number;
interface Shape { area(): number }
`,
    functions: [
      { symbol: "twice", line: 4, region: "function twice(n: number | string): number … }", probe: doubled },
      { symbol: "generic", line: 5, region: "<T extends number>(n: T): number => n * 2", probe: doubled },
      { symbol: "checked", line: 6, region: "(n: number) => n * 2", probe: doubled },
      { symbol: "table.twice", line: 7, region: "twice(n: number) … }", probe: doubled },
      { symbol: "Graph.add", line: 11, region: "add(n: number): number … }", probe: onInstance },
      {
        symbol: "Graph.make",
        line: 12,
        region: "protected static async make(n: number) … }",
        probe: doubled,
      },
    ],
  },
  {
    title: "TypeScript with namespaces, enums, decorators and export =",
    file: "a.cts",
    source: `enum Color { Red = 1 }
namespace Outer.Inner {
  export function twice(n: number) { return n * 2; }
  export const arrow = (n: number) => n * 2;
}
declare namespace Elsewhere { function f(): void; }
declare global { function g(): void; }
class Graph {
  constructor(private readonly base: number) {}
  @logged() add(n: number) { return this.base + n; }
}
export = (n: number) => n * 2;
`,
    runs: false,
    functions: [
      { symbol: "Outer.Inner.twice", line: 3, region: "function twice(n: number) … }", probe: doubled },
      { symbol: "Outer.Inner.arrow", line: 4, region: "(n: number) => n * 2", probe: doubled },
      { symbol: "Graph.add", line: 10, region: "@logged() add(n: number) … }", probe: onInstance },
      { symbol: "module.exports", line: 12, region: "(n: number) => n * 2", probe: doubled },
    ],
  },
  {
    title: "JSX beside a plain function",
    file: "a.jsx",
    source: `export const App = ({ n }) => <p title="x">{twice(n)}</p>;
export function twice(n) { return n * 2; }
`,
    runs: false,
    functions: [
      { symbol: "App", line: 1, region: '({ n }) => <p title="x">{twice(n)}</p>', probe: doubled },
      { symbol: "twice", line: 2, region: "function twice(n) … }", probe: doubled },
    ],
  },
  {
    title: "one long minified line",
    file: "a.js",
    source: `"use strict";Object.defineProperty(exports,"__esModule",{value:!0}),exports.a=void 0;const t=n=>n*2;exports.a=t;class G{b(n){return this.base+n}}exports.G=G;`,
    functions: [
      { symbol: "t", line: 1, region: "n=>n*2", probe: doubled },
      { symbol: "G.b", line: 1, region: "b(n){return this.base+n}", probe: onInstance },
    ],
  },
  {
    title: "a byte order mark, CRLF and names beyond ASCII",
    file: "a.mjs",
    source:
      "\ufeff// \u{1f600}\r\nexport function 𝒳π(n) {\r\n  return n * 2;\r\n}\r\nexport const \\u0061bc = (n) => n * 2;\r\n",
    functions: [
      { symbol: "𝒳π", line: 2, region: "function 𝒳π(n) … }", probe: doubled },
      { symbol: "abc", line: 5, region: "(n) => n * 2", probe: doubled },
    ],
  },
  {
    title: "a module that waits at its top level and imports after code",
    file: "a.mjs",
    source: `await Promise.resolve();
export const twice = (n) => mul(n, 2);
import { posix } from "node:path";
const mul = (a, b) => (posix ? a * b : 0);
`,
    functions: [
      { symbol: "twice", line: 2, region: "(n) => mul(n, 2)", probe: doubled },
      {
        symbol: "mul",
        line: 4,
        region: "(a, b) => (posix ? a * b : 0)",
        probe: { args: [6, 7], result: 42 },
      },
    ],
  },
];
