import { type Baseline, baselineCode, type CandidateNumber, type Code } from "../domain/candidate.ts";
import type { RunView } from "../domain/runView.ts";
import type { Proposal } from "../ports.ts";
import { anySimilarity, nearDuplicateOf, shinglesOf, similarity } from "./novelty.ts";
import { codeOf } from "./population.ts";
import type { Transition } from "./transitions.ts";

export interface KnownProgramsOptions {
  readonly baseline: Baseline;
  /** Equal for codes that are the same program. */
  readonly fingerprint: (code: Code) => string;
}

/** Tells what has been tried before, exactly or nearly, so that nothing is paid for twice. */
export class KnownPrograms {
  readonly #options: KnownProgramsOptions;
  readonly #numbers = new Map<string, CandidateNumber>();
  readonly #shingles = new WeakMap<Code, ReadonlySet<string>>();

  constructor(options: KnownProgramsOptions) {
    this.#options = options;
    this.add(baselineCode(options.baseline), 0);
  }

  add(code: Code, number: CandidateNumber): void {
    this.#numbers.set(this.#options.fingerprint(code), number);
  }

  /** The candidate that is the same program; null for a new one. */
  twinOf(code: Code): CandidateNumber | null {
    return this.#numbers.get(this.#options.fingerprint(code)) ?? null;
  }

  /**
   * Why a proposal is not worth trying that is no twin of any, in a few words; null for a novel one and for that of a
   * rule, which changes little text on purpose.
   */
  objectionTo({ code, model }: Proposal, transitions: readonly Transition[]): string | null {
    if (model === undefined) return null;
    const known = transitions.map(({ child, reward }) => ({
      number: child.number,
      shingles: this.#shinglesOf(child.code),
      gained: (reward ?? 0) > 0,
    }));
    const near = nearDuplicateOf(this.#shinglesOf(code), known);
    return near === null ? null : `${Math.floor(100 * near.similarity)} % the same as candidate ${near.of}`;
  }

  /** Whether a child that achieved nothing is nearly a copy of a parent. */
  isLazy(view: RunView, { child, parents, reward, verdict }: Transition): boolean {
    if ((reward ?? 0) > 0 || verdict.kind === "rejected") return false;
    const own = this.#shinglesOf(child.code);
    return parents.some((parent) => similarity(own, this.#shinglesOf(codeOf(view, parent))) >= anySimilarity);
  }

  #shinglesOf(code: Code): ReadonlySet<string> {
    const known = this.#shingles.get(code);
    const shingles = known ?? shinglesOf(this.#options.baseline.file, code);
    if (known === undefined) this.#shingles.set(code, shingles);
    return shingles;
  }
}
