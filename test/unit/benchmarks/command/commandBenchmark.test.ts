import { access, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { defaultCommandLimits } from "../../../../src/adapters/benchmarks/command/commandBenchmark.ts";
import type { Cell } from "../../../../src/adapters/sandbox/sandbox.ts";
import { CandidateFailure } from "../../../../src/engine/ports.ts";
import { hasSandbox, openCell } from "../../../support/sandbox.ts";
import { Bench, never, openField, plain } from "./support.ts";

// Real processes on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const isLinux = process.platform === "linux";
const jsonLine = { kind: "output", parser: "json-line", better: "lower" } as const;
const quick = { ...defaultCommandLimits, baselineMs: 2000, runFloorMs: 1000 };

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.create();
});
afterEach(() => bench.dispose());

const cells: readonly (readonly [string, () => Promise<Cell>])[] = [
  ["without a sandbox", async () => openField()],
  ...(hasSandbox ? [["in the sandbox", () => openCell(bench.root)] as const] : []),
];

/** Counts to a number. */
const counter = `
#include <stdio.h>
#include <stdlib.h>
int main(int count, char **words) {
  volatile long sum = 0;
  for (long i = 0; i < STEPS; i += 1) sum += i;
  printf("{\\"metrics\\": {\\"steps\\": %ld, \\"seed\\": %s}}\\n", (long)STEPS, getenv("EVOLVENT_SEED"));
  return 0;
}
`;
const compile = "cc -O0 -o count count.c";

describe.each(cells)("a command %s", (_, open) => {
  test("that computes is measured by the CPU time of all its processes", async () => {
    const baseline = await bench.version({ "count.c": counter.replaceAll("STEPS", "200000000") });
    const candidate = await bench.version({ "count.c": counter.replaceAll("STEPS", "50000000") });
    const benchmark = bench.benchmark(await open(), { build: compile, run: "sh -c ./count" });
    expect(await benchmark.build?.(baseline, never)).toBeNull();
    expect(await benchmark.build?.(candidate, never)).toBeNull();
    const facts = await benchmark.prepare(baseline, never);
    expect(facts.metric).toEqual({ kind: "cpu" });
    expect(facts.inputs).toBeNull();
    const slow = await benchmark.sample(baseline, plain, never);
    const fast = await benchmark.sample(candidate, plain, never);
    expect((slow.cpuNs ?? 0) / (fast.cpuNs ?? 1)).toBeGreaterThan(2);
    expect(slow.wallNs).toBeGreaterThan(fast.wallNs);
    expect(slow.reported).toEqual({});
    expect(benchmark.remarks).toEqual([]);
    expect(await readdir(baseline.root)).toEqual(expect.arrayContaining(["count", "count.c"]));
  });

  test("that waits is measured by wall time, and the reason is told", async () => {
    const baseline = await bench.version({ "wait.sh": "sleep 0.3\n" });
    const facts = await bench.benchmark(await open(), { run: "sh wait.sh" }).prepare(baseline, never);
    expect(facts.metric).toEqual({ kind: "wall" });
    expect(facts.metricReason).toMatch(/because `sh wait.sh` waits/);
  });

  test("that reports a metric is measured by it, and gets the seed of the block", async () => {
    const baseline = await bench.version({ "count.c": counter.replaceAll("STEPS", "1000") });
    const metric = { ...jsonLine, name: "steps" };
    const benchmark = bench.benchmark(
      await open(),
      { build: compile, run: "./count", metric },
      { reported: ["seed"] },
    );
    await benchmark.build?.(baseline, never);
    await expect(benchmark.prepare(baseline, never)).rejects.toThrow(
      "The benchmark does not work on the code as it is: The output of `./count` says that `seed` is 0, but versions are compared by ratio, so it must be above 0.",
    );
    const plainly = bench.benchmark(await open(), { build: compile, run: "./count", metric });
    const facts = await plainly.prepare(baseline, never);
    expect(facts.metric).toEqual({ kind: "reported", name: "steps", unit: null, better: "lower" });
    expect(facts.metricReason).toBe("steps is measured, as `./count` reports it; lower is better.");
    expect((await plainly.sample(baseline, plain, never)).reported).toEqual({ steps: 1000 });
  });

  test("that writes its metric to a file is measured by it, and the file is gone afterwards", async () => {
    const baseline = await bench.version({ "run.sh": 'mkdir -p out; echo "t=3.5" > out/result.txt\n' });
    const benchmark = bench.benchmark(await open(), {
      run: "sh run.sh",
      metric: {
        kind: "output",
        parser: "regex",
        pattern: "t=(.*)",
        file: "out/result.txt",
        name: "t",
        better: "lower",
      },
    });
    await benchmark.prepare(baseline, never);
    expect((await benchmark.sample(baseline, plain, never)).reported).toEqual({ t: 3.5 });
    expect(await readdir(baseline.root)).toEqual(["run.sh"]);
    expect(benchmark.remarks).toEqual([
      "`sh run.sh` writes into the repository (out): it does so in the folders of versions only, and what it adds there is deleted after every run.",
    ]);
  });

  test("that leaves processes behind is told of, and they are killed", async () => {
    const baseline = await bench.version({ "run.sh": "sleep 300 & \nsleep 0.2\n" });
    const benchmark = bench.benchmark(await open(), { run: "sh run.sh" });
    await benchmark.prepare(baseline, never);
    if (isLinux) {
      expect(benchmark.remarks).toEqual([
        "`sh run.sh` leaves processes behind (sleep): they are killed, and the processor time they used until then counts.",
      ]);
    }
  });
});

