import type { Random } from "../ports.ts";

/** A way to make a proposal: an operator, and the model that carries it out. */
export interface Arm {
  readonly operator: string;
  /** Null for a rule, which needs none. */
  readonly model: string | null;
  /** What exactly is changed, where a rule says so in words: the same change can be made to many parents. */
  readonly change?: string;
}

/** One use of an arm and what came of it. */
export interface Pull extends Arm {
  /** In ln(gain) over the best parent; 0 for a loss or a rejection, below 0 for a lazy copy (see `lazyPenalty`). */
  readonly reward: number;
  /** In one unit for all pulls: tokens, dollars, milliseconds or blocks. At least 0. */
  readonly cost: number;
  /** What the model was asked with; null for a rule and for what the model does by itself. */
  readonly temperature: number | null;
  /** How much of a pull it is, above 0; 1 when left out. Less where an arm was pulled together with others. */
  readonly share?: number;
}

/** A child that is its parent or a known program again earns this, so that its arm is left sooner than by bad luck. */
export const lazyPenalty = -0.02;

/** An arm with its index: the higher, the sooner it is to be pulled. */
export interface RankedArm<Of extends Arm> {
  readonly arm: Of;
  readonly index: number;
}

/** How fast older pulls are forgotten, by pull: what paid early in a run is often used up later. */
const memory = 0.98;
/** Weight of what is known of an arm's operator and of its model, in pulls, before it has been pulled itself. */
const priorPulls = 1;
/** What a pull of an operator tells of another change by it, in pulls of that. */
const kinship = 0.25;
/**
 * Exploration as a multiple of the root mean square of all rewards, which says how far the mean of a few pulls may be
 * off; `firstScale`, in ln(gain), before anything paid.
 */
const exploration = 1;
const firstScale = 0.5;
const smallestScale = 0.02;
/** An arm is never taken for more than this many times as cheap or as dear as the average. */
const widestCost = 4;

/** What speaks for an arm beside its record multiplies its index. */
const favour = 2;

/**
 * Chooses among arms by reward for cost: UCB1 (Auer, Cesa-Bianchi & Fischer 2002) with discounted pulls (Garivier &
 * Moulines 2011), on the mean reward divided by the mean cost relative to all arms, as budgeted bandits do (Ding et al.
 * 2013). The bonus for what is not known yet is not divided, so that failing cheaply is no merit. An arm never pulled
 * starts from what its operator did with other models and its model with other operators; a change never made, from what
 * its operator did with others.
 */
export class Bandit {
  readonly #all: Tally;
  readonly #arms: ReadonlyMap<string, Tally>;
  readonly #changes: ReadonlyMap<string, Tally>;
  readonly #operators: ReadonlyMap<string, Tally>;
  readonly #models: ReadonlyMap<string, Tally>;
  readonly #scale: number;

