import type { AgentAnswer, AgentTally } from "./agentAnswer.ts";
import type { Attack } from "./attack.ts";
import type {
  Abstract,
  Author,
  CandidateNumber,
  Change,
  Code,
  Direction,
  Exemplar,
  Span,
} from "./candidate.ts";
import type { BenchmarkFacts, Calibration, EndOutcome, Growth, Machine, RunEvent } from "./events.ts";
import type { GateName } from "./gate.ts";
import { withCall } from "./modelTotal.ts";
import type { ModelUse } from "./modelUse.ts";
import type { RunId, RunSpec } from "./runSpec.ts";
import type { SandboxRecord } from "./sandbox.ts";
import { silentVoice, type UserVoice, withVoice } from "./userVoice.ts";
import type { Block, Gain, Verdict } from "./verdict.ts";
import { withAnswer } from "./withAnswer.ts";

export interface GateView {
  readonly gate: GateName;
  readonly passed: boolean;
  readonly ms: number;
  /** Why it failed; null when it passed. */
  readonly reason: string | null;
  /** What a person should look at although it passed. */
  readonly remarks: readonly string[];
}

export const candidateStages = ["checking", "waiting", "timing", "judged", "interrupted"] as const;
/**
 * Where a candidate is: `checking` its gates, `waiting` for the timing slot, `timing`, `judged`,
 * `interrupted` when the run ended before it was judged.
 */
export type CandidateStage = (typeof candidateStages)[number];

export interface CandidateView {
  readonly number: CandidateNumber;
  readonly parents: readonly CandidateNumber[];
  readonly operator: string;
  readonly summary: string;
  readonly direction: number | null;
  readonly exemplars: readonly Exemplar[];
  /** The model that wrote it; null for a rule. */
  readonly author: Author | null;
  /** The changes in it, in the order in which they were made; one for all but a chain. */
  readonly changes: readonly Change[];
  readonly code: Code;
  readonly commit: string;
  readonly stage: CandidateStage;
  readonly gates: readonly GateView[];
  readonly blocks: readonly Block[];
  /** What the adversary found; null when it did not try. */
  readonly attack: Attack | null;
  /** A sentence: why it was to be confirmed before those that measurements do not tell from it; null without such. */
  readonly preferred: string | null;
  readonly verdict: Verdict | null;
  /** What it ran in; null before it is judged. */
  readonly sandbox: SandboxRecord | null;
  readonly abstract: Abstract | null;
  /** Who answered for the agents that were asked on its behalf; empty where only rules take part. */
  readonly answers: readonly AgentAnswer[];
  /** The finding of the confirmation, when the candidate was a finalist. */
  readonly confirmation: {
    readonly confirmed: boolean;
    readonly gain: Gain;
    readonly growth: { readonly baseline: Growth; readonly candidate: Growth } | null;
  } | null;
  /** How often a confirmation of it was begun. */
  readonly confirmationAttempts: number;
  /** The fresh blocks of the last of them. */
  readonly confirmationBlocks: readonly Block[];
  readonly acceptedInto: string | null;
  /** The user's reason for rejecting it. */
  readonly declined: string | null;
  /** What the user remarked on it, the latest last. */
  readonly notes: readonly string[];
}

export interface RunView {
  readonly run: RunId;
  readonly spec: RunSpec;
  readonly base: string;
  readonly file: string;
  readonly region: Span;
  readonly baseline: Code;
  readonly machine: Machine;
  readonly startedAt: number;
  readonly facts: BenchmarkFacts | null;
  readonly calibration: Calibration | null;
  readonly directions: readonly Direction[];
  /** Directions that are no longer in force, as they last were. */
  readonly earlier: readonly Direction[];
  /** In order of number, which is the order of evaluation. */
  readonly candidates: readonly CandidateView[];
  /** Proposals that were never held, such as duplicates. */
  readonly discarded: number;
  /** What was used of language models, by role and model; empty without any. */
  readonly models: readonly ModelUse[];
  readonly voice: UserVoice;
  /** Candidates that the user wanted to be the next parent, in the order of asking. */
  readonly parentsAsked: readonly CandidateNumber[];
  /** Who answered for the agents, agent by agent; empty where only rules take part. */
  readonly agents: readonly AgentTally[];
  /** Answers on behalf of candidates that are not held yet. */
  readonly answersAhead: readonly { readonly candidate: CandidateNumber; readonly answer: AgentAnswer }[];
  readonly warnings: readonly string[];
  readonly end: {
    readonly at: number;
    readonly outcome: EndOutcome;
    readonly best: CandidateNumber | null;
    readonly reason: string;
    readonly wallMs: number;
    readonly processMs: number;
  } | null;
}