describe("a benchmark that does not work on the code as it is", () => {
  const prepare = async (files: Readonly<Record<string, string>>, run: string, metric: object = {}) => {
    const version = await bench.version(files);
    const benchmark = bench.benchmark(openField(), { run, ...metric }, { limits: quick });
    return benchmark.prepare(version, never);
  };

  test("fails with its own words", async () => {
    await expect(prepare({}, "echo 'Error: no data' >&2; exit 3")).rejects.toThrow(
      /exited with code 3 \(Error: no data\)\.$/,
    );
    await expect(prepare({}, "no-such-program")).rejects.toThrow("runs a command that does not exist");
  });

  test("hangs, or waits for input", async () => {
    await expect(prepare({}, "sleep 60")).rejects.toThrow(
      "`sleep 60` did not end within 2 s: it must end by itself and ask for nothing, for its input is closed.",
    );
    await expect(prepare({}, "read line; exit $?")).rejects.toThrow("exited with code 1");
  });

  test("needs a terminal", async () => {
    await expect(prepare({}, "test -t 0 || { echo 'stdin is not a terminal' >&2; exit 1; }")).rejects.toThrow(
      "needs a terminal and is run without one: exited with code 1 (stdin is not a terminal).",
    );
    await expect(prepare({}, "cat < /dev/tty")).rejects.toThrow("needs a terminal and is run without one");
  });

  test("succeeds without output although a metric is wanted", async () => {
    await expect(prepare({}, "true", { metric: jsonLine })).rejects.toThrow(
      "`true` succeeds but prints nothing to its standard output, where its metric is to be read.",
    );
    const file = { ...jsonLine, file: "out.json" };
    await expect(prepare({}, "true", { metric: file })).rejects.toThrow(
      "`true` succeeds but does not write out.json, where its metric is to be read.",
    );
    await expect(prepare({ "out.json": '{"ms": 1}' }, ": > out.json", { metric: file })).rejects.toThrow(
      "`: > out.json` succeeds but leaves out.json empty, where its metric is to be read.",
    );
  });

  test("gives a result that an earlier run left behind", async () => {
    const file = { ...jsonLine, file: "out.json" };
    await expect(prepare({ "out.json": '{"ms": 1}' }, "true", { metric: file })).rejects.toThrow(
      "does not write out.json",
    );
  });

  test("writes its result as a link to a file of the user's", async () => {
    const file = { ...jsonLine, file: "out.json" };
    await expect(prepare({}, "ln -s /etc/hostname out.json", { metric: file })).rejects.toThrow(
      "writes out.json as something else than a file of its own folder",
    );
  });

  test("reports on its error output only", async () => {
    await expect(prepare({}, "echo '{\"ms\": 1}' >&2", { metric: jsonLine })).rejects.toThrow(
      "prints nothing to its standard output",
    );
  });

  test("floods its output", async () => {
    await expect(prepare({}, "yes")).rejects.toThrow("printed more than 8 MiB");
  });

  test("changes a file of the repository", async () => {
    await expect(prepare({ "data.txt": "1" }, "sleep 0.01; echo 2 > data.txt")).rejects.toThrow(
      "changes data.txt, a file of the repository: let it write somewhere else, such as to $TMPDIR.",
    );
  });
});

