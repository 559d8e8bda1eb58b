import { expect, test } from "vitest";
import {
  chooseMetric,
  type OutputMetric,
  readAll,
} from "../../../src/adapters/benchmarks/metrics/readMetric.ts";

function jsonLine(text: string, wanted: Partial<OutputMetric> = {}) {
  const spec: OutputMetric = { kind: "output", parser: "json-line", ...wanted };
  return chooseMetric(readAll(text, spec), spec);
}

function regex(text: string, pattern: string, wanted: Partial<OutputMetric> = {}) {
  const spec: OutputMetric = { kind: "output", parser: "regex", pattern, ...wanted };
  return chooseMetric(readAll(text, spec), spec);
}

test("a JSON object on the last line gives its metrics", () => {
  const text =
    'warming up {"metrics": {"ops": 1}}\n{"metrics": {"ops": 120.5, "misses": 3}, "note": "fine"}\n';
  expect(jsonLine(text, { name: "ops", better: "higher", unit: "ops/s" })).toEqual({
    name: "ops",
    value: 120.5,
    unit: "ops/s",
    unitFound: null,
    better: "higher",
  });
  expect(jsonLine(text, { name: "misses", better: "lower" }).value).toBe(3);
});

test("OpenEvolve's combined_score counts and is to rise, whatever stands beside it", () => {
  expect(jsonLine('{"combined_score": 0.8, "runs_successfully": 1.0, "eval_time": 2}')).toMatchObject({
    name: "combined_score",
    value: 0.8,
    better: "higher",
  });
});

test("a line after the object, such as a package manager's, does not count; a file may spread it over lines", () => {
  expect(jsonLine('{"ms": 4}\nDone in 0.52s.\n', { better: "lower" }).value).toBe(4);
  expect(jsonLine('{\n  "metrics": {\n    "ms": 5\n  }\n}\n', { better: "lower" }).value).toBe(5);
});

test("a number may say its unit and direction; times become comparable", () => {
  const metric = jsonLine(
    '{"latency": {"value": 1.5, "unit": "ms"}, "hits": {"value": 2, "better": "higher"}}',
    {
      name: "latency",
    },
  );
  expect(metric).toMatchObject({ value: 1.5e6, unit: "ns", better: "lower" });
});

test("one metric needs no name, several do", () => {
  expect(jsonLine('{"ms": 4}', { better: "lower" }).name).toBe("ms");
  expect(() => jsonLine('{"ms": 4, "ops": 2}', { better: "lower" })).toThrow(
    'has several metrics, `ms` and `ops`: say which one counts as "name" of the metric',
  );
});

test("a missing metric: those that are there are listed", () => {
  expect(() => jsonLine('{"a": 1, "b": 2, "text": "x"}', { name: "c", better: "lower" })).toThrow(
    "has no metric `c`, only `a` and `b`",
  );
  expect(() => jsonLine('{"text": "x"}', { name: "c", better: "lower" })).toThrow(
    "has no metric `c`, and no other either",
  );
  expect(() => jsonLine("{}", { better: "lower" })).toThrow("has no metric");
});

test("NaN as Python writes it, null as JavaScript writes it, and Infinity are no numbers", () => {
  expect(() => jsonLine('{"score": NaN}', { better: "higher" })).toThrow(
    "has no number for `score` but NaN or null",
  );
  expect(() => jsonLine('{"score": null}', { better: "higher" })).toThrow(
    "has no number for `score` but NaN or null",
  );
  expect(() => jsonLine('{"score": -Infinity}', { better: "higher" })).toThrow(
    "says that `score` is infinite",
  );
  expect(
    jsonLine('{"NaN": "NaN and Infinity", "score": 2, "x": NaN}', { name: "score", better: "higher" }).value,
  ).toBe(2);
});