/**
 * Folds one event into the view. The first event of a run is `run-started`; an event before it, or about a
 * candidate never held, is a broken journal.
 * @throws Error when the events are not those of one run in order.
 */
export function reduceRun(view: RunView | null, event: RunEvent): RunView {
  if (event.type === "run-started") {
    if (view !== null) throw new Error(`The journal of ${view.run} starts a second run, ${event.run}.`);
    return {
      run: event.run,
      spec: event.spec,
      base: event.base,
      file: event.file,
      region: event.region,
      baseline: event.code,
      machine: event.machine,
      startedAt: event.at,
      facts: null,
      calibration: null,
      directions: [],
      earlier: [],
      candidates: [],
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
  if (view === null) throw new Error(`The journal begins with ${event.type} instead of run-started.`);
  switch (event.type) {
    case "baseline-measured":
      return { ...view, facts: event.facts };
    case "calibration-block-measured":
      return view;
    case "benchmark-calibrated":
      return { ...view, calibration: event.calibration };
    case "directions-set":
      return { ...view, directions: event.directions, earlier: givenUp(view, event.directions) };
    case "candidate-held":
      return {
        ...view,
        answersAhead: view.answersAhead.filter(({ candidate }) => candidate > event.candidate),
        candidates: [
          ...view.candidates,
          {
            number: event.candidate,
            parents: event.parents,
            operator: event.operator,
            summary: event.summary,
            direction: event.direction,
            exemplars: event.exemplars,
            author: event.author ?? null,
            changes: event.changes ?? [{ operator: event.operator, summary: event.summary }],
            code: event.code,
            commit: event.commit,
            stage: "checking",
            gates: [],
            blocks: [],
            attack: null,
            preferred: null,
            verdict: null,
            sandbox: null,
            abstract: null,
            answers: view.answersAhead
              .filter(({ candidate }) => candidate === event.candidate)
              .map(({ answer }) => answer),
            confirmation: null,
            confirmationAttempts: 0,
            confirmationBlocks: [],
            acceptedInto: null,
            declined: null,
            notes: [],
          },
        ],
      };
    case "proposal-discarded":
      return { ...view, discarded: view.discarded + 1 };
    case "model-called":
      return { ...view, models: withCall(view.models, event) };
    case "agent-answered":
      return answered(view, event);
    case "gate-passed":
      return change(view, event.candidate, (candidate) => ({
        gates: [
          ...candidate.gates,
          { gate: event.gate, passed: true, ms: event.ms, reason: null, remarks: event.remarks },
        ],
      }));
    case "gates-passed":
      return change(view, event.candidate, () => ({ stage: "waiting" }));
    case "gate-failed":
      return change(view, event.candidate, (candidate) => ({
        gates: [
          ...candidate.gates,
          { gate: event.gate, passed: false, ms: event.ms, reason: event.reason, remarks: [] },
        ],
      }));
    case "block-measured":
      return change(view, event.candidate, (candidate) =>
        event.phase === "search"
          ? { stage: "timing", blocks: [...candidate.blocks, event.block] }
          : { confirmationBlocks: [...candidate.confirmationBlocks, event.block] },
      );
    case "candidate-attacked":
      return change(view, event.candidate, () => ({ attack: { tried: event.tried, found: event.found } }));
    case "candidate-judged":
      return change(view, event.candidate, () => ({
        stage: "judged",
        verdict: event.verdict,
        sandbox: event.sandbox,
        commit: event.commit,
      }));
    case "candidate-summarized":
      return change(view, event.candidate, () => ({ abstract: event.abstract }));
    case "confirmation-started":
      return event.candidates.reduce(
        (started, number) =>
          change(started, number, ({ confirmationAttempts, preferred }) => ({
            confirmationAttempts: confirmationAttempts + 1,
            confirmationBlocks: [],
            preferred: number === event.candidates[0] ? (event.because ?? preferred) : preferred,
          })),
        view,
      );
    case "candidate-confirmed":
      return change(view, event.candidate, () => ({
        confirmation: { confirmed: event.confirmed, gain: event.gain, growth: event.growth },
      }));
    case "candidate-accepted":
      return change(view, event.candidate, () => ({ acceptedInto: event.into }));
    case "candidate-declined":
      return change(view, event.candidate, () => ({ declined: event.reason }));
    case "candidate-noted":
      return change({ ...view, voice: withVoice(view.voice, event) }, event.candidate, ({ notes }) => ({
        notes: [...notes, event.text],
      }));
    case "idea-pinned":
    case "idea-forbidden":
      return { ...view, voice: withVoice(view.voice, event) };
    case "parent-asked":
      return { ...view, parentsAsked: [...view.parentsAsked, event.candidate] };
    case "user-heard":
      return view;
    case "warning":
      return { ...view, warnings: [...view.warnings, event.message] };
    case "run-ended":
      return {
        ...view,
        candidates: view.candidates.map((candidate) =>
          candidate.stage === "judged" ? candidate : { ...candidate, stage: "interrupted" },
        ),
        end: {
          at: event.at,
          outcome: event.outcome,
          best: event.best,
          reason: event.reason,
          wallMs: event.wallMs,
          processMs: event.processMs,
        },
      };
  }
}

/**
 * The view of a whole journal; null when it is empty.
 * @throws Error when the events are not those of one run in order.
 */
export function viewOf(events: Iterable<RunEvent>): RunView | null {
  let view: RunView | null = null;
  for (const event of events) view = reduceRun(view, event);
  return view;
}

/** The candidate with that number, or null. */
export function candidateOf(view: RunView, number: CandidateNumber): CandidateView | null {
  return view.candidates[number - 1] ?? null;
}

/**
 * The gain to show of a candidate: the confirmation's where there is one, else the verdict's; null before
 * it is judged and for a rejected one.
 */
export function gainOf(candidate: CandidateView): Gain | null {
  if (candidate.confirmation !== null) return candidate.confirmation.gain;
  const { verdict } = candidate;
  return verdict === null || verdict.kind === "rejected" ? null : verdict.gain;
}

/**
 * The candidate that leads: the run's confirmed best once it has ended, unless it was declined or a later confirmation
 * failed; else the one with the highest lower bound of those that are confirmed, or, without any, of those judged
 * improved. Declined ones do not lead.
 */
export function leaderOf(view: RunView): CandidateView | null {
  const best = view.end?.best == null ? null : candidateOf(view, view.end.best);
  if (best !== null && mayLead(best)) return best;
  const [leader = null] = view.candidates
    .filter(mayLead)
    .sort(
      (a, b) =>
        Number(b.confirmation !== null) - Number(a.confirmation !== null) ||
        (gainOf(b)?.low ?? 0) - (gainOf(a)?.low ?? 0),
    );
  return leader;
}

function mayLead({ verdict, confirmation, declined }: CandidateView): boolean {
  if (verdict === null || verdict.kind === "rejected" || declined !== null) return false;
  return confirmation === null ? verdict.kind === "improved" : confirmation.confirmed;
}

/** True when a person may take it: it passed every gate, its gain was confirmed, and nobody declined it. */
export function isOffered(candidate: CandidateView): boolean {
  return (
    candidate.verdict !== null &&
    candidate.verdict.kind !== "rejected" &&
    candidate.confirmation?.confirmed === true &&
    candidate.declined === null &&
    candidate.gates.every(({ passed }) => passed)
  );
}

/** The numbers on the first-parent and other-parent paths from a candidate back to the baseline, itself included. */
export function ancestryOf(view: RunView, number: CandidateNumber): ReadonlySet<CandidateNumber> {
  const seen = new Set<CandidateNumber>();
  const open = [number];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...(candidateOf(view, next)?.parents ?? []));
  }
  return seen;
}

