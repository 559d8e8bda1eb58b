import { gainText } from "../../src/engine/domain/gainText.ts";
import type { CandidateModel, LineageModel } from "../../src/protocol/lineageModel.ts";
import { type Standing, standingOf, standings } from "./standing.ts";
import { count, nameOf, standingWords } from "./words.ts";

/** How many candidates stand how; those that none has are left out, in the order of `standings`. */
export function tally(candidates: readonly CandidateModel[]): readonly (readonly [Standing, number])[] {
  const counts = new Map<Standing, number>();
  for (const candidate of candidates) {
    const standing = standingOf(candidate);
    counts.set(standing, (counts.get(standing) ?? 0) + 1);
  }
  return standings.flatMap((standing) => {
    const quantity = counts.get(standing);
    return quantity === undefined ? [] : [[standing, quantity] as const];
  });
}

/** `0017, 1.84× (1.80–1.88), confirmed`; null while none leads. */
export function leaderText({ header, candidates }: LineageModel): string | null {
  const leader = header.leader === null ? undefined : candidates[header.leader - 1];
  if (leader === undefined || leader.gain === null) return null;
  const confirmed = leader.confirmation?.confirmed === true ? "confirmed" : "not confirmed yet";
  return `${nameOf(leader.number)}, ${gainText(leader.gain)}, ${confirmed}`;
}

/** The drawing in one sentence, for those who cannot see it. */
export function lineageSummary(model: LineageModel): string {
  const { candidates } = model;
  if (candidates.length === 0) return "Lineage: the baseline and no candidate yet.";
  const parts = tally(candidates).map(
    ([standing, quantity]) => `${quantity} ${standingWords[standing].toLowerCase()}`,
  );
  const leader = leaderText(model);
  return (
    `Lineage of ${count(candidates.length, "candidate")}: ${parts.join(", ")}. ` +
    `${leader === null ? "None leads." : `Best: ${leader}.`} The list of candidates has the details.`
  );
}

/** What to say aloud when a run has moved on; empty when nothing is worth it. */
export function announcement(before: LineageModel, after: LineageModel): string {
  const verdicts = after.candidates.filter(
    (candidate, index) => candidate.verdict !== null && (before.candidates[index]?.verdict ?? null) === null,
  );
  const said = verdicts.length > 3 ? [`${verdicts.length} candidates judged.`] : verdicts.map(verdictNews);
  if (after.header.leader !== null && after.header.leader !== before.header.leader)
    said.push(`Best so far: ${leaderText(after) ?? nameOf(after.header.leader)}.`);
  if (after.header.end !== null && before.header.end === null) said.push(after.header.end.reason);
  return said.join(" ");
}

function verdictNews(candidate: CandidateModel): string {
  const gain = candidate.gain === null ? "" : ` ${gainText(candidate.gain)}`;
  return `${nameOf(candidate.number)} ${standingWords[standingOf(candidate)].toLowerCase()}${gain}.`;
}
