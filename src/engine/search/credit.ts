import type { Author, Change } from "../domain/candidate.ts";
import { type Arm, lazyPenalty, type Pull } from "./bandit.ts";
import type { Transition } from "./transitions.ts";

/** What an operator's, or a direction's, children achieved. */
export interface Credit {
  readonly trials: number;
  readonly rejected: number;
  readonly improved: number;
  /** Mean reward per child in ln(gain), a loss or a rejection counting as 0: nothing worse than nothing is adopted. */
  readonly mean: number;
}

export const noCredit: Credit = { trials: 0, rejected: 0, improved: 0, mean: 0 };

/** The credit of the given transitions taken together. */
export function creditOf(transitions: readonly Transition[]): Credit {
  if (transitions.length === 0) return noCredit;
  const rewards = transitions.map(({ reward }) => Math.max(reward ?? 0, 0));
  return {
    trials: transitions.length,
    rejected: transitions.filter(({ verdict }) => verdict.kind === "rejected").length,
    improved: transitions.filter(({ verdict, reward }) => verdict.kind === "improved" && (reward ?? 0) > 0)
      .length,
    mean: rewards.reduce((sum, reward) => sum + reward, 0) / rewards.length,
  };
}

/**
 * Credit by operator. What a chain gained is divided among its changes. One that gained nothing says nothing of them,
 * since one bad change spoils all.
 */
export function creditByOperator(transitions: readonly Transition[]): ReadonlyMap<string, Credit> {
  const parts = transitions.flatMap((transition) => {
    const { child, reward } = transition;
    const { changes } = child;
    if (changes.length > 1 && (reward ?? 0) <= 0) return [];
    const share = reward === null ? null : reward / changes.length;
    return changes.map(({ operator }) => ({ operator, part: { ...transition, reward: share } }));
  });
  const groups = Map.groupBy(parts, ({ operator }) => operator);
  return new Map([...groups].map(([operator, group]) => [operator, creditOf(group.map(({ part }) => part))]));
}

/**
 * What each child earned its arm and what it cost: the blocks it took to judge it, which are the same on any machine, and
 * the tokens it took to write it.
 */
export function pullsOf(
  transitions: readonly Transition[],
  isLazy: (transition: Transition) => boolean,
): readonly Pull[] {
  return transitions.map((transition) => {
    const { child, advance, verdict } = transition;
    return {
      ...(child.author === null ? changeArmOf(child) : modelArmOf(child.operator, child.author)),
      reward: isLazy(transition) ? lazyPenalty : Math.max(advance ?? 0, 0),
      cost:
        (verdict.kind === "rejected" ? rejectionCost : verdict.gain.blocks) +
        (child.author?.tokens ?? 0) / tokensPerBlock,
      temperature: child.author?.temperature ?? null,
    };
  });
}

/**
 * The same, with each change of a chain as a pull of its own. Which of them did it is not known: each has an equal part
 * of what the child earned and cost, and is told as the smaller part of a pull the more there are, so that a chain that
 * fails leaves its changes nearly as open as they were.
 */
export function partPullsOf(
  transitions: readonly Transition[],
  isLazy: (transition: Transition) => boolean,
): readonly Pull[] {
  return pullsOf(transitions, isLazy).flatMap((pull, index) => {
    const changes = transitions[index]?.child.changes ?? [];
    if (changes.length < 2) return [pull];
    const share = 1 / changes.length;
    return changes.map((change) => ({
      ...pull,
      ...changeArmOf(change),
      reward: pull.reward * share,
      cost: pull.cost * share,
      share,
    }));
  });
}

/** The arm of an operator that needs no model. */
export function armOf(operator: string): Arm {
  return { operator, model: null };
}

/** The arm of an operator that a model carries out; where models compete, that model's own. */
export function modelArmOf(operator: string, { asked }: Pick<Author, "asked">): Arm {
  return { operator, model: asked ?? null };
}

/** What a call earned that brought no candidate, and cost. @param isLazy whether it only repeated what is known. */
export function fruitlessPull(
  arm: Arm,
  {
    tokens,
    temperature,
    isLazy,
  }: { readonly tokens: number; readonly temperature: number | null; readonly isLazy: boolean },
): Pull {
  return { ...arm, reward: isLazy ? lazyPenalty : 0, cost: tokens / tokensPerBlock, temperature };
}

/** The arm of a change that a rule made. */
export function changeArmOf({ operator, summary }: Change): Arm {
  return { ...armOf(operator), change: summary };
}

/** What the gates take, in blocks. */
const rejectionCost = 1;
/** Tokens that are worth as much as a block. Money and time have no common unit; this one is the same on any machine. */
const tokensPerBlock = 1000;
