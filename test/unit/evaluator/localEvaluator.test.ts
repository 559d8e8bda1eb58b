import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { blockDatum } from "../../../src/engine/domain/blockDatum.ts";
import type { BenchmarkSpec } from "../../../src/engine/domain/runSpec.ts";
import type { Block } from "../../../src/engine/domain/verdict.ts";
import { CandidateFailure } from "../../../src/engine/ports.ts";
import { faster, never, type Setup, unique, Workshop } from "./bench.ts";

// Real processes on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let workshop: Workshop;

beforeAll(async () => {
  workshop = await Workshop.open();
});
afterEach(() => workshop.tidy());
afterAll(() => workshop.dispose());

describe("preparing", () => {
  test("finds a size that takes long enough and says what the benchmark is", async () => {
    const { evaluator } = await workshop.bench({ tests: "node --version" });
    const facts = await evaluator.prepare(never);
    expect(facts.inputs).toMatchObject({ count: 2, heldOut: 2, skipped: [], mutated: false });
    expect(facts.inputs?.size).toBeGreaterThan(64);
    expect(facts.baseline.cpuNs).toBeGreaterThan(1e6);
    expect(facts.metricReason).toMatch(/^(CPU|Wall) time is measured.*\.$/);
    expect(facts.testsMs).toBeGreaterThan(0);
    expect(evaluator.processMs()).toBeGreaterThan(0);
  });

  test("notices that the target changes its inputs", async () => {
    const source = "export function unique(list) { return list.sort((a, b) => a - b); }";
    const { evaluator } = await workshop.bench({ source });
    expect(await evaluator.prepare(never)).toMatchObject({ inputs: { mutated: true }, testsMs: null });
  });

  test("records the calls that the user's command makes", async () => {
    const files = {
      "test/lists.test.mjs":
        'import { unique } from "../src/lists.mjs";\nfor (let n = 0; n < 100; n += 1) unique([n, n]);\nunique([1, 1]);\nunique([() => 1]);\n',
    };
    const { evaluator } = await workshop.bench({
      inputs: null,
      files,
      from: { kind: "recorded", command: "node test/lists.test.mjs" },
    });
    expect((await evaluator.prepare(never)).inputs).toEqual({
      count: 43,
      heldOut: 21,
      size: null,
      skipped: [{ reason: "argument 1 contains a function", calls: 1 }],
      mutated: false,
    });
  });

  test.each<readonly [string, string, RegExp, Setup]>([
    [
      "tests that fail",
      "tests-failed",
      /^`node -e "throw new TypeError\('boom'\)"` exited with code 1 \(TypeError: boom\) on the code as it is/,
      { tests: `node -e "throw new TypeError('boom')"` },
    ],
    [
      "tests that hang",
      "tests-hang",
      /^`sleep 1000` did not end within 0.5 s on the code as it is/,
      { tests: "sleep 1000", limits: { baselineTestsMs: 500 } },
    ],
    [
      "tests that do not exist",
      "tests-failed",
      /^`run-the-tests` runs a command that does not exist \(.*not found.*\)/,
      { tests: "run-the-tests" },
    ],
    [
      "a command that never calls the target",
      "recording-empty",
      /^`node --version` ended well after .* and never called unique/,
      { inputs: null, from: { kind: "recorded", command: "node --version" } },
    ],
    [
      "a command that fails before it does",
      "recording-empty",
      /^`exit 3` exited with code 3 after .* and never called unique/,
      { inputs: null, from: { kind: "recorded", command: "exit 3" } },
    ],
    [
      "calls that cannot be kept",
      "recording-empty",
      /no call of unique can be kept \(2 because argument 1 is a function\)/,
      {
        inputs: null,
        source: "export function unique(g) { return g(); }\nunique(() => 1); unique(() => 2);",
        from: { kind: "recorded", command: "node src/lists.mjs" },
      },
    ],
    [
      "an inputs module that is not there",
      "inputs-failed",
      /^There is no inputs module bench\/inputs.mjs in the repository/,
      { inputs: null },
    ],
    [
      "an inputs module that throws",
      "inputs-failed",
      /^bench\/inputs.mjs throws Error: no data\.$/,
      { inputs: "export const inputs = () => { throw new Error('no data'); };" },
    ],
    [
      "an inputs module that yields nothing",
      "inputs-failed",
      /^bench\/inputs.mjs gives no input\.$/,
      { inputs: "export const inputs = () => [];" },
    ],
    [
      "an inputs module without the function",
      "inputs-failed",
      /does not export a function `inputs\(random, size\)`\.$/,
      { inputs: "export default 1;" },
    ],
    [
      "an inputs module that never ends",
      "inputs-failed",
      /^Making the inputs of unique did not finish within 1 s\.$/,
      { inputs: "export function inputs() { for (;;); }", limits: { baselineMs: 1000 } },
    ],
    [
      "a target that throws on every input",
      "target-fails",
      /^unique throws on every input, on the first TypeError: list is not iterable/,
      { inputs: "export const inputs = () => [[1], [2]];" },
    ],
    [
      "a target that cannot be loaded",
      "target-fails",
      /^src\/lists.mjs cannot be loaded on its own: Error.*nobody/,
      { source: `import "nobody";\n${unique}` },
    ],
    [
      "a target that never ends",
      "target-fails",
      /^unique did not finish within 1 s on input 1\.$/,
      { source: "export function unique() { for (;;); }", limits: { baselineMs: 1000 } },
    ],
    [
      "a target that exits",
      "target-fails",
      /^unique ended its process before it answered/,
      { source: "export function unique() { process.exit(0); }" },
    ],
    [
      "a target that is not deterministic",
      "not-deterministic",
      /^unique is not deterministic: on input 1, a second process returned 0\.\d+ instead of 0\.\d+/,
      { source: "export function unique() { return Math.random(); }" },
    ],
    [
      "a target that remembers its calls",
      "not-deterministic",
      /^unique is not deterministic: /,
      { source: "let calls = 0;\nexport function unique() { return calls++; }" },
    ],
    [
      "results that cannot be compared",
      "not-comparable",
      /^What unique does cannot be compared: on input 1, result\.get is a function\.$/,
      { source: "export function unique() { return { get: () => 1 }; }" },
    ],
    [
      "a Node.js that is not there",
      "runtime-missing",
      /^Node.js cannot be started as \/nowhere\/node/,
      { nodePath: "/nowhere/node" },
    ],
  ])("%s: one sentence", async (_, reason, message, setup) => {
    const found = await workshop.refusal(setup);
    expect(found.message).toMatch(message);
    expect(found.reason).toBe(reason);
  });

  test("cancelling rejects with the reason", async () => {
    const { evaluator } = await workshop.bench({ tests: "sleep 1000" });
    const controller = new AbortController();
    const preparing = evaluator.prepare(controller.signal);
    const reason = new Error("stop");
    setTimeout(() => controller.abort(reason), 300);
    await expect(preparing).rejects.toBe(reason);
  });
});

