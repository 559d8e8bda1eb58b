import type { Sample } from "../../../engine/domain/verdict.ts";

/** A command that takes less than this many times the start of its processes is mostly start. */
const leastStarts = 4;

/** What the user should know of a command as a benchmark, each a sentence. */
export function remarksOn(options: {
  readonly line: string;
  readonly measuresTime: boolean;
  readonly hasTests: boolean;
  readonly hasBuild: boolean;
  /** Paths of what it writes into the repository. */
  readonly wrote: readonly string[];
  /** Names of processes. */
  readonly leftBehind: readonly string[];
  readonly sample: Sample;
  /** Wall nanoseconds of a command that does nothing; null when it could not be measured. */
  readonly startNs: number | null;
}): readonly string[] {
  const { line, measuresTime, hasTests, hasBuild, wrote, leftBehind, sample, startNs } = options;
  const said = `\`${line}\``;
  const remarks: string[] = [];
  if (measuresTime && startNs !== null && sample.wallNs < leastStarts * startNs) {
    remarks.push(
      `${said} takes ${milliseconds(sample.wallNs)}, of which ${milliseconds(startNs)} are the start of a shell: a gain is hardly seen against that, so let it do more work or report a metric.`,
    );
  }
  if (wrote.length > 0) {
    remarks.push(
      `${said} writes into the repository (${listed(wrote)}): it does so in the folders of versions only, and what it adds there is deleted after every run.`,
    );
  }
  if (leftBehind.length > 0) {
    remarks.push(
      `${said} leaves processes behind (${listed(leftBehind)}): they are killed, and the processor time they used until then counts.`,
    );
  }
  if (!hasTests) {
    const proof = hasBuild ? "its build and the exit status" : "the exit status";
    remarks.push(`There are no tests: that a candidate still works is known from ${proof} of ${said} alone.`);
  }
  return remarks;
}

function milliseconds(ns: number): string {
  return `${Number((ns / 1e6).toPrecision(2))} ms`;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5);
  return names.length > shown.length
    ? `${shown.join(", ")} and ${names.length - shown.length} more`
    : shown.join(", ");
}
