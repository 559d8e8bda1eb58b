import type { Direction } from "../../domain/candidate.ts";
import { silentVoice } from "../../domain/userVoice.ts";
import { creditOf } from "../../search/credit.ts";
import { sameText, tidy } from "../phrases.ts";
import { mostDirections, type NavigatorInput } from "./navigator.ts";
import { refusalOf } from "./refusals.ts";

export interface Idea {
  readonly idea: string;
  /** Operators that follow it; empty when it is for a language model only. */
  readonly operators: readonly string[];
}

/** The directions known in the run, in force first. */
export function knownDirections({ directions, earlier = [] }: NavigatorInput): readonly Direction[] {
  return [...directions, ...earlier.toReversed()];
}

/**
 * The ideas as directions: what the user pinned first, nothing that is refused or said twice, five at most. A known
 * idea keeps its id; a new one gets an id that no direction and no child ever had.
 */
export function directionsFrom(ideas: readonly Idea[], input: NavigatorInput): readonly Direction[] {
  const { transitions, operators, voice = silentVoice } = input;
  const known = knownDirections(input);
  const used = transitions.flatMap(({ child }) => child.direction ?? []);
  let next = Math.max(-1, ...known.map(({ id }) => id), ...used) + 1;
  const pinned = voice.pinned.map((idea) => ({ idea: tidy(idea), operators: namedIn(idea, operators) }));
  const chosen: Direction[] = [];
  for (const { idea, operators: followed } of [...pinned, ...ideas]) {
    if (chosen.length === mostDirections) break;
    if (refusalOf(idea, voice.forbidden) !== null) continue;
    if (chosen.some((other) => sameText(other.idea, idea))) continue;
    const id = known.find((direction) => sameText(direction.idea, idea))?.id ?? next++;
    const { mean, trials } = creditOf(transitions.filter(({ child }) => child.direction === id));
    chosen.push({ id, idea, operators: followed, credit: mean, trials });
  }
  return chosen;
}

/** The operators whose names stand in the text. */
export function namedIn(text: string, operators: readonly string[]): readonly string[] {
  const words = text.toLowerCase().split(/[^\p{L}\p{N}_-]+/u);
  return operators.filter((operator) => words.includes(operator.toLowerCase()));
}