/** The direction with that id, in force or not; null when there is none. */
export function directionOf({ directions, earlier }: RunView, id: number): Direction | null {
  return [...directions, ...earlier].find((direction) => direction.id === id) ?? null;
}

function givenUp({ directions, earlier }: RunView, inForce: readonly Direction[]): readonly Direction[] {
  const ids = new Set(inForce.map(({ id }) => id));
  const latest = new Set(directions.map(({ id }) => id));
  return [...earlier.filter(({ id }) => !latest.has(id)), ...directions].filter(({ id }) => !ids.has(id));
}

/** With an answer more, on behalf of a candidate, held or not yet, or of the run. */
function answered(view: RunView, event: Extract<RunEvent, { type: "agent-answered" }>): RunView {
  const { agent, by, reason, candidate: number } = event;
  const answer: AgentAnswer = { agent, by, reason };
  const tallied = { ...view, agents: withAnswer(view.agents, answer) };
  if (number === undefined) return tallied;
  if (candidateOf(view, number) !== null) {
    return change(tallied, number, ({ answers }) => ({ answers: [...answers, answer] }));
  }
  // Asked again for the same candidate, an agent's last answer counts.
  const others = view.answersAhead.filter(
    (ahead) => ahead.candidate !== number || ahead.answer.agent !== agent,
  );
  return { ...tallied, answersAhead: [...others, { candidate: number, answer }] };
}

function change(
  view: RunView,
  number: CandidateNumber,
  patch: (candidate: CandidateView) => Partial<CandidateView>,
): RunView {
  const candidate = candidateOf(view, number);
  if (candidate === null)
    throw new Error(`The journal of ${view.run} speaks of candidate ${number}, which was never held.`);
  const candidates = [...view.candidates];
  candidates[number - 1] = { ...candidate, ...patch(candidate) };
  return { ...view, candidates };
}
