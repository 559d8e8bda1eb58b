import { type Baseline, baselineCode } from "../../src/engine/domain/candidate.ts";
import { type CandidateView, type RunView, reduceRun } from "../../src/engine/domain/runView.ts";
import type { Verdict } from "../../src/engine/domain/verdict.ts";

/** A judged candidate, without repository, blocks and sandbox. */
export type Bare = Pick<
  CandidateView,
  "number" | "parents" | "operator" | "summary" | "direction" | "exemplars" | "author" | "code" | "abstract"
> & { readonly verdict: Verdict; readonly changes?: CandidateView["changes"] };

/** A run that has only just begun. */
export function bareRun(baseline: Baseline): RunView {
  const { file, symbol, region } = baseline;
  return reduceRun(null, {
    type: "run-started",
    at: 0,
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
    code: baselineCode(baseline),
    machine: { cpu: "none", cores: 1, platform: "none", runtime: "none" },
  });
}

/** The run with one more candidate. */
export function withCandidate(run: RunView, bare: Bare): RunView {
  const { number: candidate, author, verdict, abstract, ...held } = bare;
  const view = reduceRun(run, {
    type: "candidate-held",
    at: 0,
    candidate,
    commit: "",
    ...held,
    ...(author && { author }),
  });
  const judged = reduceRun(view, {
    type: "candidate-judged",
    at: 0,
    candidate,
    verdict,
    sandbox: {
      kind: "none",
      version: null,
      network: "open",
      writes: "anything",
      home: "readable",
      limits: [],
    },
    commit: "",
  });
  return abstract === null
    ? judged
    : reduceRun(judged, { type: "candidate-summarized", at: 0, candidate, abstract });
}

/** The run with other directions; those no longer in force are kept. */
export function withDirections(run: RunView, directions: RunView["directions"]): RunView {
  return reduceRun(run, { type: "directions-set", at: 0, directions });
}
