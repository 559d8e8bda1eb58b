import type { AgentCall } from "../agents/agentCall.ts";
import type { Sampler } from "../agents/sampler/sampler.ts";
import type { Baseline, CandidateNumber, Code, Exemplar } from "../domain/candidate.ts";
import { type CandidateView, candidateOf, type RunView } from "../domain/runView.ts";
import type { Proposal, ProposalContext, ProposalRequest, Random, Rejection } from "../ports.ts";
import type { Asking } from "./asking.ts";
import { Bandit, type Pull } from "./bandit.ts";
import { Chaining } from "./chaining.ts";
import { changeArmOf, fruitlessPull, modelArmOf, partPullsOf, pullsOf } from "./credit.ts";
import { type Discarded, KnownPrograms } from "./knownPrograms.ts";
import { codeOf, pickWeighted } from "./population.ts";
import type { SearchPart, Standing, Standings } from "./standing.ts";
import type { Course, Steering } from "./steering.ts";
import { type Transition, transitionsOf } from "./transitions.ts";

/** A proposal with the way it came about, ready to be held. */
export interface Choice {
  readonly proposal: Proposal;
  readonly parents: readonly CandidateNumber[];
  readonly direction: number | null;
  readonly exemplars: readonly Exemplar[];
}

/** What a choice is made by. */
export interface Context extends Course {
  readonly view: RunView;
  readonly next: CandidateNumber;
  readonly horizon: CandidateNumber;
  readonly random: Random;
  readonly standing: Standing;
  readonly discard: (discarded: Discarded) => void;
}

export interface PickingOptions {
  readonly baseline: Baseline;
  readonly sampler: Sampler;
  /** Chooses what models are shown; `sampler` when left out. */
  readonly modelSampler?: Sampler;
  /** What Navigator and Sampler take along from the run: asked for a candidate, or for the run. */
  readonly callFor?: (candidate: CandidateNumber | null) => AgentCall;
  /** Equal for codes that are the same program. */
  readonly fingerprint: (code: Code) => string;
  /** Parts to leave out; none by default. */
  readonly without?: readonly SearchPart[];
}

/** Whom picking works with. */
export interface PickingWith {
  readonly asking: Asking;
  readonly steering: Steering;
  readonly standings: Standings;
}

/** From which candidates something is to be made, and how. */
export interface Origin {
  readonly parents: readonly CandidateNumber[];
  /** Code that both parents of a crossover descend from; null for one parent. */
  readonly ancestor: Code | null;
  /** Tells the draws for a parent that gave nothing new before from those of that time; empty the first time. */
  readonly attempt: string;
  /** Why the parent failed, where it is to be repaired. */
  readonly failure?: Rejection;
}

const exemplarCount = 3;

/** Asks for proposals from given parents, and picks the one that is most worth its cost. */
export class Picking {
  readonly #options: PickingOptions;
  readonly #with: PickingWith;
  readonly #known: KnownPrograms;
  readonly #chaining: Chaining;
  readonly #spare: Choice[] = [];
  /** Calls of models that brought no candidate, each after so many transitions. */
  readonly #fruitless: { readonly after: number; readonly pull: Pull }[] = [];

  constructor(options: PickingOptions, others: PickingWith) {
    this.#options = options;
    this.#with = others;
    this.#known = new KnownPrograms(options);
    this.#chaining = new Chaining(options.fingerprint, others.asking);
  }

