import type { BenchmarkSpec, CommandMetric, MetricParserName } from "../../engine/domain/runSpec.ts";
import type { RepositoryFiles } from "./repositoryFiles.ts";

/** Languages that a finding is about; it is preferred for a target of the same one. */
export type Ecosystem = "javascript" | "python" | "go" | "rust" | "c" | "java" | "any";

/** How sure we are that a finding is what the user means, before we know the target. */
export type Confidence = 0 | 1 | 2 | 3;

interface Finding {
  /** What it was made for: "Vitest", "go test", "npm script". */
  readonly tool: string;
  /** Repository-relative path of the file that told of it. */
  readonly file: string;
  /** Why it is offered, and what it still needs, in a sentence. */
  readonly reason: string;
  readonly ecosystem: Ecosystem;
  /** 3: made for exactly this, and ready. 0: needs a change before it can be used. */
  readonly confidence: Confidence;
}

/** Benchmarks that exist; a function benchmark is made. */
export type FoundSpec = Exclude<BenchmarkSpec, { readonly kind: "function" }>;

/** A benchmark of the repository, ready to be put into a RunSpec. */
export interface FoundBenchmark extends Finding {
  readonly spec: FoundSpec;
}

/** A test command of the repository, to be run in its root. */
export interface FoundTests extends Finding {
  readonly command: string;
}

export interface Findings {
  readonly benchmarks: readonly FoundBenchmark[];
  readonly tests: readonly FoundTests[];
}

/** Finds what one kind of project has. Reads files only. */
export type Detector = (files: RepositoryFiles) => Promise<Findings>;

/** The file that a benchmark's results are written to where its tool cannot print them. */
export const resultFile = "evolvent-benchmark.json";

/** A command benchmark with a metric in its output. */
export function reported(options: {
  readonly build?: string;
  readonly run: string;
  readonly parser: MetricParserName;
  readonly name?: string | undefined;
  readonly file?: string;
}): FoundSpec {
  const { build = null, run, parser, name, file } = options;
  const metric: CommandMetric = {
    kind: "output",
    parser,
    ...(name === undefined ? {} : { name }),
    ...(file === undefined ? {} : { file }),
  };
  return { kind: "command", build, run, metric };
}

/** A command benchmark whose time counts. */
export function timed(run: string): FoundSpec {
  return { kind: "command", build: null, run, metric: { kind: "time" } };
}

/** A line for the root of the repository that runs in one of its folders; the empty one is the root. */
export function inFolder(folder: string, line: string): string {
  return folder === "" ? line : `cd ${quoted(folder)} && ${line}`;
}

/** A word for the shell. */
export function quoted(word: string): string {
  return /^[\w./@:=+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** `a/b` for `a/b/c.js`, empty for a file in the root. */
export function folderOf(file: string): string {
  const slash = file.lastIndexOf("/");
  return slash === -1 ? "" : file.slice(0, slash);
}

/** `a/b/c` for `a/b` and `c`. */
export function joined(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}
