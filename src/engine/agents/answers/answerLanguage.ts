import type { Baseline, Code, Span } from "../../domain/candidate.ts";

/** What reading an answer needs to know of a programming language and of the one target in it. Nothing here throws. */
export interface AnswerLanguage {
  /** For people and prompts: "TypeScript". */
  readonly name: string;
  /** What a fence calls it, in lower case, the usual one first. */
  readonly fences: readonly string[];
  /** False where any text could be code; then only what stands in fences is taken for it. */
  readonly recognizes: boolean;
  /** Finds the target in code that a model wrote: a function, a method by itself, or a whole file. */
  read(text: string): Reading;
  /** Why the code cannot stand in the target's place, syntax and signature included, as a sentence; null when it can. */
  problem(code: Code): string | null;
  /** Equal for codes that are the same program. */
  fingerprint(code: Code): string;
}

/** Where things are in a text that a model wrote. */
export interface Reading {
  /** Why it is no code of the language, as a sentence; null when it is. */
  readonly problem: string | null;
  /** Every function that could be the target; more than one is for nobody to choose from. */
  readonly targets: readonly Span[];
  /** Everything else, in order. */
  readonly others: readonly Declared[];
  /** Literals of more than one line, inside of which white space counts. */
  readonly literals: readonly Span[];
}

/** What stands beside the target. */
export interface Declared {
  /** `member`: beside the target in the class, object or function that holds it. `statement`: only does something. */
  readonly kind: "import" | "declaration" | "statement" | "member";
  /** Names it gives a meaning to; null where nobody can tell. */
  readonly names: readonly string[] | null;
  readonly span: Span;
}

/** What the shells know of a target, from which the languages here are made. */
export interface TargetPlace {
  /** For people: "TypeScript". */
  readonly name: string;
  readonly baseline: Baseline;
  /** All functions of a text that can be optimized; empty when it does not parse. */
  targets(text: string): readonly { readonly symbol: string; readonly region: Span }[];
  /** Why the region of the assembled file does not hold the target and nothing else, as a sentence; else null. */
  problem(code: Code): string | null;
  fingerprint(code: Code): string;
}

/** The reading of a text that is no code. */
export function unreadable(problem: string): Reading {
  return { problem, targets: [], others: [], literals: [] };
}

/** The functions with the target's symbol; else those with the last part of it, as a method written by itself has. */
export function namesakes(
  found: readonly { readonly symbol: string; readonly region: Span }[],
  symbol: string,
): readonly Span[] {
  const exact = found.filter((each) => each.symbol === symbol);
  const chosen = exact.length > 0 ? exact : found.filter((each) => symbol.endsWith(`.${each.symbol}`));
  return chosen.map(({ region }) => region);
}

/** `visit` of `Graph.visit`. */
export function lastName(symbol: string): string {
  return symbol.slice(symbol.lastIndexOf(".") + 1);
}
