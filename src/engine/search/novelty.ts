import type { CandidateNumber, Code } from "../domain/candidate.ts";
import { grammarOf } from "../rewrite/text/grammar.ts";
import { tokensOf } from "../rewrite/text/lexer.ts";

/** A program already known. */
export interface Known {
  readonly number: CandidateNumber;
  readonly shingles: ReadonlySet<string>;
  /** It was better than its parents. */
  readonly gained: boolean;
}

/** What stands against trying a proposal. */
export interface NearDuplicate {
  readonly of: CandidateNumber;
  /** Jaccard similarity of the shingles, 0 to 1. */
  readonly similarity: number;
}

/** Tokens in one shingle: enough that order matters, few enough that one changed token spoils only five. */
const width = 5;

/**
 * From this similarity on, a proposal is a near-duplicate of one that gained nothing: what was tried in vain is not paid
 * for again. ShinkaEvolve refuses from the same value, on embeddings. One changed token reaches it in code of more than
 * some 200 tokens only.
 */
const vainSimilarity = 0.95;

/** From this similarity on, it is a near-duplicate of any: also a small step from a good one must be a step. */
export const anySimilarity = 0.985;

/**
 * The code as a set of runs of five tokens, without comments and layout; every number is the same token in it only if
 * it is the same number, since constants can matter. Code of fewer tokens is one shingle.
 * @param file path of the target's file, which tells the language.
 */
export function shinglesOf(file: string, { target, helpers }: Code): ReadonlySet<string> {
  const grammar = grammarOf(file);
  const shingles = new Set<string>();
  for (const text of [target, ...helpers]) {
    const tokens = tokensOf(text, grammar)
      .filter(({ kind }) => kind !== "space" && kind !== "line" && kind !== "comment")
      .map((token) => token.text);
    const last = Math.max(tokens.length - width, 0);
    for (let at = 0; at <= last; at++) shingles.add(tokens.slice(at, at + width).join("\u0000"));
  }
  return shingles;
}

/** Share of the shingles of both that they have in common: 1 for the same program, 0 for nothing in common. */
export function similarity(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const union = a.union(b).size;
  return union === 0 ? 1 : a.intersection(b).size / union;
}

/**
 * The known program that a proposal is a near-duplicate of, the most similar one; null for a novel proposal. Meant for
 * what a model proposes: a rewrite rule changes the meaning of little text on purpose.
 * @param exempt programs that the proposal is meant to be close to, such as the one it repairs.
 */
export function nearDuplicateOf(
  shingles: ReadonlySet<string>,
  known: readonly Known[],
  exempt: readonly CandidateNumber[] = [],
): NearDuplicate | null {
  let nearest: NearDuplicate | null = null;
  for (const { number, shingles: others, gained } of known) {
    if (exempt.includes(number)) continue;
    const threshold = gained ? anySimilarity : vainSimilarity;
    // The smaller of two sets bounds how similar they can be.
    const [small, large] = [shingles.size, others.size].sort((a, b) => a - b);
    if (small === undefined || large === undefined || small < threshold * large) continue;
    const own = similarity(shingles, others);
    if (own >= threshold && own > (nearest?.similarity ?? 0)) nearest = { of: number, similarity: own };
  }
  return nearest;
}
