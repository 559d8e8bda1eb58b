import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { openPythonLab, type PythonLab } from "./python/support.ts";
import { type HarnessLab, type LaidOut, never, openLab, type Setup } from "./support.ts";

// Real processes on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

let lab: HarnessLab;
let python: PythonLab;

beforeAll(async () => {
  lab = await openLab();
  python = await openPythonLab();
});
afterAll(async () => {
  await lab.dispose();
  await python.dispose();
});

async function profileOf({ calls, run }: LaidOut) {
  const seed = 1;
  const lesson = await calls.learn(run, { seed, mutates: false, effort: 1 }, never);
  if (lesson.kind !== "learned") throw new Error(JSON.stringify(lesson));
  const profile = await calls.profile(run, { seed, learned: lesson.learned }, never);
  if (profile === null || "kind" in profile) throw new Error(JSON.stringify(profile));
  return profile;
}

const inputs = `export function inputs(random, size) {
  return [[Array.from({ length: 400 }, () => random.int(1e6))]];
}`;

const body = (annotation = "") => `
  let sum${annotation} = 0;
  for (const one of list) {
    sum += 1;
    for (const other of list) if ((one * 31) % 1009 < (other * 17) % 1013) sum += Math.sqrt(one) / (other + 1);
  }
  return sum;
}
`;

describe("where the baseline's time goes", () => {
  test.each<readonly [string, Setup, number]>([
    ["JavaScript", { source: `export function f(list) {${body()}`, inputs }, 5],
    [
      "TypeScript",
      {
        file: "target.ts",
        source: `interface Unused {\n  readonly a: number;\n}\n\nexport function f(list: readonly number[]): number {${body(": number")}`,
        inputs,
      },
      9,
    ],
    [
      "TypeScript that more than types are taken out of",
      {
        file: "target.ts",
        source: `enum Kind {\n  One,\n  Two,\n}\n\nexport function f(list: readonly number[]): number {${body(`: number = Kind.One;\n  sum`)}`,
        inputs,
      },
      11,
    ],
  ])("is told by line for %s", async (_, setup, line) => {
    const { lines } = await profileOf(await lab.layOut(setup));
    expect(lines[0]).toMatchObject({ line });
    expect(lines[0]?.share).toBeGreaterThan(0.5);
  });

  test("is told of JavaScript's built-in functions, though not always by line", async () => {
    const source = `export function f(list) {
  const out = [];
  for (const one of list) {
    if (!out.includes(one)) out.push(one);
  }
  return out;
}
`;
    const { lines, builtins } = await profileOf(await lab.layOut({ source, inputs }));
    const own = lines.find(({ line }) => line === 4)?.share ?? 0;
    expect(own + builtins).toBeGreaterThan(0.5);
  });

  test("is told by line for Python, with the built-in functions that a line calls and what its own functions do", async () => {
    const source = `def helper(items, one):
    return one in items


def f(items):
    out = []
    total = 0
    for one in items:
        total += 1
        if not helper(out, one):
            out.append(one)
    return out
`;
    const given =
      "def inputs(random, size):\n    return [([random.randrange(10**6) for _ in range(400)],)]\n";
    const { lines, builtins } = await profileOf(await python.layOut({ source, inputs: given }));
    expect(lines[0]).toMatchObject({ line: 2 });
    expect(lines[0]?.share).toBeGreaterThan(0.5);
    expect(builtins).toBe(0);
  });
});
