import type { Change, Code } from "../domain/candidate.ts";
import type { Proposal, ProposalRequest, Random } from "../ports.ts";
import type { Asking } from "./asking.ts";
import type { Transition } from "./transitions.ts";

/** The operator of a candidate that is several rewrites, one after the other; each is named in its changes. */
export const chainOperator = "chain";

/** Most rewrites in one candidate. An abstract has as many phrases. */
const mostChanges = 4;
/** How often a rewrite is followed by another one, at the most and at the least. */
const mostOften = 0.8;
const leastOften = 0.05;
/** How many of the latest rewrites, and of the latest chains, are looked at; what they are taken for before. */
const lookBack = 16;
const priorTrials = 2;
const priorSound = 0.5;

/** What a rewrite is extended by. */
export interface Extending {
  /** What the rewrite was offered for. */
  readonly request: ProposalRequest;
  readonly offered: readonly Proposal[];
  readonly transitions: readonly Transition[];
  readonly random: Random;
  /** Those that were not tried before. */
  readonly novelIn: (pool: readonly Proposal[]) => readonly Proposal[];
  /** One of a pool, by what is known. */
  readonly pick: (
    pool: readonly Proposal[],
    random: Random,
    isFavoured: (proposal: Proposal) => boolean,
  ) => Proposal | null;
  readonly isFollowing: (proposal: Proposal) => boolean;
}

/** Lets several rewrites be tried at the price of one, where rules propose for a single parent. */
export class Chaining {
  readonly #fingerprint: (code: Code) => string;
  readonly #asking: Asking;

  constructor(fingerprint: (code: Code) => string, asking: Asking) {
    this.#fingerprint = fingerprint;
    this.#asking = asking;
  }

  /** The rewrite alone, or followed by up to three others that can be made to what it leaves. */
  async extended(first: Proposal, extending: Extending): Promise<Proposal> {
    const { request, transitions, random, novelIn, pick, isFollowing } = extending;
    const [parent, second] = request.parents;
    if (parent === undefined || second !== undefined || first.author !== undefined) return first;
    const chance = chanceOfMore(transitions);
    const steps = [first];
    const seen = new Set([parent.code, first.code].map((code) => this.#fingerprint(code)));
    let before = extending.offered;
    while (steps.length < mostChanges && random.next() < chance) {
      const { code } = steps.at(-1) ?? first;
      const offered = await this.#asking.rules({ ...request, parents: [{ ...parent, code }] });
      const earlier = new Set(before.map(keyOf));
      const fresh = novelIn(offered).filter((each) => !seen.has(this.#fingerprint(each.code)));
      // What only the rewrite before made possible is what no search of single rewrites soon comes to.
      const isOpened = (each: Proposal) => !earlier.has(keyOf(each)) || isFollowing(each);
      const next = pick(fresh, random, isOpened);
      if (next === null) break;
      steps.push(next);
      seen.add(this.#fingerprint(next.code));
      before = offered;
    }
    return joined(steps);
  }

  /** The chain without one of its changes, for each of them; what another change then leaves no place for goes too. */
  async thinned(request: ProposalRequest, changes: readonly Change[]): Promise<readonly Proposal[]> {
    const thinner: Proposal[] = [];
    for (const left of changes) {
      const steps = await this.#redone(
        request,
        changes.filter((change) => change !== left),
      );
      if (steps.length > 0) thinner.push(joined(steps));
    }
    return thinner;
  }

  async #redone(request: ProposalRequest, changes: readonly Change[]): Promise<readonly Proposal[]> {
    const [parent] = request.parents;
    if (parent === undefined) return [];
    const steps: Proposal[] = [];
    for (const change of changes) {
      const { code } = steps.at(-1) ?? parent;
      const offered = await this.#asking.rules({ ...request, parents: [{ ...parent, code }] });
      const again = offered.find((each) => keyOf(each) === keyOf(change));
      if (again !== undefined) steps.push(again);
    }
    return steps;
  }
}

function joined(steps: readonly Proposal[]): Proposal {
  const [first] = steps;
  const last = steps.at(-1);
  if (first === undefined || last === undefined) throw new RangeError("no rewrites to join");
  if (steps.length === 1) return first;
  const changes = steps.map(({ operator, summary }) => ({ operator, summary }));
  return {
    operator: chainOperator,
    summary: changes.map(({ summary }) => summary).join("; "),
    code: last.code,
    changes,
  };
}

/**
 * How often one more rewrite is added. Often where single ones pass the gates, be it that they pay or that they are too
 * small to be worth an evaluation each; seldom where they are rejected, since a chain has all their risks, and where
 * chains are. Never not at all, so that bad luck is no end.
 */
export function chanceOfMore(transitions: readonly Transition[]): number {
  const byRules = transitions.filter(({ child, parents }) => child.author === null && parents.length === 1);
  const [singles = [], chains = []] = [false, true].map((isChain) =>
    byRules.filter(({ child }) => child.changes.length > 1 === isChain).slice(-lookBack),
  );
  return leastOften + (mostOften - leastOften) * soundness(singles, priorSound) * soundness(chains, 1);
}

function soundness(transitions: readonly Transition[], prior: number): number {
  const passed = transitions.filter(({ verdict }) => verdict.kind !== "rejected").length;
  return (passed + prior * priorTrials) / (transitions.length + priorTrials);
}

function keyOf({ operator, summary }: Change): string {
  return JSON.stringify([operator, summary]);
}
