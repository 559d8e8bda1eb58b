import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { differingRound } from "../../../src/adapters/benchmarks/functionBenchmark.ts";
import type { Timed } from "../../../src/adapters/benchmarks/functionReports.ts";
import type { HarnessTask, Outcome } from "../../../src/adapters/benchmarks/harness/messages.ts";
import type { HarnessReport } from "../../../src/adapters/benchmarks/harnessProcess.ts";
import { type HarnessLab, never, openLab, type Setup } from "./support.ts";

// Real processes on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

let lab: HarnessLab;

beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab.dispose());

async function run(setup: Setup, task: HarnessTask = { kind: "check" }): Promise<HarnessReport> {
  const { run: version, target } = await lab.layOut(setup);
  const { inputs, timeoutMs, confinement } = version;
  return lab.harness.run({ job: { target, inputs, task }, timeoutMs, confinement, paddingBytes: 100 }, never);
}

function outcomesOf({ heard, failure }: HarnessReport): readonly Outcome[] {
  expect(failure).toBeNull();
  return heard.messages.flatMap((message) => (message.kind === "outcome" ? [message.outcome] : []));
}

async function previews(setup: Setup): Promise<readonly string[]> {
  return outcomesOf(await run(setup)).map(({ kind, answer }) => `${kind} ${answer.preview}`);
}

const once = (...args: readonly string[]): string => `export const inputs = () => [[${args.join(", ")}]];`;

describe("every kind of target is reached", () => {
  const two = once("1", "2");
  test.each<readonly [string, Setup]>([
    ["an exported function", { source: "export function f(a, b) { return a + b; }", inputs: two }],
    [
      "one that is not exported",
      { source: "const f = (a, b) => a + b;\nexport const other = 1;", inputs: two },
    ],
    [
      "CommonJS",
      { file: "t.cjs", source: "function f(a, b) { return a + b; }\nmodule.exports = { f };", inputs: two },
    ],
    [
      "CommonJS in a .js file",
      { file: "t.js", source: "exports.f = function (a, b) { return a + b; };", inputs: two },
    ],
    [
      "module.exports itself",
      { file: "t.cjs", symbol: "module.exports", source: "module.exports = (a, b) => a + b;", inputs: two },
    ],
    [
      "a default export without a name",
      { symbol: "default", source: "export default (a, b) => a + b;", inputs: two },
    ],
    [
      "a static method",
      {
        symbol: "Sum.of",
        source:
          "export class Sum { static of(a, b) { return this.add(a, b); } static add(a, b) { return a + b; } }",
        inputs: two,
      },
    ],
    [
      "a method of an object",
      {
        symbol: "tools.f",
        source: "const tools = { base: 0, f(a, b) { return this.base + a + b; } };",
        inputs: two,
      },
    ],
    [
      "a method of an instance",
      {
        symbol: "Sum.add",
        source: "class Sum { start = 1; add(b) { return this.start + b; } }",
        inputs: once("2"),
      },
    ],
    [
      "a constructed instance",
      {
        symbol: "Sum.add",
        source: "class Sum { constructor(a) { this.a = a; } add(b) { return this.a + b; } }",
        inputs: "export const inputs = () => [{ construct: [1], args: [2] }];",
      },
    ],
    [
      "an instance from its properties",
      {
        symbol: "Sum.add",
        source: "class Sum { constructor() { throw 1; } add(b) { return this.a + b; } }",
        inputs: "export const inputs = () => [{ receiver: { a: 1 }, args: [2] }];",
      },
    ],
    [
      "a method on a prototype",
      {
        file: "t.cjs",
        symbol: "Sum.add",
        source: "function Sum() { this.a = 1; }\nSum.prototype.add = function (b) { return this.a + b; };",
        inputs: once("2"),
      },
    ],
    [
      "a nested function, through the one around it",
      {
        symbol: "f.inner",
        source: "export function f(a, b) { const inner = () => a + b; return inner(); }",
        inputs: two,
      },
    ],
    [
      "TypeScript",
      {
        file: "t.ts",
        source: "export function f(a: number, b: number): number { return a + b; }",
        inputs: two,
      },
    ],
    [
      "TypeScript as CommonJS",
      {
        file: "t.cts",
        source: "function f(a: number, b: number): number { return a + b; }\nexport = { f };",
        inputs: two,
      },
    ],
    [
      "TypeScript with enums",
      {
        file: "t.mts",
        source: "enum Step { One = 1 }\nexport function f(a: number): number { return a + Step.One; }",
        inputs: once("2"),
      },
    ],
    [
      "a promise, which is waited for",
      { source: "export async function f(a, b) { await null; return a + b; }", inputs: two },
    ],
    [
      "a module that waits at its top",
      { source: "const zero = await 0;\nexport function f(a, b) { return zero + a + b; }", inputs: two },
    ],
  ])("%s", async (_, setup) => {
    expect(await previews(setup)).toEqual(["returned 3"]);
  });

  test("imports as compilers and bundlers understand them", async () => {
    const files = {
      "one.ts": "export const one: number = 1;",
      "folder/index.ts": 'export { one as two } from "../one.js";',
      "three.js": "export const three = 1;",
    };
    const source =
      'import { one } from "./one.js";\nimport { two } from "./folder";\nimport { three } from "./three";\nexport const f = (): number => one + two + three;';
    expect(await previews({ file: "t.ts", source, inputs: once(), files })).toEqual(["returned 3"]);
  });

  test("the inputs' own import of the target's file is the same module", async () => {
    const source =
      "export class Box { constructor(a) { this.a = a; } }\nexport const f = (box) => (box instanceof Box ? box.a : 'stranger');";
    const inputs = 'import { Box } from "./target.mjs";\nexport const inputs = () => [[new Box(3)]];';
    expect(await previews({ source, inputs })).toEqual(["returned 3"]);
  });

  test("inputs may live in the target's file", async () => {
    const source = "export const f = (a) => a + 1;\nexport const inputs = () => [[2]];";
    expect(await previews({ file: "inputs.mjs", source })).toEqual(["returned 3"]);
  });
});

