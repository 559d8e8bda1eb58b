import { LiteralTuner } from "../../../engine/rewrite/literalTuner.ts";
import { pythonFeatures } from "../../../engine/rewrite/python/pythonFeatures.ts";
import { pythonFingerprint } from "../../../engine/rewrite/python/pythonFingerprint.ts";
import { numbersInPython } from "../../../engine/rewrite/python/pythonNumbers.ts";
import { PythonRewriteProposer } from "../../../engine/rewrite/python/pythonRewriteProposer.ts";
import type { Language } from "../language.ts";
import { instrumentForRecording } from "./instrument.ts";
import { syntaxProblem } from "./parse.ts";
import { resolveTarget } from "./resolveTarget.ts";
import { scan } from "./scan.ts";
import { findInRegion, listTargets } from "./targets.ts";

/** Python 3. */
export const python: Language = {
  id: "python",
  name: "Python",
  targets: (text, file) => (syntaxProblem(text, file) === null ? listTargets(text, file) : []),
  resolve: resolveTarget,
  findInRegion,
  scan,
  instrument: instrumentForRecording,
  proposers: [new PythonRewriteProposer(), new LiteralTuner(numbersInPython)],
  fingerprint: pythonFingerprint,
  features: pythonFeatures,
};
