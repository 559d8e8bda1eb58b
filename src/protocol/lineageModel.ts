import * as z from "zod";
import { agentAnswerSchema, agentTallySchema } from "../engine/domain/agentAnswer.ts";
import { attackSchema } from "../engine/domain/attack.ts";
import { abstractSchema, authorSchema, directionSchema, exemplarSchema } from "../engine/domain/candidate.ts";
import {
  benchmarkFactsSchema,
  calibrationSchema,
  endOutcomeSchema,
  growthSchema,
  machineSchema,
} from "../engine/domain/events.ts";
import { blockData, comparedValues, secondClock } from "../engine/domain/metricText.ts";
import { modelUseSchema } from "../engine/domain/modelUse.ts";
import { benchmarkSchema, objectiveSchema } from "../engine/domain/runSpec.ts";
import {
  ancestryOf,
  type CandidateView,
  candidateStages,
  gainOf,
  isOffered,
  leaderOf,
  type RunView,
} from "../engine/domain/runView.ts";
import { sandboxSchema } from "../engine/domain/sandbox.ts";
import {
  type Block,
  gainSchema,
  gateNameSchema,
  type Metric,
  verdictSchema,
} from "../engine/domain/verdict.ts";

const number = z.int().min(0);
const ms = z.number().min(0);

/** The data of blocks, d = ln of how many times as good the candidate is, in order. */
const blocksModelSchema = z
  .strictObject({
    /** By the metric that counts. */
    data: z.array(z.number()).readonly(),
    /** By the clock beside it, where time is the metric; empty otherwise. */
    second: z.array(z.number()).readonly(),
    /** What the metric typically was on both sides; null without blocks. */
    values: z.strictObject({ baseline: z.number(), candidate: z.number() }).readonly().nullable(),
  })
  .readonly();
export type BlocksModel = z.infer<typeof blocksModelSchema>;

/** A candidate as the page shows it: everything but its code, which opens as a diff in the editor. */
const candidateModelSchema = z.strictObject({
  number: z.int().min(1),
  parents: z.array(number).min(1).readonly(),
  operator: z.string(),
  summary: z.string(),
  direction: number.nullable(),
  exemplars: z.array(exemplarSchema).readonly(),
  /** The model that wrote it; null for a rule. */
  author: authorSchema.readonly().nullable(),
  /** Who answered for the agents on its behalf; empty where only rules take part. */
  answers: z.array(agentAnswerSchema.readonly()).readonly(),
  commit: z.string(),
  stage: z.enum(candidateStages),
  gates: z
    .array(
      z
        .strictObject({
          gate: gateNameSchema,
          passed: z.boolean(),
          ms,
          reason: z.string().nullable(),
          remarks: z.array(z.string()).readonly(),
        })
        .readonly(),
    )
    .readonly(),
  /** What the adversary found; null when it did not try. */
  attack: attackSchema.readonly().nullable(),
  /** Why it was to be confirmed before those that measurements do not tell from it, as a sentence; null without such. */
  preferred: z.string().nullable(),
  verdict: verdictSchema.nullable(),
  /** The gain to show: the confirmation's where there is one, else the verdict's. */
  gain: gainSchema.nullable(),
  abstract: abstractSchema.nullable(),
  /** What it ran in; null before it is judged. */
  sandbox: sandboxSchema.nullable(),
  confirmation: z
    .strictObject({
      confirmed: z.boolean(),
      gain: gainSchema,
      growth: z.strictObject({ baseline: growthSchema, candidate: growthSchema }).readonly().nullable(),
    })
    .readonly()
    .nullable(),
  /** Of the search. */
  blocks: blocksModelSchema,
  confirmationBlocks: blocksModelSchema,
  acceptedInto: z.string().nullable(),
  /** The user's reason for rejecting it. */
  declined: z.string().nullable(),
  /** What the user remarked on it, the latest last. */
  notes: z.array(z.string()).readonly(),
  /** Whether it may be accepted. */
  offered: z.boolean(),
});
export type CandidateModel = Readonly<z.infer<typeof candidateModelSchema>>;

/** What the page shows of a run beside its candidates; small, so that it goes along with every update. */
const runHeaderSchema = z.strictObject({
  run: z.string(),
  name: z.string(),
  target: z.strictObject({ file: z.string(), symbol: z.string() }).readonly(),
  /** Milliseconds since the Unix epoch. */
  startedAt: z.number(),
  /** How a version is measured, as the user asked. */
  benchmark: benchmarkSchema,
  objective: objectiveSchema.nullable(),
  budget: z
    .strictObject({
      candidates: z.int().min(1),
      minutes: z.number().positive(),
      /** Null without a cap, and so the money, in US dollars. */
      tokens: z.int().min(1).nullable(),
      money: z.number().positive().nullable(),
    })
    .readonly(),
  machine: machineSchema,
  /** Null until the baseline has been measured. */
  facts: benchmarkFactsSchema.nullable(),
  /** Null until the noise of the benchmark has been measured. */
  calibration: calibrationSchema.nullable(),
  directions: z.array(directionSchema).readonly(),
  /** Directions no longer in force that some candidate followed. */
  earlier: z.array(directionSchema).readonly(),
  /** What was used of language models, by role and model; empty without any. */
  models: z.array(modelUseSchema.readonly()).readonly(),
  /** Who answered for the agents; empty where only rules take part. */
  agents: z.array(agentTallySchema.readonly()).readonly(),
  /** Ideas that the user wants followed, and ideas that are not to be. */
  pinned: z.array(z.string()).readonly(),
  forbidden: z.array(z.string()).readonly(),
  /** Whether a repair may evolve from a rejected candidate. */
  repairs: z.boolean(),
  /** Proposals that were never held, such as duplicates. */
  discarded: number,
  warnings: z.array(z.string()).readonly(),
  /** The candidate that leads, if one does. */
  leader: number.nullable(),
  /** The numbers on the paths from the leader back to the baseline, in ascending order; empty without a leader. */
  path: z.array(number).readonly(),
  end: z
    .strictObject({
      outcome: endOutcomeSchema,
      best: number.nullable(),
      reason: z.string(),
      wallMs: ms,
      processMs: ms,
    })
    .readonly()
    .nullable(),
});
export type RunHeader = Readonly<z.infer<typeof runHeaderSchema>>;

