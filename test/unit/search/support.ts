import fc from "fast-check";
import type { CandidateView, RunView } from "../../../src/engine/domain/runView.ts";
import { silentVoice } from "../../../src/engine/domain/userVoice.ts";
import type { Verdict } from "../../../src/engine/domain/verdict.ts";
import { RunLog } from "../../../src/engine/search/runLog.ts";
import { letterSpec } from "../../support/memoryPorts.ts";

/** The log of a run that has just begun. */
export function startedLog(): RunLog {
  return new RunLog({ now: () => 0 }, sketchedView([]));
}

/** A candidate in a few words; what is left out is ordinary. */
export interface Sketch {
  readonly parents?: readonly number[];
  /** ln of the gain over the baseline, measured almost exactly; null for a rejected candidate. */
  readonly gain?: number | null;
  readonly operator?: string;
  readonly target?: string;
  readonly introduces?: readonly string[];
  readonly rest?: Partial<CandidateView>;
}

function verdictOf(gain: number | null): Verdict {
  if (gain === null) return { kind: "rejected", gate: "differential", reason: "it answers otherwise" };
  const estimate = Math.exp(gain);
  const interval = { estimate, low: estimate * 0.9999, high: estimate * 1.0001, blocks: 8 };
  return { kind: gain > 0.01 ? "improved" : gain < -0.01 ? "worse" : "tied", gain: interval };
}

/** The view of a run whose candidates, numbered from 1, were all judged. */
export function sketchedView(sketches: readonly Sketch[]): RunView {
  return {
    run: "sketch-0001",
    spec: letterSpec(),
    base: "0".repeat(40),
    file: "sketch.js",
    region: { start: 0, end: 8 },
    baseline: { target: "baseline", helpers: [] },
    machine: { cpu: "test", cores: 2, platform: "test", runtime: "test" },
    startedAt: 0,
    facts: null,
    calibration: null,
    directions: [],
    candidates: sketches.map((sketch, index) => candidate(index + 1, sketch)),
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

function candidate(number: number, sketch: Sketch): CandidateView {
  const { parents = [0], gain = 0, operator = "change", introduces = [operator], rest = {} } = sketch;
  return {
    number,
    parents,
    operator,
    summary: operator,
    direction: null,
    exemplars: [],
    author: null,
    changes: [{ operator, summary: operator }],
    code: { target: sketch.target ?? `program ${number}`, helpers: [] },
    commit: String(number).padStart(40, "0"),
    stage: "judged",
    gates: [],
    blocks: [],
    attack: null,
    preferred: null,
    verdict: verdictOf(gain),
    sandbox: null,
    abstract: { introduces, inherits: [], failure: null },
    notes: [],
    answers: [],
    confirmation: null,
    confirmationAttempts: 0,
    confirmationBlocks: [],
    acceptedInto: null,
    declined: null,
    ...rest,
  };
}

/** Any course a run could have taken: parents come before their children, and no rejected one is a parent. */
export const courses: fc.Arbitrary<readonly Sketch[]> = fc
  .array(
    fc.record({
      parent: fc.nat(),
      gain: fc.option(fc.double({ min: -1, max: 2, noNaN: true }), { freq: 4 }),
      operator: fc.constantFrom("cache", "sort", "index", "inline"),
      length: fc.integer({ min: 1, max: 60 }),
    }),
    { maxLength: 120 },
  )
  .map((steps) => {
    const sound = [0];
    return steps.map(({ parent, gain, operator, length }, index) => {
      const sketch = {
        parents: [sound[parent % sound.length] ?? 0],
        gain,
        operator,
        target: "x".repeat(length),
      };
      if (gain !== null) sound.push(index + 1);
      return sketch;
    });
  });
