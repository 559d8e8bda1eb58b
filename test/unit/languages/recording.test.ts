import { appendFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { instrumentForRecording } from "../../../src/adapters/languages/javascript/instrument.ts";
import { readRecording } from "../../../src/adapters/languages/javascript/recording.ts";
import { resolveTarget } from "../../../src/adapters/languages/javascript/resolveTarget.ts";
import { type Outcome, projectFolder, record, runNode } from "./recorded.ts";

/** Records the function `f` of a module that is its own test. */
function recordModule(source: string, symbol = "f", file = "a.mjs"): Promise<Outcome> {
  return record({ files: { [file]: source }, target: [file, symbol], command: ["--no-warnings", file] });
}

describe("the calls of a function are recorded", () => {
  it("with their arguments as they are before the call, each distinct call once", async () => {
    const { calls } = await recordModule(`
      function f(list, n) { list.push(n); }
      f([1], 2); f([1], 2); f([1], 3); f([]);
    `);
    expect(calls).toEqual([{ args: [[1], 2] }, { args: [[1], 3] }, { args: [[]] }]);
  });

  it("with everything that structured clone can copy", async () => {
    const { calls } = await recordModule(`
      const shared = { a: 1 };
      export const f = function () {};
      f(-0, NaN, 1n, undefined, null, "π😀", new Map([[{ k: 1 }, new Set([1])]]), new Date(0), /x/gi,
        new Uint8Array([1, 2]), Buffer.from("b"), new TypeError("no"), [1, , 3], Object.create(null), [shared, shared]);
    `);
    expect(calls).toHaveLength(1);
    const { args } = calls[0] as { args: unknown[] };
    expect(args.slice(0, 6)).toEqual([-0, NaN, 1n, undefined, null, "π😀"]);
    expect(args[6]).toEqual(new Map([[{ k: 1 }, new Set([1])]]));
    expect(args[7]).toEqual(new Date(0));
    expect(args[8]).toEqual(/x/gi);
    expect(args[9]).toEqual(new Uint8Array([1, 2]));
    expect(Buffer.isBuffer(args[10])).toBe(true);
    expect(args[11]).toBeInstanceOf(TypeError);
    expect(1 in (args[12] as unknown[])).toBe(false);
    const [first, second] = args[14] as unknown[];
    expect(first).toBe(second);
  });

  it.each([
    ["arrow with an expression", "const f = (a, { b }, c = 3, ...d) => [a, b, c, d];"],
    ["arrow with a body", "const f = (a, { b }, c = 3, ...d) => { return [a, b, c, d]; };"],
    ["declaration", "function f(a, { b }, c = 3, ...d) { return [a, b, c, d]; }"],
    ["function expression", "const f = function (a, { b }, c = 3, ...d) { return [a, b, c, d]; };"],
    ["async arrow", "const f = async (a, { b }, c = 3, ...d) => [a, b, c, d];"],
    ["async function", "async function f(a, { b }, c = 3, ...d) { return [a, b, c, d]; }"],
    [
      "wrapped function",
      "const same = (g) => (...all) => g(...all); const f = same((a, { b }, c = 3, ...d) => [a, b, c, d]);",
    ],
    [
      "anonymous default",
      "import f from './a.mjs'; export default (a, { b }, c = 3, ...d) => [a, b, c, d];",
      "default",
    ],
  ])("of an %s, with raw arguments, and it answers as before", async (_, source, symbol = "f") => {
    const use =
      "\nif (f) console.log(JSON.stringify([await f(1, { b: 2 }), await f(1, { b: 2 }, 4, 5, 6)]));";
    const { calls, output } = await recordModule(source + use, symbol);
    expect(calls).toEqual([{ args: [1, { b: 2 }] }, { args: [1, { b: 2 }, 4, 5, 6] }]);
    expect(JSON.parse(output)).toEqual([
      [1, 2, 3, []],
      [1, 2, 4, [5, 6]],
    ]);
  });

  it.each([
    ["a class method", "class G { constructor() { this.n = 1; } f(m) { return this.n + m; } }", "G.f"],
    [
      "a method on a prototype",
      "function G() { this.n = 1; } G.prototype.f = function (m) { return this.n + m; };",
      "G.f",
    ],
    [
      "a method of an anonymous default class",
      "import G from './a.mjs'; export default class { constructor() { this.n = 1; } f(m) { return this.n + m; } }",
      "default.f",
    ],
  ])("of %s, with the own properties of the instance", async (_, source, symbol) => {
    const { calls } = await recordModule(
      `${source}\nconst g = new G(); g.f(1); g.n = { x: 2 }; g.f(1);`,
      symbol,
    );
    expect(calls).toEqual([
      { args: [1], receiver: { n: 1 } },
      { args: [1], receiver: { n: { x: 2 } } },
    ]);
  });

  it("of a static and of an object's method, without what they are called on", async () => {
    expect((await recordModule("class G { static f(m) {} }\nG.f(1);", "G.f")).calls).toEqual([{ args: [1] }]);
    expect((await recordModule("const o = { f(m) {} };\no.f(1);", "o.f")).calls).toEqual([{ args: [1] }]);
  });

  it.each([
    "function f(n) { return n < 2 ? n : f(n - 1) + f(n - 2); }",
    "const f = (n) => (n < 2 ? n : f(n - 1) + f(n - 2));",
  ])("of a recursive function only the outermost: %s", async (source) => {
    const { calls, output } = await recordModule(`${source}\nconsole.log(f(20)); f(3);`);
    expect(calls).toEqual([{ args: [20] }, { args: [3] }]);
    expect(output).toBe("6765\n");
  });

  it("of the outermost function when the target is nested in it", async () => {
    const source = "function f(a) { const inner = (b) => b * 2; return inner(a); }\nconsole.log(f(21));";
    const { calls, output } = await recordModule(source, "f.inner");
    expect(calls).toEqual([{ args: [21] }]);
    expect(output).toBe("42\n");
  });

  it("in CommonJS, in a UMD wrapper, after directives and a #! line", async () => {
    const source = `#!/usr/bin/env node
'use strict'
;(function (root, factory) { module.exports = factory() })(this, function () {
  'use strict'
  function f(a) { 'use strict'
    return a }
  return f
})
module.exports(1)
`;
    expect((await recordModule(source, "f", "a.cjs")).calls).toEqual([{ args: [1] }]);
  });

  it("in TypeScript, whose types stay", async () => {
    const source = "export const f = <T,>(a: T): T => a;\nconst n: number = f<number>(1);\n";
    const { calls } = await recordModule(source, "f", "a.ts");
    expect(calls).toEqual([{ args: [1] }]);
  });

  it("up to 2000 times", async () => {
    const { calls } = await recordModule("const f = (n) => n;\nfor (let n = 0; n < 5000; n++) f(n);");
    expect(calls).toHaveLength(2000);
    expect(calls.at(-1)).toEqual({ args: [1999] });
  });

  it("up to 64 MiB in all", async () => {
    const { calls } = await recordModule(
      "const f = (n, s) => n;\nfor (let n = 0; n < 20; n++) f(n, Buffer.alloc(7e6));",
    );
    expect(calls).toHaveLength(9);
  });
});

describe("a call that cannot be made again is left out, with the reason", () => {
  /** Statements and the reason each is left out for, all run in one process, each in a block of its own. */
  async function expectReasons(
    source: string,
    symbol: string,
    cases: readonly (readonly [string, string])[],
  ) {
    const { calls, skipped } = await recordModule(
      `${source}\n${cases.map(([call]) => `{ ${call}; }`).join("\n")}`,
      symbol,
    );
    const expected: Record<string, number> = {};
    for (const [, reason] of cases) expected[reason] = (expected[reason] ?? 0) + 1;
    expect(skipped).toEqual(expected);
    expect(calls).toEqual([]);
  }

  it("for what its arguments are or contain", () =>
    expectReasons("function f() {}", "f", [
      ["f(1, () => 1)", "argument 2 is a function"],
      ["f({ a: [Symbol.iterator] })", "argument 1 contains a symbol"],
      ["f([class {}])", "argument 1 contains a function"],
      ["f(new (class Node {})())", "argument 1 is an instance of Node"],
      ["f([new (class extends Map {})()])", "argument 1 contains an object with a prototype of its own"],
      ["f(new (class List extends Array {})())", "argument 1 is an instance of List"],
      ["f(Object.create({ a: 1 }))", "argument 1 is an object with a prototype of its own"],
      ["f(new WeakMap())", "argument 1 is an instance of WeakMap"],
      ["f(Promise.resolve())", "argument 1 is an instance of Promise"],
      ["f(new Proxy({}, {}))", "argument 1 is a proxy"],
      ["f({ get a() { throw 1; } })", "argument 1 contains a getter or setter"],
      ["f({ [Symbol.for('a')]: 1 })", "argument 1 contains a property named by a symbol"],
      ["f(Object.defineProperty({}, 'a', { value: 1 }))", "argument 1 contains a hidden property"],
      ["(function () { f(arguments); })()", "argument 1 is an arguments object"],
      ["const r = /a/g; r.test('aa'); f(r)", "argument 1 is a regular expression in use"],
      ["f(Object.assign(new Error('x'), { code: 1 }))", "argument 1 is an instance of Error"],
      ["f(new URL('x:y'))", "argument 1 is an instance of URL"],
      ["f('x'.repeat(9e6))", "argument 1 holds more than 8 MiB"],
      ["f([Buffer.alloc(9e6)])", "argument 1 holds more than 8 MiB"],
      ["f(new Array(1e9))", "argument 1 holds more than 8 MiB"],
      ["f(new Map([[1, () => 1]]))", "argument 1 contains a function"],
      ["new f(1)", "the call is made with new"],
    ]));

  it("for what it is called on", () =>
    expectReasons("class G { f() {} }", "G.f", [
      ["new (class extends G {})().f()", "this is not an instance of the very class"],
      ["G.prototype.f.call({})", "this is not an instance of the very class"],
      ["G.prototype.f.call(1)", "this is not a plain instance"],
      ["const g = new G(); g.then = () => 1; g.f()", "this contains a function"],
    ]));

  it("and is counted, up to 10 000", async () => {
    const { skipped } = await recordModule("const f = (n) => n;\nfor (let n = 0; n < 20_000; n++) f(f);");
    expect(skipped).toEqual({ "argument 1 is a function": 10_000 });
  });
});

describe("recording does not change what the code does", () => {
  /** Prints what a module prints with and without being recorded. */
  async function both(source: string, symbol: string, file = "a.mjs"): Promise<readonly [string, string]> {
    const plain = await runNode([file], await projectFolder({ [file]: source }), {});
    const { output } = await recordModule(source, symbol, file);
    return [plain, output];
  }

  it.each([
    [
      "what it throws",
      "f",
      "function f() { throw new TypeError('no'); }\ntry { f(); } catch (error) { console.log(error.message); }",
    ],
    [
      "`this`, name and length of an arrow",
      "f",
      "const o = { n: 1, make() { return [this.n]; } };\nexport const f = async (a, b) => o.make();\nconsole.log(f.name, f.length, await f());",
    ],
    [
      "the identity of a constructor",
      "F",
      "function F() {}\nconst made = new F();\nconsole.log(made instanceof F, made.constructor === F, Object.keys(made));",
    ],
    [
      "variables that are declared again",
      "f",
      "function f(list) { var list = list || []; list.push(1); return list; }\nconsole.log(f(), f([2]));",
    ],
    [
      "function declarations that are used before",
      "f",
      "function f() { return g(); function g() { return h; } var h = 2; }\nconsole.log(f());",
    ],
    [
      "two declarations of one name",
      "f",
      "function f() { var a = 1; function a() {} return typeof a; }\nconsole.log(f());",
    ],
    [
      "the order in which promises settle",
      "f",
      "async function f(n) { await null; console.log(n); }\nawait Promise.all([f(1), f(2), Promise.resolve().then(() => console.log('x')).then(() => console.log('y'))]);",
    ],
    [
      "`arguments` and new.target",
      "f",
      "function f(a) { arguments[0] = 2; return [a, new.target === undefined, arguments.length]; }\nconsole.log(f(1, 2, 3));",
    ],
    [
      "super and private members of a static method",
      "B.f",
      "class A { static f() { return 1; } }\nclass B extends A { static #p = 2; static f() { return super.f() + this.#p; } }\nconsole.log(B.f());",
    ],
    ["deep recursion", "f", "function f(n) { return n === 0 ? 0 : 1 + f(n - 1); }\nconsole.log(f(4000));"],
    [
      "deep recursion of an arrow",
      "f",
      "const f = (n) => (n === 0 ? 0 : 1 + f(n - 1));\nconsole.log(f(3000));",
    ],
    [
      "arguments with getters, which are not read",
      "f",
      "const f = (o) => 1;\nf({ get a() { console.log('read'); } });\nf(new Proxy({}, { get: () => console.log('read'), ownKeys: () => { console.log('keys'); return []; } }));",
    ],
  ])("%s", async (_, symbol, source) => {
    const [plain, recorded] = await both(source, symbol);
    expect(recorded).toBe(plain);
  });

  it("when the recording cannot be written", async () => {
    const source = "function f() { return 1; }\nconsole.log(f());\n";
    const target = resolveTarget({ text: source, file: "a.mjs", symbol: "f" });
    const folder = await projectFolder({ "a.mjs": instrumentForRecording(source, "a.mjs", target) });
    const environment = { EVOLVENT_RECORD: join(folder, "no/such/folder") };
    expect(await runNode(["a.mjs"], folder, environment)).toBe("1\n");
  });

  it("nor writes anything unless it is asked to", async () => {
    const source = "function f() { return 1; }\nconsole.log(f());\n";
    const target = resolveTarget({ text: source, file: "a.mjs", symbol: "f" });
    const folder = await projectFolder({ "a.mjs": instrumentForRecording(source, "a.mjs", target) });
    expect(await runNode(["a.mjs"], folder, {})).toBe("1\n");
  });

  it("and keeps the lines", () => {
    const text = '"use strict";\n// first\nexport function f() {\n  return 1;\n}\n';
    const target = resolveTarget({ text, file: "a.mjs", symbol: "f" });
    const lines = instrumentForRecording(text, "a.mjs", target).split("\n");
    expect(lines).toHaveLength(text.split("\n").length);
    expect(lines[3]).toBe("  return 1;");
  });
});

describe("the recorder", () => {
  it("works when the product is bundled and minified", async () => {
    const folder = await projectFolder({});
    const outfile = join(folder, "bundle.mjs");
    await build({
      entryPoints: [join(import.meta.dirname, "../../../src/adapters/languages/javascript/instrument.ts")],
      bundle: true,
      minify: true,
      platform: "node",
      format: "esm",
      target: "node22",
      outfile,
      logLevel: "error",
      // Babel's CommonJS dependencies call `require`.
      banner: {
        js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
      },
    });
    const bundle: { instrumentForRecording: typeof instrumentForRecording } = await import(outfile);
    const text =
      "class G { constructor(n) { this.n = n; } f(a) { return a; } }\nnew G({ x: [1] }).f(new Map([[1, -0]]));\nnew G(() => 1).f();\n";
    const target = resolveTarget({ text, file: "a.mjs", symbol: "G.f" });
    const instrumented = bundle.instrumentForRecording(text, "a.mjs", target);
    expect(instrumented.length - text.length).toBeLessThan(6000);
    await writeFile(join(folder, "a.mjs"), instrumented);
    const recording = join(folder, "calls.bin");
    await runNode(["a.mjs"], folder, { EVOLVENT_RECORD: recording });
    const { calls, skipped } = await readRecording(recording);
    expect(calls).toHaveLength(1);
    expect(skipped).toEqual([{ reason: "this contains a function", calls: 1 }]);
  }, 30_000);
});

describe("a recording", () => {
  it("that was never made holds nothing", async () => {
    expect(await readRecording("/no/such/recording")).toEqual({ calls: [], skipped: [] });
  });

  it("whose end was cut off keeps what came before", async () => {
    const folder = await projectFolder({});
    const file = join(folder, "calls.bin");
    const source = "function f() {}\nf(1); f(2);\n";
    const target = resolveTarget({ text: source, file: "a.mjs", symbol: "f" });
    await writeFile(join(folder, "a.mjs"), instrumentForRecording(source, "a.mjs", target));
    await runNode(["a.mjs"], folder, { EVOLVENT_RECORD: file });
    const whole = await readRecording(file);
    expect(whole.calls).toHaveLength(2);
    await appendFile(file, Buffer.from([1, 255, 0, 0, 0, 7]));
    expect(await readRecording(file)).toEqual(whole);
    await truncate(file, 5 + (whole.calls[0]?.payload.length ?? 0) + 3);
    expect(await readRecording(file)).toEqual({ calls: whole.calls.slice(0, 1), skipped: [] });
  });
});
