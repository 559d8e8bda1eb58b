import { mkdir, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Ways } from "../../../src/adapters/detect/ways.ts";
import { constraintArgument, gainArgument } from "../../../src/cli/arguments.ts";
import { type Asked, type OptimizeOptions, specFrom } from "../../../src/cli/spec.ts";
import type { RunSpec } from "../../../src/engine/domain/runSpec.ts";
import { RunError } from "../../../src/engine/ports.ts";

let root = "";

beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), "evolvent-options-"));
  await mkdir(path.join(root, "bench"));
});
afterAll(() => rm(root, { recursive: true }));

const nothingFound: Ways = { measures: [], tests: [] };

/** What a command line asks for whose paths are inside the repository. */
function asked(options: OptimizeOptions, saved: RunSpec | null, found: Ways): Promise<Asked> {
  const target = saved === null ? path.join(root, "src/tree.c:insert") : undefined;
  return specFrom({ target, options, saved, root, ways: async () => found, drawSeed: () => 7 });
}

async function specOf(options: OptimizeOptions, saved: RunSpec | null = null): Promise<RunSpec> {
  return (await asked(options, saved, nothingFound)).spec;
}

async function refusal(options: OptimizeOptions, saved: RunSpec | null = null): Promise<string> {
  const error = await specOf(options, saved).catch((thrown: unknown) => thrown);
  if (!(error instanceof RunError)) throw new Error(`It was not refused: ${JSON.stringify(error)}`);
  expect(error.reason).toBe("bad-spec");
  expect(error.message).toMatch(/^[^\n]+\.$/);
  return error.message;
}

const inBench = (name: string): string => path.join(root, "bench", name);

describe("A way to measure", () => {
  it("is a function on the inputs of a module, of a recorded command, of its types or of a schema", async () => {
    const inputs = async (options: OptimizeOptions) => (await specOf(options)).benchmark;
    expect(await inputs({ inputs: inBench("tree.mjs") })).toEqual({
      kind: "function",
      inputs: { kind: "module", path: "bench/tree.mjs" },
    });
    expect(await inputs({ record: "npm run e2e" })).toEqual({
      kind: "function",
      inputs: { kind: "recorded", command: "npm run e2e" },
    });
    expect(await inputs({ draw: true })).toEqual({ kind: "function", inputs: { kind: "types" } });
    expect(await inputs({ schema: inBench("arguments.json") })).toEqual({
      kind: "function",
      inputs: { kind: "schema", path: "bench/arguments.json" },
    });
  });

  it("is a command of the user's, by its time or by a metric in its output", async () => {
    expect((await specOf({ bench: "./bench", build: "make" })).benchmark).toEqual({
      kind: "command",
      build: "make",
      run: "./bench",
      metric: { kind: "time" },
    });
    const measured = await specOf({
      bench: "./bench",
      metric: "json-line:score",
      better: "higher",
      unit: "points",
      metricFile: inBench("out.json"),
    });
    expect(measured.benchmark).toMatchObject({
      metric: {
        kind: "output",
        parser: "json-line",
        name: "score",
        better: "higher",
        unit: "points",
        file: "bench/out.json",
      },
    });
    const matched = await specOf({ bench: "./bench", metric: "regex", pattern: "took (\\d+)" });
    expect(matched.benchmark).toMatchObject({ metric: { parser: "regex", pattern: "took (\\d+)" } });
  });

  it("keeps a colon in the name of a metric", async () => {
    const { benchmark } = await specOf({ bench: "./bench", metric: "google-benchmark:BM_Sort<int>/64" });
    expect(benchmark).toMatchObject({ metric: { name: "BM_Sort<int>/64" } });
    const scoped = await specOf({ bench: "./bench", metric: "criterion:tree::insert" });
    expect(scoped.benchmark).toMatchObject({ metric: { name: "tree::insert" } });
  });

  it("is an evaluator in Python", async () => {
    const { benchmark } = await specOf({ evaluator: inBench("evaluator.py"), metricName: "speed" });
    expect(benchmark).toEqual({ kind: "evaluator", path: "bench/evaluator.py", metric: "speed" });
  });

  it("is that of a saved spec, with what the command line says in its place", async () => {
    const saved = await specOf({ bench: "./bench", build: "make", metric: "go" });
    const { benchmark } = await specOf({ build: "make -j2", metric: "go:BenchmarkTree" }, saved);
    expect(benchmark).toEqual({
      kind: "command",
      build: "make -j2",
      run: "./bench",
      metric: { kind: "output", parser: "go", name: "BenchmarkTree" },
    });
    expect((await specOf({ draw: true }, saved)).benchmark).toEqual({
      kind: "function",
      inputs: { kind: "types" },
    });
  });
});

