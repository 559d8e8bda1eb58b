import { candidateLabel } from "../../engine/domain/candidate.ts";
import type { RunId } from "../../engine/domain/runSpec.ts";
import type { Gain, Verdict } from "../../engine/domain/verdict.ts";
import type { Holding } from "../../engine/ports.ts";

const subjectLength = 72;

/** The message of commit 0. */
export function baselineMessage(run: RunId): string {
  return message(`Evolvent baseline of ${run}`, [
    ["Run", run],
    ["Candidate", candidateLabel(0)],
  ]);
}

/**
 * The message of a candidate: what changed as the subject, then trailers that `git log --format=%(trailers)`
 * reads. Without a verdict it is one that is still being judged.
 */
export function candidateMessage(run: RunId, holding: Holding, verdict: Verdict | null): string {
  const subject = oneLine(holding.summary) || oneLine(holding.operator) || "Candidate";
  return message(subject, [
    ["Run", run],
    ["Candidate", candidateLabel(holding.number)],
    ["Operator", holding.operator],
    ...(verdict === null ? [] : verdictTrailers(verdict)),
  ]);
}

function verdictTrailers(verdict: Verdict): readonly (readonly [string, string])[] {
  if (verdict.kind !== "rejected") {
    return [
      ["Verdict", verdict.kind],
      ["Gain", gainText(verdict.gain)],
    ];
  }
  return [
    ["Verdict", verdict.kind],
    ["Gate", verdict.gate],
    ["Reason", verdict.reason],
  ];
}

/** `1.84 (1.80 to 1.88)`. */
function gainText({ estimate, low, high }: Gain): string {
  return `${estimate.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}

function message(subject: string, trailers: readonly (readonly [string, string])[]): string {
  const lines = trailers.map(([name, value]) => `Evolvent-${name}: ${oneLine(value)}`);
  return `${shortened(subject)}\n\n${lines.join("\n")}\n`;
}

/** Without line breaks, control, formatting and unpaired characters, which could forge trailers or fool a terminal. */
function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/\p{Cf}+/gu, "")
    .replace(/ {2,}/g, " ")
    .trim();
}

function shortened(subject: string): string {
  const characters = [...subject];
  if (characters.length <= subjectLength) return subject;
  return `${characters
    .slice(0, subjectLength - 1)
    .join("")
    .trimEnd()}…`;
}
