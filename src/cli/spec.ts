import type { Ways } from "../adapters/detect/ways.ts";
import { parseTargetName } from "../adapters/languages/javascript/targetName.ts";
import { parseSpec } from "../adapters/runs/specFile.ts";
import { benchmarkText } from "../engine/domain/benchmarkText.ts";
import { type BenchmarkSpec, type RunSpec, specName } from "../engine/domain/runSpec.ts";
import { RunError } from "../engine/ports.ts";
import { type BenchmarkOptions, benchmarkFrom } from "./benchmarkOptions.ts";
import { type ModelOptions, modelLimits, modelsFrom } from "./modelOptions.ts";
import { type ObjectiveOptions, objectiveFrom } from "./objectiveOptions.ts";
import { repositoryPath } from "./repositoryPath.ts";

export interface OptimizeOptions extends BenchmarkOptions, ObjectiveOptions, ModelOptions {
  readonly spec?: string;
  /** False for `--no-tests`; commander makes it true when neither option is given. */
  readonly tests?: string | boolean;
  readonly candidates?: number;
  readonly minutes?: number;
  readonly seed?: number;
}

interface SpecSources {
  readonly target: string | undefined;
  readonly options: OptimizeOptions;
  readonly saved: RunSpec | null;
  /** The repository's root, absolute. */
  readonly root: string;
  /** What the repository has to measure and test a target with; asked when the command line and the saved spec do not say. */
  readonly ways: (target: RunSpec["target"]) => Promise<Ways>;
  readonly drawSeed: () => number;
}

/** What a command line asks for. */
export interface Asked {
  readonly spec: RunSpec;
  /** What was found in the repository and taken, with the reason; a line each. */
  readonly taken: readonly string[];
}

const defaultBudget: RunSpec["budget"] = { candidates: 24, minutes: 10 };

/**
 * The RunSpec that a command line asks for; what it leaves out comes from the saved spec, then from the repository.
 * @throws RunError when the target is missing or malformed, options do not go together, a path is outside the
 * repository, or there is nothing to measure by.
 */
export async function specFrom({
  target,
  options,
  saved,
  root,
  ways,
  drawSeed,
}: SpecSources): Promise<Asked> {
  const named = target === undefined ? saved?.target : await targetFrom(target, root);
  if (named === undefined) {
    throw new RunError("bad-spec", "Name what to optimize as <file>:<symbol>, or a saved spec with --spec.");
  }
  let found: Promise<Ways> | null = null;
  const look = (): Promise<Ways> => {
    found ??= ways(named);
    return found;
  };
  const given = await benchmarkFrom(options, saved?.benchmark ?? null, root);
  const tests = await testsFrom(options, saved, look);
  const benchmark = given === null ? await bestWay(look) : { value: given, taken: [] };
  const objective = objectiveFrom(options, saved?.objective ?? null, benchmark.value);
  const models = modelsFrom(options, saved);
  const spec = parseSpec(
    {
      name: saved?.name ?? specName(named),
      target: named,
      benchmark: benchmark.value,
      ...(objective === null ? {} : { objective }),
      tests: tests.value,
      ...(models === null ? {} : { models }),
      budget: {
        candidates: options.candidates ?? saved?.budget.candidates ?? defaultBudget.candidates,
        minutes: options.minutes ?? saved?.budget.minutes ?? defaultBudget.minutes,
        ...(models === null ? {} : modelLimits(options, saved)),
      },
      seed: options.seed ?? saved?.seed ?? drawSeed(),
    },
    "the command line",
  );
  return { spec, taken: [...benchmark.taken, ...tests.taken] };
}

async function targetFrom(text: string, root: string): Promise<RunSpec["target"]> {
  const { file, ...rest } = parseTargetName(text);
  return { file: await repositoryPath(file, root), ...rest };
}

interface Taken<Value> {
  readonly value: Value;
  readonly taken: readonly string[];
}

async function bestWay(look: () => Promise<Ways>): Promise<Taken<BenchmarkSpec>> {
  const [best, ...others] = (await look()).measures;
  if (best === undefined) {
    throw new RunError(
      "bad-spec",
      "There is nothing in the repository to measure this by: give a command with --bench, or, for a function that can be called, --inputs or --record.",
    );
  }
  const more = others.length === 0 ? "" : "; evolvent detect lists others";
  return {
    value: best.spec,
    taken: [
      `Found a benchmark: ${benchmarkText(best.spec)}. ${best.reason} (--inputs, --record, --draw, --bench or --evaluator take another${more}.)`,
    ],
  };
}

/** A test command is taken when it is sure to be one. */
async function testsFrom(
  { tests }: OptimizeOptions,
  saved: RunSpec | null,
  look: () => Promise<Ways>,
): Promise<Taken<string | null>> {
  if (tests === false) return { value: null, taken: [] };
  if (typeof tests === "string") return { value: tests, taken: [] };
  if (saved !== null) return { value: saved.tests, taken: [] };
  const best = (await look()).tests.find(({ confidence }) => confidence > 1);
  return best === undefined
    ? {
        value: null,
        taken: ["Found no tests: candidates are held to the baseline only. (--tests takes a command.)"],
      }
    : {
        value: best.command,
        taken: [`Found tests: ${best.command}. ${best.reason} (--tests takes others, --no-tests none.)`],
      };
}
