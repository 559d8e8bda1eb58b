import { blockDatum } from "../domain/blockDatum.ts";
import { metricName } from "../domain/metricText.ts";
import type { Constraint } from "../domain/runSpec.ts";
import type { Block, Metric } from "../domain/verdict.ts";
import { gainFrom } from "./gain.ts";
import type { Terms } from "./judge.ts";
import { lookAlpha, mostTestBlocks } from "./looks.ts";
import { PairedData, rounding } from "./pairedData.ts";

/** What a constraint is about: something that blocks measure, or the size of the code, which is known without. */
export function constrainedMetric({ metric, better = "lower" }: Constraint): Metric | "code-size" {
  switch (metric) {
    case "code-size":
    case "cpu":
    case "wall":
    case "peak-memory":
      return metric === "code-size" ? metric : { kind: metric };
    default:
      return { kind: "reported", name: metric, unit: null, better };
  }
}

/** The worst d that still keeps the constraint. */
function constraintThreshold({ tolerance }: Constraint): number {
  return -Math.log(tolerance);
}

/** One-sided p-value of each constraint that the blocks measure, against the hypothesis that it does not hold. */
export function constraintTails(blocks: readonly Block[], { constraints }: Terms): readonly number[] {
  return constraints.flatMap((constraint) => {
    const data = constraintData(blocks, constraint);
    return data === null ? [] : [new PairedData(data, 0).tail(constraintThreshold(constraint))];
  });
}

/**
 * Says how the blocks show that a constraint is violated, in a sentence; null when they show it of none.
 * @param confidence of the one-sided bound that must lie beyond what is tolerated.
 */
export function violationShown(
  blocks: readonly Block[],
  { constraints }: Terms,
  confidence: number,
): string | null {
  for (const constraint of constraints) {
    const data = constraintData(blocks, constraint);
    if (data === null) continue;
    if (new PairedData(data, 0).upper(confidence) < constraintThreshold(constraint) - rounding) {
      return violationText(constraint, data);
    }
  }
  return null;
}

/**
 * The smallest tolerance that the most blocks of a test would show an identical version to keep.
 * @param blocks of the baseline against itself, at least two.
 */
export function leastTolerance(blocks: readonly Block[], constraint: Constraint): number {
  const data = constraintData(blocks, constraint);
  if (data === null) return 1;
  return Math.exp(new PairedData(data, 0).margin(1 - lookAlpha, mostTestBlocks));
}

/** Says that the code is larger than is tolerated, in a sentence; null when it is not, or may be of any size. */
export function oversizeShown({ constraints, codeSize }: Terms): string | null {
  for (const constraint of constraints) {
    if (constrainedMetric(constraint) !== "code-size") continue;
    const excess = isHigherDemanded(constraint) ? 1 / codeSize : codeSize;
    if (excess > constraint.tolerance * (1 + rounding)) {
      return `Its code size is ${codeSize.toFixed(2)} times the baseline's, exactly, but ${allowance(constraint)}.`;
    }
  }
  return null;
}

/** d of each block in what the constraint is about, above 0 when the candidate is better; null for the code's size. */
export function constraintData(blocks: readonly Block[], constraint: Constraint): readonly number[] | null {
  const metric = constrainedMetric(constraint);
  if (metric === "code-size") return null;
  const turned = metric.kind !== "reported" && isHigherDemanded(constraint);
  return blocks.map((block) => (turned ? -1 : 1) * blockDatum(block, metric));
}

function violationText(constraint: Constraint, data: readonly number[]): string {
  // The sentence is about the value itself, not about how much better it is.
  const raised = isHigherDemanded(constraint) ? data : data.map((datum) => -datum);
  const ratio = gainFrom(raised);
  const [estimate, low, high] = [ratio.estimate, ratio.low, ratio.high].map((value) => value.toFixed(2));
  return `Its ${constraintName(constraint)} is ${estimate} times the baseline's (95 % interval ${low}–${high}), but ${allowance(constraint)}.`;
}

function allowance(constraint: Constraint): string {
  return isHigherDemanded(constraint)
    ? `at least ${(1 / constraint.tolerance).toPrecision(3)} times is demanded`
    : `at most ${constraint.tolerance} times is allowed`;
}

/** What a constraint is about, for people. */
export function constraintName(constraint: Constraint): string {
  const metric = constrainedMetric(constraint);
  return metric === "code-size" ? "code size" : metricName(metric);
}

function isHigherDemanded({ better }: Constraint): boolean {
  return better === "higher";
}
