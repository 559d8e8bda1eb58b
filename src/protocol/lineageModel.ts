import * as z from "zod";
import { abstractSchema, directionSchema, exemplarSchema } from "../engine/domain/candidate.ts";
import { benchmarkFactsSchema, endOutcomeSchema, machineSchema } from "../engine/domain/events.ts";
import {
  ancestryOf,
  type CandidateView,
  candidateStages,
  gainOf,
  isOffered,
  leaderOf,
  type RunView,
} from "../engine/domain/runView.ts";
import {
  type Block,
  blockDatum,
  gainSchema,
  gateNameSchema,
  verdictSchema,
} from "../engine/domain/verdict.ts";

const number = z.int().min(0);
const ms = z.number().min(0);

/** A candidate as the page shows it: everything but its code, which opens as a diff in the editor. */
const candidateModelSchema = z.strictObject({
  number: z.int().min(1),
  parents: z.array(number).min(1).readonly(),
  operator: z.string(),
  summary: z.string(),
  direction: number.nullable(),
  exemplars: z.array(exemplarSchema).readonly(),
  commit: z.string(),
  stage: z.enum(candidateStages),
  gates: z
    .array(
      z
        .strictObject({ gate: gateNameSchema, passed: z.boolean(), ms, reason: z.string().nullable() })
        .readonly(),
    )
    .readonly(),
  verdict: verdictSchema.nullable(),
  /** The gain to show: the confirmation's where there is one, else the verdict's. */
  gain: gainSchema.nullable(),
  abstract: abstractSchema.nullable(),
  confirmation: z.strictObject({ confirmed: z.boolean(), gain: gainSchema }).readonly().nullable(),
  /** The datum d = ln(baseline / candidate) of each block of the search, in order. */
  blocks: z.array(z.number()).readonly(),
  /** The same of the confirmation. */
  confirmationBlocks: z.array(z.number()).readonly(),
  acceptedInto: z.string().nullable(),
  /** The user's reason for rejecting it. */
  declined: z.string().nullable(),
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
  budget: z.strictObject({ candidates: z.int().min(1), minutes: z.number().positive() }).readonly(),
  machine: machineSchema,
  /** Null until the baseline has been measured. */
  facts: benchmarkFactsSchema.nullable(),
  directions: z.array(directionSchema).readonly(),
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
  return { header: runHeader(view), candidates: view.candidates.map(candidateModel) };
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
      .map(candidateModel),
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
  return {
    run: view.run,
    name: view.spec.name,
    target: { file: view.spec.target.file, symbol: view.spec.target.symbol },
    startedAt: view.startedAt,
    budget: view.spec.budget,
    machine: view.machine,
    facts: view.facts,
    directions: view.directions,
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

function candidateModel(candidate: CandidateView): CandidateModel {
  return {
    number: candidate.number,
    parents: candidate.parents,
    operator: candidate.operator,
    summary: candidate.summary,
    direction: candidate.direction,
    exemplars: candidate.exemplars,
    commit: candidate.commit,
    stage: candidate.stage,
    gates: candidate.gates,
    verdict: candidate.verdict,
    gain: gainOf(candidate),
    abstract: candidate.abstract,
    confirmation: candidate.confirmation,
    blocks: candidate.blocks.map(datum),
    confirmationBlocks: candidate.confirmationBlocks.map(datum),
    acceptedInto: candidate.acceptedInto,
    declined: candidate.declined,
    offered: isOffered(candidate),
  };
}

/** Six digits are finer than any clock; the rest would be half of the message. */
function datum(block: Block): number {
  return Number(blockDatum(block).toFixed(6));
}