  /** @param pulls in the order in which they were made. */
  constructor(pulls: readonly Pull[]) {
    const weighted = pulls.map((pull, at) => ({
      pull,
      weight: (pull.share ?? 1) * memory ** (pulls.length - 1 - at),
    }));
    this.#all = tallyOf(weighted);
    this.#arms = tallies(weighted, keyOf);
    this.#changes = tallies(
      weighted.filter(({ pull }) => pull.change !== undefined),
      changeKeyOf,
    );
    this.#operators = tallies(weighted, ({ operator }) => operator);
    this.#models = tallies(
      weighted.filter(({ pull }) => pull.model !== null),
      ({ model }) => model ?? "",
    );
    const squares = weighted.reduce((sum, { pull, weight }) => sum + weight * pull.reward ** 2, 0);
    const hasPaid = pulls.some(({ reward }) => reward > 0);
    this.#scale = hasPaid ? Math.max(Math.sqrt(squares / this.#all.pulls), smallestScale) : firstScale;
  }

  /** The upper confidence bound of an arm's reward for cost. */
  index(arm: Arm): number {
    const whole = this.#arms.get(keyOf(arm)) ?? nothing;
    const own = arm.change === undefined ? whole : (this.#changes.get(changeKeyOf(arm)) ?? nothing);
    const known = arm.change === undefined ? own.pulls : own.pulls + kinship * whole.pulls;
    const bonus = exploration * this.#scale * Math.sqrt(Math.log(this.#all.pulls + 2) / (known + 1));
    return this.#reward(arm, own) / this.#relativeCost(own) + bonus;
  }

  /** The arms by falling index; those given first win ties. */
  rank<Of extends Arm>(arms: readonly Of[]): readonly RankedArm<Of>[] {
    return arms.map((arm) => ({ arm, index: this.index(arm) })).sort((a, b) => b.index - a.index);
  }

  /**
   * The arm with the highest index after each index was varied by a quarter up or down, so that arms that are much
   * alike take turns; null without arms.
   * @param isFavoured arms that count twice.
   */
  pick<Of extends Arm>(
    arms: readonly Of[],
    random: Random,
    isFavoured: (arm: Of) => boolean = () => false,
  ): Of | null {
    const [best] = this.rank(arms)
      .map(({ arm, index }) => ({
        arm,
        score: index * (isFavoured(arm) ? favour : 1) * (0.75 + 0.5 * random.next()),
      }))
      .sort((a, b) => b.score - a.score);
    return best?.arm ?? null;
  }

  #reward({ operator, model }: Arm, own: Tally): number {
    const operators = meanReward(this.#operators.get(operator) ?? nothing);
    const models = model === null ? null : meanReward(this.#models.get(model) ?? nothing);
    const prior = model === null ? operators : (operators + (models ?? 0)) / 2;
    return (own.reward + priorPulls * prior) / (own.pulls + priorPulls);
  }

  #relativeCost(own: Tally): number {
    if (this.#all.cost === 0) return 1;
    const typical = this.#all.cost / this.#all.pulls;
    const mean = (own.cost + priorPulls * typical) / (own.pulls + priorPulls);
    return Math.min(Math.max(mean / typical, 1 / widestCost), widestCost);
  }
}

const usualTemperature = 0.8;
const lowestTemperature = 0.1;
const highestTemperature = 1.4;
/** Weight of the usual temperature, in improved children. */
const usualPulls = 2;

/**
 * A temperature for the next pull of an arm. It varies about the mean of those that improved, the less the more of them
 * there are; every pull since the last improvement moves it up when the answers were lazy copies, and none of them
 * moves it down below what improved. Between 0.1 and 1.4.
 */
export function temperatureFor(arm: Arm, pulls: readonly Pull[], random: Random): number {
  const own = pulls.filter((pull) => keyOf(pull) === keyOf(arm) && pull.temperature !== null);
  const improved = own.filter(({ reward }) => reward > 0);
  const sum = improved.reduce((total, { temperature }) => total + (temperature ?? 0), 0);
  const centre = (sum + usualPulls * usualTemperature) / (improved.length + usualPulls);
  const since = own.slice(own.findLastIndex(({ reward }) => reward > 0) + 1);
  const lazy = since.filter(({ reward }) => reward < 0).length;
  const spread = 0.6 / Math.sqrt(1 + improved.length);
  const temperature = centre + 0.1 * lazy + spread * (random.next() - 0.5);
  return Math.min(Math.max(temperature, lowestTemperature), highestTemperature);
}

interface Tally {
  readonly pulls: number;
  readonly reward: number;
  readonly cost: number;
}

interface Weighted {
  readonly pull: Pull;
  readonly weight: number;
}

const nothing: Tally = { pulls: 0, reward: 0, cost: 0 };

function tallyOf(weighted: readonly Weighted[]): Tally {
  return weighted.reduce(
    ({ pulls, reward, cost }, { pull, weight }) => ({
      pulls: pulls + weight,
      reward: reward + weight * pull.reward,
      cost: cost + weight * pull.cost,
    }),
    nothing,
  );
}

function tallies(weighted: readonly Weighted[], key: (pull: Pull) => string): ReadonlyMap<string, Tally> {
  const groups = Map.groupBy(weighted, ({ pull }) => key(pull));
  return new Map([...groups].map(([name, group]) => [name, tallyOf(group)]));
}

function meanReward({ pulls, reward }: Tally): number {
  return pulls === 0 ? 0 : reward / pulls;
}

function changeKeyOf({ operator, model, change = "" }: Arm): string {
  return JSON.stringify([operator, model, change]);
}

function keyOf({ operator, model }: Arm): string {
  return JSON.stringify([operator, model]);
}
