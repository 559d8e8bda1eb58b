import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Baseline, Span } from "../../engine/domain/candidate.ts";
import type { RunSpec } from "../../engine/domain/runSpec.ts";
import { RunError } from "../../engine/ports.ts";
import type { Repository } from "../git/repository.ts";
import type { Language } from "../languages/language.ts";
import { languageOf } from "../languages/languages.ts";
import type { Target } from "../languages/target.ts";

/** The target's file as an editor holds it. */
export interface Captured {
  readonly text: string;
  /** The target in it, for languages that only the editor can read. */
  readonly region?: Span;
}

/** A target with all that is known of it before anything runs. */
export interface CapturedTarget {
  readonly baseline: Baseline;
  readonly target: Target;
  readonly language: Language;
}

/** Finds the target in a text. @throws RunError `target-missing` and the like, see `Language.resolve` */
export async function captureTarget(
  { file, symbol, line }: RunSpec["target"],
  { text, region }: Captured,
): Promise<CapturedTarget> {
  const language = await languageOf({ file, text, symbol, region: region ?? null });
  const target = language.resolve({ text, file, symbol, ...(line === undefined ? {} : { line }) });
  const { helperOffset } = target;
  const baseline = { file, symbol: target.symbol, text, region: target.region, helperOffset };
  return { baseline, target, language };
}

/** The text of the target's file in the user's working tree. @throws RunError `file-missing` */
export async function readTarget(
  { root }: Pick<Repository, "root">,
  { file }: Pick<RunSpec["target"], "file">,
): Promise<string> {
  try {
    return await readFile(join(root, file), "utf8");
  } catch (error) {
    throw new RunError("file-missing", `There is no file ${file} in ${root}: check the path.`, {
      cause: error,
    });
  }
}
