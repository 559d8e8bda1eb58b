import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { javascript, typescript } from "../../../src/adapters/languages/javascript/language.ts";
import type { ScanFindings } from "../../../src/adapters/languages/language.ts";
import type { Baseline } from "../../../src/engine/domain/candidate.ts";

const before = 'import { join } from "node:path";\nconst cache = new Map();\n';
const original = "export function f(list) {\n  return list.map((x) => x + 1);\n}";

function baselineOf(text: string, file: string): Baseline {
  const { region, helperOffset } = javascript.resolve({ text, file, symbol: "f" });
  return { file, symbol: "f", text, region, helperOffset };
}

/** What is said of a body of the function, and of helpers beside it. */
function scanned(body: string, helpers: readonly string[] = [], file = "t.mjs"): ScanFindings {
  const baseline = baselineOf(`${before}${original}\n`, file);
  const target = `function f(list) {\n  ${body}\n}`;
  return (file.endsWith("ts") ? typescript : javascript).scan(baseline, { target, helpers });
}

const nothing = { rejected: null, remarks: [] };

describe("honest code passes without a remark", () => {
  test.for<readonly [string, string, (readonly string[])?]>([
    ["a loop", "const r = []; for (const x of list) r.push(x + 1); return r;"],
    ["a set of its own", "const seen = new Set(); for (const x of list) seen.add(x); return [...seen];"],
    ["a helper", "return inc(list);", ["function inc(list) { return list.map((x) => x + 1); }"]],
    ["a table that nobody changes", "return list.map((x) => table[x]);", ["const table = [1, 2, 3];"]],
    ["its argument changed", "list.sort(); list[0] = 1; list.length = 2; return list;"],
    ["what it shadows", "const process = list[0]; const eval2 = process.exit; return eval2;"],
    ["properties of that name", "return list.process.exit + list.eval;"],
    ["asking for a type", "return typeof process === 'object' || list instanceof Function;"],
    ["a new instance of the same class", "return new list.constructor(3);"],
    ["a date of the input", "return new Date(list[0]);"],
  ])("%s", ([, body, helpers]) => {
    expect(scanned(body, helpers)).toEqual(nothing);
  });

  test("types in TypeScript are no code", () => {
    expect(scanned("const p: typeof process | Function | null = null; return p;", [], "t.ts")).toEqual(
      nothing,
    );
  });
});

describe("rejected outright", () => {
  test.for<readonly [string, string, (readonly string[])?]>([
    [
      "looks into the engine that runs it (node:v8)",
      "return v8.serialize(list);",
      ['import v8 from "node:v8";'],
    ],
    ["looks into the engine that runs it (inspector/promises)", 'return import("inspector/promises");'],
    ["runs code that is made up while it runs (node:vm)", "return vm;", ['import * as vm from "node:vm";']],
    ["starts processes (child_process)", 'return require("child_process").execSync("ls");'],
    ["starts threads (node:worker_threads)", 'return process.getBuiltinModule("node:worker_threads");'],
    ["starts processes (cluster)", "return cluster;", ['import cluster from "cluster";']],
    ["reads or writes files (node:fs)", "return read(3);", ['import { readSync as read } from "node:fs";']],
    ["reads or writes files (fs/promises)", 'return require(`fs/promises`).readFile("x");'],
    ["opens connections (fetch)", 'return fetch("http://127.0.0.1");'],
    ["changes how modules are loaded (node:module)", "return m;", ['import m from "node:module";']],
    ["loads modules by names that it puts together (import)", "return import(list[0]);"],
    ["loads modules by names that it puts together (import)", 'return require("f" + "s");'],
    ["loads modules by names that it puts together (require)", "const load = require; return load('fs');"],
    ["runs code that is made up while it runs (eval)", 'return eval("1");'],
    ["runs code that is made up while it runs (eval)", 'return (0, eval)("1");'],
    ["runs code that is made up while it runs (eval)", 'return globalThis["eval"]("1");'],
    ["runs code that is made up while it runs (Function)", 'return new Function("return 1");'],
    ["runs code that is made up while it runs (Function)", "const make = Function; return make;"],
    ["runs code that is made up while it runs (constructor)", 'return (() => 1).constructor("return 1")();'],
    [
      "runs code that is made up while it runs (constructor)",
      "const c = [].constructor.constructor; return c;",
    ],
    ["runs code that is made up while it runs (setTimeout)", 'setTimeout("f()"); return list;'],
    ["looks into the engine that runs it (process.binding)", 'return process.binding("fs");'],
    ["ends its process (process.exit)", "process.exit(0);"],
    ["ends its process (process.reallyExit)", "process?.reallyExit(0);"],
    ["uses the streams of its process (process.stdout.write)", "process.stdout.write('{}'); return list;"],
    ["looks at the surroundings of its process (process.env.HOME)", "return process.env.HOME;"],
    ["uses parts of process by names that it puts together (process)", 'return process["ex" + list];'],
    ["uses parts of globalThis by names that it puts together (globalThis)", "return globalThis[list[0]];"],
    [
      "hands on the global object, where it cannot be told what is done with it (globalThis)",
      "const g = globalThis; return g.process;",
    ],
    ["reaches into its process (process)", "const { exit } = process; return exit;"],
    ["reaches for what belongs to its checker (evolvent.entry)", 'return Symbol.for("evolvent.entry");'],
    ["looks at the code that calls it (callee)", "return arguments.callee;"],
    [
      "looks at the code that calls it (Error.prepareStackTrace)",
      "Error.prepareStackTrace = () => 1; return 1;",
    ],
    ["stops its process (debugger)", "debugger; return list;"],
  ])("because it %s", ([what, body, helpers]) => {
    expect(scanned(body, helpers).rejected).toBe(`The candidate ${what}.`);
  });
});

