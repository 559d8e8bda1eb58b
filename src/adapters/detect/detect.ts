import { detectCpp } from "./cpp.ts";
import {
  type Detector,
  type Ecosystem,
  type Findings,
  type FoundBenchmark,
  type FoundTests,
  folderOf,
} from "./finding.ts";
import { detectGo } from "./go.ts";
import { detectJava } from "./java.ts";
import { detectJavaScript } from "./javascript.ts";
import { detectMake } from "./make.ts";
import { detectPython } from "./python.ts";
import { RepositoryFiles } from "./repositoryFiles.ts";
import { detectRust } from "./rust.ts";

const detectors: readonly Detector[] = [
  detectJavaScript,
  detectPython,
  detectGo,
  detectRust,
  detectCpp,
  detectJava,
  detectMake,
];

const ecosystems: readonly (readonly [RegExp, Ecosystem])[] = [
  [/\.[cm]?[jt]sx?$/, "javascript"],
  [/\.pyi?$/, "python"],
  [/\.go$/, "go"],
  [/\.rs$/, "rust"],
  [/\.(?:c|h|cc|cpp|cxx|hpp|hh)$/i, "c"],
  [/\.(?:java|kt|scala)$/, "java"],
];

export interface DetectOptions {
  /** Absolute path of the working tree's root. */
  readonly root: string;
  readonly gitPath: string;
  /** Repository-relative path of the file to be optimized: what is nearest to it, and about its language, comes first. */
  readonly target?: string;
}

/**
 * The benchmarks and test commands that a repository has, the best first. Reads files that git knows or would add, and
 * runs nothing but `git ls-files`.
 * @throws RunError when git fails
 */
export async function detect({ root, gitPath, target }: DetectOptions): Promise<Findings> {
  const files = await RepositoryFiles.list({ root, gitPath });
  const found = await Promise.all(detectors.map((each) => each(files)));
  const byScore = <Found extends FoundBenchmark | FoundTests>(all: readonly Found[]): readonly Found[] =>
    all
      .map((each) => ({ each, score: scoreOf(each, target ?? null) }))
      .toSorted((one, other) => other.score - one.score)
      .map(({ each }) => each);
  return {
    benchmarks: byScore(found.flatMap(({ benchmarks }) => benchmarks)),
    tests: byScore(distinct(found.flatMap(({ tests }) => tests))),
  };
}

/** Of several findings of the same command, the first. */
function distinct(tests: readonly FoundTests[]): readonly FoundTests[] {
  const seen = new Set<string>();
  return tests.filter(({ command }) => !seen.has(command) && seen.add(command));
}

/** The language counts most, then whether it can be used as it is, then how near it is. */
function scoreOf(
  { confidence, ecosystem, file }: FoundBenchmark | FoundTests,
  target: string | null,
): number {
  // Of two that are alike, the one nearer to the root.
  const own = 10 * confidence - folderOf(file).split("/").length;
  if (target === null) return own;
  const spoken = ecosystems.find(([pattern]) => pattern.test(target))?.[1];
  const language = ecosystem === spoken ? 40 : ecosystem === "any" ? 20 : 0;
  return own + language + 5 * nearness(file, target) + (namesTarget(file, target) ? 8 : 0);
}

/** Between 0 and 1: how much of the way to the target the file shares. */
function nearness(file: string, target: string): number {
  const one = folderOf(file).split("/");
  const other = folderOf(target).split("/");
  const shared = other.findIndex((part, index) => one[index] !== part);
  return (shared === -1 ? other.length : shared) / other.length;
}

/** Whether the name of a file holds that of the target's: `sort.bench.ts` for `sort.ts`. */
function namesTarget(file: string, target: string): boolean {
  const stem = /([^/]+?)\.[^/.]+$/.exec(target)?.[1] ?? "";
  return stem.length > 2 && file.slice(file.lastIndexOf("/") + 1).includes(stem);
}
