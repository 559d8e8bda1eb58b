import type { CandidateNumber } from "../domain/candidate.ts";
import { type CandidateView, candidateOf, type RunView } from "../domain/runView.ts";
import { codeBytes } from "../judge/codeSize.ts";
import type { Approach, Approaches } from "./approaches.ts";
import type { Member } from "./population.ts";

/** How the time of a version grows, as far as is known. */
export type GrowthClass = "1" | "log n" | "n" | "n log n" | "n²" | "n³" | "other" | "unknown";

/** Where a version lies on the grid of features that mean something to a person. */
export interface Cell {
  /** Size of the code relative to the baseline's, in steps of √2: 2 is twice as long; from −4 to 4. */
  readonly size: number;
  readonly growth: GrowthClass;
  readonly approach: Approach;
}

/** The best of a cell. */
export interface Elite extends Member {
  readonly cell: Cell;
}

const widestSize = 4;

/**
 * The MAP-Elites archive (Mouret & Clune 2015): of each cell the member with the highest fitness, which is a lower
 * bound; the best of all first. The best member of all is always among them.
 * @param members best first.
 */
export function archiveOf(
  view: RunView,
  members: readonly Member[],
  approaches: Approaches,
): readonly Elite[] {
  const elites = new Map<string, Elite>();
  for (const member of members) {
    const cell = cellOf(view, member.number, approaches);
    const key = cellKey(cell);
    if (!elites.has(key)) elites.set(key, { ...member, cell });
  }
  return [...elites.values()];
}

/** The cell of the baseline (0) or of a judged candidate, all of whose predecessors are judged too. */
export function cellOf(view: RunView, number: CandidateNumber, approaches: Approaches): Cell {
  const candidate = candidateOf(view, number);
  const approach = approaches.of(number, view.candidates);
  if (candidate === null) return { size: 0, growth: "unknown", approach };
  const ratio = Math.max(codeBytes(candidate.code), 1) / Math.max(codeBytes(view.baseline), 1);
  const size = Math.round(2 * Math.log2(ratio));
  return {
    size: Math.min(Math.max(size, -widestSize), widestSize) + 0,
    growth: growthOf(candidate),
    approach,
  };
}

/** Equal for equal cells. */
export function cellKey({ size, growth, approach }: Cell): string {
  return `${size} ${growth} ${approach}`;
}

/**
 * How the time of a candidate grows: as it was measured with its confirmation; else as its abstract says, in the words
 * of a Summarizer ("quadratic", "binary search", "loops nested 2 deep").
 */
function growthOf({ confirmation, abstract }: CandidateView): GrowthClass {
  const measured = confirmation?.growth?.candidate.label;
  if (measured !== undefined) return classes.find((known) => known === measured) ?? "other";
  const text = [...(abstract?.introduces ?? []), ...(abstract?.inherits ?? [])].join("; ");
  return spoken.find(({ says }) => says.test(text))?.growth ?? "unknown";
}

const classes = ["1", "log n", "n", "n log n", "n²", "n³"] as const;

/** The fastest growth that is spoken of decides. */
const spoken: readonly { readonly growth: GrowthClass; readonly says: RegExp }[] = [
  { growth: "n³", says: /\bcubic\b|n³|n\^3|\bnested [3-9] deep\b/i },
  {
    growth: "n²",
    says: /\bquadratic\b|n²|n\^2|\bnested 2 deep\b|\b(?:scan|sort|moves? elements)\b.* in a loop/i,
  },
  { growth: "n log n", says: /n log n|\bsort(?:s|ed|ing)?\b/i },
  { growth: "n", says: /\blinear\b|O\(n\)|\bone level of loops\b|\bsingle pass\b/i },
  { growth: "log n", says: /\blogarithmic\b|\blog n\b|\bbinary search\b/i },
  { growth: "1", says: /\bconstant[- ]time\b|O\(1\)|\bclosed form\b/i },
];
