import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { blockDatum } from "../../../src/engine/domain/blockDatum.ts";
import { CandidateFailure, RunError } from "../../../src/engine/ports.ts";
import { never, type Setup, Workshop } from "./bench.ts";

// Real processes on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let workshop: Workshop;

beforeAll(async () => {
  workshop = await Workshop.open();
});
afterEach(() => workshop.tidy());
afterAll(() => workshop.dispose());

/** A function of C, told apart by its grammar, in a program that a command builds and another runs. */
const counting: Setup = {
  file: "count.c",
  symbol: "count",
  source: `#include <stdio.h>

unsigned count(unsigned n) {
  volatile unsigned found = 0;
  for (unsigned i = 0; i < n * 64; i++) found += i % 3 == 0;
  return n;
}

int main(void) {
  printf("{\\"metrics\\": {\\"answer\\": %u, \\"speed\\": 2.5}}\\n", count(100000));
  return 0;
}
`,
  inputs: null,
  benchmark: {
    kind: "command",
    build: "cc -O1 -o count count.c",
    run: "./count",
    metric: { kind: "time" },
  },
  tests: './count | grep -q "100000"',
};
const quick = `unsigned count(unsigned n) {
  return n;
}`;

describe("a command of the user's", () => {
  test("measures versions that are built, by all gates but the differential", async () => {
    const { evaluator, trial, gates, block, runtime } = await workshop.bench(counting);
    const facts = await evaluator.prepare(never);
    expect(runtime).toBe("shell");
    expect(facts.inputs).toBeNull();
    expect(facts.baseline.wallNs).toBeGreaterThan(0);
    const candidate = await trial(quick);
    expect((await gates(candidate)).map(({ gate, passed }) => `${gate} ${passed}`)).toEqual([
      "region true",
      "syntax true",
      "scan true",
      "build true",
      "tests true",
    ]);
    expect(blockDatum(await block(candidate), facts.metric)).toBeGreaterThan(0.2);
    expect((await block(null, { phase: "calibration" })).baseline.wallNs).toBeGreaterThan(0);
    expect(await evaluator.growth(null, never)).toBeNull();
  });

  test("rejects what does not parse, does not build, or fails the tests", async () => {
    const { evaluator, verdictOn } = await workshop.bench(counting);
    await evaluator.prepare(never);
    expect(await verdictOn("unsigned count(unsigned n) { return (n; }")).toMatch(/^syntax: /);
    expect(await verdictOn("unsigned count(unsigned n) { return missing(n) + nothing; }")).toMatch(
      /^build: `cc -O1 -o count count.c` exited with code 1 \(.*nothing/,
    );
    expect(await verdictOn("unsigned count(unsigned n) { return n + 1; }")).toMatch(
      /^tests: `.*` exited with code 1/,
    );
  });

  test("counts by a metric that it reports, and holds the names of constraints beside it", async () => {
    const { evaluator, block, trial } = await workshop.bench({
      ...counting,
      benchmark: {
        kind: "command",
        build: "cc -O1 -o count count.c",
        run: "./count",
        metric: { kind: "output", parser: "json-line", name: "speed", better: "higher" },
      },
      objective: { constraints: [{ metric: "answer", tolerance: 1.1 }] },
    });
    const facts = await evaluator.prepare(never);
    expect(facts.metric).toMatchObject({ kind: "reported", name: "speed", better: "higher" });
    expect(facts.baseline.reported).toEqual({ speed: 2.5, answer: 100_000 });
    const { candidate } = await block(await trial(quick));
    expect(candidate.reported).toEqual({ speed: 2.5, answer: 100_000 });
  });

  test("says once what the user should know of it", async () => {
    const { evaluator, warnings } = await workshop.bench({ ...counting, tests: null });
    await evaluator.prepare(never);
    expect(warnings).toContain(
      "There are no tests: that a candidate still works is known from its build and the exit status of `./count` alone.",
    );
  });

  test("that cannot be built as it is, is refused in one sentence", async () => {
    const broken = { ...counting, source: counting.source?.replace("return 0;", "return gone;") ?? "" };
    expect(await workshop.refusal(broken)).toEqual({
      reason: "build-failed",
      message: expect.stringMatching(
        /^The code as it is cannot be built: `cc -O1 -o count count.c` exited with code 1 \(.*\)\.$/,
      ),
    });
  });
});

describe("an evaluator", () => {
  const evaluating: Setup = {
    file: "program.py",
    symbol: "EVOLVE-BLOCK",
    source: "# EVOLVE-BLOCK-START\nSTEPS = 10\n# EVOLVE-BLOCK-END\n\n\ndef steps():\n    return STEPS\n",
    inputs: null,
    files: {
      "evaluator.py": `import importlib.util

def evaluate(program_path):
    spec = importlib.util.spec_from_file_location("program", program_path)
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    return {"combined_score": 100 / program.steps(), "steps": program.steps()}
`,
    },
    benchmark: { kind: "evaluator", path: "evaluator.py" },
  };

  test("scores versions, and its failures are those of the candidate", async () => {
    const { evaluator, block, trial, runtime } = await workshop.bench(evaluating);
    const facts = await evaluator.prepare(never);
    expect(runtime).toMatch(/^Python 3\./);
    expect(facts.metric).toEqual({
      kind: "reported",
      name: "combined_score",
      unit: null,
      better: "higher",
    });
    const good = await block(await trial("STEPS = 5\n"));
    expect(blockDatum(good, facts.metric)).toBeCloseTo(Math.log(2));
    await expect(block(await trial("STEPS = 0\n"))).rejects.toBeInstanceOf(CandidateFailure);
  });
});

describe("a sandbox that breaks in the middle of a run", () => {
  test("is told apart from a candidate that fails", async () => {
    let broken = false;
    const { evaluator, trial, gates, block } = await workshop.bench({
      ...counting,
      sandbox: (usual) => ({
        record: usual.record,
        confine: (request, confinement) => {
          const confined = usual.confine(request, confinement);
          if (!broken) return confined;
          const { command } = confined;
          const file = "/nowhere/bwrap";
          return { ...confined, command: command.kind === "program" ? { ...command, file } : command };
        },
      }),
    });
    await evaluator.prepare(never);
    const candidate = await trial(quick);
    broken = true;
    const attempts = [
      () => gates(candidate),
      () => block(candidate),
      () => block(null, { phase: "calibration" }),
    ];
    for (const attempt of attempts) {
      const error = await attempt().then(
        () => null,
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(RunError);
      expect(error).toMatchObject({ reason: "sandbox-broken", message: expect.stringMatching(/^[^\n]+\.$/) });
    }
  });
});
