import { regionOf } from "../../../engine/domain/candidate.ts";
import { RunError } from "../../../engine/ports.ts";
import { codeFeatures } from "../../../engine/rewrite/features.ts";
import { LiteralTuner } from "../../../engine/rewrite/literalTuner.ts";
import { fingerprint } from "../../../engine/rewrite/normalize.ts";
import { numbersInScript } from "../../../engine/rewrite/numbers.ts";
import { RewriteProposer } from "../../../engine/rewrite/rewriteProposer.ts";
import type { FoundTarget, Language } from "../language.ts";
import { instrumentForRecording } from "./instrument.ts";
import { syntaxProblem } from "./parse.ts";
import { resolveTarget } from "./resolveTarget.ts";
import { scan } from "./scan.ts";
import { listTargets, retarget } from "./targets.ts";

/** JavaScript, and TypeScript as far as it differs by name only. */
function languageNamed(id: "javascript" | "typescript", name: string): Language {
  return {
    id,
    name,
    targets: (text, file) => (syntaxProblem(text, file) === null ? listTargets(text, file) : []),
    resolve: resolveTarget,
    findInRegion,
    scan,
    instrument: instrumentForRecording,
    proposers: [new RewriteProposer(), new LiteralTuner(numbersInScript)],
    fingerprint,
    features: codeFeatures,
  };
}

const findInRegion: Language["findInRegion"] = ({ text, baseline, target, code }): FoundTarget => {
  const problem = syntaxProblem(text, baseline.file);
  if (problem !== null) return { kind: "problem", reason: problem };
  const { entry } = target;
  if (entry === null) throw new Error("Targets in JavaScript can be called.");
  const region = regionOf(baseline, code);
  try {
    const found = retarget(text, { file: baseline.file, baseline: { ...target, entry }, region });
    const beside = text.slice(region.start, found.region.start) + text.slice(found.region.end, region.end);
    return beside.trim() === ""
      ? { kind: "found", target: found }
      : {
          kind: "problem",
          reason: `The candidate puts more than the function ${baseline.symbol} in its place.`,
        };
  } catch (error) {
    if (error instanceof RunError) return { kind: "problem", reason: error.message };
    throw error;
  }
};

export const javascript = languageNamed("javascript", "JavaScript");
export const typescript = languageNamed("typescript", "TypeScript");
