import { type Baseline, baselineCode, type CandidateNumber, type Code } from "../domain/candidate.ts";
import type { RunView } from "../domain/runView.ts";
import type { Proposal } from "../ports.ts";
import { anySimilarity, nearDuplicateOf, shinglesOf, similarity } from "./novelty.ts";
import { codeOf } from "./population.ts";
import type { Transition } from "./transitions.ts";

/** A proposal that was dropped before it cost anything. */
export interface Discarded {
  readonly parents: readonly CandidateNumber[];
  readonly operator: string;
  readonly reason: string;
}

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

  /**
   * The proposals that are neither a known program nor, when a model wrote them, nearly a copy of one. A rule may change
   * as little as it likes, since it does so on purpose; it also offers again and again what it can do to a parent, so
   * that of its duplicates only those of a crossover are told.
   * @param repaired the rejected candidate that they repair, which they are meant to be close to.
   */
  novel(
    offered: readonly Proposal[],
    parents: readonly CandidateNumber[],
    transitions: readonly Transition[],
    discard: (discarded: Discarded) => void,
    repaired: CandidateNumber | null = null,
  ): readonly Proposal[] {
    return offered.filter((proposal) => {
      const { operator, author, code } = proposal;
      const twin = this.#numbers.get(this.#options.fingerprint(code));
      if (twin !== undefined) {
        const reason = `the same program as ${twin === 0 ? "the baseline" : `candidate ${twin}`}`;
        if (parents.length > 1 || author !== undefined) discard({ parents, operator, reason });
        return false;
      }
      const reason = author === undefined ? null : this.#likeness(code, transitions, repaired);
      if (reason !== null) discard({ parents, operator, reason });
      return reason === null;
    });
  }

  /** Whether a child that achieved nothing is nearly a copy of a parent. */
  isLazy(view: RunView, { child, parents, reward, verdict }: Transition): boolean {
    if ((reward ?? 0) > 0 || verdict.kind === "rejected") return false;
    const own = this.#shinglesOf(child.code);
    return parents.some((parent) => similarity(own, this.#shinglesOf(codeOf(view, parent))) >= anySimilarity);
  }

  /** What a program is nearly a copy of, in a few words; null for a novel one. */
  #likeness(code: Code, transitions: readonly Transition[], repaired: CandidateNumber | null): string | null {
    const known = transitions.map(({ child, reward }) => ({
      number: child.number,
      shingles: this.#shinglesOf(child.code),
      gained: (reward ?? 0) > 0,
    }));
    const near = nearDuplicateOf(this.#shinglesOf(code), known, repaired === null ? [] : [repaired]);
    return near === null ? null : `${Math.floor(100 * near.similarity)} % the same as candidate ${near.of}`;
  }

  #shinglesOf(code: Code): ReadonlySet<string> {
    const known = this.#shingles.get(code);
    const shingles = known ?? shinglesOf(this.#options.baseline.file, code);
    if (known === undefined) this.#shingles.set(code, shingles);
    return shingles;
  }
}