describe("inputs", () => {
  const source = "export const f = (...args) => args.join();";
  test.each<readonly [string, string]>([
    ["an array", "export const inputs = () => [[1], [2]];"],
    ["a generator", "export function* inputs() { yield [1]; yield { args: [2] }; }"],
    ["an asynchronous generator", "export async function* inputs() { yield [1]; yield [2]; }"],
    ["a promise of an array", "export const inputs = async () => [[1], [2]];"],
    ["a default export with the function", "export default { inputs: () => [[1], [2]] };"],
  ])("may be %s", async (_, inputs) => {
    expect(await previews({ source, inputs })).toEqual(["returned '1'", "returned '2'"]);
  });

  test("depend on the seed and the size only", async () => {
    const inputs = "export const inputs = (random, size) => [[size, random(), random.int(1000)]];";
    const first = await previews({ source, inputs, seed: 5, size: 20 });
    expect(first[0]).toMatch(/^returned '20,0\.\d+,\d+'$/);
    expect(await previews({ source, inputs, seed: 5, size: 20 })).toEqual(first);
    expect(await previews({ source, inputs, seed: 6, size: 20 })).not.toEqual(first);
  });

  test("may be recorded calls", async () => {
    expect(await previews({ source, recorded: [{ args: [1, 2] }, { args: [] }] })).toEqual([
      "returned '1,2'",
      "returned ''",
    ]);
  });

  test.each<readonly [string, string, string]>([
    [
      "does not export it",
      "export const input = 1;",
      "inputs.mjs does not export a function `inputs(random, size)`",
    ],
    ["cannot be loaded", "import './nowhere.mjs';", "inputs.mjs cannot be loaded (Error: Cannot find module"],
    [
      "throws",
      "export const inputs = () => { throw new TypeError('no data'); };",
      "inputs.mjs throws TypeError: no data",
    ],
    [
      "throws later",
      "export function* inputs() { yield [1]; throw new Error('late'); }",
      "inputs.mjs throws Error: late",
    ],
    ["gives nothing", "export const inputs = () => [];", "inputs.mjs gives no input"],
    ["gives no list", "export const inputs = () => 7;", "inputs.mjs gives 7 instead of a list of inputs"],
    [
      "gives something else",
      "export const inputs = () => [[1], 'a'];",
      "inputs.mjs gives 'a' as input 2 instead of an array of arguments or an object with `args`",
    ],
    [
      "gives too many",
      "export function* inputs() { for (;;) yield [1]; }",
      "inputs.mjs gives more than 1000 inputs",
    ],
    [
      "asks for a wrong number",
      "export const inputs = (random) => [[random.int(0)]];",
      "inputs.mjs throws RangeError: random.int(n) needs",
    ],
  ])("a module that %s is refused", async (_, inputs, message) => {
    const { failure } = await run({ source, inputs });
    expect(failure).toMatchObject({
      kind: "refused",
      stage: "inputs",
      message: expect.stringContaining(message),
    });
  });

  test("a module that never ends is known by its stage", async () => {
    const { failure } = await run({
      source,
      inputs: "export const inputs = () => { for (;;); };",
      timeoutMs: 4000,
    });
    expect(failure).toMatchObject({ kind: "timed-out", stage: "inputs" });
  });
});