describe("gates", () => {
  test("an equal candidate passes all of them, in order", async () => {
    const prepared = await workshop.bench({ tests: "node --check src/lists.mjs" });
    await prepared.evaluator.prepare(never);
    const results = await prepared.gates(await prepared.trial(faster));
    expect(results.map(({ gate, passed }) => `${gate} ${passed}`)).toEqual([
      "region true",
      "syntax true",
      "scan true",
      "tests true",
      "differential true",
    ]);
  });

  test("helpers that are declared are no change outside the region", async () => {
    const { trial, gates } = await workshop.usual();
    const code = "function unique(list) { return spread(new Set(list)); }";
    const results = await gates(await trial(code, { helpers: ["const spread = (set) => [...set];"] }));
    expect(results.at(-1)).toMatchObject({ gate: "differential", passed: true });
  });

  test("a change outside the region is rejected before anything runs", async () => {
    const { trial, gates } = await workshop.usual();
    const candidate = await trial(faster, { text: `${unique}globalThis.hacked = true;\n` });
    expect(await gates(candidate)).toMatchObject([
      {
        gate: "region",
        passed: false,
        reason: expect.stringContaining("src/lists.mjs is changed at line 1"),
      },
    ]);
  });

  test("a change of any other file is rejected, and so is a new one", async () => {
    const { trial, gates } = await workshop.usual();
    const reasons = await Promise.all(
      ["package.json", "test/new.mjs"].map(async (name) => {
        const [first, ...others] = await gates(await trial(faster, { files: { [name]: "1" } }));
        expect(others).toEqual([]);
        return first?.passed === false ? `${first.gate}: ${first.reason}` : "passed";
      }),
    );
    expect(reasons).toEqual([
      "region: It changes package.json, where nothing of unique is.",
      "region: It changes test/new.mjs, where nothing of unique is.",
    ]);
  });

  test("candidates of all kinds meet the gate that stops them", async () => {
    const tests = `node -e "import('./src/lists.mjs').then(({ unique }) => { if (unique([7, 7, 3]).length !== 2) throw new RangeError('wrong length'); })"`;
    const prepared = await workshop.bench({ tests, limits: { testsFloorMs: 3000 } });
    await prepared.evaluator.prepare(never);
    const rejected = (body: string): Promise<string> =>
      prepared.verdictOn(`function unique(list) { ${body} }`);
    expect(await rejected("return (;")).toMatch(/^syntax: src\/lists.mjs:1:\d+ has a syntax error/);
    expect(await prepared.verdictOn(`${faster} globalThis.x = 1;`)).toBe(
      "syntax: The candidate puts more than the function unique in its place.",
    );
    expect(await prepared.verdictOn("const uniq = 1;")).toMatch(/^syntax: /);
    expect(await rejected("return list;")).toMatch(
      /^tests: `node .*` exited with code 1 \(RangeError: wrong length\)\.$/,
    );
    expect(await rejected("for (;;);")).toMatch(/^tests: `node .*` did not end within 3 s\.$/);
    expect(await rejected("return [...new Set(list)].reverse();")).toMatch(
      /^differential: It returned \[.*\] instead of \[.*\] on input 1\.$/s,
    );
    expect(
      await rejected("const r = [...new Set(list)]; if (list.length > 9) list.pop(); return r;"),
    ).toMatch(/^differential: It left its arguments as /);
    expect(await rejected("if (list.length > 9) process.exit(0); return [...new Set(list)];")).toBe(
      "scan: The candidate ends its process (process.exit).",
    );
    expect(
      await rejected("if (list.length > 9) Promise.reject(new Error('late')); return [...new Set(list)];"),
    ).toMatch(/^differential: It ended its process with code 1 \(Error: late\)/);
    expect(
      await rejected("if (list.length > 9) throw new Error('too long'); return [...new Set(list)];"),
    ).toMatch(/^differential: It threw Error: too long where \[/);
    expect(await rejected("while (list.length > 9); return [...new Set(list)];")).toMatch(
      /^differential: It (did not finish within|used more than) [\d.]+ s (of processor time )?on input 1\.$/,
    );
    expect(await rejected("return new Proxy([...new Set(list)], {});")).toMatch(
      /^differential: It gives what cannot be compared on input 1: result is a Proxy\.$/,
    );
    expect(await rejected("return [...new Set(list)];")).toBe("passed");
  });

  test.each<readonly [string, string, string, string, string]>([
    [
      "-0",
      "return n - n",
      "return -(n - n)",
      "export const inputs = () => [[1]];",
      "It returned -0 instead of 0 on input 1.",
    ],
    [
      "NaN",
      "return n",
      "return n || NaN",
      "export const inputs = () => [[1], [0]];",
      "It returned NaN instead of 0 on input 2.",
    ],
    [
      "another message",
      "if (n) throw new Error('odd'); return 0",
      "if (n) throw new Error('even'); return 0",
      "export const inputs = () => [[0], [1]];",
      "It threw Error: even instead of Error: odd on input 2.",
    ],
    [
      "another type",
      "if (n) throw new TypeError('odd'); return 0",
      "if (n) throw new RangeError('odd'); return 0",
      "export const inputs = () => [[0], [1]];",
      "It threw RangeError: odd instead of TypeError: odd on input 2.",
    ],
  ])("the differential check sees %s", async (_, before, after, inputs, reason) => {
    const prepared = await workshop.bench({
      symbol: "f",
      source: `export function f(n) { ${before}; }`,
      inputs,
    });
    await prepared.evaluator.prepare(never);
    expect(await prepared.verdictOn(`function f(n) { ${after}; }`)).toBe(`differential: ${reason}`);
  });

  test("cancelling a check rejects with the reason and gives the folder back", async () => {
    const { evaluator, trial } = await workshop.usual();
    const candidate = await trial("function unique(list) { for (;;); }");
    const controller = new AbortController();
    const reason = new Error("stop");
    setTimeout(() => controller.abort(reason), 500);
    await expect(Array.fromAsync(evaluator.check(candidate, controller.signal))).rejects.toBe(reason);
    expect(workshop.worktrees.inUse).toBe(1);
  });
});

describe("blocks", () => {
  test("a faster candidate is faster in every block, search and confirmation, in either order", async () => {
    const { trial, block } = await workshop.usual();
    const candidate = await trial(faster);
    const blocks: Block[] = [];
    for (let index = 0; index < 3; index += 1) blocks.push(await block(candidate, { index }));
    blocks.push(await block(candidate, { phase: "confirmation" }));
    for (const each of blocks) expect(blockDatum(each, { kind: "cpu" })).toBeGreaterThan(0.2);
  });

  test("which process is first depends on the seed and the index only", async () => {
    const benchmark: BenchmarkSpec = {
      kind: "command",
      build: null,
      run: `echo '{"score":1}'`,
      metric: { kind: "output", parser: "json-line", name: "score", better: "higher" },
    };
    const orders: string[] = [];
    for (let repeat = 0; repeat < 2; repeat += 1) {
      const { evaluator, trial, block } = await workshop.bench({ benchmark });
      await evaluator.prepare(never);
      const candidate = await trial(faster);
      const firsts: string[] = [];
      for (let index = 0; index < 4; index += 1) firsts.push((await block(candidate, { index })).first);
      orders.push(firsts.join());
    }
    expect(orders[0]).toBe(orders[1]);
    expect(orders[0]).toContain("baseline");
    expect(orders[0]).toContain("candidate");
  });

  test("answering otherwise while timed is a failure of the candidate", async () => {
    const { trial, gates, block } = await workshop.usual();
    const cheat = await trial(
      "function unique(list) { unique.calls = (unique.calls ?? 0) + 1; return unique.calls > 50 ? [] : [...new Set(list)]; }",
    );
    expect((await gates(cheat)).at(-1)).toMatchObject({ gate: "differential", passed: true });
    const timing = block(cheat);
    await expect(timing).rejects.toBeInstanceOf(CandidateFailure);
    await expect(timing).rejects.toThrow(
      "It answers otherwise than the baseline while it is timed, in round 1.",
    );
  });

  test("dying while timed is a failure of the candidate", async () => {
    const { trial, block } = await workshop.usual();
    const dying = await trial(
      "function unique(list) { unique.calls = (unique.calls ?? 0) + 1; if (unique.calls > 50) process.exit(0); return [...new Set(list)]; }",
    );
    await expect(block(dying)).rejects.toThrow("It ended its process before it answered while it was timed.");
  });

  test("a candidate that is right on the inputs of the search only fails its confirmation", async () => {
    const inputs = "export const inputs = (random) => [[random.int(1e9)]];";
    const { evaluator, trial, gates, block } = await workshop.bench({
      symbol: "f",
      source: "export function f(n) { return n + 1; }",
      inputs,
    });
    await evaluator.prepare(never);
    const probe = (await gates(await trial("function f(n) { return n; }"))).at(-1);
    const known = probe?.passed === false ? /returned (\d+)/.exec(probe.reason)?.[1] : undefined;
    const memorized = await trial(`function f(n) { return n === ${known} ? ${Number(known) + 1} : 0; }`);
    expect((await gates(memorized)).at(-1)).toMatchObject({ gate: "differential", passed: true });
    await expect(block(memorized, { phase: "confirmation" })).rejects.toThrow(
      /^On inputs it had not seen, it returned 0 instead of \d+ on input 1\.$/,
    );
  });
});
