/** One number that a benchmark reported, as a parser found it. */
export interface Reading {
  /** Unique within an output; what a list of metrics shows. */
  readonly name: string;
  /** What people call it where nothing else has that name: without package, file or number of cores. */
  readonly short: string;
  readonly value: number | Failed;
  /** As a person writes it; times are in nanoseconds, see `inNanoseconds`. Null when it has none. */
  readonly unit: string | null;
  /** Null when the format does not tell. */
  readonly better: "lower" | "higher" | null;
  /** What the benchmark is about: counts when no metric is named, unlike a spread or a number of samples. */
  readonly main: boolean;
}

/** There is no number, because the benchmark itself failed. */
export interface Failed {
  /** Completes "the benchmark …". */
  readonly failure: string;
}

/** Why no metric can be read. The message completes "the output of `npm run bench` …". */
export class MetricProblem extends Error {
  override readonly name = "MetricProblem";
}

/** What `regex` needs; the formats of tools need nothing. */
export interface ParserOptions {
  readonly pattern?: string | undefined;
  /** Names the number of an expression whose only group has no name. */
  readonly name?: string | undefined;
}

/** Finds all numbers in an output. Pure. @throws MetricProblem */
export type MetricParser = (text: string, options: ParserOptions) => readonly Reading[];

/** A benchmark as its tool calls it; see `Reading`. */
export type BenchmarkName = Pick<Reading, "name" | "short">;

/** Names a reading of a benchmark beside its main one: `sort B/op`, `sort min`. */
export function besides(of: BenchmarkName, what: string): Pick<Reading, "name" | "short" | "main"> {
  return { name: `${of.name} ${what}`, short: `${of.short} ${what}`, main: false };
}
