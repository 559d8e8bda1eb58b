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

/** One fresh baseline process and one fresh candidate process, adjacent, in random order. */
export const blockSchema = z.strictObject({
  /** CPU nanoseconds per pass over the inputs, the sum of the per-input minima over rounds. */
  baselineCpuNs: z.number().positive(),
  candidateCpuNs: z.number().positive(),
  /** The same by wall clock. */
  baselineWallNs: z.number().positive(),
  candidateWallNs: z.number().positive(),
  /** Which of the two processes ran first. */
  first: z.enum(["baseline", "candidate"]),
});
export type Block = Readonly<z.infer<typeof blockSchema>>;

/** The datum of a block: ln(baseline / candidate) of CPU time; above 0 when the candidate is faster. */
export function blockDatum(block: Block): number {
  return Math.log(block.baselineCpuNs / block.candidateCpuNs);
}
