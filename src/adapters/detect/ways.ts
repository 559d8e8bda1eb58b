import type { BenchmarkSpec, RunSpec } from "../../engine/domain/runSpec.ts";
import { detect } from "./detect.ts";
import type { FoundBenchmark, FoundTests } from "./finding.ts";
import { hasTypes, inputsModules } from "./inputsModules.ts";
import { RepositoryFiles } from "./repositoryFiles.ts";

/** A way to measure a target, ready to be put into a RunSpec. */
export interface Way {
  readonly spec: BenchmarkSpec;
  /** Why it is offered, and what it still needs, in a sentence. */
  readonly reason: string;
}

/** How a target can be measured and tested with what its repository has. */
export interface Ways {
  /** The best first. */
  readonly measures: readonly Way[];
  /** The best first. */
  readonly tests: readonly FoundTests[];
}

export interface WaysOptions {
  /** Absolute path of the working tree's root. */
  readonly root: string;
  readonly gitPath: string;
  readonly target: Pick<RunSpec["target"], "file" | "symbol">;
  /** Whether a harness can call the target. */
  readonly callable: boolean;
}

/**
 * The ways to measure a target that need no more answers. First what was made for it by name: inputs, then benchmarks.
 * Then, for a function that can be called, the calls that the tests make, and other modules of inputs. Then what other
 * benchmarks there are, and values drawn from its types at last, as they say least of real use.
 * @throws RunError when git fails
 */
export async function waysToMeasure({ root, gitPath, target, callable }: WaysOptions): Promise<Ways> {
  const { benchmarks, tests } = await detect({ root, gitPath, target: target.file });
  const files = callable ? await RepositoryFiles.list({ root, gitPath }) : null;
  const modules = files === null ? [] : await inputsModules(files, target.file);
  const name = target.symbol.split(/[.:]/).at(-1) ?? target.symbol;
  const ready = benchmarks.filter(({ confidence }) => confidence > 0);
  const [ownModules, otherModules] = parted(modules, (file) => isAbout(file.split("/").at(-1) ?? "", name));
  const [ownBenchmarks, otherBenchmarks] = parted(ready, (found) => isBenchmarkOf(found, name));
  return {
    measures: [
      ...ownModules.map(moduleWay),
      ...ownBenchmarks.map(benchmarkWay),
      ...(callable
        ? tests
            .filter(({ confidence }) => confidence > 1)
            .slice(0, 2)
            .map(recordingWay)
        : []),
      ...otherModules.map(moduleWay),
      ...otherBenchmarks.map(benchmarkWay),
      ...(callable && hasTypes(target.file) ? [typesWay] : []),
    ],
    tests,
  };
}

const typesWay: Way = {
  spec: { kind: "function", inputs: { kind: "types" } },
  reason: "Arguments are drawn at random to fit its types.",
};

function moduleWay(file: string): Way {
  return {
    spec: { kind: "function", inputs: { kind: "module", path: file } },
    reason: `${file} gives inputs.`,
  };
}

function recordingWay({ command, reason }: FoundTests): Way {
  return {
    spec: { kind: "function", inputs: { kind: "recorded", command } },
    reason,
  };
}

function benchmarkWay({ spec, reason }: FoundBenchmark): Way {
  return { spec, reason };
}

/** Whether the benchmark, or the file it stands in, is called after the target. */
function isBenchmarkOf({ spec, file }: FoundBenchmark, name: string): boolean {
  const own = spec.kind === "command" && spec.metric.kind === "output" ? (spec.metric.name ?? "") : "";
  return isAbout(own, name) || isAbout(file.split("/").at(-1) ?? "", name);
}

/** `test_unique` and `BenchmarkUnique` are about `unique`; a name of two letters is in too many. */
function isAbout(text: string, name: string): boolean {
  return name.length > 2 && ` ${wordsOf(text)} `.includes(` ${wordsOf(name)} `);
}

function wordsOf(text: string): string {
  return text
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, " ")
    .trim();
}

function parted<Thing>(
  things: readonly Thing[],
  isFirst: (thing: Thing) => boolean,
): readonly [readonly Thing[], readonly Thing[]] {
  return [things.filter(isFirst), things.filter((thing) => !isFirst(thing))];
}
