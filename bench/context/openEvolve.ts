import type { Tokenizer } from "../../src/adapters/models/tokenizer.ts";
import type { Code } from "../../src/engine/domain/candidate.ts";
import type { RunView } from "../../src/engine/domain/runView.ts";
import type { Random } from "../../src/engine/ports.ts";
import { codeOf } from "../../src/engine/search/population.ts";
import { editsBetween, editsText } from "./answers.ts";
import { type CallTokens, tokensPerMessage } from "./countingModel.ts";
import type { Kept } from "./lineage.ts";

/** What raw history shows, in numbers of versions. */
export interface History {
  /** The best of the island, with code. */
  readonly top: number;
  /** Those after them, with code. */
  readonly diverse: number;
  /** Drawn from the island, with code. */
  readonly inspirations: number;
  /** Earlier attempts: what changed, and how it did. */
  readonly attempts: number;
  /** Whether these have their code as well. */
  readonly attemptsHaveCode: boolean;
}

/** What OpenEvolve 0.2.25 does by default; it takes the best, not the latest, for earlier attempts. */
export const openEvolveDefaults: History = {
  top: 3,
  diverse: 2,
  inspirations: 3,
  attempts: 3,
  attemptsHaveCode: false,
};

/** Parent, 3 top, 3 previous and 5 inspirations, all with code. */
export const allWithCode: History = {
  top: 3,
  diverse: 0,
  inspirations: 5,
  attempts: 3,
  attemptsHaveCode: true,
};

/**
 * Tokens of the fixed words in OpenEvolve 0.2.25's default templates, counted with the o200k tokenizer. Its words are not
 * here, only how many they are.
 */
const fixed = {
  system: 48,
  request: 252,
  history: 9,
  attempt: 15,
  program: 15,
  inspirations: 18,
  inspiration: 18,
};
const islands = 5;
/** It writes this many characters of a change beside an inspiration at most. */
const longestChange = 100;

/**
 * The one call that a proposal takes with raw history: its size is that of OpenEvolve's templates filled in with the
 * lineage. Left out in its favour: outputs of the program, more than one metric, the feature values, and the thorough
 * reasoning that it asks for beside the edits.
 */
export function rawHistoryCall(
  { view, tokenizer, random }: { view: RunView; tokenizer: Tokenizer; random: Random },
  kept: Kept,
  history: History,
): CallTokens {
  const count = (text: string) => tokenizer.count(text);
  const [parent = 0] = kept.parents;
  const home = parent % islands;
  // Candidate 0 is on every island.
  const island = [
    0,
    ...view.candidates.map(({ number }) => number).filter((each) => each % islands === home),
  ];
  const best = island.toSorted((a, b) => gainOf(view, b) - gainOf(view, a));
  const others = shuffled(
    island.filter((each) => each !== parent),
    random,
  );
  const program = (number: number) => {
    const score = metric(view, number);
    return count(fenced(codeOf(view, number))) + count(score.value) + count(score.line);
  };
  const programs = best
    .slice(0, history.top + history.diverse)
    .map((number) => fixed.program + program(number));
  const inspirations = others.slice(0, history.inspirations).map((number) => {
    const change = changeOf(view, number);
    return fixed.inspiration + program(number) + (change.length < longestChange ? count(change) : 0);
  });
  const attempts = best.slice(0, history.attempts).map((number) => {
    const code = history.attemptsHaveCode ? count(fenced(codeOf(view, number))) : 0;
    return fixed.attempt + count(changeOf(view, number)) + count(metric(view, number).line) + code;
  });
  const own = metric(view, parent);
  const parts = [
    2 * tokensPerMessage + fixed.system + fixed.request + fixed.history,
    inspirations.length > 0 ? fixed.inspirations : 0,
    count(fenced(codeOf(view, parent))) + count(own.value) + count(own.line),
    ...programs,
    ...inspirations,
    ...attempts,
  ];
  return {
    role: "generator",
    input: parts.reduce((total, tokens) => total + tokens, 0),
    output: count(editsText(editsBetween(codeOf(view, parent), kept.code))),
  };
}

function metric(view: RunView, number: number): { readonly value: string; readonly line: string } {
  const value = gainOf(view, number).toFixed(4);
  return { value, line: `combined_score: ${value}` };
}

function gainOf(view: RunView, number: number): number {
  const verdict = view.candidates[number - 1]?.verdict;
  return number === 0 ? 1 : verdict == null || verdict.kind === "rejected" ? 0 : verdict.gain.estimate;
}

/** One line for each edit: the lines themselves when they are one, else how many they are. */
function changeOf(view: RunView, number: number): string {
  const parent = view.candidates[number - 1]?.parents[0];
  if (parent === undefined) return "";
  const said = (text: string) => {
    const lines = text.split("\n");
    return lines.length === 1 ? text.trim() : `${lines.length} lines`;
  };
  return editsBetween(codeOf(view, parent), codeOf(view, number))
    .map(({ search, replace }, index) => `${index + 1}: ${said(search)} / ${said(replace)}`)
    .join("\n");
}

/** The fences are of the fixed words. */
function fenced({ helpers, target }: Code): string {
  return `javascript\n${[...helpers, target].join("\n")}\n`;
}

function shuffled(numbers: readonly number[], random: Random): readonly number[] {
  return numbers
    .map((number) => ({ number, key: random.next() }))
    .sort((a, b) => a.key - b.key)
    .map(({ number }) => number);
}
