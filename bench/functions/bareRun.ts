import { type Baseline, baselineCode } from "../../src/engine/domain/candidate.ts";
import type { CandidateView, RunView } from "../../src/engine/domain/runView.ts";
import { silentVoice } from "../../src/engine/domain/userVoice.ts";

/** What of a candidate a search looks at. */
export type Bare = Pick<
  CandidateView,
  | "number"
  | "parents"
  | "operator"
  | "summary"
  | "direction"
  | "exemplars"
  | "author"
  | "code"
  | "verdict"
  | "abstract"
>;

/** A judged candidate without repository, blocks and sandbox. */
export function bareCandidate(bare: Bare): CandidateView {
  return {
    ...bare,
    commit: "",
    stage: "judged",
    gates: [],
    blocks: [],
    sandbox: null,
    answers: [],
    notes: [],
    confirmation: null,
    confirmationAttempts: 0,
    confirmationBlocks: [],
    acceptedInto: null,
    declined: null,
  };
}

/** A run that has only just begun, without a journal. */
export function bareRun(baseline: Baseline): RunView {
  const { file, symbol, region } = baseline;
  return {
    run: "bench-0000",
    spec: {
      name: "bench",
      target: { file, symbol },
      benchmark: { kind: "function", inputs: { kind: "types" } },
      tests: null,
      budget: { candidates: 1, minutes: 1 },
      seed: 0,
    },
    base: "",
    file,
    region,
    baseline: baselineCode(baseline),
    machine: { cpu: "none", cores: 1, platform: "none", runtime: "none" },
    startedAt: 0,
    facts: null,
    calibration: null,
    directions: [],
    candidates: [],
    earlier: [],
    discarded: 0,
    models: [],
    voice: silentVoice,
    parentsAsked: [],
    agents: [],
    answersAhead: [],
    warnings: [],
    end: null,
  };
}
