import type { Navigator } from "../agents/navigator/navigator.ts";
import { crossoverOperator } from "../agents/navigator/ruleNavigator.ts";
import type { Sampler } from "../agents/sampler/sampler.ts";
import {
  type Baseline,
  baselineCode,
  type CandidateNumber,
  type Code,
  type Direction,
  type Exemplar,
} from "../domain/candidate.ts";
import { candidateOf, type RunView } from "../domain/runView.ts";
import type { Proposal, ProposalRequest, Proposer, Random } from "../ports.ts";
import { creditByOperator, noCredit, upperConfidence } from "./credit.ts";
import {
  codeOf,
  commonAncestor,
  crossablePairs,
  type Pair,
  pickParent,
  pickWeighted,
  populationOf,
} from "./population.ts";
import { transitionsOf } from "./transitions.ts";

/** A proposal with the way it came about, ready to be held. */
export interface Choice {
  readonly proposal: Proposal;
  readonly parents: readonly CandidateNumber[];
  readonly direction: number | null;
  readonly exemplars: readonly Exemplar[];
}

/** A proposal that was dropped before it cost anything. */
export interface Discarded {
  readonly parents: readonly CandidateNumber[];
  readonly operator: string;
  readonly reason: string;
}

export interface ProposingOptions {
  readonly baseline: Baseline;
  readonly proposers: readonly Proposer[];
  readonly navigator: Navigator;
  readonly sampler: Sampler;
  readonly random: Random;
  /** Equal for codes that are the same program. */
  readonly fingerprint: (code: Code) => string;
}

const navigateEvery = 5;
const exemplarCount = 3;
/** How often a crossover is tried that does not promise to beat the best. */
const crossoverShare = 0.2;

/**
 * Chooses what to try next: direction, parent or pair of parents, exemplars, operator. Deterministic: the same seed,
 * view and horizon give the same choice, however long anything took.
 */
export class Proposing {
  readonly #options: ProposingOptions;
  readonly #seen = new Map<string, CandidateNumber>();
  readonly #exhausted = new Set<CandidateNumber>();
  readonly #barren = new Set<string>();
  readonly #operators = new Set<string>();

  constructor(options: ProposingOptions) {
    this.#options = options;
    this.#seen.set(options.fingerprint(baselineCode(options.baseline)), 0);
  }

