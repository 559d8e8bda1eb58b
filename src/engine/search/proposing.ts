import type { Navigator } from "../agents/navigator/navigator.ts";
import { crossoverOperator } from "../agents/navigator/ruleNavigator.ts";
import type { Sampler } from "../agents/sampler/sampler.ts";
import type { Baseline, CandidateNumber, Code, Direction, Exemplar } from "../domain/candidate.ts";
import { candidateOf, type RunView } from "../domain/runView.ts";
import type { Proposal, ProposalRequest, Proposer, Random } from "../ports.ts";
import { Bandit } from "./bandit.ts";
import { armOf, noCredit, pullsOf, upperConfidence } from "./credit.ts";
import { KnownPrograms } from "./knownPrograms.ts";
import { pickParent } from "./parents.ts";
import { patience, pointlessText, progressOf, shiftOf, stageOf } from "./plateau.ts";
import {
  codeOf,
  commonAncestor,
  crossablePairs,
  type Member,
  type Pair,
  pickWeighted,
} from "./population.ts";
import { type SearchPart, type Standing, Standings } from "./standing.ts";
import { type Transition, transitionsOf } from "./transitions.ts";

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
  /** Parts to leave out; none by default. */
  readonly without?: readonly SearchPart[];
}

const navigateEvery = 5;
const exemplarCount = 3;
/** How often a crossover is tried that does not promise to beat the best. */
const crossoverShare = 0.2;
/** How often a parent may give nothing new where proposers vary, until there are new directions. */
const mostVain = 3;
/** How often a change of paradigm is heeded while nothing gets better. */
const shiftShare = 0.5;

/**
 * Chooses what to try next: direction, parent or pair of parents, exemplars, operator. Deterministic: the same seed,
 * view and horizon give the same choice, however long anything took.
 */
export class Proposing {
  readonly #options: ProposingOptions;
  readonly #known: KnownPrograms;
  /** How often nothing new came of a parent, which is left alone in the end. */
  readonly #vain = new Map<CandidateNumber, number>();
  readonly #barren = new Set<string>();
  readonly #operators = new Set<string>();
  readonly #standings: Standings;

  constructor(options: ProposingOptions) {
    this.#options = options;
    this.#standings = new Standings(options.without ?? []);
    this.#known = new KnownPrograms(options);
  }

  /** New directions when it is time for them, or when a plateau begins, else null. */
  async navigate(
    view: RunView,
    next: CandidateNumber,
    horizon: CandidateNumber,
  ): Promise<readonly Direction[] | null> {
    const { since } = progressOf(view, horizon);
    if (since !== patience && ((next - 1) % navigateEvery !== 0 || next === 1)) return null;
    if (this.#varies) this.#vain.clear();
    return this.#options.navigator.navigate({
      transitions: transitionsOf(view, horizon),
      directions: view.directions,
      operators: [...this.#operators].sort(),
      plateau: since >= patience ? since : null,
    });
  }

