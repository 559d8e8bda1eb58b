import * as z from "zod";
import { gateNames } from "./gate.ts";

export type { GateName } from "./gate.ts";

/** A gain with its 95 % interval: 1.84 means 1.84 times as fast; `low <= estimate <= high`, all positive. */
export const gainSchema = z.strictObject({
  estimate: z.number().positive(),
  low: z.number().positive(),
  high: z.number().positive(),
  /** Blocks behind the interval. */
  blocks: z.int().min(2),
});
export type Gain = Readonly<z.infer<typeof gainSchema>>;

export const gateNameSchema = z.enum(gateNames);

export const verdictSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("improved"), gain: gainSchema }),
  z.strictObject({ kind: z.literal("tied"), gain: gainSchema }),
  z.strictObject({ kind: z.literal("worse"), gain: gainSchema }),
  z.strictObject({ kind: z.literal("inconclusive"), gain: gainSchema }),
  z.strictObject({
    kind: z.literal("rejected"),
    gate: gateNameSchema,
    /** One sentence a person can act on. */
    reason: z.string(),
  }),
]);
/** What the judge, or a gate, says of a candidate. */
export type Verdict = Readonly<z.infer<typeof verdictSchema>>;

/** What one process of one version measured. */
export const sampleSchema = z.strictObject({
  /**
   * CPU nanoseconds: of one pass over the inputs for a function, of the whole command with its children for a
   * command. Null where the machine does not tell.
   */
  cpuNs: z.number().positive().nullable(),
  /** The same by wall clock. */
  wallNs: z.number().positive(),
  /** Most memory that was resident at once, in bytes. Null where the machine does not tell. */
  peakBytes: z.number().positive().nullable(),
  /** What the user's command or evaluator reported, by name. Empty for a function. */
  reported: z.record(z.string(), z.number()),
});
export type Sample = Readonly<z.infer<typeof sampleSchema>>;

/** One fresh baseline process and one fresh candidate process, adjacent, in random order. */
export const blockSchema = z.strictObject({
  baseline: sampleSchema,
  candidate: sampleSchema,
  /** Which of the two processes ran first. */
  first: z.enum(["baseline", "candidate"]),
});
export type Block = Readonly<z.infer<typeof blockSchema>>;

/** What is measured, and which way is better. */
export const metricSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("cpu") }),
  z.strictObject({ kind: z.literal("wall") }),
  z.strictObject({ kind: z.literal("peak-memory") }),
  z.strictObject({
    kind: z.literal("reported"),
    name: z.string().min(1),
    /** For people, such as "ops/s" or "ms"; null when it has none. */
    unit: z.string().min(1).nullable(),
    better: z.enum(["lower", "higher"]),
  }),
]);
export type Metric = Readonly<z.infer<typeof metricSchema>>;