  /** New directions when it is time for them, else null. */
  async navigate(
    view: RunView,
    next: CandidateNumber,
    horizon: CandidateNumber,
  ): Promise<readonly Direction[] | null> {
    if ((next - 1) % navigateEvery !== 0 || next === 1) return null;
    return this.#options.navigator.navigate({
      transitions: transitionsOf(view, horizon),
      directions: view.directions,
      operators: [...this.#operators].sort(),
    });
  }

  /**
   * The next thing to try as candidate `next`, or null when nothing new can be made of the population.
   * @param horizon verdicts of candidates beyond this number are not looked at, known or not.
   * @param discard is told of each duplicate that was dropped.
   */
  async choose(
    view: RunView,
    next: CandidateNumber,
    horizon: CandidateNumber,
    discard: (discarded: Discarded) => void,
  ): Promise<Choice | null> {
    const random = this.#options.random.fork(`candidate ${next}`);
    const direction = pickDirection(view.directions, random);
    const favoured = direction?.operators ?? [];
    const crossFirst =
      this.#promises(view, horizon) || favoured.includes(crossoverOperator) || random.next() < crossoverShare;
    const context = { view, next, horizon, random, favoured, direction, discard };
    return crossFirst
      ? ((await this.#cross(context)) ?? (await this.#mutate(context)))
      : ((await this.#mutate(context)) ?? (await this.#cross(context)));
  }

  async #mutate(context: Context): Promise<Choice | null> {
    const { view, horizon, random } = context;
    for (;;) {
      const population = populationOf(view, horizon).filter(({ number }) => !this.#exhausted.has(number));
      if (population.length === 0) return null;
      const parent = pickParent(population, random).number;
      const choice = await this.#pick(context, [parent], null);
      if (choice !== null) return choice;
      this.#exhausted.add(parent);
    }
  }

  /** Whether some pair, its gains added up, would beat the best there is. */
  #promises(view: RunView, horizon: CandidateNumber): boolean {
    const population = populationOf(view, horizon);
    const [pair] = this.#pairs(view, horizon);
    return pair !== undefined && pair.expected > (population[0]?.fitness ?? 0);
  }

  #pairs(view: RunView, horizon: CandidateNumber): readonly Pair[] {
    return crossablePairs(view, populationOf(view, horizon)).filter((pair) => !this.#barren.has(keyOf(pair)));
  }

  /** Crosses the most promising parents, each with the partner the Sampler finds the best complement. */
  async #cross(context: Context): Promise<Choice | null> {
    const { view, horizon } = context;
    const byFirst = Map.groupBy(this.#pairs(view, horizon), ({ first }) => first.number);
    for (const [first, own] of byFirst) {
      const partners = own.map(({ second }) => second.number);
      const pool = view.candidates.filter(({ number }) => partners.includes(number));
      const exemplars = await this.#options.sampler.sample({ parent: first, pool, count: partners.length });
      for (const { candidate: second } of exemplars.toReversed()) {
        const ancestor = codeOf(view, commonAncestor(view, first, second));
        const choice = await this.#pick(context, [first, second], ancestor);
        if (choice !== null) return choice;
        this.#barren.add(`${first}×${second}`);
      }
    }
    return null;
  }

  async #pick(
    { view, next, horizon, random, favoured, direction, discard }: Context,
    parents: readonly CandidateNumber[],
    ancestor: Code | null,
  ): Promise<Choice | null> {
    const request: ProposalRequest = {
      baseline: this.#options.baseline,
      parents: parents.map((number) => ({
        number,
        code: codeOf(view, number),
        summary: candidateOf(view, number)?.summary ?? "",
      })),
      ancestor,
      favoured,
      random: random.fork(parents.join("×")),
    };
    const offered = (
      await Promise.all(this.#options.proposers.map((proposer) => proposer.propose(request)))
    ).flat();
    for (const { operator } of offered) this.#operators.add(operator);
    const fresh = offered.filter((proposal) => {
      const twin = this.#seen.get(this.#options.fingerprint(proposal.code));
      if (twin !== undefined && parents.length > 1) {
        discard({ parents, operator: proposal.operator, reason: `the same program as candidate ${twin}` });
      }
      return twin === undefined;
    });
    const following = fresh.filter(({ operator }) => favoured.includes(operator));
    const pool = following.length > 0 ? following : fresh;
    const transitions = transitionsOf(view, horizon);
    const credit = creditByOperator(transitions);
    const [best] = pool
      .map((proposal) => ({
        proposal,
        score:
          upperConfidence(credit.get(proposal.operator) ?? noCredit, transitions.length) *
          (0.75 + 0.5 * random.next()),
      }))
      .sort((a, b) => b.score - a.score);
    if (best === undefined) return null;
    this.#seen.set(this.#options.fingerprint(best.proposal.code), next);
    const exemplars = await this.#options.sampler.sample({
      parent: parents[0] ?? 0,
      pool: view.candidates.slice(0, Math.max(horizon, 0)),
      count: exemplarCount,
    });
    return {
      proposal: best.proposal,
      parents,
      direction: direction !== null && following.length > 0 ? direction.id : null,
      exemplars,
    };
  }
}

interface Context {
  readonly view: RunView;
  readonly next: CandidateNumber;
  readonly horizon: CandidateNumber;
  readonly random: Random;
  readonly favoured: readonly string[];
  readonly direction: Direction | null;
  readonly discard: (discarded: Discarded) => void;
}

function keyOf({ first, second }: Pair): string {
  return `${first.number}×${second.number}`;
}

/** One direction, with odds by its credit and by how little it has been tried. */
function pickDirection(directions: readonly Direction[], random: Random): Direction | null {
  if (directions.length === 0) return null;
  const trials = directions.reduce((sum, direction) => sum + direction.trials, 0);
  const weights = directions.map(({ credit, trials: own }) =>
    upperConfidence({ ...noCredit, mean: Math.max(credit, 0), trials: own }, trials),
  );
  return pickWeighted(directions, weights, random);
}
