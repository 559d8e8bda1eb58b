import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import {
  chooseMetric,
  type OutputMetric,
  readAll,
} from "../../../src/adapters/benchmarks/metrics/readMetric.ts";
import type { MetricParserName } from "../../../src/engine/domain/runSpec.ts";

function fixture(name: string): Promise<string> {
  return readFile(path.join(import.meta.dirname, "../../fixtures/metrics", name), "utf8");
}

async function read(parser: MetricParserName, file: string, wanted: Partial<OutputMetric> = {}) {
  const spec: OutputMetric = { kind: "output", parser, ...wanted };
  return chooseMetric(readAll(await fixture(file), spec), spec);
}

test("hyperfine 1.15: the median of the only command is the metric, in nanoseconds", async () => {
  const metric = await read("hyperfine", "hyperfine.json");
  expect(metric).toMatchObject({ name: "./sum.sh 20000", unit: "ns", better: "lower" });
  expect(metric.value).toBeCloseTo(0.034153859e9, 0);
});

test("hyperfine 1.15: one of two commands is chosen by name, and shown in the unit the user wants", async () => {
  const metric = await read("hyperfine", "hyperfine-two.json", { name: "fast", unit: "ms" });
  expect(metric).toMatchObject({ name: "fast", unit: "ms" });
  expect(metric.value).toBeCloseTo(33.738908, 6);
  expect((await read("hyperfine", "hyperfine-two.json", { name: "fast user" })).value).toBeCloseTo(
    32406333,
    0,
  );
});

test("hyperfine 1.15: without a name, two commands are listed", async () => {
  await expect(read("hyperfine", "hyperfine-two.json")).rejects.toThrow(
    'has several metrics, `slow` and `fast`: say which one counts as "name" of the metric',
  );
});

test("hyperfine 1.15: the commands of a parameter scan are told apart", async () => {
  const metric = await read("hyperfine", "hyperfine-parameters.json", { name: "./sum.sh 200" });
  expect(metric.value).toBeGreaterThan(0);
});

test("hyperfine 1.15: a command that failed and was ignored has no number", async () => {
  await expect(read("hyperfine", "hyperfine-failing.json")).rejects.toThrow(
    "has no number for `exit 3`, which ended with code 3",
  );
});

test("pytest-benchmark 3.2: a test is named by its function or in full; median, mean, min and ops are there", async () => {
  const short = await read("pytest-benchmark", "pytest-benchmark.json", { name: "test_small" });
  expect(short).toMatchObject({ unit: "ns", better: "lower" });
  expect(short.value).toBeCloseTo(11256, 0);
  const full = await read("pytest-benchmark", "pytest-benchmark.json", { name: "test_lists.py::test_small" });
  expect(full.value).toBe(short.value);
  expect(await read("pytest-benchmark", "pytest-benchmark.json", { name: "test_small ops" })).toMatchObject({
    unit: "ops/s",
    better: "higher",
  });
});

test("go test -bench 1.19: times, throughput, allocations and custom units of a benchmark are there", async () => {
  const go = (name: string) => read("go", "go-count.txt", { name });
  // Three lines by -count: the median counts.
  expect(await go("BenchmarkUnique/small")).toMatchObject({ value: 3638, unit: "ns", better: "lower" });
  expect((await go("BenchmarkUnique/large")).value).toBe(269483);
  expect(await go("BenchmarkUnique/small B/op")).toMatchObject({
    value: 1016,
    unit: "B/op",
    better: "lower",
  });
  expect(await go("BenchmarkUnique/large allocs/op")).toMatchObject({ value: 10, better: "lower" });
  expect(await go("BenchmarkUnique/small MB/s")).toMatchObject({ value: 219.89, better: "higher" });
  expect(await go("BenchmarkUnique/large items/op")).toMatchObject({ value: 1000, unit: "items/op" });
});

test("go test -bench 1.19: the name may carry the number of cores and the package", async () => {
  expect((await read("go", "go-plain.txt", { name: "BenchmarkUnique/small" })).value).toBe(4349);
  const name = "example.com/lists.BenchmarkUnique/small-2";
  expect((await read("go", "go-plain.txt", { name })).value).toBe(4349);
});

test("go test -bench 1.19: a benchmark in two packages is twice there, and named by its package", async () => {
  await expect(read("go", "go-packages.txt", { name: "BenchmarkUnique/small" })).rejects.toThrow(
    "has `BenchmarkUnique/small` twice: name it `example.com/lists.BenchmarkUnique/small-2` or `example.com/lists/other.BenchmarkUnique/small-2`",
  );
  const name = "example.com/lists/other.BenchmarkUnique/small-2";
  expect((await read("go", "go-packages.txt", { name })).value).toBe(3756);
});

test("go test -bench 1.19: an expression that matches no benchmark gives no metric", async () => {
  await expect(read("go", "go-none.txt")).rejects.toThrow("has no line of `go test -bench`");
});

test("cargo bench 1.95: the lines of Rust's test library are read", async () => {
  expect(await read("cargo-bench", "cargo-bench.txt", { name: "large" })).toMatchObject({
    value: 85290.13,
    unit: "ns",
    better: "lower",
  });
  expect((await read("cargo-bench", "cargo-bench.txt", { name: "benches/unique.rs small" })).value).toBe(
    783.63,
  );
});

