import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { parseTargetName } from "../adapters/languages/javascript/targetName.ts";
import { parseSpec } from "../adapters/runs/specFile.ts";
import { type BenchmarkSpec, type RunSpec, specName } from "../engine/domain/runSpec.ts";
import { RunError } from "../engine/ports.ts";
import { type BenchmarkOptions, benchmarkFrom } from "./benchmarkOptions.ts";
import { type ObjectiveOptions, objectiveFrom } from "./objectiveOptions.ts";
import { repositoryPath } from "./repositoryPath.ts";

export interface OptimizeOptions extends BenchmarkOptions, ObjectiveOptions {
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
  readonly drawSeed: () => number;
}

const defaultBudget: RunSpec["budget"] = { candidates: 24, minutes: 10 };

/**
 * The RunSpec that a command line asks for; what it leaves out comes from the saved spec, then from the repository.
 * @throws RunError when the target is missing or malformed, options do not go together, a path is outside the
 * repository, or there is nothing to measure by.
 */
export async function specFrom({ target, options, saved, root, drawSeed }: SpecSources): Promise<RunSpec> {
  const named = target === undefined ? saved?.target : await targetFrom(target, root);
  if (named === undefined) {
    throw new RunError(
      "bad-spec",
      "Name the function to optimize as <file>:<symbol>, or a saved spec with --spec.",
    );
  }
  const tests = await testsFrom(options, saved, root);
  const benchmark = (await benchmarkFrom(options, saved?.benchmark ?? null, root)) ?? recordingOf(tests);
  const objective = objectiveFrom(options, saved?.objective ?? null, benchmark);
  return parseSpec(
    {
      name: saved?.name ?? specName(named),
      target: named,
      benchmark,
      ...(objective === null ? {} : { objective }),
      tests,
      budget: {
        candidates: options.candidates ?? saved?.budget.candidates ?? defaultBudget.candidates,
        minutes: options.minutes ?? saved?.budget.minutes ?? defaultBudget.minutes,
      },
      seed: options.seed ?? saved?.seed ?? drawSeed(),
    },
    "the command line",
  );
}

async function targetFrom(text: string, root: string): Promise<RunSpec["target"]> {
  const { file, ...rest } = parseTargetName(text);
  return { file: await repositoryPath(file, root), ...rest };
}

function recordingOf(tests: string | null): BenchmarkSpec {
  if (tests !== null) return { kind: "function", inputs: { kind: "recorded", command: tests } };
  throw new RunError(
    "bad-spec",
    "There is nothing to take inputs from: give a module with --inputs, or a command that calls the function with --record.",
  );
}

async function testsFrom(
  { tests }: OptimizeOptions,
  saved: RunSpec | null,
  root: string,
): Promise<string | null> {
  if (tests === false) return null;
  if (typeof tests === "string") return tests;
  if (saved !== null) return saved.tests;
  return (await hasTestScript(root)) ? "npm test" : null;
}

const manifestSchema = z.object({ scripts: z.object({ test: z.string().optional() }).optional() });

/** Whether `npm test` at the repository's root runs something. */
async function hasTestScript(root: string): Promise<boolean> {
  const text = await readFile(join(root, "package.json"), "utf8").catch(() => null);
  if (text === null) return false;
  const manifest = manifestSchema.safeParse(JSON.parse(text));
  const script = manifest.data?.scripts?.test;
  return script !== undefined && !script.includes("no test specified");
}
