import type { Navigator } from "../agents/navigator/navigator.ts";
import { crossoverOperator } from "../agents/navigator/ruleNavigator.ts";
import { type CandidateNumber, candidateLabel, type Direction } from "../domain/candidate.ts";
import { isMendable } from "../domain/gate.ts";
import { type CandidateView, candidateOf, type RunView } from "../domain/runView.ts";
import type { Proposer, Random } from "../ports.ts";
import { Asking } from "./asking.ts";
import type { Discarded } from "./knownPrograms.ts";
import { mostRepairs, pickParent, repairable } from "./parents.ts";
import { type Choice, type Context, type Origin, Picking, type PickingOptions } from "./picking.ts";
import { pointlessText, progressOf, stageOf } from "./plateau.ts";
import {
  codeOf,
  commonAncestor,
  crossablePairs,
  type Member,
  type Pair,
  simplestFirst,
} from "./population.ts";
import { Standings } from "./standing.ts";
import { Steering } from "./steering.ts";
import { stepOf } from "./step.ts";

export interface ProposingOptions extends PickingOptions {
  readonly proposers: readonly Proposer[];
  readonly navigator: Navigator;
  readonly random: Random;
  /** Told what the user should know of the search, in one sentence. */
  readonly warn?: (message: string) => void;
}

/** How often a crossover is tried that does not promise to beat the best, with a direction that is for it and without. */
const favouredCrossovers = 0.25;
const otherCrossovers = 0.05;
/** How often a rejected candidate is repaired while there are any worth it. */
const repairShare = 0.2;
/** How often the best, when it is a chain, is tried without one of its changes while nothing gets better. */
const thinningShare = 0.5;
/** How often a parent may give nothing new where proposers vary, until there are new directions. */
const mostVain = 8;

/**
 * Chooses what to try next: direction, parent or pair of parents, exemplars, operator. Deterministic: the same seed,
 * view and horizon give the same choice, however long anything took.
 */
export class Proposing {
  readonly #options: ProposingOptions;
  readonly #asking: Asking;
  readonly #picking: Picking;
  /** How often nothing new came of a parent, which is left alone in the end. */
  readonly #vain = new Map<CandidateNumber, number>();
  /** How many times each candidate was taken up that the user wanted to be a parent. */
  readonly #granted = new Map<CandidateNumber, number>();
  /** How often the repair of a rejected candidate was tried. */
  readonly #repairs = new Map<CandidateNumber, number>();
  /** What crossovers promised. */
  readonly #hopes: { readonly number: CandidateNumber; readonly expected: number }[] = [];
  /** Chains that were tried without each of their changes. */
  readonly #lean = new Set<CandidateNumber>();
  readonly #barren = new Set<string>();
  readonly #steering: Steering;
  readonly #standings: Standings;