  /** The proposal from these parents that is most worth its cost; null when none is new. */
  async pick(context: Context, origin: Origin): Promise<Choice | null> {
    const { view, horizon, random, favoured, direction, discard } = context;
    const { parents, failure } = origin;
    const { asking, steering } = this.#with;
    const { sampler, modelSampler = sampler } = this.#options;
    const [parent = 0] = parents;
    const shown = once(() => this.#exemplars(modelSampler, context, parent));
    const transitions = transitionsOf(view, horizon);
    const isLazy = (transition: (typeof transitions)[number]) => this.#known.isLazy(view, transition);
    const fruitless = (pull: Pull) => {
      asking.paidFor(pull.operator);
      this.#fruitless.push({ after: transitions.length, pull });
    };
    const pulls = this.#withFruitless(transitions, (some) => pullsOf(some, isLazy));
    const request = this.#request(context, origin, { shown, pulls, fruitless });
    const bandit = new Bandit(this.#withFruitless(transitions, (some) => partPullsOf(some, isLazy)));
    const isFollowing = ({ operator, author }: Proposal) =>
      favoured.includes(operator) || (author !== undefined && direction !== null);
    const asked = failure ? asking.repair(request) : asking.ask(request, pulls, random);
    const [repaired = null] = failure ? parents : [];
    for await (const offered of asked) {
      for (const { operator } of offered) steering.know(operator);
      const novelIn = (pool: readonly Proposal[]) =>
        this.#known.novel(pool, parents, transitions, discard, repaired);
      const novel = novelIn(offered);
      const best = this.#best(novel, bandit, random, isFollowing);
      if (best === null) {
        for (const pull of repetitionsIn(offered)) fruitless(pull);
        continue;
      }
      const followed = isFollowing(best) ? (direction?.id ?? null) : null;
      const proposal = await this.#chaining.extended(best, {
        request,
        offered,
        transitions,
        random: random.fork("chain"),
        novelIn,
        pick: (pool, draws, isFavoured) => this.#best(pool, bandit, draws, isFavoured),
        isFollowing,
      });
      // What a rule was not shown needs nobody to be paid for choosing it.
      const isWritten = proposal.author !== undefined;
      const exemplars = await (isWritten ? shown() : this.#exemplars(sampler, context, parent));
      const choice = { parents, direction: followed, exemplars };
      const rest = novel.filter((other) => other !== best && other.author !== undefined);
      this.#spare.push(...rest.map((other) => ({ ...choice, proposal: other })));
      return this.#take({ ...choice, proposal }, context);
    }
    return null;
  }

  /** What a model proposed beside what was chosen is paid for, and comes next. */
  spared(context: Context): Choice | null {
    const { view, horizon, discard } = context;
    const transitions = transitionsOf(view, horizon);
    for (let choice = this.#spare.shift(); choice !== undefined; choice = this.#spare.shift()) {
      const [proposal] = this.#known.novel([choice.proposal], choice.parents, transitions, discard);
      if (proposal !== undefined) return this.#take(choice, context);
    }
    return null;
  }

  /** A candidate without one of its changes, to see whether it does as well; null when all of those were tried. */
  async thinned(context: Context, { parents, changes }: CandidateView): Promise<Choice | null> {
    const { view, horizon, discard } = context;
    const [parent = 0] = parents;
    const { sampler } = this.#options;
    const shown = once(() => this.#exemplars(sampler, context, parent));
    const transitions = transitionsOf(view, horizon);
    const origin = { parents, ancestor: null, attempt: " thinned" };
    const request = this.#request(context, origin, { shown, pulls: [], fruitless: () => undefined });
    const thinner = await this.#chaining.thinned(request, changes);
    const [proposal] = this.#known.novel(thinner, parents, transitions, discard);
    if (proposal === undefined) return null;
    return this.#take({ proposal, parents, direction: null, exemplars: await shown() }, context);
  }

  #request(
    { view, horizon, random, favoured, direction, discard }: Context,
    { parents, ancestor, attempt, failure }: Origin,
    {
      shown,
      pulls,
      fruitless,
    }: Pick<ProposalContext, "pulls" | "fruitless"> & { readonly shown: ProposalContext["exemplars"] },
  ): ProposalRequest {
    return {
      baseline: this.#options.baseline,
      parents: parents.map((number) => ({
        number,
        code: codeOf(view, number),
        summary: candidateOf(view, number)?.summary ?? "",
      })),
      ancestor,
      favoured,
      random: random.fork(`${parents.join("×")}${attempt}`),
      context: {
        direction,
        exemplars: shown,
        view,
        horizon,
        pulls,
        discard: (operator, reason) => discard({ parents, operator, reason }),
        fruitless,
      },
      ...(failure && { failure }),
    };
  }

  #take(choice: Choice, { next }: Context): Choice {
    this.#known.add(choice.proposal.code, next);
    return choice;
  }

  #exemplars(
    sampler: Sampler,
    { view, next, horizon, direction }: Context,
    parent: CandidateNumber,
  ): Promise<readonly Exemplar[]> {
    return sampler.sample(
      {
        parent,
        pool: view.candidates.slice(0, Math.max(horizon, 0)),
        count: exemplarCount,
        direction: direction?.idea ?? null,
        places: this.#with.standings.placesOf(view, horizon),
      },
      this.#options.callFor?.(next),
    );
  }

  /** The pulls of transitions, and between them the calls that brought none, in the order in which they were made. */
  #withFruitless(
    transitions: readonly Transition[],
    pullsOfSome: (some: readonly Transition[]) => readonly Pull[],
  ): readonly Pull[] {
    let from = 0;
    const pulls = this.#fruitless.flatMap(({ after, pull }) => {
      const before = transitions.slice(from, after);
      from = Math.max(from, after);
      return [...pullsOfSome(before), pull];
    });
    return [...pulls, ...pullsOfSome(transitions.slice(from))];
  }

  /** The proposal whose operator is most worth its cost. */
  #best(
    pool: readonly Proposal[],
    bandit: Bandit,
    random: Random,
    isFollowing: (proposal: Proposal) => boolean,
  ): Proposal | null {
    if (pool.length > 0 && this.#options.without?.includes("bandit")) {
      return pickWeighted(
        pool,
        pool.map((proposal) => (isFollowing(proposal) ? 3 : 1)),
        random,
      );
    }
    const arms = pool.map((proposal) => ({
      ...(proposal.author === undefined
        ? changeArmOf(proposal)
        : modelArmOf(proposal.operator, proposal.author)),
      proposal,
    }));
    const isFavoured = ({ proposal }: { readonly proposal: Proposal }) => isFollowing(proposal);
    return bandit.pick(arms, random, isFavoured)?.proposal ?? null;
  }
}

/** The calls whose proposals were offered and of which none was new, as pulls. */
function repetitionsIn(offered: readonly Proposal[]): readonly Pull[] {
  const written = offered.flatMap(({ operator, author }) =>
    author === undefined ? [] : [{ operator, author }],
  );
  const calls = Map.groupBy(written, ({ operator, author }) => JSON.stringify(modelArmOf(operator, author)));
  return [...calls.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const { operator, author } = first;
    const tokens = others.reduce((sum, other) => sum + other.author.tokens, author.tokens);
    const { temperature } = author;
    return [fruitlessPull(modelArmOf(operator, author), { tokens, temperature, isLazy: true })];
  });
}

/** Calls the function when its value is first wanted, and never again. */
function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | null = null;
  return () => (made ??= make());
}