test("criterion 0.3: what it prints is read, long names and changes included, whatever unit it chose", async () => {
  const criterion = (name: string) => read("criterion", "criterion-changed.txt", { name });
  expect((await criterion("keeps the first of many duplicates")).value).toBe(477.1);
  expect((await criterion("unique/100")).value).toBeCloseTo(1168.9, 6);
  expect((await criterion("unique/1000")).value).toBeCloseTo(53871, 6);
  expect(await read("criterion", "criterion.txt", { name: "unique/100" })).toMatchObject({
    value: 770.44,
    unit: "ns",
    better: "lower",
  });
  await expect(criterion("unique/10")).rejects.toThrow(
    "has no metric `unique/10`, only `keeps the first of many duplicates`, `unique/100` and `unique/1000`",
  );
});

test("criterion 0.3: estimates.json gives the slope; mean and median are beside it", async () => {
  expect((await read("criterion", "criterion-estimates.json")).value).toBeCloseTo(1168.926, 3);
  expect((await read("criterion", "criterion-estimates.json", { name: "median" })).value).toBeCloseTo(
    1184.426,
    3,
  );
});

test("google-benchmark 1.7: CPU time counts, in nanoseconds whatever the unit; counters are beside it", async () => {
  const google = (name: string) => read("google-benchmark", "google-benchmark.json", { name });
  expect((await google("BM_Unique/100")).value).toBeCloseTo(860.641, 3);
  expect((await google("BM_Unique/100 real_time")).value).toBeCloseTo(863.088, 3);
  expect((await google("BM_Ms")).value).toBeCloseTo(387551.75, 1);
  expect(await google("BM_Unique/100 items_per_second")).toMatchObject({ unit: "items/s", better: "higher" });
  await expect(google("BM_Unique/100 kept")).rejects.toThrow(
    'does not tell whether `BM_Unique/100 kept` should be lower or higher: say it as "better" of the metric',
  );
});

test("google-benchmark 1.7: repetitions give their median, also where only aggregates are reported", async () => {
  expect((await read("google-benchmark", "google-benchmark-repetitions.json")).value).toBeCloseTo(1421.51, 1);
  expect(await read("google-benchmark", "google-benchmark-aggregates.json")).toMatchObject({
    name: "BM_Unique/100",
    unit: "ns",
  });
});

test("google-benchmark 1.7: a benchmark that gave up has no number, and its reason is told", async () => {
  await expect(read("google-benchmark", "google-benchmark-failing.json")).rejects.toThrow(
    "has no number for `BM_Fails`, which failed (no input)",
  );
});

test.for(["vitest-3.json", "vitest-4.json"])("Vitest 3 and 4, --outputJson: %s is read", async (file) => {
  const metric = await read("vitest", file, { name: "large" });
  expect(metric).toMatchObject({ unit: "ns", better: "lower" });
  expect(metric.value).toBeCloseTo(file === "vitest-3.json" ? 181640 : 184984, 0);
  const full = await read("vitest", file, { name: "lists.bench.js > unique > large ops" });
  expect(full).toMatchObject({ unit: "ops/s", better: "higher" });
});

test("tinybench 2 and 6: tasks and the table are read", async () => {
  expect((await read("tinybench", "tinybench-2.json", { name: "small" })).value).toBeCloseTo(5171.1, 1);
  expect((await read("tinybench", "tinybench-2.json", { name: "large ops" })).value).toBeCloseTo(3325.6, 1);
  const median = await read("tinybench", "tinybench-table.json", { name: "small" });
  const mean = await read("tinybench", "tinybench-table.json", { name: "small mean" });
  expect(median.value).toBeGreaterThan(1000);
  expect(mean.value).not.toBe(median.value);
});

test("JMH 1.37 (a sample after its documentation, not a recorded run): scores come in nanoseconds or per second", async () => {
  const jmh = (name: string) => read("jmh", "jmh.json", { name });
  const time = await jmh("ListBench.unique (size=100)");
  expect(time).toMatchObject({ unit: "ns", better: "lower" });
  expect(time.value).toBeCloseTo(4231.894, 6);
  expect(await jmh("org.example.ListBench.sort")).toMatchObject({
    value: 87500,
    unit: "ops/s",
    better: "higher",
  });
  expect(await jmh("ListBench.unique (size=100) gc.alloc.rate.norm")).toMatchObject({
    unit: "B/op",
    better: "lower",
  });
});

test.for([
  "hyperfine",
  "pytest-benchmark",
  "go",
  "criterion",
  "cargo-bench",
  "google-benchmark",
  "vitest",
  "tinybench",
  "mitata",
  "jmh",
  "json-line",
] as const)("%s: output in another format, or none at all, is said to be so", (parser) => {
  expect(() => readAll("", { kind: "output", parser })).toThrow("is empty");
  expect(() => readAll("hello\nworld\n", { kind: "output", parser })).toThrow(/^(?:has|holds) no /);
  expect(() => readAll('{"results": 1}\n', { kind: "output", parser: "hyperfine" })).toThrow(
    "is not hyperfine's JSON (--export-json)",
  );
});