  constructor(options: ProposingOptions) {
    this.#options = options;
    this.#asking = new Asking(options.proposers);
    this.#steering = new Steering(options.navigator, options.callFor?.(null));
    this.#standings = new Standings(options.without ?? []);
    this.#picking = new Picking(options, {
      asking: this.#asking,
      steering: this.#steering,
      standings: this.#standings,
    });
  }

  /** New directions when it is time for them, or when a plateau begins, else null. */
  async navigate(
    view: RunView,
    next: CandidateNumber,
    horizon: CandidateNumber,
  ): Promise<readonly Direction[] | null> {
    const directions = await this.#steering.navigate(view, next, horizon);
    // Other directions are another thing to ask.
    if (directions !== null && this.#asking.varies) this.#vain.clear();
    return directions;
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
    const course = this.#steering.course(view, horizon, standing, random);
    const context = { view, next, horizon, random, standing, discard, ...course };
    const asked = await this.#asked(context);
    if (asked !== null) return asked;
    const spared = this.#picking.spared(context);
    if (spared !== null) return spared;
    const repaired = await this.#repair(context);
    if (repaired !== null) return repaired;
    const thinned = await this.#thin(context);
    if (thinned !== null) return thinned;
    const share = context.favoured.includes(crossoverOperator) ? favouredCrossovers : otherCrossovers;
    const crossFirst = this.#promises(context) || random.next() < share;
    return crossFirst
      ? ((await this.#cross(context)) ?? (await this.#mutate(context)))
      : ((await this.#mutate(context)) ?? (await this.#cross(context)));
  }

  /** Evolves what the user wants evolved, once its verdict may be looked at. */
  async #asked(context: Context): Promise<Choice | null> {
    for (const number of wishesOf(context, this.#granted)) {
      this.#granted.set(number, (this.#granted.get(number) ?? 0) + 1);
      const choice = await this.#evolveFrom(context, number);
      if (choice !== null) return choice;
      this.#options.warn?.(
        `Nothing new could be made of candidate ${candidateLabel(number)}, from which you wanted to evolve.`,
      );
    }
    return null;
  }

  /** A rejected candidate is a parent of nothing but its repair, whoever asks. */
  async #evolveFrom(context: Context, number: CandidateNumber): Promise<Choice | null> {
    const { verdict = null, declined = null } = candidateOf(context.view, number) ?? {};
    if (verdict === null || declined !== null) return null;
    if (verdict.kind === "rejected") {
      const { gate, reason } = verdict;
      if (!this.#asking.repairs || !isMendable(gate)) return null;
      return this.#pick(context, [number], { failure: { gate, reason } });
    }
    for (let left = this.#asking.varies ? mostVain : 1; left > 0; left--) {
      const choice = await this.#pick(context, [number]);
      if (choice !== null) return choice;
      this.#vain.set(number, (this.#vain.get(number) ?? 0) + 1);
    }
    return null;
  }

  /** Now and then lets what a gate rejected be repaired, where a proposer can. */
  async #repair(context: Context): Promise<Choice | null> {
    if (!this.#asking.repairs || context.random.next() >= repairShare) return null;
    const isOpen = ({ number }: CandidateView) => (this.#repairs.get(number) ?? 0) < mostRepairs;
    const failed = repairable(context.view, context.horizon).find(isOpen);
    if (failed?.verdict?.kind !== "rejected") return null;
    this.#repairs.set(failed.number, (this.#repairs.get(failed.number) ?? 0) + 1);
    const { gate, reason } = failed.verdict;
    return this.#pick(context, [failed.number], { failure: { gate, reason } });
  }

  /** Once nothing gets better, sees whether the best needs all the changes in it. */
  async #thin(context: Context): Promise<Choice | null> {
    const { view, standing, random } = context;
    if (standing.stage === "climbing") return null;
    const [best] = simplestFirst(view, standing.everybody);
    const chain = candidateOf(view, best?.number ?? 0);
    if (chain === null || chain.changes.length < 2 || this.#lean.has(chain.number)) return null;
    if (random.next() >= thinningShare) return null;
    const choice = await this.#picking.thinned(context, chain);
    if (choice === null) this.#lean.add(chain.number);
    return choice;
  }

  /** Mutates a resident of the island; anybody once no resident gives anything new. */
  async #mutate(context: Context): Promise<Choice | null> {
    const { view, standing, random } = context;
    const most = this.#asking.varies ? mostVain : 1;
    for (;;) {
      const isFertile = ({ number }: Member) => (this.#vain.get(number) ?? 0) < most;
      const fertile = standing.residents.filter(isFertile);
      const members = fertile.length > 0 ? fertile : standing.everybody.filter(isFertile);
      if (members.length === 0) return null;
      const elites = this.#standings.elitesOf(view, members);
      const parent = pickParent({ members, elites, dullness: standing.dullness, random }).number;
      const choice = await this.#pick(context, [parent]);
      if (choice !== null) return choice;
      this.#vain.set(parent, (this.#vain.get(parent) ?? 0) + 1);
    }
  }

  /** Tells the draws for a parent that gave nothing new before from those of that time. */
  #attempt([parent = 0]: readonly CandidateNumber[]): string {
    const vain = this.#vain.get(parent) ?? 0;
    return vain === 0 ? "" : ` again ${vain}`;
  }

  #pick(
    context: Context,
    parents: readonly CandidateNumber[],
    { ancestor = null, ...rest }: Partial<Pick<Origin, "ancestor" | "failure">> = {},
  ): Promise<Choice | null> {
    return this.#picking.pick(context, { parents, ancestor, attempt: this.#attempt(parents), ...rest });
  }

  /** Whether some pair, its gains added up, would beat the best there is and what crossovers under way promise. */
  #promises(context: Context): boolean {
    const [pair] = this.#pairs(context);
    const pending = this.#hopes.filter(({ number }) => number > context.horizon);
    const best = Math.max(
      context.standing.everybody[0]?.fitness ?? 0,
      ...pending.map(({ expected }) => expected),
    );
    return pair !== undefined && pair.expected >= best + stepOf(context.view);
  }

  #pairs({ view, standing }: Context): readonly Pair[] {
    return crossablePairs(view, standing.everybody).filter((pair) => !this.#barren.has(keyOf(pair)));
  }

  /** Crosses the most promising pair that gives something new. */
  async #cross(context: Context): Promise<Choice | null> {
    const { view, next } = context;
    for (const pair of this.#pairs(context)) {
      const parents = [pair.first.number, pair.second.number] as const;
      const ancestor = codeOf(view, commonAncestor(view, ...parents));
      const choice = await this.#pick(context, parents, { ancestor });
      if (choice !== null) {
        this.#hopes.push({ number: next, expected: pair.expected });
        return choice;
      }
      this.#barren.add(keyOf(pair));
    }
    return null;
  }
}

/** Candidates the user wanted to be parents and that were not taken up yet, as far as they may be looked at. */
function wishesOf(
  { view, horizon }: Context,
  granted: ReadonlyMap<CandidateNumber, number>,
): readonly CandidateNumber[] {
  const left = new Map(granted);
  return view.parentsAsked.filter((number) => {
    const before = left.get(number) ?? 0;
    left.set(number, before - 1);
    return before <= 0 && number <= horizon;
  });
}

function keyOf({ first, second }: Pair): string {
  return `${first.number}×${second.number}`;
}