describe("Without a way to measure", () => {
  const found: Ways = {
    measures: [
      {
        spec: { kind: "command", build: "make", run: "./bench", metric: { kind: "time" } },
        reason: "The Makefile has a target bench.",
      },
      { spec: { kind: "function", inputs: { kind: "types" } }, reason: "Never taken." },
    ],
    tests: [
      { command: "ctest", tool: "CTest", file: "a", reason: "Perhaps.", ecosystem: "c", confidence: 1 },
      { command: "make test", tool: "make", file: "b", reason: "Surely.", ecosystem: "any", confidence: 2 },
    ],
  };

  it("the best one found and sure tests are taken, and said with the reason", async () => {
    const { spec, taken } = await asked({}, null, found);
    expect(spec).toMatchObject({ benchmark: { run: "./bench", build: "make" }, tests: "make test" });
    expect(taken).toEqual([
      expect.stringContaining(
        "Found a benchmark: ./bench, the time it takes. The Makefile has a target bench.",
      ),
      expect.stringContaining("Found tests: make test. Surely."),
    ]);
  });

  it("nothing is looked for that the command line or a saved spec says", async () => {
    const { spec } = await asked({ tests: "true", bench: "./other" }, null, nothingFound);
    const never = (): Promise<Ways> => Promise.reject(new Error("It was looked for."));
    const again = await specFrom({
      target: undefined,
      options: {},
      saved: spec,
      root,
      ways: never,
      drawSeed: () => 7,
    });
    expect(again).toEqual({ spec, taken: [] });
  });

  it("one sentence says what to give when nothing was found", async () => {
    expect(await refusal({})).toMatch(/--bench/);
  });

  it("the want of tests is said", async () => {
    const { spec, taken } = await asked({ draw: true }, null, nothingFound);
    expect(spec.tests).toBeNull();
    expect(taken.join()).toMatch(/no tests/);
  });
});

describe("Options that do not go together are refused in one sentence:", () => {
  it.each<[string, OptimizeOptions, RegExp]>([
    ["two ways to measure", { inputs: "a.mjs", bench: "./b" }, /--inputs and --bench exclude each other/],
    ["a build without a command", { inputs: "a.mjs", build: "make" }, /--build .* give .* with --bench/],
    ["a file of a metric without a command", { metricFile: "out.json" }, /--metric-file .* with --bench/],
    [
      "a metric of an evaluator for a command",
      { bench: "./b", metricName: "x" },
      /--metric-name .*--evaluator/,
    ],
    ["a unit for the time of a command", { bench: "./b", unit: "ms" }, /--unit .* --metric/],
    [
      "a parser that there is not",
      { bench: "./b", metric: "xml" },
      /no metric parser "xml": use time or one of/,
    ],
    ["an expression that is missing", { bench: "./b", metric: "regex" }, /--pattern/],
    [
      "an expression for another parser",
      { bench: "./b", metric: "go", pattern: "x" },
      /--pattern belongs to/,
    ],
    ["a broken expression", { bench: "./b", metric: "regex", pattern: "(" }, /not a regular expression/],
    ["an evaluator that is no Python", { evaluator: "evaluate.js" }, /no Python file/],
    ["a clock for a metric", { bench: "./b", metric: "go", clock: "wall" }, /--clock chooses between times/],
  ])("%s", async (_what, options, sentence) => {
    expect(await refusal(options)).toMatch(sentence);
  });

  it("a path outside of the repository", async () => {
    const error = await specOf({ inputs: "/etc/hostname" }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ reason: "outside-repository" });
  });
});

describe("What counts", () => {
  it("is a clock, the smallest gain worth having, and constraints", async () => {
    const constraint = constraintArgument("accuracy>=0.8", constraintArgument("peak-memory<=1.1", undefined));
    const { objective } = await specOf({ draw: true, clock: "wall", smallestGain: 1.05, constraint });
    expect(objective).toEqual({
      clock: "wall",
      smallestGain: 1.05,
      constraints: [
        { metric: "peak-memory", tolerance: 1.1 },
        { metric: "accuracy", better: "higher", tolerance: 1.25 },
      ],
    });
  });

  it("is left to the benchmark when nothing is said", async () => {
    expect(await specOf({ draw: true })).not.toHaveProperty("objective");
  });

  it.each(["peak-memory", "peak-memory<1.1", "peak-memory<=0.9", "accuracy>=1.2", "<=1.1", "a<=b", "a>=0"])(
    "is not %s",
    (text) => {
      expect(() => constraintArgument(text, undefined)).toThrow(/peak-memory<=1\.1/);
    },
  );

  it.each(["1", "0.9", "101", "much", ""])("is not a gain of %j", (text) => {
    expect(() => gainArgument(text)).toThrow(/ratio above 1/);
  });
});