describe("what a call did", () => {
  const compare = async (left: string, right: string, inputs: string): Promise<readonly Outcome[]> => {
    const [first] = outcomesOf(await run({ source: `export const f = ${left};`, inputs }));
    const [second] = outcomesOf(await run({ source: `export const f = ${right};`, inputs }));
    if (first === undefined || second === undefined) throw new Error("no outcome");
    return [first, second];
  };

  test.each<readonly [string, string, string]>([
    ["another value", "(a) => a.length", "(a) => a.length + 1"],
    ["-0 instead of 0", "() => 0", "() => -0"],
    ["NaN instead of undefined", "() => NaN", "() => undefined"],
    ["another message", "() => { throw new Error('a'); }", "() => { throw new Error('b'); }"],
    ["another type of error", "() => { throw new Error('a'); }", "() => { throw new TypeError('a'); }"],
    ["a value instead of an exception", "() => { throw new Error('a'); }", "() => new Error('a')"],
    ["another rejection", "async () => { throw new Error('a'); }", "async () => { throw new Error('b'); }"],
    ["a change of the argument", "(a) => [...a].sort()", "(a) => [...a.sort()]"],
    ["another change of the argument", "(a) => { a.push(1); }", "(a) => { a.unshift(1); }"],
    ["the argument itself instead of a copy", "(a) => [...a]", "(a) => a"],
  ])("tells %s", async (_, left, right) => {
    const [first, second] = await compare(left, right, once("[3, 1, 2]"));
    expect(first?.digest).not.toBe(second?.digest);
  });

  test.each<readonly [string, string, string]>([
    [
      "the same list built otherwise",
      "(a) => a.map((x) => x * 2)",
      "(a) => { const r = []; for (const x of a) r.push(x + x); return r; }",
    ],
    ["the same change", "(a) => { a.push(1); }", "(a) => { a[a.length] = 1; }"],
    [
      "the same exception",
      "() => { throw new RangeError('a'); }",
      "(a) => { if (a) throw RangeError('a'); }",
    ],
    ["a promise and a value", "async () => 1", "() => 1"],
  ])("does not tell %s apart", async (_, left, right) => {
    const [first, second] = await compare(left, right, once("[3, 1, 2]"));
    expect(first?.digest).toBe(second?.digest);
  });

  test("a change of the receiver is part of it", async () => {
    const source = "export class Counter { n = 0; add(k) { this.n += k; } }";
    const [outcome] = outcomesOf(await run({ symbol: "Counter.add", source, inputs: once("2") }));
    expect(outcome).toMatchObject({
      mutated: true,
      after: { preview: "{ this: Counter { n: 2 }, arguments: [ 2 ] }" },
    });
  });

  test("what cannot be compared is named", async () => {
    const { heard } = await run({
      source: "export const f = () => ({ next: [() => 1] });",
      inputs: once(),
    });
    expect(heard.messages.at(-1)).toEqual({
      kind: "incomparable",
      input: 1,
      what: "result.next[0] is a function",
    });
  });

  test("a callback among the arguments is fine", async () => {
    const source = "export const f = (list, g) => list.map((x) => g(x));";
    expect(await previews({ source, inputs: once("[1, 2]", "(x) => x + 1") })).toEqual(["returned [ 2, 3 ]"]);
  });
});

