import type { Calibration } from "./events.ts";
import { gainText } from "./gainText.ts";
import type { Gain } from "./verdict.ts";

/** `1.3 %`: how far two identical versions typically seem to differ. */
export function noiseText({ sigma }: Calibration): string {
  return percentText(Math.expm1(sigma));
}

/** `2 %`: the smallest gain worth having. */
export function smallestGainText({ smallestGain }: Calibration): string {
  return percentText(smallestGain - 1);
}

function percentText(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}

/** Why blocks do not tell whether a candidate is better, in a sentence. @param calibration null when it is not known. */
export function inconclusiveText(gain: Gain, calibration: Calibration | null): string {
  const interval = gainText(gain);
  if (calibration === null) return `${gain.blocks} blocks leave it open: ${interval}.`;
  const worth = smallestGainText(calibration);
  return gain.low > calibration.smallestGain
    ? `Its interval ${interval} is above the ${worth} worth having, but the second clock, the middle of the blocks or a constraint leaves it open.`
    : `${gain.blocks} blocks leave it open: ${interval} does not tell a gain of ${worth} from none.`;
}
