import type { Profile } from "../../engine/domain/events.ts";
import type { Heard } from "./harnessConversation.ts";

/** Fewer say too little. */
const fewestSamples = 50;
const leastShare = 0.03;
const mostLines = 5;

/** Where the time of a target goes; null when too little was seen of it. */
export function profileOf({ messages }: Heard): Profile | null {
  const found = messages.find((message) => message.kind === "profile");
  if (found === undefined || found.samples < fewestSamples) return null;
  const { lines, builtins, garbage, elsewhere } = found;
  const all = lines.reduce((sum, { time }) => sum + time, builtins + garbage + elsewhere);
  if (all === 0) return null;
  const shares = lines
    .map(({ line, time }) => ({ line, share: time / all }))
    .filter(({ share }) => share >= leastShare)
    .toSorted((one, other) => other.share - one.share || one.line - other.line)
    .slice(0, mostLines);
  return { lines: shares, builtins: builtins / all, garbage: garbage / all };
}