describe("a harness that does not answer", () => {
  test.each<readonly [string, string, object]>([
    [
      "exits with 0",
      "process.exit(0)",
      { kind: "died", input: 1, message: "ended its process before it answered" },
    ],
    ["exits with 3", "process.exit(3)", { kind: "died", input: 1, message: "ended its process with code 3" }],
    [
      "prints a forged answer and exits",
      "(process.getBuiltinModule('fs').writeSync(3, JSON.stringify({ nonce: '', message: { kind: 'checked', inputs: 1 } }) + '\\n'), process.exit(0))",
      { kind: "unfair", message: "writes to what only the harness may write to" },
    ],
    [
      "kills itself",
      "process.kill(process.pid, 'SIGKILL')",
      { kind: "died", message: "was killed by SIGKILL" },
    ],
    [
      "never ends",
      "(() => { for (;;); })()",
      { kind: "timed-out", stage: "run", input: 1, message: "did not finish within 1.5 s" },
    ],
    [
      "never settles",
      "new Promise(() => {})",
      { kind: "died", input: 1, message: "never settled its promise" },
    ],
    [
      "floods",
      "(async () => { for (;;) await new Promise((done) => process.stdout.write('x'.repeat(1e5), done)); })()",
      { kind: "flooded", message: "printed more than 1 MiB" },
    ],
  ])("%s", async (_, expression, failure) => {
    const report = await run({
      source: `export const f = () => ${expression};`,
      inputs: once(),
      timeoutMs: 1500,
    });
    expect(report.failure).toMatchObject(failure);
  });

  test("a file that cannot be loaded says why", async () => {
    const { failure } = await run({
      source: "import 'left-pad-of-nobody';\nexport const f = () => 1;",
      inputs: once(),
    });
    expect(failure).toMatchObject({
      kind: "refused",
      stage: "load",
      message: expect.stringContaining("left-pad-of-nobody"),
    });
  });

  test("printing does not disturb the answer", async () => {
    expect(
      await previews({ source: "export const f = () => { console.log('{}'); return 1; };", inputs: once() }),
    ).toEqual(["returned 1"]);
  });
});