test("zero and negative numbers have no ratio", () => {
  for (const value of [0, -3.5]) {
    expect(() => jsonLine(`{"score": ${value}}`, { better: "higher" })).toThrow(
      `says that \`score\` is ${value}, but versions are compared by ratio, so it must be above 0`,
    );
  }
});

test("a metric that is present twice is not chosen from", () => {
  expect(() => jsonLine('{"ops": 1, "ops": 2}', { better: "higher" })).toThrow(
    "has `ops` twice in one JSON object",
  );
  expect(() => jsonLine('{"metrics": {"ops": 1}, "ops": 2}', { name: "ops", better: "higher" })).toThrow(
    "has `ops` twice: let it report each metric once",
  );
  expect(() => jsonLine('{"metrics": {"ops": 1}, "ops": 2}', { better: "higher" })).toThrow(
    "has `ops` twice: let it report each metric once",
  );
  expect(jsonLine('{"metrics": {"a": 1}, "detail": {"a": "{\\"a\\": 1}"}}', { better: "lower" }).value).toBe(
    1,
  );
});

test("a metric without a direction asks for one", () => {
  expect(() => jsonLine('{"ms": 4}')).toThrow(
    'does not tell whether `ms` should be lower or higher: say it as "better" of the metric',
  );
});

test("no output, and no JSON, are said to be so", () => {
  expect(() => jsonLine(" \n")).toThrow("is empty");
  expect(() => jsonLine("done")).toThrow(
    'has no JSON object such as {"metrics": {"ops": 120}} on its last line',
  );
  expect(() => jsonLine("[1, 2]")).toThrow("has no JSON object");
});

test("a regular expression with one group gives its number", () => {
  expect(
    regex("run 1\ntook 12.5 seconds\n", "^took ([0-9.]+) seconds$", { better: "lower", unit: "s" }),
  ).toMatchObject({
    name: "value",
    value: 12.5,
    unit: "s",
  });
  expect(regex("ops: 1,234,567.5", "ops: (\\S+)", { name: "ops", better: "higher" })).toMatchObject({
    name: "ops",
    value: 1234567.5,
  });
});

test("named groups are metrics; a group named unit makes times comparable", () => {
  const pattern = "(?<mean>[0-9.]+) (?<unit>\\S+) mean";
  expect(regex("900 ms mean", pattern).value).toBe(900e6);
  expect(regex("1.1 s mean", pattern)).toMatchObject({
    name: "mean",
    value: 1.1e9,
    unit: "ns",
    better: "lower",
  });
  const two = "(?<min>\\d+)/(?<max>\\d+)";
  expect(regex("3/9", two, { name: "max", better: "lower" }).value).toBe(9);
  expect(() => regex("3/9", two, { better: "lower" })).toThrow("has several metrics, `min` and `max`");
});

test("an expression that matches twice, or never, gives no metric", () => {
  expect(() => regex("t=1\nt=2\n", "t=(\\d+)", { better: "lower" })).toThrow(
    "has `value` twice: let it report each metric once",
  );
  expect(() => regex("t=1\nt=2\nt=3\n", "t=(?<t>\\d+)", { name: "t", better: "lower" })).toThrow(
    "has `t` 3 times",
  );
  expect(() => regex("nothing", "t=(\\d+)", { better: "lower" })).toThrow("has no match for /t=(\\d+)/");
});

test("an expression that cannot be used is said to be so", () => {
  expect(() => regex("t=1", "t=(")).toThrow("cannot be read with /t=(/");
  expect(() => regex("t=1", "t=1")).toThrow("put one group around the number");
  expect(() => regex("t=x", "t=(.)")).toThrow('has "x" where a number should be (value)');
  expect(() => regex("t=nan", "t=(.+)", { better: "lower" })).toThrow(
    "has no number for `value` but NaN or null",
  );
});

test("an expression that takes for ever on what a candidate printed is stopped", () => {
  expect(() => regex(`${"a".repeat(60)}!`, "^((?:a+)+)$")).toThrow(/cannot be read with .* \(.*timed out/);
});
