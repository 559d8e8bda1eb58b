import type { Block, Metric } from "../domain/verdict.ts";
import { calibrate } from "./calibration.ts";
import { confirm, confirmationLooks } from "./confirmation.ts";
import type { CalibrationDecision, ConfirmationDecision, Decision, Finalist, Judge, Terms } from "./judge.ts";
import { decide } from "./sequentialTest.ts";

/**
 * The protocol of docs/measurement.md: blocks of the baseline against itself tell the noise; three blocks screen a
 * candidate; a sequential test, with looks at 5, 8, 12, 20 and 30 blocks, judges it; and the finalists are confirmed
 * on fresh blocks, jointly at a stricter error.
 */
export class SequentialJudge implements Judge {
  readonly finalists = 3;
  readonly confirmationBlocks = confirmationLooks[0];
  readonly mostConfirmationBlocks = confirmationLooks[1];

  calibrate(blocks: readonly Block[], metric: Metric): CalibrationDecision {
    return calibrate(blocks, metric);
  }

  decide(blocks: readonly Block[], terms: Terms): Decision {
    return decide(blocks, terms);
  }

  confirm(finalists: readonly Finalist[], alpha: number): ConfirmationDecision {
    return confirm(finalists, alpha);
  }
}
