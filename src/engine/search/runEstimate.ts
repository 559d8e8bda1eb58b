import { moneyText } from "../domain/moneyText.ts";
import { dollarsOf, type Price, priceOf } from "../domain/prices.ts";
import type { ModelRole } from "../languageModel.ts";
import type { Limits } from "./ledger.ts";

/** What one role is expected to use of its model. */
export interface RolePlan {
  readonly role: ModelRole;
  readonly model: string;
  /** 1 for a generator; 0.1 for a Navigator that is asked with every tenth candidate. */
  readonly callsPerCandidate: number;
  /** At the end of a run, at most; 0 when left out. */
  readonly callsAtEnd?: number;
  /** Of one call. */
  readonly promptTokens: number;
  /** Of one call, as expected, not at most. */
  readonly completionTokens: number;
}

/** What a run will use as far as can be told before its start. */
export interface RunEstimate {
  readonly calls: number;
  readonly tokens: number;
  /** US dollars; null when the price of a model is not known. */
  readonly dollars: number | null;
  /** Models whose price is not known. */
  readonly unpriced: readonly string[];
  /** How many candidates the budget of tokens and money is expected to last for; at most those of the budget. */
  readonly candidates: number;
  /** One sentence for the user. */
  readonly text: string;
}

/** Estimates a run of so many candidates. @param candidates at least 1. */
export function estimateRun(
  candidates: number,
  roles: readonly RolePlan[],
  { limits, prices }: { readonly limits: Limits; readonly prices: readonly Price[] },
): RunEstimate {
  const each = roles.map((role) => ({ ...role, price: priceOf(role.model, prices), cachedTokens: 0 }));
  const unpriced = [...new Set(each.filter(({ price }) => price === null).map(({ model }) => model))];
  type Calls = (role: RolePlan) => number;
  const perCandidate: Calls = ({ callsPerCandidate }) => callsPerCandidate;
  const atEnd: Calls = ({ callsAtEnd = 0 }) => callsAtEnd;
  const tokens = (calls: Calls) =>
    sum(each, (role) => calls(role) * (role.promptTokens + role.completionTokens));
  const dollars = (calls: Calls) =>
    sum(each, (role) => (role.price === null ? 0 : calls(role) * dollarsOf(role, role.price)));
  const lastsFor = (limit: number | null, used: typeof tokens) => {
    const [each, end] = [used(perCandidate), used(atEnd)];
    return limit === null || each === 0 ? candidates : Math.max(0, Math.floor((limit - end) / each));
  };
  const lasting = Math.min(candidates, lastsFor(limits.tokens, tokens), lastsFor(limits.dollars, dollars));
  const over = (total: typeof tokens) => total(perCandidate) * lasting + total(atEnd);
  const estimate = {
    calls: Math.ceil(over((calls) => sum(each, calls))),
    tokens: Math.ceil(over(tokens)),
    dollars: unpriced.length > 0 ? null : over(dollars),
    unpriced,
    candidates: lasting,
  };
  return { ...estimate, text: textOf(estimate, candidates) };
}

function textOf({ calls, tokens, dollars, unpriced, candidates }: Omit<RunEstimate, "text">, wanted: number) {
  const money =
    unpriced.length > 0
      ? `an unknown amount of money, as the price of ${unpriced.join(" and ")} is not known`
      : moneyText(dollars);
  const expected = `About ${calls} calls, ${roughly(tokens)} tokens and ${money}`;
  return candidates < wanted
    ? `${expected}: the budget is expected to last for ${candidates} of ${wanted} candidates.`
    : `${expected}, for ${candidates} candidates.`;
}

/** Two digits count: an estimate is not known better. */
function roughly(tokens: number): string {
  return String(Math.round(Number(tokens.toPrecision(2))));
}

function sum<Item>(items: readonly Item[], value: (item: Item) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
