import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { CandidateFailure } from "../../../src/engine/ports.ts";
import { faster, never, type Setup, unique, Workshop } from "./bench.ts";

// Real processes on a machine that may be busy.
vi.setConfig({ testTimeout: 400_000, hookTimeout: 60_000 });

let workshop: Workshop;

beforeAll(async () => {
  workshop = await Workshop.open();
});
afterEach(() => workshop.tidy());
afterAll(() => workshop.dispose());

const typed: Setup = {
  file: "src/lists.ts",
  source: unique.replace("(list)", "(list: readonly number[]): number[]").replace("= []", ": number[] = []"),
  inputs: null,
  from: { kind: "types" },
};
const fasterTyped = "function unique(list: readonly number[]): number[] { return [...new Set(list)]; }";

describe("recorded calls", () => {
  const memorized = (sizes: string): string =>
    `function unique(list) { return ${sizes}.includes(list.length) ? [...new Set(list)] : []; }`;
  const recorded: Setup = {
    inputs: null,
    files: {
      "record.mjs":
        'import { unique } from "./src/lists.mjs";\nfor (let n = 1; n <= 9; n += 1) unique(Array.from({ length: 40 * n }, (_, i) => i % 37));',
    },
    from: { kind: "recorded", command: "node record.mjs" },
  };

  test("that are kept back unmask a candidate in its confirmation, and not before", async () => {
    const { evaluator, trial, gates, block } = await workshop.bench(recorded);
    expect((await evaluator.prepare(never)).inputs).toMatchObject({ count: 6, heldOut: 3 });
    // What the gates have shown a candidate, its rejections tell.
    const shown: number[] = [];
    for (let n = 1; n <= 9; n += 1) {
      const others = Array.from({ length: 9 }, (_, index) => 40 * (index + 1)).filter(
        (size) => size !== 40 * n,
      );
      const last = (await gates(await trial(memorized(JSON.stringify(others))))).at(-1);
      if (last?.passed === false) shown.push(40 * n);
    }
    expect(shown).toHaveLength(6);
    const cheat = await trial(memorized(JSON.stringify(shown)));
    expect((await gates(cheat)).at(-1)).toMatchObject({ gate: "differential", passed: true });
    const confirming = block(cheat, { phase: "confirmation" });
    await expect(confirming).rejects.toBeInstanceOf(CandidateFailure);
    await expect(confirming).rejects.toThrow(
      /^On inputs it had not seen, it returned \[\] instead of \[ 0, 1,/,
    );
  });

  test("that are too few to keep some back are said to be", async () => {
    const { evaluator, warnings } = await workshop.bench({
      ...recorded,
      from: {
        kind: "recorded",
        command: `node -e "import('./src/lists.mjs').then(({ unique }) => { unique([1, 1]); unique([2, 1]); })"`,
      },
    });
    expect((await evaluator.prepare(never)).inputs).toMatchObject({ count: 2, heldOut: 0 });
    expect(warnings).toEqual([
      "Only 2 different calls were recorded, too few to keep some back: gains are confirmed on inputs that the search has seen.",
    ]);
  });

  test("do not reward remembering them", async () => {
    const { evaluator, verdictOn } = await workshop.bench({
      ...recorded,
      files: {
        "record.mjs":
          'import { unique } from "./src/lists.mjs";\nfor (let n = 1; n <= 9; n += 1) unique(Array.from({ length: 300 * n }, (_, i) => i % 977));',
      },
    });
    await evaluator.prepare(never);
    const remembering = `function unique(list) {
      const known = (unique.known ??= new Map());
      const key = list.length + ":" + list[0] + list[list.length - 1];
      if (!known.has(key)) known.set(key, list.filter((value, index) => list.indexOf(value) === index));
      return [...known.get(key)];
    }`;
    expect(await verdictOn(remembering)).toMatch(/^differential: It (remembers earlier calls|changes)/);
  });
});

describe("inputs drawn from types", () => {
  test("measure and check candidates, and others are drawn for every block", async () => {
    const { evaluator, trial, gates, block } = await workshop.bench(typed);
    const { inputs } = await evaluator.prepare(never);
    expect(inputs).toMatchObject({ count: 8, heldOut: 8, skipped: [] });
    expect(inputs?.size).toBeGreaterThan(64);
    const right = await trial(fasterTyped);
    expect((await gates(right)).at(-1)).toMatchObject({ gate: "differential", passed: true });
    const { baseline, candidate } = await block(right);
    expect(baseline.wallNs).toBeGreaterThan(candidate.wallNs);
    const wrong = await trial(fasterTyped.replace("[...new Set(list)]", "[...list]"));
    expect((await gates(wrong)).at(-1)).toMatchObject({ gate: "differential", passed: false });
  });

  test("that cannot be drawn are refused in one sentence", async () => {
    const source = "export function unique(list: Iterable<Elsewhere>): unknown { return list; }";
    expect(await workshop.refusal({ ...typed, source })).toEqual({
      reason: "inputs-failed",
      message:
        "Inputs of unique cannot be drawn from its types: in src/lists.ts, parameter list is of the type Elsewhere, which the file does not declare; record them from your tests or write a module of inputs instead.",
    });
    const python = { ...typed, file: "lists.py", source: "def unique(list):\n    return list\n" };
    expect(await workshop.refusal(python)).toMatchObject({
      reason: "bad-spec",
      message: expect.stringContaining("lists.py is Python: give a JSON Schema"),
    });
  });
});

describe("inputs drawn by a JSON Schema", () => {
  const schema = {
    type: "array",
    prefixItems: [{ type: "array", items: { type: "integer" } }],
    minItems: 1,
  };

  test("measure a function of JavaScript", async () => {
    const { evaluator, verdictOn } = await workshop.bench({
      inputs: null,
      from: { kind: "schema", path: "schema.json" },
      files: { "schema.json": JSON.stringify(schema) },
    });
    expect((await evaluator.prepare(never)).inputs).toMatchObject({ count: 8, heldOut: 8 });
    expect(await verdictOn(faster)).toBe("passed");
    expect(await verdictOn(faster.replace("[...new Set(list)]", "[...list]"))).toMatch(
      /^differential: It returned /,
    );
  });

  test("measure a function of Python", async () => {
    const { evaluator, verdictOn, runtime } = await workshop.bench({
      file: "lists.py",
      source:
        "def unique(list):\n    result = []\n    for value in list:\n        if value not in result:\n            result.append(value)\n    return result\n",
      inputs: null,
      from: { kind: "schema", path: "schema.json" },
      files: { "schema.json": JSON.stringify(schema) },
    });
    expect((await evaluator.prepare(never)).inputs).toMatchObject({ count: 8, heldOut: 8 });
    expect(runtime).toMatch(/^Python 3\.\d+\.\d+$/);
    expect(await verdictOn("def unique(list):\n    return [*dict.fromkeys(list)]\n")).toBe("passed");
    expect(await verdictOn("def unique(list):\n    return [*set(list)][::-1]\n")).toMatch(
      /^differential: It returned /,
    );
  });

  test("that is not there is refused in one sentence", async () => {
    expect(await workshop.refusal({ inputs: null, from: { kind: "schema", path: "gone.json" } })).toEqual({
      reason: "inputs-failed",
      message: "There is no JSON Schema gone.json in the repository; what git ignores is not part of a run.",
    });
  });
});

describe("growth", () => {
  test("is measured at four sizes, of baseline and candidate alike", async () => {
    const { evaluator, trial, facts } = await workshop.usual();
    const size = facts.inputs?.size ?? 0;
    const before = await evaluator.growth(null, never);
    const after = await evaluator.growth(await trial(faster), never);
    expect(before?.sizes).toEqual([size / 8, size / 4, size / 2, size]);
    // About n² and n; a busy machine blurs both.
    expect(before?.exponent).toBeGreaterThan(after?.exponent ?? 9);
    expect(after?.low).toBeLessThanOrEqual(after?.exponent ?? 0);
  });

  test("is not known of recorded calls", async () => {
    const { evaluator } = await workshop.bench({
      inputs: null,
      source: `${unique}unique([1, 2, 1]);\n`,
      from: { kind: "recorded", command: "node src/lists.mjs" },
    });
    await evaluator.prepare(never);
    expect(await evaluator.growth(null, never)).toBeNull();
  });

  test("tells a candidate that is wrong at another size", async () => {
    const { evaluator, trial, facts } = await workshop.usual();
    const half = (facts.inputs?.size ?? 0) / 2;
    const wrong = await trial(
      `function unique(list) { return list.length === ${half} ? [] : [...new Set(list)]; }`,
    );
    const growing = evaluator.growth(wrong, never);
    await expect(growing).rejects.toBeInstanceOf(CandidateFailure);
    await expect(growing).rejects.toThrow(
      `With inputs of size ${half}, it answers otherwise than the baseline.`,
    );
  });
});