/** What the lineage page shows of a run. The candidate with number n is at index n − 1. */
export const lineageModelSchema = z.strictObject({
  header: runHeaderSchema,
  candidates: z.array(candidateModelSchema).readonly(),
});
export type LineageModel = Readonly<z.infer<typeof lineageModelSchema>>;

/** What changed in a run: its header, and those candidates that are new or changed, in order of number. */
export type LineageChange = LineageModel;

/** The page's view of a run: everything it shows, without any source text. */
export function lineageModel(view: RunView): LineageModel {
  return { header: runHeader(view), candidates: view.candidates.map(modelWith(view)) };
}

/**
 * What the page must be told to go from one view of a run to a later one. Relies on the reducer's sharing: a
 * candidate that did not change is the same object, so a run of a thousand candidates sends only a few.
 */
export function lineageChange(previous: RunView, next: RunView): LineageChange {
  return {
    header: runHeader(next),
    candidates: next.candidates
      .filter((candidate, index) => previous.candidates[index] !== candidate)
      .map(modelWith(next)),
  };
}

/** The model after a change, or null when the change does not follow from it, which a lost message explains. */
export function applyChange(model: LineageModel, change: LineageChange): LineageModel | null {
  if (change.header.run !== model.header.run) return null;
  const candidates = [...model.candidates];
  for (const candidate of change.candidates) {
    if (candidate.number > candidates.length + 1) return null;
    candidates[candidate.number - 1] = candidate;
  }
  return { header: change.header, candidates };
}

function runHeader(view: RunView): RunHeader {
  const leader = leaderOf(view);
  const path = leader === null ? [] : [...ancestryOf(view, leader.number)].sort((a, b) => a - b);
  const { candidates, minutes, tokens = null, money = null } = view.spec.budget;
  const followed = new Set(view.candidates.map(({ direction }) => direction));
  return {
    run: view.run,
    name: view.spec.name,
    target: { file: view.spec.target.file, symbol: view.spec.target.symbol },
    startedAt: view.startedAt,
    benchmark: view.spec.benchmark,
    objective: view.spec.objective ?? null,
    budget: { candidates, minutes, tokens, money },
    machine: view.machine,
    facts: view.facts,
    calibration: view.calibration,
    directions: view.directions,
    earlier: view.earlier.filter(({ id }) => followed.has(id)),
    models: view.models,
    pinned: view.voice.pinned,
    forbidden: view.voice.forbidden,
    repairs: view.spec.models !== undefined,
    agents: view.agents,
    discarded: view.discarded,
    warnings: view.warnings,
    leader: leader?.number ?? null,
    path,
    end: view.end && {
      outcome: view.end.outcome,
      best: view.end.best,
      reason: view.end.reason,
      wallMs: view.end.wallMs,
      processMs: view.end.processMs,
    },
  };
}

function modelWith({ facts }: RunView): (candidate: CandidateView) => CandidateModel {
  return (candidate) => candidateModel(candidate, facts?.metric ?? null);
}

function candidateModel(candidate: CandidateView, metric: Metric | null): CandidateModel {
  return {
    number: candidate.number,
    parents: candidate.parents,
    operator: candidate.operator,
    summary: candidate.summary,
    direction: candidate.direction,
    exemplars: candidate.exemplars,
    author: candidate.author,
    answers: candidate.answers,
    commit: candidate.commit,
    stage: candidate.stage,
    gates: candidate.gates,
    attack: candidate.attack,
    preferred: candidate.preferred,
    verdict: candidate.verdict,
    gain: gainOf(candidate),
    abstract: candidate.abstract,
    sandbox: candidate.sandbox,
    confirmation: candidate.confirmation,
    blocks: blocksModel(candidate.blocks, metric),
    confirmationBlocks: blocksModel(candidate.confirmationBlocks, metric),
    acceptedInto: candidate.acceptedInto,
    declined: candidate.declined,
    notes: candidate.notes,
    offered: isOffered(candidate),
  };
}

/** @param metric null before the baseline has been measured, when there are no blocks. */
function blocksModel(blocks: readonly Block[], metric: Metric | null): BlocksModel {
  if (metric === null) return { data: [], second: [], values: null };
  const clock = secondClock(metric);
  return {
    data: blockData(blocks, metric).map(rounded),
    second: clock === null ? [] : blockData(blocks, clock).map(rounded),
    values: comparedValues(blocks, metric),
  };
}

/** Six digits are finer than any clock; the rest would be half of the message. */
function rounded(datum: number): number {
  return Number(datum.toFixed(6));
}
