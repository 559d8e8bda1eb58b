import { lstat, readFile, realpath } from "node:fs/promises";
import path from "node:path";
import { duration, outputLimit, reportOf } from "../../process/userCommand.ts";
import { MetricProblem } from "../metrics/reading.ts";
import {
  chooseMetric,
  type OutputMetric,
  type ReadMetric,
  readAll,
  readingNamed,
} from "../metrics/readMetric.ts";
import type { TimedRequest, TimedRun } from "./timedRun.ts";

/** What programs say that cannot do without a terminal. */
const wantsTerminal =
  /not a (?:tty|terminal)|inappropriate ioctl|raw mode is not supported|cannot open \/dev\/tty|\/dev\/tty: (?:No such|Device)|requires an? (?:interactive )?(?:tty|terminal)/i;

/** Why a run cannot be used, as a phrase that completes "`npm run bench` …"; null when it can. */
export function runProblem(
  { result, rounds, isForged }: TimedRun,
  { line, confinement, timeoutMs, rounds: wanted }: TimedRequest,
): string | null {
  const report = reportOf(result, { limitMs: timeoutMs, limits: confinement.limits });
  if (report.kind !== "passed") {
    if (report.kind === "failed" && wantsTerminal.test(result.output)) {
      return `needs a terminal and is run without one: ${report.problem}`;
    }
    return report.kind === "hang"
      ? `did not end within ${duration(timeoutMs)}: it must end by itself and ask for nothing, for its input is closed`
      : report.problem;
  }
  if (isForged) return "speaks in the place of the shell that runs it";
  return rounds.length === wanted ? null : `ends the shell that runs \`${line}\` before its time`;
}

/** The metric, and others by name, that a run reported. */
export interface Report {
  readonly metric: ReadMetric;
  readonly others: Readonly<Record<string, number>>;
}

/**
 * Reads the metric in what a command printed, or in the file it wrote.
 * @param options.others names of further metrics that are needed
 * @throws MetricProblem whose message is a sentence without its stop
 */
export async function readReport(options: {
  readonly metric: OutputMetric;
  readonly others: readonly string[];
  readonly run: TimedRun;
  readonly line: string;
  readonly folder: string;
}): Promise<Report> {
  const { metric, others, run, line, folder } = options;
  const text = metric.file === undefined ? run.result.printed : await textOf(folder, metric.file, line);
  if (text.trim() === "") {
    const where =
      metric.file === undefined ? "prints nothing to its standard output" : `leaves ${metric.file} empty`;
    throw new MetricProblem(`\`${line}\` succeeds but ${where}, where its metric is to be read`);
  }
  const subject = metric.file === undefined ? `The output of \`${line}\`` : metric.file;
  try {
    const readings = readAll(text, metric);
    return {
      metric: chooseMetric(readings, metric),
      others: Object.fromEntries(others.map((name) => [name, readingNamed(readings, name)])),
    };
  } catch (error) {
    if (error instanceof MetricProblem) throw new MetricProblem(`${subject} ${error.message}`);
    throw error;
  }
}

async function textOf(folder: string, name: string, line: string): Promise<string> {
  const file = path.join(folder, name);
  const found = await lstat(file).catch(missing);
  if (found === null) {
    throw new MetricProblem(
      `\`${line}\` succeeds but does not write ${name}, where its metric is to be read`,
    );
  }
  // What the command writes is not to be trusted: a link would let us read any file of the user's.
  const isInside = (await realpath(file)) === path.join(await realpath(folder), name);
  if (!found.isFile() || !isInside) {
    throw new MetricProblem(`\`${line}\` writes ${name} as something else than a file of its own folder`);
  }
  if (found.size > outputLimit) {
    throw new MetricProblem(`\`${line}\` writes more than ${outputLimit / 2 ** 20} MiB to ${name}`);
  }
  return readFile(file, "utf8");
}

function missing(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") return null;
  throw error;
}