describe("timing", () => {
  const options = { seed: 3, mutates: false, effort: 1 };

  /** What two processes of the same version come to. */
  async function learn(
    setup: Setup,
    mutates = false,
  ): Promise<Timed & { readonly passes: readonly number[] }> {
    const { run: version, calls } = await lab.layOut(setup);
    const lesson = await calls.learn(version, { ...options, mutates }, never);
    if (lesson.kind !== "learned") throw new Error(JSON.stringify(lesson));
    const { sample } = lesson.timed;
    expect(sample.cpuNs).toBeGreaterThan(0);
    expect(sample.wallNs).toBeGreaterThan(0);
    return { ...lesson.timed, passes: lesson.learned.plan.passes };
  }

  const lists =
    "export const inputs = (random, size) => Array.from({ length: 20 }, () => [Array.from({ length: size }, () => random.int(size))]);";
  const unique = { source: "export const f = (list) => [...new Set(list)];", inputs: lists, size: 200 };

  test("gives twelve rounds of up to eight parts, and the least of each part, added up", async () => {
    const { rounds, answers, passes, sample } = await learn(unique);
    expect(rounds).toHaveLength(12);
    expect(passes.length).toBeGreaterThan(1);
    expect(passes.length).toBeLessThanOrEqual(8);
    expect(new Set(answers).size).toBe(12 * passes.length);
    for (const { cpuNs } of rounds) expect(cpuNs).toBeGreaterThanOrEqual(sample.cpuNs ?? 0);
    expect(sample.peakBytes).toBeGreaterThan(2 ** 24);
  });

  test("another seed gives other values, the same one the same", async () => {
    const { run: version, calls } = await lab.layOut(unique);
    const lesson = await calls.learn(version, options, never);
    if (lesson.kind !== "learned") throw new Error(lesson.kind);
    const again = { seed: 3, paddingBytes: 0, learned: lesson.learned };
    const same = await calls.time(version, again, never);
    if (same.kind !== "timed") throw new Error(same.kind);
    expect(differingRound(lesson.timed, same)).toBeNull();
    const other = await calls.time(version, { ...again, seed: 4 }, never);
    if (other.kind !== "timed") throw new Error(other.kind);
    expect(other.answers.filter((digest) => lesson.timed.answers.includes(digest))).toEqual([]);
  });

  test.each<readonly [string, Setup, boolean]>([
    [
      "a target that changes its inputs",
      {
        source: "export const f = (list) => { list.sort((a, b) => a - b); list.push(list.length); };",
        inputs: lists,
        size: 200,
      },
      true,
    ],
    [
      "one that changes recorded inputs",
      {
        source: "export const f = (list) => list.sort((a, b) => a - b).shift();",
        recorded: [9, 90, 900].map((length) => ({
          args: [Array.from({ length }, (_, index) => (index * 7919) % 1009)],
        })),
      },
      true,
    ],
    [
      "one that gives promises",
      { source: "export async function f(list) { await null; return list.toSorted(); }", inputs: lists },
      false,
    ],
    [
      "one that throws now and then",
      {
        source:
          "export const f = (list) => { if (list[0] % 2) throw new Error('odd'); return list.toSorted(); };",
        inputs: lists,
      },
      false,
    ],
    [
      "one that is done in no time, called on the same inputs again and again",
      { source: "export const f = (a, b) => a + b;", recorded: [{ args: [1, 2] }, { args: [3, 4] }] },
      false,
    ],
    [
      "methods of instances",
      {
        symbol: "Sum.add",
        source: "export class Sum { total = 0; add(list) { for (const n of list) this.total += n; } }",
        inputs: lists,
        size: 500,
      },
      true,
    ],
  ])("%s answers the same in another process", async (_, setup, mutates) => {
    await learn(setup, mutates);
  });

  test("an answer that depends on earlier calls shows", async () => {
    const { run: version, calls } = await lab.layOut({
      source: "let calls = 0;\nexport const f = () => calls++;",
      inputs: once(),
    });
    expect(await calls.learn(version, options, never)).toEqual({ kind: "unsteady" });
  });

  test("inputs that are changed in less time than the clock can see are refused", async () => {
    const { run: version, calls } = await lab.layOut({
      source: "export const f = (list) => { list.length = 0; };",
      inputs:
        "export const inputs = (random) => [[Array.from({ length: 500000 }, () => random.int(1000) + 0.5)]];",
    });
    expect(await calls.learn(version, { ...options, mutates: true }, never)).toMatchObject({
      kind: "fault",
      fault: {
        kind: "refused",
        stage: "inputs",
        message: expect.stringContaining("too short for the clock"),
      },
    });
  });

  test("twice the work takes about twice the time", async () => {
    const work = (times: number): Setup => ({
      source: `export function f(n) { let s = 0; for (let i = 0; i < n * ${times}; i++) s = (s * 31 + i) % 1000003; return s; }`,
      inputs: once("20000"),
    });
    const one = await learn(work(1));
    const four = await learn(work(4));
    const ratio = (four.sample.cpuNs ?? 0) / (one.sample.cpuNs ?? 1);
    expect(ratio).toBeGreaterThan(2);
    expect(ratio).toBeLessThan(8);
  });

  test("more effort makes rounds longer", async () => {
    const { run: version, calls } = await lab.layOut(unique);
    const passes = async (effort: number): Promise<number> => {
      const lesson = await calls.learn(version, { ...options, effort }, never);
      if (lesson.kind !== "learned") throw new Error(lesson.kind);
      return lesson.learned.plan.passes.reduce((sum, each) => sum + each, 0);
    };
    expect(await passes(4)).toBeGreaterThan(1.5 * (await passes(1)));
  });
});

