import type { Proposal, ProposalRequest, Proposer, Random } from "../ports.ts";
import { Bandit, type Pull } from "./bandit.ts";
import { armOf } from "./credit.ts";

/** Proposers that are asked together: rules, which are free, or models, which are paid for each time. */
type Kind = "rules" | "models";

/**
 * Asks proposers. Rules and models compete: where there are both, one kind is asked, by what its children earned for
 * what they cost, and the other only when nothing comes of it.
 */
export class Asking {
  readonly #proposers: ReadonlyMap<Kind, readonly Proposer[]>;
  /** Operators that models were seen to carry out. */
  readonly #modelled = new Set<string>();

  readonly #repairing: readonly Proposer[];

  constructor(proposers: readonly Proposer[]) {
    this.#repairing = proposers.filter(({ repairs }) => repairs === true);
    this.#proposers = Map.groupBy(proposers, ({ varies }) => (varies === true ? "models" : "rules"));
  }

  /** Whether asking again may bring something else. */
  get varies(): boolean {
    return this.#proposers.has("models");
  }

  /**
   * What proposers offer, kind by kind; the next kind is not asked before it is wanted.
   * @param pulls of the candidates judged so far.
   */
  async *ask(
    request: ProposalRequest,
    pulls: readonly Pull[],
    random: Random,
  ): AsyncGenerator<readonly Proposal[]> {
    for (const kind of this.#inOrder(pulls, random)) {
      const proposers = this.#proposers.get(kind) ?? [];
      const offered = (await Promise.all(proposers.map((proposer) => proposer.propose(request)))).flat();
      for (const { operator, author } of offered) if (author !== undefined) this.#modelled.add(operator);
      yield offered;
    }
  }

  /** Says that a model was paid for the operator, though nothing may have come of it. */
  paidFor(operator: string): void {
    this.#modelled.add(operator);
  }

  /** What rules offer, without a look at what they earned. */
  async rules(request: ProposalRequest): Promise<readonly Proposal[]> {
    const proposers = this.#proposers.get("rules") ?? [];
    return (await Promise.all(proposers.map((proposer) => proposer.propose(request)))).flat();
  }

  /** Whether some proposer can repair a rejected candidate. */
  get repairs(): boolean {
    return this.#repairing.length > 0;
  }

  /** What proposers offer that can repair. */
  async *repair(request: ProposalRequest): AsyncGenerator<readonly Proposal[]> {
    yield (await Promise.all(this.#repairing.map((proposer) => proposer.propose(request)))).flat();
  }

  #inOrder(pulls: readonly Pull[], random: Random): readonly Kind[] {
    const kinds = [...this.#proposers.keys()];
    if (kinds.length < 2) return kinds;
    const kindOf = (operator: string): Kind => (this.#modelled.has(operator) ? "models" : "rules");
    const bandit = new Bandit(pulls.map((pull) => ({ ...pull, ...armOf(kindOf(pull.operator)) })));
    const first = bandit.pick(
      kinds.map((kind) => ({ ...armOf(kind), kind })),
      random,
    );
    return kinds.toSorted((a, b) => Number(b === first?.kind) - Number(a === first?.kind));
  }
}
