import type { CandidateNumber } from "../domain/candidate.ts";
import type { CandidateView } from "../domain/runView.ts";

/** Number of an approach, in the order in which approaches first appeared; 0 is the baseline's. */
export type Approach = number;

/** From this share of common words on, two abstracts are about the same approach. */
const sameApproach = 0.5;
/** Beyond this many, what is new joins what it is most like: cells must stay few enough to be filled. */
const mostApproaches = 16;

/**
 * Sorts candidates into approaches by the words of their abstracts: each joins the approach whose first member it is
 * most like, or founds one (leader clustering). Candidates are taken in order of number, so that an approach once given
 * stays, and the same candidates always give the same approaches.
 */
export class Approaches {
  readonly #leaders: ReadonlySet<string>[] = [new Set()];
  readonly #names: string[] = ["the baseline"];
  readonly #known: Approach[] = [0];

  /** The approach of a candidate, all of whose predecessors are judged. @param candidates those of the run, in order. */
  of(number: CandidateNumber, candidates: readonly CandidateView[]): Approach {
    while (this.#known.length <= number) {
      const candidate = candidates[this.#known.length - 1];
      if (candidate === undefined) throw new RangeError(`there is no candidate ${number} to sort`);
      this.#known.push(this.#sort(candidate));
    }
    return this.#known[number] ?? 0;
  }

  /** What an approach is about: the first phrase of the candidate that founded it. */
  nameOf(approach: Approach): string {
    return this.#names[approach] ?? "";
  }

  #sort(candidate: CandidateView): Approach {
    const words = wordsOf(candidate);
    let nearest = { approach: 0, shared: 0 };
    for (const [approach, leader] of this.#leaders.entries()) {
      const shared = overlap(words, leader);
      if (shared > nearest.shared) nearest = { approach, shared };
    }
    if (nearest.shared >= sameApproach) return nearest.approach;
    if (this.#leaders.length >= mostApproaches) return nearest.approach;
    this.#names.push(candidate.abstract?.introduces[0] ?? candidate.summary);
    return this.#leaders.push(words) - 1;
  }
}

const empty = /^(?:a|an|and|as|at|by|for|from|in|into|is|it|its|no|of|on|or|over|per|that|the|to|with)$/;

/** The words of what a candidate introduces and inherits; of its summary when it has no abstract. */
function wordsOf({ abstract, operator, summary }: CandidateView): ReadonlySet<string> {
  const phrases = abstract === null ? [] : [...abstract.introduces, ...abstract.inherits];
  const text = phrases.length === 0 ? `${operator} ${summary}` : phrases.join(" ");
  const words = text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
  return new Set(words.filter((word) => !empty.test(word)).map((word) => word.replace(/(?<=\w{3})s$/, "")));
}

function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const union = a.union(b).size;
  return union === 0 ? 0 : a.intersection(b).size / union;
}