describe("a candidate", () => {
  const measure = async (
    [baseline, candidate]: readonly [Readonly<Record<string, string>>, Readonly<Record<string, string>>],
    run: string,
    metric: object = {},
  ) => {
    const before = await bench.version(baseline);
    const after = await bench.version(candidate);
    const benchmark = bench.benchmark(openField(), { run, ...metric }, { limits: quick });
    await benchmark.prepare(before, never);
    return benchmark.sample(after, plain, never);
  };

  test("that fails, hangs or loses the metric is rejected with the reason", async () => {
    const good = { "run.sh": "echo '{\"ms\": 5}'" };
    const cases = [
      ["exit 4", "`sh run.sh` exited with code 4."],
      ["sleep 60", "`sh run.sh` did not end within 1 s"],
      ["true", "succeeds but prints nothing"],
      ["echo '{\"other\": 1}'", "The output of `sh run.sh` has no metric `ms`, only `other`."],
      ["echo '{\"ms\": NaN}'", "has no number for `ms` but NaN or null"],
      ["echo '{\"ms\": -1}'", "says that `ms` is -1"],
      ['echo \'{"ms": 1, "ms": 2}\'', "has `ms` twice"],
      [
        'echo \'{"ms": {"value": 3, "unit": "req/s"}}\'',
        "`sh run.sh` reports ms in req/s, while the baseline does so in none.",
      ],
    ] as const;
    for (const [line, reason] of cases) {
      const metric = { metric: { ...jsonLine, name: "ms" } };
      const failure = await measure([good, { "run.sh": line }], "sh run.sh", metric).catch(
        (error: unknown) => error,
      );
      expect(failure).toBeInstanceOf(CandidateFailure);
      expect(String(failure)).toContain(reason);
      await bench.dispose();
      bench = await Bench.create();
    }
  });

  test("that writes a file finds it gone the next time", async () => {
    const before = await bench.version({ "run.sh": "sleep 0.05" });
    const after = await bench.version({
      "run.sh": "test -e cache && exit 5; mkdir cache; echo 1 > cache/answer",
    });
    const benchmark = bench.benchmark(openField(), { run: "sh run.sh" }, { limits: quick });
    await benchmark.prepare(before, never);
    // A round is several runs of so short a command: within a round the second finds what the first has left.
    await expect(benchmark.sample(after, plain, never)).rejects.toThrow(CandidateFailure);
    await expect(access(path.join(after.root, "cache"))).resolves.toBeUndefined();
  });

  test("that cannot be built is told of with the compiler's words", async () => {
    const before = await bench.version({ "count.c": counter.replaceAll("STEPS", "1000") });
    const after = await bench.version({ "count.c": "int main(void) { return missing; }" });
    const benchmark = bench.benchmark(openField(), { build: compile, run: "./count" });
    expect(await benchmark.build?.(before, never)).toBeNull();
    expect(await benchmark.build?.(after, never)).toMatch(
      /^`cc -O0 -o count count.c` exited with code 1 \(.*error: .*missing/,
    );
  });
});

test("a command that takes hardly longer than its start is told of", async () => {
  const version = await bench.version({});
  const benchmark = bench.benchmark(openField(), { run: "true" }, { hasTests: false });
  await benchmark.prepare(version, never);
  expect(benchmark.remarks).toEqual([
    expect.stringMatching(
      /^`true` takes [\d.]+ ms, of which [\d.]+ ms are the start of a shell: a gain is hardly seen/,
    ),
    "There are no tests: that a candidate still works is known from the exit status of `true` alone.",
  ]);
});

test("a command that succeeds in a folder it cannot write to is run that way, so that it can keep nothing", {
  skip: !hasSandbox,
}, async () => {
  const version = await bench.version({ "run.sh": "echo x > cache || true; test ! -e cache" });
  const benchmark = bench.benchmark(await openCell(bench.root), { run: "sh run.sh" });
  await benchmark.prepare(version, never);
  await benchmark.sample(version, plain, never);
  expect(await readdir(version.root)).toEqual(["run.sh"]);
});

test("cancelling ends the command, and is no failure", async () => {
  const version = await bench.version({ "run.sh": "sleep 60" });
  await writeFile(path.join(version.root, "mark"), "");
  const controller = new AbortController();
  const prepared = bench.benchmark(openField(), { run: "sh run.sh" }).prepare(version, controller.signal);
  setTimeout(() => controller.abort(), 100);
  await expect(prepared).rejects.toMatchObject({ name: "AbortError" });
});

describe("a command in the sandbox", { skip: !hasSandbox }, () => {
  const busy = "i=0; while [ $i -lt 400000 ]; do i=$((i+1)); done";

  test("cannot hide its work in a process that nobody waits for", async () => {
    const wait = "while [ ! -e $TMPDIR/done ]; do sleep 0.02; done; rm $TMPDIR/done";
    const files = { "busy.sh": `${busy}; echo done > $TMPDIR/done` };
    const baseline = await bench.version({ ...files, "run.sh": `sh busy.sh; ${wait}\n` });
    const candidate = await bench.version({
      ...files,
      "run.sh": `(setsid sh busy.sh < /dev/null > /dev/null 2>&1 &) ; ${wait}\n`,
    });
    const benchmark = bench.benchmark(await openCell(bench.root), { run: "sh run.sh" }, { clock: "cpu" });
    await benchmark.prepare(baseline, never);
    const open = await benchmark.sample(baseline, plain, never);
    const hidden = await benchmark.sample(candidate, plain, never);
    expect((open.cpuNs ?? 0) / (hidden.cpuNs ?? 1)).toBeLessThan(1.5);
  });

  test("cannot tell its CPU time in the place of the shell that runs it", async () => {
    const forge = "for p in /proc/[0-9]*; do for f in 3 4 5; do echo '0.001 0.000' > $p/fd/$f; done; done";
    const baseline = await bench.version({ "run.sh": `${busy}\n` });
    const candidate = await bench.version({ "run.sh": `(${forge}) 2> /dev/null; ${busy}\n` });
    const benchmark = bench.benchmark(await openCell(bench.root), { run: "sh run.sh" }, { clock: "cpu" });
    await benchmark.prepare(baseline, never);
    const honest = await benchmark.sample(baseline, plain, never);
    const forged = await benchmark.sample(candidate, plain, never);
    expect((honest.cpuNs ?? 0) / (forged.cpuNs ?? 1)).toBeLessThan(1.5);
  });
});