describe("remarked", () => {
  test.for<readonly [string, string, (readonly string[])?]>([
    ["changes the global Array.prototype.map", "Array.prototype.map = null; return list;"],
    ["changes the global answers", "globalThis.answers = list; return list;"],
    ["changes the global answers", "answers = list; return list;"],
    ["changes the global Object.prototype", "Object.defineProperty(Object.prototype, 'x', {}); return list;"],
    ["uses a clock (Date.now)", "return Date.now();"],
    ["uses a clock (Date)", "return new Date();"],
    ["uses a clock (performance.now)", "return performance.now();"],
    ["uses a clock (process.hrtime.bigint)", "return process.hrtime.bigint();"],
    ["runs code later (setTimeout)", "setTimeout(() => list.pop(), 1); return list;"],
    ["runs code later (queueMicrotask)", "queueMicrotask(() => list.pop()); return list;"],
    ["uses chance (Math.random)", "return Math.random();"],
    ["shares memory with other threads (SharedArrayBuffer)", "return new SharedArrayBuffer(8);"],
    ["computes with fewer digits (Float32Array)", "return Array.from(new Float32Array(list));"],
    ["computes with fewer digits (Math.fround)", "return list.map(Math.fround);"],
    ["answers only when it is asked, by a Proxy (Proxy)", "return new Proxy(list, {});"],
    [
      "keeps known beside the function from call to call",
      "known.set(list, 1); return list;",
      ["const known = new Map();"],
    ],
    ["keeps last beside the function from call to call", "last = list; return last;", ["let last = null;"]],
    ["keeps something on f from call to call", "f.known ??= list; return f.known;"],
    ["changes cache, a variable of its file", "cache.set(list, 1); return list;"],
    ["loads lodash", "return uniq(list);", ['import { uniq } from "lodash";']],
  ])("because it %s", ([what, body, helpers]) => {
    expect(scanned(body, helpers)).toEqual({ rejected: null, remarks: [`The candidate ${what}.`] });
  });

  test("because it holds a long literal", () => {
    const numbers = Array.from({ length: 400 }, (_, index) => index).join(",");
    expect(scanned("return table[list[0]];", [`const table = [${numbers}];`]).remarks).toEqual([
      expect.stringMatching(/^The candidate holds a literal of \d+ characters\.$/),
    ]);
  });
});

test("what the baseline does too is not held against a candidate", () => {
  const text = "export function f(list) {\n  return [Date.now(), eval(list)];\n}\n";
  const baseline = baselineOf(text, "t.mjs");
  const target = "function f(list) {\n  return [Date.now(), eval(list), process.exit()];\n}";
  expect(javascript.scan(baseline, { target, helpers: [] })).toEqual({
    rejected: "The candidate ends its process (process.exit).",
    remarks: [],
  });
});

describe("of the attacks", () => {
  const folder = path.join(import.meta.dirname, "../../fixtures/attacks/javascript");
  const scanAttack = async (name: string): Promise<ScanFindings> => {
    const text = await readFile(path.join(folder, "honest.js"), "utf8");
    const { region, helperOffset } = javascript.resolve({ text, file: "a.js", symbol: "smooth" });
    const attack = await readFile(path.join(folder, `${name}.js`), "utf8");
    const found = javascript.resolve({ text: attack, file: "a.js", symbol: "smooth" });
    const code = {
      target: attack.slice(found.region.start, found.region.end),
      helpers: [attack.slice(0, found.helperOffset)],
    };
    return javascript.scan({ file: "a.js", symbol: "smooth", text, region, helperOffset }, code);
  };

  test.each<readonly [string, string]>([
    ["readsHeap", "looks into the engine"],
    ["hidesCode", "made up while it runs"],
    ["forgesMessages", "reads or writes files"],
    ["floods", "reads or writes files"],
    ["otherThread", "starts threads"],
    ["otherProcess", "starts processes"],
    ["printsAndExits", "ends its process"],
    ["reallyExits", "ends its process"],
    ["killsItself", "ends its process"],
    ["aborts", "ends its process"],
  ])("%s is rejected by its text alone", async (name, what) => {
    expect((await scanAttack(name)).rejected).toContain(what);
  });

  test.each<readonly [string, string]>([
    ["remembersValues", "keeps known beside the function from call to call"],
    ["remembersObjects", "keeps known beside the function from call to call"],
    ["rightAtFirst", "keeps calls beside the function from call to call"],
    ["lazyProxy", "by a Proxy"],
    ["lostPrecision", "computes with fewer digits"],
    ["replacedArrays", "changes the global Array.prototype"],
    ["busyAfterwards", "runs code later"],
    ["sleeps", "shares memory with other threads"],
  ])("%s is remarked upon", async (name, what) => {
    expect((await scanAttack(name)).remarks.join("\n")).toContain(what);
  });
});