  /** Why more search could not help, in one sentence for the user; null as long as it could. */
  pointless(view: RunView, horizon: CandidateNumber): string | null {
    const progress = progressOf(view, horizon);
    return stageOf(progress) === "pointless" ? pointlessText(progress) : null;
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
    const standing = this.#standings.at(view, next, horizon);
    const steering = this.#steer(view, horizon, standing, random);
    const context = { view, next, horizon, random, standing, discard, ...steering };
    const crossFirst =
      this.#promises(context) ||
      context.favoured.includes(crossoverOperator) ||
      random.next() < crossoverShare;
    return crossFirst
      ? ((await this.#cross(context)) ?? (await this.#mutate(context)))
      : ((await this.#mutate(context)) ?? (await this.#cross(context)));
  }

  /** A direction to follow, or, half of the time while nothing gets better, what had the least of a chance so far. */
  #steer(view: RunView, horizon: CandidateNumber, { stage }: Standing, random: Random): Steering {
    const direction = pickDirection(view.directions, random);
    if (stage !== "climbing" && random.next() < shiftShare) {
      const { prefer } = shiftOf(view, horizon, [...this.#operators]);
      if (prefer.length > 0) return { favoured: prefer, direction: null };
    }
    return { favoured: direction?.operators ?? [], direction };
  }

  /** Mutates a resident of the island; anybody once no resident gives anything new. */
  async #mutate(context: Context): Promise<Choice | null> {
    const { view, standing, random } = context;
    const most = this.#varies ? mostVain : 1;
    for (;;) {
      const isFertile = ({ number }: Member) => (this.#vain.get(number) ?? 0) < most;
      const fertile = standing.residents.filter(isFertile);
      const members = fertile.length > 0 ? fertile : standing.everybody.filter(isFertile);
      if (members.length === 0) return null;
      const parent = pickParent(members, this.#standings.elitesOf(view, members), random).number;
      const choice = await this.#pick(context, [parent], null);
      if (choice !== null) return choice;
      this.#vain.set(parent, (this.#vain.get(parent) ?? 0) + 1);
    }
  }

  /** Tells the draws for a parent that gave nothing new before from those of that time. */
  #attempt([parent = 0]: readonly CandidateNumber[]): string {
    const vain = this.#vain.get(parent) ?? 0;
    return vain === 0 ? "" : ` again ${vain}`;
  }

  get #varies(): boolean {
    return this.#options.proposers.some(({ varies }) => varies === true);
  }

  /** Whether some pair, its gains added up, would beat the best there is. */
  #promises(context: Context): boolean {
    const [pair] = this.#pairs(context);
    return pair !== undefined && pair.expected > (context.standing.everybody[0]?.fitness ?? 0);
  }

  #pairs({ view, standing }: Context): readonly Pair[] {
    return crossablePairs(view, standing.everybody).filter((pair) => !this.#barren.has(keyOf(pair)));
  }

  /** Crosses the most promising parents, each with the partner the Sampler finds the best complement. */
  async #cross(context: Context): Promise<Choice | null> {
    const { view } = context;
    const byFirst = Map.groupBy(this.#pairs(context), ({ first }) => first.number);
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
    context: Context,
    parents: readonly CandidateNumber[],
    ancestor: Code | null,
  ): Promise<Choice | null> {
    const { view, next, horizon, random, favoured, direction } = context;
    const exemplars = once(() => this.#exemplars(context, parents[0] ?? 0));
    const request: ProposalRequest = {
      baseline: this.#options.baseline,
      parents: parents.map((number) => ({
        number,
        code: codeOf(view, number),
        summary: candidateOf(view, number)?.summary ?? "",
      })),
      ancestor,
      favoured,
      random: random.fork(`${parents.join("×")}${this.#attempt(parents)}`),
      context: { direction, exemplars },
    };
    const offered = (
      await Promise.all(this.#options.proposers.map((proposer) => proposer.propose(request)))
    ).flat();
    for (const { operator } of offered) this.#operators.add(operator);
    const transitions = transitionsOf(view, horizon);
    const novel = this.#novel(context, parents, offered, transitions);
    const following = novel.filter(
      ({ operator, model }) => favoured.includes(operator) || (model !== undefined && direction !== null),
    );
    const pool = following.length > 0 ? following : novel;
    const best = this.#best(view, transitions, pool, random);
    if (best === null) return null;
    this.#known.add(best.code, next);
    return {
      proposal: best,
      parents,
      direction: direction !== null && following.length > 0 ? direction.id : null,
      exemplars: await exemplars(),
    };
  }

  #exemplars({ view, horizon, direction }: Context, parent: CandidateNumber): Promise<readonly Exemplar[]> {
    return this.#options.sampler.sample({
      parent,
      pool: view.candidates.slice(0, Math.max(horizon, 0)),
      count: exemplarCount,
      direction: direction?.idea ?? null,
      places: this.#standings.placesOf(view, horizon),
    });
  }

  /**
   * The proposals that are neither a known program nor, when a model wrote them, nearly a copy of one. A rule offers
   * again and again what it can do to a parent, so that only the duplicates of others are told.
   */
  #novel(
    { discard }: Context,
    parents: readonly CandidateNumber[],
    offered: readonly Proposal[],
    transitions: readonly Transition[],
  ): readonly Proposal[] {
    return offered.filter((proposal) => {
      const { operator, model, code } = proposal;
      const twin = this.#known.twinOf(code);
      const objection = twin === null ? this.#known.objectionTo(proposal, transitions) : null;
      if (twin !== null && (parents.length > 1 || model !== undefined)) {
        discard({ parents, operator, reason: `the same program as ${nameOf(twin)}` });
      }
      if (objection !== null) discard({ parents, operator, reason: objection });
      return twin === null && objection === null;
    });
  }

  /** The proposal whose operator is most worth its cost. */
  #best(
    view: RunView,
    transitions: readonly Transition[],
    pool: readonly Proposal[],
    random: Random,
  ): Proposal | null {
    if (pool.length === 0) return null;
    if (this.#options.without?.includes("bandit"))
      return pickWeighted(
        pool,
        pool.map(() => 1),
        random,
      );
    const bandit = new Bandit(pullsOf(transitions, (transition) => this.#known.isLazy(view, transition)));
    const arms = pool.map((proposal) => ({ ...armOf(proposal.operator), proposal }));
    return bandit.pick(arms, random)?.proposal ?? null;
  }
}

function nameOf(number: CandidateNumber): string {
  return number === 0 ? "the baseline" : `candidate ${number}`;
}

/** Calls the function when its value is first wanted, and never again. */
function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | null = null;
  return () => (made ??= make());
}

interface Steering {
  readonly favoured: readonly string[];
  readonly direction: Direction | null;
}

interface Context extends Steering {
  readonly view: RunView;
  readonly next: CandidateNumber;
  readonly horizon: CandidateNumber;
  readonly random: Random;
  readonly standing: Standing;
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
