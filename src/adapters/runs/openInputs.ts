import type { InputsSource } from "../../engine/domain/runSpec.ts";
import { RunError } from "../../engine/ports.ts";
import type { FunctionBenchmark } from "../benchmarks/functionBenchmark.ts";
import type { Version } from "../benchmarks/functionReports.ts";
import { callEncoder } from "../benchmarks/inputs/callCodec.ts";
import { drawnInputs } from "../benchmarks/inputs/drawnInputs.ts";
import { moduleInputs } from "../benchmarks/inputs/moduleInputs.ts";
import type { PreparedInputs } from "../benchmarks/inputs/preparedInputs.ts";
import { recordedInputs } from "../benchmarks/inputs/recordedInputs.ts";
import { readSchema } from "../benchmarks/inputs/schemaFile.ts";
import type { CallShapes } from "../benchmarks/inputs/shape.ts";
import { parameterShapes } from "../benchmarks/inputs/types/parameters.ts";
import type { CallableTarget } from "../languages/target.ts";
import type { OpenBenchmarkOptions } from "./openBenchmark.ts";

export interface OpenInputsOptions extends OpenBenchmarkOptions {
  readonly source: InputsSource;
  readonly calls: FunctionBenchmark;
  readonly target: CallableTarget;
  /** The baseline. */
  readonly version: Version;
  /** Wall milliseconds for a process of the baseline. */
  readonly limitMs: number;
}

/** Opens the source of the inputs that a function is called on. @throws RunError when it gives none */
export async function openInputs(options: OpenInputsOptions, signal: AbortSignal): Promise<PreparedInputs> {
  const { source, baseline, version, spec } = options;
  switch (source.kind) {
    case "module": {
      const { seed } = spec;
      return moduleInputs({ ...options, names: baseline, module: source.path, seed }, signal);
    }
    case "recorded":
      return record(options, source.command, signal);
    case "types":
      return draw(options, typedShapes(options), signal);
    case "schema":
      return draw(options, await readSchema(version.root, source.path), signal);
  }
}

/** @throws RunError when its language has no types that say enough */
function typedShapes({ language, baseline, target }: OpenInputsOptions): CallShapes {
  if (language.id === "javascript" || language.id === "typescript") {
    return parameterShapes({ ...baseline, target });
  }
  throw new RunError(
    "bad-spec",
    `Inputs are drawn from the types of TypeScript and JSDoc only, and ${baseline.file} is ${language.name}: give a JSON Schema, record calls, or write a module of inputs.`,
  );
}

async function draw(
  options: OpenInputsOptions,
  shapes: CallShapes,
  signal: AbortSignal,
): Promise<PreparedInputs> {
  const { baseline, language, spec } = options;
  const encode = callEncoder(language.id);
  if (encode === null) throw new Error(`No harness calls functions of ${language.name}.`);
  return drawnInputs({ ...options, names: baseline, shapes, encode, seed: spec.seed }, signal);
}

/** In a folder of its own, which the command may change as it likes. */
async function record(
  options: OpenInputsOptions,
  command: string,
  signal: AbortSignal,
): Promise<PreparedInputs> {
  const { base, worktrees, commandMs, spec } = options;
  const worktree = await worktrees.acquire(base, signal);
  try {
    const { path: folder } = worktree;
    return await recordedInputs({ ...options, command, folder, limitMs: commandMs, seed: spec.seed }, signal);
  } finally {
    await worktree.release();
  }
}