describe("inputs that are too large", () => {
  test("to be handed to a process are refused", async () => {
    const { run: version, calls } = await lab.layOut({ source: "export const f = (a) => a;" });
    const call = "A".repeat(2 ** 26);
    const large = { ...version, inputs: { kind: "recorded", calls: [call, call, call, call] } } as const;
    expect(await calls.check(large, never)).toMatchObject({
      fault: {
        kind: "refused",
        stage: "inputs",
        message:
          "the recorded calls hold 256 MiB and at most 192 MiB can be handed to a process: record smaller ones",
      },
    });
  });

  test("for the memory of Node.js say so", async () => {
    const inputs =
      "export function* inputs() { const all = []; for (;;) all.push(Array.from({ length: 1e6 }, (_, i) => ({ i }))); }";
    const small = await openLab(["--max-old-space-size=64"]);
    const { run: version, calls } = await small.layOut({ source: "export const f = (a) => a;", inputs });
    const report = await calls.check(version, never);
    await small.dispose();
    expect(report).toMatchObject({
      kind: "fault",
      fault: {
        kind: "died",
        stage: "inputs",
        message: "ran out of memory: use smaller or fewer inputs",
      },
    });
  });
});

describe("calibration", () => {
  const calibrate: HarnessTask = { kind: "calibrate", passNs: 5e6, mostSize: 65_536 };
  const sizeOf = ({ heard }: HarnessReport): number | undefined => {
    const last = heard.messages.findLast((message) => message.kind === "calibrated");
    return last?.size;
  };

  test("doubles the size until a pass takes long enough", async () => {
    const source =
      "export function f(list) { const r = []; for (const x of list) if (r.indexOf(x) < 0) r.push(x); return r.length; }";
    const inputs =
      "export const inputs = (random, size) => [[Array.from({ length: size }, () => random.int(size))]];";
    const report = await run({ source, inputs }, calibrate);
    expect(report.failure).toBeNull();
    const size = sizeOf(report) ?? 0;
    expect(size).toBeGreaterThan(256);
    expect(size).toBeLessThan(65_536);
    expect(Number.isInteger(Math.log2(size))).toBe(true);
  });

  test("asks for no smaller size than the first that it tries", async () => {
    const inputs =
      "export const inputs = (random, size) => { if (size < 64) throw new Error('too small'); return [[size]]; };";
    const report = await run({ source: "export const f = (n) => n;", inputs, size: 0 }, calibrate);
    expect(report.failure).toBeNull();
    expect(sizeOf(report)).toBe(64);
  });

  test("a slow target keeps the smallest size", async () => {
    const source =
      "export function f() { let s = 0; for (let i = 0; i < 3e7; i++) s = (s * 31 + i) % 1000003; return s; }";
    expect(sizeOf(await run({ source, inputs: once() }, calibrate))).toBe(64);
  });

  test("a size at which the inputs never end leaves the last good one", async () => {
    const inputs = "export const inputs = (random, size) => { while (size > 100); return [[size]]; };";
    const report = await run({ source: "export const f = (n) => n;", inputs, timeoutMs: 2000 }, calibrate);
    expect(report.failure?.kind).toBe("timed-out");
    expect(sizeOf(report)).toBe(64);
  });
});
