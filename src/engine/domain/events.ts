import * as z from "zod";
import { abstractSchema, codeSchema, directionSchema, exemplarSchema, spanSchema } from "./candidate.ts";
import { runIdPattern, runSpecSchema } from "./runSpec.ts";
import { blockSchema, gainSchema, gateNameSchema, verdictSchema } from "./verdict.ts";

const commit = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);
const candidate = z.int().min(1);
const ms = z.number().min(0);

/** The conditions a run's numbers hold under. */
export const machineSchema = z.strictObject({
  cpu: z.string(),
  cores: z.int().min(1),
  platform: z.string(),
  runtime: z.string(),
  sandbox: z.string(),
});
export type Machine = Readonly<z.infer<typeof machineSchema>>;

/** What is known about the benchmark once the baseline has run. */
export const benchmarkFactsSchema = z.strictObject({
  inputs: z.int().min(1),
  /** The size handed to the user's `inputs(random, size)`; null when the inputs were recorded. */
  size: z.number().nullable(),
  /** Recorded calls left out, with the reason, such as "argument 2 is a function". */
  skipped: z.array(z.strictObject({ reason: z.string(), calls: z.int().min(1) })).readonly(),
  /** CPU nanoseconds of one pass of the baseline over the inputs. */
  baselineCpuNs: z.number().positive(),
  mutatesInputs: z.boolean(),
  /** Duration of the user's tests on the baseline; null without tests. */
  testsMs: ms.nullable(),
});
export type BenchmarkFacts = Readonly<z.infer<typeof benchmarkFactsSchema>>;

const endOutcomes = ["improved", "nothing-better", "stopped", "failed"] as const;
export const endOutcomeSchema = z.enum(endOutcomes);
/**
 * How a run ended. `improved`: a confirmed candidate is offered. `nothing-better`: none was confirmed.
 * `stopped`: the user stopped it; what was found is kept. `failed`: it could not go on; `reason` says why.
 */
export type EndOutcome = z.infer<typeof endOutcomeSchema>;

function event<const Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) {
  return z.strictObject({
    type: z.literal(type),
    /** Milliseconds since the Unix epoch. */
    at: z.number(),
    ...shape,
  });
}

/** One line of the journal. Everything shown anywhere is a reduction of these. */
export const runEventSchema = z.discriminatedUnion("type", [
  event("run-started", {
    run: z.string().regex(runIdPattern),
    spec: runSpecSchema,
    /** The snapshot of HEAD plus uncommitted changes that every candidate descends from. */
    base: commit,
    /** Repository-relative path of the target's file. */
    file: z.string(),
    region: spanSchema,
    code: codeSchema,
    machine: machineSchema,
  }),
  event("baseline-measured", { facts: benchmarkFactsSchema }),
  event("directions-set", { directions: z.array(directionSchema).readonly() }),
  event("candidate-held", {
    candidate,
    parents: z.array(z.int().min(0)).min(1).readonly(),
    operator: z.string(),
    /** What changed, in one phrase. */
    summary: z.string(),
    direction: z.int().min(0).nullable(),
    exemplars: z.array(exemplarSchema).readonly(),
    code: codeSchema,
    commit,
  }),
  event("proposal-discarded", {
    parents: z.array(z.int().min(0)).readonly(),
    operator: z.string(),
    reason: z.string(),
  }),
  event("gate-passed", { candidate, gate: gateNameSchema, ms }),
  event("gate-failed", { candidate, gate: gateNameSchema, ms, reason: z.string() }),
  event("block-measured", {
    candidate,
    phase: z.enum(["search", "confirmation"]),
    block: blockSchema,
  }),
  event("candidate-judged", {
    candidate,
    verdict: verdictSchema,
    /** The candidate's commit with its verdict in the trailers; its children descend from this one. */
    commit,
  }),
  event("candidate-summarized", { candidate, abstract: abstractSchema }),
  event("candidate-confirmed", {
    candidate,
    confirmed: z.boolean(),
    gain: gainSchema,
  }),
  event("run-ended", {
    outcome: endOutcomeSchema,
    best: candidate.nullable(),
    /** One sentence: why the run ended. */
    reason: z.string(),
    /** Wall milliseconds of the run, and those during which a candidate or baseline process was running. */
    wallMs: ms,
    processMs: ms,
  }),
  event("warning", { message: z.string() }),
  event("candidate-accepted", { candidate, into: z.string() }),
  event("candidate-declined", { candidate, reason: z.string() }),
]);

export type RunEvent = Readonly<z.infer<typeof runEventSchema>>;
