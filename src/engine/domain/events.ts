import * as z from "zod";
import { agentAnswerShape } from "./agentAnswer.ts";
import { attackShape } from "./attack.ts";
import {
  abstractSchema,
  authorSchema,
  changeSchema,
  codeSchema,
  directionSchema,
  exemplarSchema,
  spanSchema,
} from "./candidate.ts";
import { modelCallShape } from "./modelUse.ts";
import { runIdPattern, runSpecSchema } from "./runSpec.ts";
import { sandboxSchema } from "./sandbox.ts";
import {
  blockSchema,
  gainSchema,
  gateNameSchema,
  metricSchema,
  sampleSchema,
  verdictSchema,
} from "./verdict.ts";

const commit = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);
const candidate = z.int().min(1);
const ms = z.number().min(0);

/** The conditions a run's numbers hold under. */
export const machineSchema = z.strictObject({
  cpu: z.string(),
  cores: z.int().min(1),
  platform: z.string(),
  /** What runs the candidates, such as "Node.js 24.21.0" or "Python 3.11.7"; "shell" for commands. */
  runtime: z.string(),
});
export type Machine = Readonly<z.infer<typeof machineSchema>>;

/** The inputs of a function benchmark. */
export const inputFactsSchema = z.strictObject({
  /** Inputs that proposers and gates see. */
  count: z.int().min(1),
  /** Inputs kept back for confirmations and never shown to a proposer. */
  heldOut: z.int().min(0),
  /** The size handed to the user's `inputs(random, size)`; null when the source has no size. */
  size: z.number().nullable(),
  /** Recorded calls left out, with the reason, such as "argument 2 is a function". */
  skipped: z.array(z.strictObject({ reason: z.string(), calls: z.int().min(1) })).readonly(),
  mutated: z.boolean(),
});
export type InputFacts = Readonly<z.infer<typeof inputFactsSchema>>;

/** How time grows with the size of the inputs: about size ^ exponent. */
export const growthSchema = z.strictObject({
  exponent: z.number(),
  /** 95 % interval of the exponent. */
  low: z.number(),
  high: z.number(),
  /** In words: "1", "log n", "n", "n log n", "n²", "n³"; "n^1.5" where none of them fits. */
  label: z.string(),
  sizes: z.array(z.number().positive()).readonly(),
});
export type Growth = Readonly<z.infer<typeof growthSchema>>;

const share = z.number().min(0).max(1);
const profileSchema = z.strictObject({
  /** 1-based lines of the target's file with their shares, largest first. */
  lines: z.array(z.strictObject({ line: z.int().min(1), share })).readonly(),
  /** In built-in functions that were called from a line that is not known. */
  builtins: share,
  /** In garbage collection. */
  garbage: share,
});
/** Where the time of the baseline's calls goes, by shares of all of it. */
export type Profile = Readonly<z.infer<typeof profileSchema>>;

/** What is known about the benchmark once the baseline has run. */
export const benchmarkFactsSchema = z.strictObject({
  /** What the gain is measured in. */
  metric: metricSchema,
  /** Why it is that one: a sentence for the user. */
  metricReason: z.string(),
  /** What one process of the baseline measured. */
  baseline: sampleSchema,
  /** Null unless the benchmark calls a function. */
  inputs: inputFactsSchema.nullable(),
  /** Duration of the user's tests on the baseline; null without tests. */
  testsMs: ms.nullable(),
  /** What candidates run in. */
  sandbox: sandboxSchema,
  /** Left out where nobody asks for it, or too little was seen. */
  profile: profileSchema.optional(),
});
export type BenchmarkFacts = Readonly<z.infer<typeof benchmarkFactsSchema>>;

/** What baseline/baseline blocks say about the noise of a benchmark on a machine. */
export const calibrationSchema = z.strictObject({
  /**
   * Robust standard deviation of d between identical versions: 1.4826 times the median absolute deviation. 0 for a
   * metric that does not vary from run to run.
   */
  sigma: z.number().min(0),
  /** Smallest gain worth having, as a ratio: what the user demands, else max(1.02, e^(sigma/2)). */
  smallestGain: z.number().gt(1),
  /** How many times as long as usual a round lasts, because the benchmark is noisy. */
  effort: z.int().min(1),
  blocks: z.int().min(2),
  /** Milliseconds since the Unix epoch. */
  at: z.number(),
  /** Processes waiting for a core, per core, while it was made. */
  load: z.number().min(0),
});
export type Calibration = Readonly<z.infer<typeof calibrationSchema>>;

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
  event("calibration-block-measured", { block: blockSchema }),
  event("benchmark-calibrated", {
    calibration: calibrationSchema,
    /** It was made by an earlier run under the same conditions. */
    cached: z.boolean(),
  }),
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
    /** The model that wrote it; left out for a rule. */
    author: authorSchema.optional(),
    /** The changes in it, in the order in which they were made; left out for a single one. */
    changes: z.array(changeSchema).min(2).readonly().optional(),
  }),
  event("proposal-discarded", {
    parents: z.array(z.int().min(0)).readonly(),
    operator: z.string(),
    reason: z.string(),
  }),
  event("gate-passed", {
    candidate,
    gate: gateNameSchema,
    ms,
    /** What a person should look at although the gate let it pass, each a sentence. */
    remarks: z.array(z.string()).readonly(),
  }),
  event("model-called", modelCallShape),
  /** Who answered for an agent that could ask a model. */
  event("agent-answered", {
    ...agentAnswerShape,
    /** The candidate it was asked for, held or not yet; left out for the run. */
    candidate: candidate.optional(),
  }),
  /** It passed every gate and waits for its turn to be timed. */
  event("gates-passed", { candidate }),
  event("gate-failed", { candidate, gate: gateNameSchema, ms, reason: z.string() }),
  /** The adversary looked for inputs on which it is wrong. */
  event("candidate-attacked", { candidate, ...attackShape }),
  event("block-measured", {
    candidate,
    phase: z.enum(["search", "confirmation"]),
    block: blockSchema,
  }),
  event("candidate-judged", {
    candidate,
    verdict: verdictSchema,
    /** What it ran in. */
    sandbox: sandboxSchema,
    /** The candidate's commit with its verdict in the trailers; its children descend from this one. */
    commit,
  }),
  event("candidate-summarized", { candidate, abstract: abstractSchema }),
  /** Fresh blocks are about to be measured of these, in this order, until one is confirmed. */
  event("confirmation-started", {
    candidates: z.array(candidate).min(1).readonly(),
    /** Chance of confirming any of them without a gain worth having. */
    alpha: z.number().gt(0).lt(1),
    /** A sentence: why the first comes before those that measurements do not tell from it; null left out without such. */
    because: z.string().optional(),
  }),
  event("candidate-confirmed", {
    candidate,
    confirmed: z.boolean(),
    gain: gainSchema,
    /** How its time grows with the inputs, and the baseline's beside it; null where sizes cannot be varied. */
    growth: z.strictObject({ baseline: growthSchema, candidate: growthSchema }).nullable(),
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
  event("candidate-noted", { candidate, text: z.string() }),
  event("idea-pinned", { idea: z.string() }),
  event("idea-forbidden", { idea: z.string() }),
  /** The user wants it to be the next parent. */
  event("parent-asked", { candidate }),
  /** A run that goes on took in what the user said. */
  event("user-heard", {
    /** How often it had asked, this time included. */
    turn: z.int().min(1),
    /** How many events of the user it has taken in by now. */
    said: z.int().min(1),
  }),
]);

export type RunEvent = Readonly<z.infer<typeof runEventSchema>>;
