import type { EndOutcome } from "../../src/engine/domain/events.ts";
import type { LineageModel } from "../../src/protocol/lineageModel.ts";
import { leaderText } from "./summaries.ts";
import { count, durationText } from "./words.ts";

const outcomeWords: Readonly<Record<EndOutcome, string>> = {
  improved: "Improved",
  "nothing-better": "Nothing better found",
  stopped: "Stopped",
  failed: "Failed",
};

/** Where the run is, in a word or two. */
export function statusWord({ header }: LineageModel, stopping: boolean): string {
  if (header.end !== null) return outcomeWords[header.end.outcome];
  if (stopping) return "Stopping";
  return header.facts === null ? "Preparing" : "Running";
}

/** How far the run is, or why it ended. @param now milliseconds since the Unix epoch. */
export function statusText({ header, candidates }: LineageModel, now: number): string {
  if (header.end !== null) return header.end.reason;
  if (header.facts === null) return "The baseline, its tests and its inputs are being run.";
  const judged = candidates.filter(({ verdict }) => verdict !== null).length;
  const left = header.startedAt + header.budget.minutes * 60_000 - now;
  if (candidates.length === 0) return `Looking for the first candidate · ${timeLeft(left)}`;
  return `${judged} of ${count(header.budget.candidates, "candidate")} · ${timeLeft(left)}`;
}

/** What leads, as the label of a link to it; null while nothing does. */
export function bestText(model: LineageModel): string | null {
  const leader = leaderText(model);
  if (leader === null) return null;
  return `${model.header.end === null ? "Best so far" : "Best"}: ${leader}`;
}

/** Share of the budget used, by candidates or by time, whichever is further; in [0, 1]. */
export function progressOf({ header, candidates }: LineageModel, now: number): number {
  const judged = candidates.filter(({ verdict }) => verdict !== null).length;
  const elapsed = (now - header.startedAt) / (header.budget.minutes * 60_000);
  return Math.min(1, Math.max(0, judged / header.budget.candidates, elapsed));
}

function timeLeft(ms: number): string {
  if (ms <= 0) return "finishing";
  if (ms < 60_000) return `${durationText(Math.ceil(ms / 5000) * 5000)} left`;
  return `${Math.ceil(ms / 60_000)} min left`;
}
