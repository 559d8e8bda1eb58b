import { l10n } from "vscode";
import { setting } from "../settings.ts";
import { type Budget, budgetPresets, parseCandidates, parseMinutes } from "./budget.ts";
import type { Draft } from "./draft.ts";
import {
  type Answer,
  askText,
  back,
  type Choice,
  cancelled,
  pick,
  type Step,
  type StepPlace,
} from "./steps.ts";

/** Asks how much may be spent. */
export const budgetQuestion: Step<Draft> = async (draft, place) => {
  const last = draft.budget ?? draft.remembered?.budget ?? null;
  const choices = choicesOf(last);
  for (;;) {
    const answer = await pick({
      place,
      prompt: l10n.t("How much may the run spend? It ends with whichever is reached first."),
      choices,
      active: choices.find(({ value }) => value !== "own" && isSame(value, last ?? usual())) ?? null,
    });
    if (answer === back || answer === cancelled) return answer;
    const budget = answer === "own" ? await ownBudget(place, last ?? usual()) : answer;
    if (budget === cancelled) return cancelled;
    if (budget !== back) return { ...draft, budget };
  }
};

function usual(): Budget {
  return { candidates: setting("evolvent.budget.candidates"), minutes: setting("evolvent.budget.minutes") };
}

function choicesOf(last: Budget | null): readonly Choice<Budget | "own">[] {
  const named: readonly Choice<Budget>[] = [
    choice(l10n.t("Usual"), usual()),
    choice(l10n.t("Quick"), budgetPresets.quick),
    choice(l10n.t("Thorough"), budgetPresets.thorough),
  ];
  const isNamed = last === null || named.some(({ value }) => isSame(value, last));
  return [
    ...(isNamed ? [] : [choice(l10n.t("As the last time"), last)]),
    ...named,
    { label: `$(edit) ${l10n.t("Another budget…")}`, value: "own" },
  ];
}

function choice(name: string, budget: Budget): Choice<Budget> {
  const { candidates, minutes } = budget;
  return {
    label: `$(dashboard) ${name}`,
    description: l10n.t("{0} candidates, {1} minutes", candidates, minutes),
    value: budget,
  };
}

function isSame(one: Budget, other: Budget): boolean {
  return one.candidates === other.candidates && one.minutes === other.minutes;
}

async function ownBudget(place: StepPlace, last: Budget): Promise<Answer<Budget>> {
  for (let candidates = last.candidates; ; ) {
    const count = await askText({
      place,
      prompt: l10n.t("How many candidates at most?"),
      value: String(candidates),
      problem: (text) => (parseCandidates(text) === null ? l10n.t("A whole number from 1 to 10000.") : null),
    });
    if (count === back || count === cancelled) return count;
    candidates = parseCandidates(count) ?? candidates;
    const minutes = await askText({
      place,
      prompt: l10n.t("How many minutes at most?"),
      value: String(last.minutes),
      problem: (text) => (parseMinutes(text) === null ? l10n.t("A number above 0, at most 1440.") : null),
    });
    if (minutes === cancelled) return cancelled;
    if (minutes !== back) return { candidates, minutes: parseMinutes(minutes) ?? last.minutes };
  }
}
