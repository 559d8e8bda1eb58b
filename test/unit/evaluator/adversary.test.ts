import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { faster, never, unique, Workshop } from "./bench.ts";

// Real processes on a machine that may be busy.
vi.setConfig({ testTimeout: 400_000, hookTimeout: 60_000 });

let workshop: Workshop;

beforeAll(async () => {
  workshop = await Workshop.open();
});
afterEach(() => workshop.tidy());
afterAll(() => workshop.dispose());

/** Right unless the list is empty. */
const unguarded =
  "function unique(list) { const kept = [list[0].valueOf()]; for (const value of list) if (kept.indexOf(value) === -1) kept.push(value); return kept; }";

/** However busy the machine is. */
const limits = { adversaryMs: 120_000 };

describe("the adversary", () => {
  test("breaks a candidate that is right on the usual inputs only, and every later one that is wrong alike", async () => {
    const { evaluator, trial, gates, verdictOn, block } = await workshop.bench({ limits });
    await evaluator.prepare(never);
    const wrong = await trial(unguarded);
    const earlier = await trial(unguarded.replaceAll("kept", "known"));
    for (const each of [wrong, earlier]) expect((await gates(each)).every(({ passed }) => passed)).toBe(true);
    const attack = await evaluator.attack(wrong, never);
    const happens =
      "It threw TypeError: Cannot read properties of undefined (reading 'valueOf') where [] is returned";
    expect(attack?.found).toBe(`${happens} on the input [ [] ] of size 0 that the adversary drew.`);
    const told = `${happens} on the input [ [] ] of size 0 that told against candidate 0001.`;
    expect(await verdictOn(unguarded.replaceAll("kept", "seen"))).toBe(`differential: ${told}`);
    // That one passed its gates before the input was found.
    await expect(block(earlier, { phase: "confirmation" })).rejects.toThrow(told);
    expect(await verdictOn(faster)).toBe("passed");
  });

  test("shrinks an input that breaks a candidate to the smallest size at which it does", async () => {
    const { evaluator, trial } = await workshop.bench({ limits });
    await evaluator.prepare(never);
    const wrong = await trial("function unique(list) { return list.length > 10 ? [] : [...new Set(list)]; }");
    const attack = await evaluator.attack(wrong, never);
    expect(attack?.found).toMatch(
      /^It returned \[\] instead of \[.* on the input .* of size 11 that the adversary drew\.$/s,
    );
  });

  test("finds inputs in an order that slows a candidate, and holds every later one to them", async () => {
    const typed = (code: string) => code.replace("(list)", "(list: number[]): number[]");
    const { evaluator, trial, verdictOn } = await workshop.bench({
      file: "src/lists.ts",
      source: typed(unique).replace("= []", ": number[] = []"),
      inputs: null,
      from: { kind: "types" },
      limits,
    });
    await evaluator.prepare(never);
    // Faster on what is in no order, and right everywhere.
    const slowWhenSorted = (name: string) =>
      typed(`function unique(list) {
  const ${name} = [...new Set(list)];
  if (list.every((value, index) => index === 0 || list[index - 1]! <= value)) {
    for (let round = 0; round < 40; round++) ${name}.forEach((value) => ${name}.indexOf(value));
  }
  return ${name};
}`);
    const first = await trial(slowWhenSorted("kept"));
    const attack = await evaluator.attack(first, never);
    expect(attack?.found).toMatch(
      /^It is only 0\.\d+× \(0\.\d+–0\.\d+\) as fast as the baseline on the ascending input \[.* of size \d+ that the adversary drew\.$/s,
    );
    expect(await verdictOn(slowWhenSorted("known"))).toMatch(
      /^differential: It is only 0\.\d+× \(0\.\d+–0\.\d+\) as fast as the baseline on the ascending input .* that told against candidate 0001\.$/s,
    );
  });

  test("finds nothing against a candidate that is right", async () => {
    const { evaluator, trial } = await workshop.usual();
    const attack = await evaluator.attack(await trial(faster), never);
    expect(attack?.found).toBeNull();
    expect(attack?.tried).toBeGreaterThan(0);
  });

  test("leaves out what the baseline does not accept", async () => {
    const source = unique.replace(
      "const result",
      "if (list.length === 0) throw new RangeError(); const result",
    );
    const { evaluator, trial } = await workshop.bench({ source, limits });
    await evaluator.prepare(never);
    expect((await evaluator.attack(await trial(unguarded), never))?.found).toBeNull();
  });

  test("draws from types too, and from modules in Python", async () => {
    const signed = (code: string) => code.replace("(list)", "(list: number[]): number[]");
    const typed = await workshop.bench({
      file: "src/lists.ts",
      source: signed(unique).replace("= []", ": number[] = []"),
      inputs: null,
      from: { kind: "types" },
      limits,
    });
    await typed.evaluator.prepare(never);
    const one = await typed.trial(signed(unguarded));
    expect((await typed.evaluator.attack(one, never))?.found).toMatch(
      /^It threw TypeError: Cannot read properties of undefined/,
    );
    const inPython = await workshop.bench({
      file: "lists.py",
      source:
        "def unique(values):\n    result = []\n    for value in values:\n        if value not in result:\n            result.append(value)\n    return result\n",
      inputs: null,
      files: {
        "bench/inputs.py":
          "def inputs(random, size):\n    return [([random.randrange(1000) for _ in range(size)],) for _ in range(2)]\n",
      },
      from: { kind: "module", path: "bench/inputs.py" },
      pythonPath: "python3",
      limits,
    });
    await inPython.evaluator.prepare(never);
    const other = await inPython.trial(
      "def unique(values):\n    values[0]\n    return [*dict.fromkeys(values)]\n",
    );
    expect((await inPython.evaluator.attack(other, never))?.found).toMatch(
      /^It threw IndexError.* where \[\] is returned on the input .* of size 0 that the adversary drew\.$/,
    );
  });

  test("has nothing to draw from recorded calls", async () => {
    const { evaluator, trial } = await workshop.bench({
      inputs: null,
      files: { "calls.mjs": 'import { unique } from "./src/lists.mjs";\nunique([1, 2, 1]);\n' },
      from: { kind: "recorded", command: "node calls.mjs" },
    });
    await evaluator.prepare(never);
    expect(await evaluator.attack(await trial(unique.replace("export ", "")), never)).toBeNull();
  });

  test("stops when it is cancelled, and leaves nothing running", async () => {
    const { evaluator, trial } = await workshop.usual();
    const cancel = new AbortController();
    const attack = evaluator.attack(await trial(faster), cancel.signal);
    setTimeout(() => cancel.abort(new Error("cancelled")), 300);
    await expect(attack).rejects.toThrow("cancelled");
  });
});
