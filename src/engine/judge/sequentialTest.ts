import { mean, sampleStandardDeviation } from "simple-statistics";
import type { Block, Verdict } from "../domain/verdict.ts";
import { isMachineBusy } from "./busyMachine.ts";
import { oversizeShown, violationShown } from "./constraints.ts";
import { isDrifting } from "./drift.ts";
import { evidenceFor, gainData, gainShown, isExact, isFutile } from "./evidence.ts";
import type { Caution, Decision, Terms } from "./judge.ts";
import { lookAlpha, looks, mostTestBlocks } from "./looks.ts";
import { studentQuantile } from "./student.ts";

const screenBlocks = 3;

/**
 * See `Judge.decide`. The blocks of the screen count in the test too: giving up early never makes a false accept
 * more likely.
 */
export function decide(blocks: readonly Block[], terms: Terms): Decision {
  const oversize = oversizeShown(terms);
  if (oversize !== null) return decided(rejected(oversize), blocks, terms);
  const screen = blocks.slice(0, screenBlocks);
  if (screen.length < screenBlocks) return { kind: "measure", blocks: screenBlocks - screen.length };
  const screened = isExact(screen, terms) ? look(screen, terms) : screenOut(screen, terms);
  if (screened !== null) return decided(screened, screen, terms);
  const first = test(blocks, terms);
  if (
    first.kind === "measure" ||
    first.verdict.kind === "inconclusive" ||
    !first.cautions.includes("drift")
  ) {
    return first;
  }
  // Something changed meanwhile: what was measured is not one sample, and the test begins again, once.
  return test(blocks.slice(first.used), terms);
}

type Attempt =
  | Extract<Decision, { kind: "measure" }>
  | (Extract<Decision, { kind: "decided" }> & { readonly used: number });

function test(blocks: readonly Block[], terms: Terms): Attempt {
  for (const count of looks) {
    if (blocks.length < count) return { kind: "measure", blocks: count - blocks.length };
    const seen = blocks.slice(0, count);
    const verdict = look(seen, terms);
    if (verdict !== null) return { ...decided(verdict, seen, terms), used: count };
  }
  const all = blocks.slice(0, mostTestBlocks);
  return { ...decided({ kind: "inconclusive", gain: gainShown(all, terms) }, all, terms), used: all.length };
}

/** What one look at fresh blocks decides; null when more are needed. */
function look(blocks: readonly Block[], terms: Terms): Verdict | null {
  const violation = violationShown(blocks, terms, 1 - lookAlpha);
  if (violation !== null) return rejected(violation);
  if (evidenceFor(blocks, terms) <= lookAlpha) return { kind: "improved", gain: gainShown(blocks, terms) };
  return isFutile(blocks, terms) ? dismissal(blocks, terms) : null;
}

/** Drops what the first blocks make unlikely to be worth having; null for what deserves the test. */
function screenOut(screen: readonly Block[], terms: Terms): Verdict | null {
  const data = [...gainData(screen, terms)];
  const spread = Math.max(sampleStandardDeviation(data), terms.calibration.sigma);
  const hope = mean(data) + (studentQuantile(0.9, data.length - 1) * spread) / Math.sqrt(data.length);
  return hope < Math.log(terms.calibration.smallestGain) ? dismissal(screen, terms) : null;
}

/** Worse when the whole interval of the gain is below 1, else tied. */
function dismissal(blocks: readonly Block[], terms: Terms): Verdict {
  const gain = gainShown(blocks, terms);
  return { kind: gain.high < 1 ? "worse" : "tied", gain };
}

function rejected(reason: string): Verdict {
  return { kind: "rejected", gate: "constraints", reason };
}

function decided(
  verdict: Verdict,
  blocks: readonly Block[],
  terms: Terms,
): Extract<Decision, { kind: "decided" }> {
  return { kind: "decided", verdict, cautions: cautionsOf(blocks, terms) };
}

/** What a person should know of these blocks. */
export function cautionsOf(blocks: readonly Block[], terms: Terms): readonly Caution[] {
  return [
    ...(isDrifting(gainData(blocks, terms)) ? (["drift"] as const) : []),
    ...(isMachineBusy(blocks, terms.metric) ? (["busy"] as const) : []),
  ];
}
