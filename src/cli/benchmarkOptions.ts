import type { BenchmarkSpec, CommandMetric, MetricParserName } from "../engine/domain/runSpec.ts";
import { metricParserNames } from "../engine/domain/runSpec.ts";
import { RunError } from "../engine/ports.ts";
import { repositoryPath } from "./repositoryPath.ts";

/** The options that say how a version is measured, as commander hands them over. */
export interface BenchmarkOptions {
  readonly inputs?: string;
  readonly record?: string;
  readonly draw?: true;
  readonly schema?: string;
  readonly bench?: string;
  readonly build?: string;
  /** `time`, `<parser>` or `<parser>:<name>`. */
  readonly metric?: string;
  readonly pattern?: string;
  readonly metricFile?: string;
  readonly better?: "lower" | "higher";
  readonly unit?: string;
  readonly evaluator?: string;
  readonly metricName?: string;
}

type CommandSpec = Extract<BenchmarkSpec, { readonly kind: "command" }>;

const ways = ["inputs", "record", "draw", "schema", "bench", "evaluator"] as const;
const ofCommands = ["build", "metric", "pattern", "metricFile", "better", "unit"] as const;
const ofMetrics = ["pattern", "metricFile", "better", "unit"] as const;

/**
 * The benchmark that a command line asks for, with the parts it leaves out from the saved one; null when neither says
 * anything.
 * @throws RunError `bad-spec` for options that do not go together, `outside-repository` for a file that is elsewhere.
 */
export async function benchmarkFrom(
  options: BenchmarkOptions,
  saved: BenchmarkSpec | null,
  root: string,
): Promise<BenchmarkSpec | null> {
  const [way, other] = ways.filter((name) => options[name] !== undefined);
  if (other !== undefined && way !== undefined) {
    throw bad(`Give one way to measure: ${flag(way)} and ${flag(other)} exclude each other.`);
  }
  const command = way === "bench" || (way === undefined && saved?.kind === "command");
  const stray = ofCommands.find((name) => options[name] !== undefined);
  if (!command && stray !== undefined) {
    throw bad(`${flag(stray)} says how a benchmark command is measured: give that command with --bench.`);
  }
  const evaluated = way === "evaluator" || (way === undefined && saved?.kind === "evaluator");
  if (!evaluated && options.metricName !== undefined) {
    throw bad(
      "--metric-name chooses a metric of an evaluator: give its file with --evaluator, or use --metric with --bench.",
    );
  }
  return way === undefined ? overridden(saved, options, root) : measuredBy(way, options, root);
}

async function measuredBy(
  way: (typeof ways)[number],
  options: BenchmarkOptions,
  root: string,
): Promise<BenchmarkSpec> {
  const { inputs = "", record = "", schema = "", bench = "" } = options;
  switch (way) {
    case "inputs":
      return { kind: "function", inputs: { kind: "module", path: await repositoryPath(inputs, root) } };
    case "record":
      return { kind: "function", inputs: { kind: "recorded", command: record } };
    case "draw":
      return { kind: "function", inputs: { kind: "types" } };
    case "schema":
      return { kind: "function", inputs: { kind: "schema", path: await repositoryPath(schema, root) } };
    case "bench":
      return commandFrom(
        { kind: "command", build: null, run: bench, metric: { kind: "time" } },
        options,
        root,
      );
    case "evaluator":
      return evaluatorFrom(options, root);
  }
}

async function overridden(
  saved: BenchmarkSpec | null,
  options: BenchmarkOptions,
  root: string,
): Promise<BenchmarkSpec | null> {
  switch (saved?.kind) {
    case undefined:
      return null;
    case "function":
      return saved;
    case "command":
      return commandFrom(saved, options, root);
    case "evaluator":
      return options.metricName === undefined ? saved : { ...saved, metric: options.metricName };
  }
}

async function commandFrom(from: CommandSpec, options: BenchmarkOptions, root: string): Promise<CommandSpec> {
  return {
    ...from,
    build: options.build ?? from.build,
    metric: await metricFrom(from.metric, options, root),
  };
}

async function metricFrom(
  from: CommandMetric,
  options: BenchmarkOptions,
  root: string,
): Promise<CommandMetric> {
  const { pattern, metricFile, better, unit } = options;
  const base = options.metric === undefined ? from : parserFrom(options.metric);
  if (base.kind === "time") {
    const stray = ofMetrics.find((name) => options[name] !== undefined);
    if (stray === undefined) return base;
    throw bad(
      `${flag(stray)} is about a metric in the output of the benchmark: say how it is found with --metric, or leave it out to take the time of the command.`,
    );
  }
  const metric = {
    ...base,
    ...(pattern === undefined ? {} : { pattern }),
    ...(metricFile === undefined ? {} : { file: await repositoryPath(metricFile, root) }),
    ...(better === undefined ? {} : { better }),
    ...(unit === undefined ? {} : { unit }),
  };
  if (metric.parser === "regex" && metric.pattern === undefined) {
    throw bad(
      '--metric regex needs the expression that finds the number: give it with --pattern, as in "time: (\\d+)".',
    );
  }
  if (metric.parser !== "regex" && metric.pattern !== undefined) {
    throw bad(`--pattern belongs to --metric regex, and the metric is read as ${metric.parser}.`);
  }
  if (metric.pattern !== undefined) refuseBrokenPattern(metric.pattern);
  return metric;
}

function parserFrom(text: string): CommandMetric {
  if (text === "time") return { kind: "time" };
  const colon = text.indexOf(":");
  const parser = colon === -1 ? text : text.slice(0, colon);
  const name = colon === -1 ? "" : text.slice(colon + 1).trim();
  if (!isParser(parser)) {
    throw bad(`There is no metric parser "${parser}": use time or one of ${metricParserNames.join(", ")}.`);
  }
  return { kind: "output", parser, ...(name === "" ? {} : { name }) };
}

function isParser(name: string): name is MetricParserName {
  return metricParserNames.some((known) => known === name);
}

function refuseBrokenPattern(pattern: string): void {
  try {
    new RegExp(pattern, "u");
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw bad(`--pattern is not a regular expression: ${why}.`);
  }
}

async function evaluatorFrom(
  { evaluator = "", metricName }: BenchmarkOptions,
  root: string,
): Promise<BenchmarkSpec> {
  if (!evaluator.endsWith(".py")) {
    throw bad(`${evaluator} is no Python file: an evaluator is a .py file with evaluate(program_path).`);
  }
  return {
    kind: "evaluator",
    path: await repositoryPath(evaluator, root),
    ...(metricName === undefined ? {} : { metric: metricName }),
  };
}

/** `metricFile` as it is typed: `--metric-file`. */
function flag(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function bad(sentence: string): RunError {
  return new RunError("bad-spec", sentence);
}
