import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { chooseMetric, readAll } from "../../../src/adapters/benchmarks/metrics/readMetric.ts";
import type { MetricParserName } from "../../../src/engine/domain/runSpec.ts";

// Real tools on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const repository = path.join(import.meta.dirname, "../../..");
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "evolvent-tools-"));
  await symlink(path.join(repository, "node_modules"), path.join(folder, "node_modules"));
  await writeFile(path.join(folder, "package.json"), '{ "type": "module" }');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: folder,
    env: { ...process.env, VITEST: "", NODE_OPTIONS: "", NO_COLOR: "1" },
    maxBuffer: 64 * 2 ** 20,
  });
  return stdout;
}

function metric(parser: MetricParserName, text: string, name?: string) {
  const readings = readAll(text, { kind: "output", parser });
  return chooseMetric(readings, name === undefined ? {} : { name });
}

const small = "() => { for (let i = 0; i < 100; i += 1) Math.sqrt(i); }";
const large = "() => { for (let i = 0; i < 100_000; i += 1) Math.sqrt(i); }";

test("Vitest 5, installed here: what `vitest bench --reporter=json` writes is read", async () => {
  const bench = path.join(folder, "bench");
  await mkdir(bench);
  await writeFile(
    path.join(bench, "roots.bench.js"),
    `import { describe, test } from "vitest";
    describe("roots", () => {
      test("of numbers", async ({ bench }) => {
        await bench("small", ${small}).run({ time: 10, warmupTime: 1 });
        await bench("large", ${large}).run({ time: 10, warmupTime: 1 });
      });
    });`,
  );
  const vitest = path.join(repository, "node_modules/vitest/vitest.mjs");
  await run(vitest, "bench", "--run", "--root", bench, "--reporter=json", "--outputFile=out.json");
  const text = await readFile(path.join(bench, "out.json"), "utf8");
  const times = [metric("vitest", text, "small"), metric("vitest", text, "roots > of numbers > large")];
  expect(times).toMatchObject([
    { unit: "ns", better: "lower" },
    { unit: "ns", better: "lower" },
  ]);
  expect(times[0]?.value).toBeLessThan(times[1]?.value ?? 0);
  expect(metric("vitest", text, "large ops")).toMatchObject({ unit: "ops/s", better: "higher" });
});

test("Vitest 5, installed here: a benchmark that throws is named with its error", async () => {
  const bench = path.join(folder, "failing");
  await mkdir(bench);
  await writeFile(
    path.join(bench, "roots.bench.js"),
    `import { test } from "vitest";
    test("of nothing", async ({ bench }) => {
      await bench("small", () => { throw new Error("no numbers"); }).run({ time: 10, warmupTime: 1 });
    });`,
  );
  const vitest = path.join(repository, "node_modules/vitest/vitest.mjs");
  await run(vitest, "bench", "--run", "--root", bench, "--reporter=json", "--outputFile=out.json").catch(
    () => "",
  );
  const text = await readFile(path.join(bench, "out.json"), "utf8");
  expect(() => metric("vitest", text)).toThrow(
    'has no benchmark, because "of nothing" failed (Error: no numbers',
  );
});

test("tinybench 6, installed here: its tasks and its results, printed as JSON, are read", async () => {
  const program = (printed: string): string => `
    import { Bench } from "tinybench";
    const bench = new Bench({ time: 10, warmupTime: 1 });
    bench.add("small", ${small}).add("large", ${large}).add("broken", () => { throw new Error("no"); });
    await bench.run();
    console.log(JSON.stringify(${printed}));`;
  await writeFile(
    path.join(folder, "tasks.js"),
    program("bench.tasks.map(({ name, result }) => ({ name, result }))"),
  );
  await writeFile(path.join(folder, "results.js"), program("bench.results"));
  const tasks = await run("tasks.js");
  expect(metric("tinybench", tasks, "small")).toMatchObject({ unit: "ns", better: "lower" });
  expect(metric("tinybench", tasks, "small").value).toBeLessThan(metric("tinybench", tasks, "large").value);
  expect(() => metric("tinybench", tasks, "broken")).toThrow("has no number for `broken`, which was errored");
  expect(metric("tinybench", await run("results.js"), "task 2 ops")).toMatchObject({ unit: "ops/s" });
});

test("mitata 1, installed here: its JSON is read, groups and arguments included", async () => {
  await writeFile(
    path.join(folder, "mitata.js"),
    `import { bench, group, run } from "mitata";
    group("roots", () => { bench("small", ${small}); bench("broken", () => { throw new Error("no"); }); });
    bench("of $n", function* (state) {
      const n = state.get("n");
      yield () => { for (let i = 0; i < n; i += 1) Math.sqrt(i); };
    }).args("n", [10, 10_000]);
    await run({ format: { json: { samples: false, debug: false } } });`,
  );
  const text = await run("mitata.js");
  expect(metric("mitata", text, "roots > small")).toMatchObject({ unit: "ns", better: "lower" });
  expect(metric("mitata", text, "of 10").value).toBeLessThan(metric("mitata", text, "of 10000").value);
  expect(() => metric("mitata", text, "broken")).toThrow(
    "has no number for `roots > broken`, which threw an error",
  );
});
