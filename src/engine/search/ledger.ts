import { moneyText } from "../domain/moneyText.ts";
import { dollarsOf, type Price, priceOf } from "../domain/prices.ts";
import type { ModelRole, ModelUsage } from "../languageModel.ts";
import type { Clock } from "../ports.ts";

/** Most that a run may use; null for what is not limited. */
export interface Limits {
  /** Prompt and completion tokens of all calls together. */
  readonly tokens: number | null;
  /** US dollars. */
  readonly dollars: number | null;
  /** Wall minutes since the run began. */
  readonly minutes: number | null;
  readonly candidates: number | null;
}

/** What a call will be. */
export interface CallPlan {
  readonly role: ModelRole;
  /** The model that is asked. */
  readonly model: string;
  /** Tokens of the messages, as counted here. */
  readonly promptTokens: number;
  /** Most tokens of all answers together: most of one answer, times the answers. */
  readonly completionTokens: number;
}

/** What a call came to. */
export interface CallOutcome {
  /** The model that answered, as the server names it; null when none did. */
  readonly model: string | null;
  /** Null when nothing was counted. */
  readonly usage: ModelUsage | null;
  readonly failed: boolean;
  /** Wall milliseconds. */
  readonly ms: number;
}

/** Why a call may not start. */
export interface Refusal {
  readonly limit: keyof Limits;
  /** One sentence for the user. */
  readonly text: string;
}

/** The part of the budget set aside for a call under way. Exactly one of its methods is called, once. */
export interface Reservation {
  readonly kind: "reserved";
  /** Books what the call came to in its place. */
  settle(outcome: CallOutcome): void;
  /** Gives it back: the call never left. */
  release(): void;
}

/** What one role has used of one model. */
export interface LedgerRow {
  readonly role: ModelRole;
  readonly model: string;
  readonly calls: number;
  readonly failures: number;
  readonly promptTokens: number;
  /** Part of `promptTokens`. */
  readonly cachedTokens: number;
  readonly completionTokens: number;
  /** Whether some of the tokens were counted here because the server did not report them. */
  readonly counted: boolean;
  /** US dollars; null when the price of the model is not known. */
  readonly dollars: number | null;
  readonly ms: number;
}

/** What has been used so far. */
export interface LedgerTotal {
  readonly calls: number;
  readonly tokens: number;
  /** Null when a model of unknown price has answered; `knownDollars` is what the others cost. */
  readonly dollars: number | null;
  readonly knownDollars: number;
  readonly candidates: number;
  readonly minutes: number;
  /** Set aside for calls under way. */
  readonly reservedTokens: number;
}

export interface LedgerOptions {
  readonly limits: Limits;
  /** What the user set, then the list. */
  readonly prices: readonly Price[];
  readonly clock: Clock;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
}

/**
 * Servers wrap messages in a template of their own and may count with another tokenizer; until a model has shown by how
 * much, a prompt is taken to be this much larger than counted.
 */
const unknownMargin = 1.25;
const knownMargin = 1.05;
const templateTokens = 64;

/**
 * The budget of a run, live. A call is started only with a reservation for the most it can cost, so that all that is
 * booked and under way stays within the limits.
 */
export class Ledger {
  readonly #options: LedgerOptions;
  readonly #rows = new Map<string, LedgerRow>();
  readonly #open = new Set<CallPlan>();
  /** By model asked: the most that a server reported of a prompt, relative to what was counted. */
  readonly #ratios = new Map<string, number>();
  #candidates = 0;

  constructor(options: LedgerOptions) {
    this.#options = options;
  }

  /** Null when a call could not pass any limit, whatever it answers; else the limit it could pass. */
  mayCall(plan: CallPlan): Refusal | null {
    const { limits } = this.#options;
    const { minutes } = this.total;
    if (limits.minutes !== null && minutes >= limits.minutes) {
      return { limit: "minutes", text: `The ${limits.minutes} minutes of the budget are used.` };
    }
    if (limits.candidates !== null && plan.role === "generator" && this.#candidates >= limits.candidates) {
      return {
        limit: "candidates",
        text: `All ${limits.candidates} candidates of the budget are proposed.`,
      };
    }
    return this.#refuseTokens(plan) ?? this.#refuseDollars(plan);
  }

  /** Sets the most that a call can cost aside, or says why it may not start. */
  reserve(plan: CallPlan): Reservation | (Refusal & { readonly kind: "refused" }) {
    const refusal = this.mayCall(plan);
    if (refusal !== null) return { kind: "refused", ...refusal };
    // Two equal plans are two calls.
    const own = { ...plan };
    this.#open.add(own);
    const close = () => {
      if (!this.#open.delete(own)) throw new Error("a reservation was settled or released before");
    };
    return {
      kind: "reserved",
      release: close,
      settle: (outcome) => {
        close();
        this.#learn(own, outcome);
        this.book(plan.role, outcome.model ?? plan.model, outcome);
      },
    };
  }

  /** Books a call that is over, such as one that the journal of a resumed run tells of. */
  book(role: ModelRole, model: string, { usage, failed, ms }: CallOutcome): void {
    const key = JSON.stringify([role, model]);
    const row = this.#rows.get(key) ?? emptyRow(role, model);
    const used = usage ?? { promptTokens: 0, cachedTokens: 0, completionTokens: 0, source: "reported" };
    const price = priceOf(model, this.#options.prices);
    this.#rows.set(key, {
      role,
      model,
      calls: row.calls + 1,
      failures: row.failures + Number(failed),
      promptTokens: row.promptTokens + used.promptTokens,
      cachedTokens: row.cachedTokens + used.cachedTokens,
      completionTokens: row.completionTokens + used.completionTokens,
      counted: row.counted || used.source === "counted",
      dollars: price === null || row.dollars === null ? null : row.dollars + dollarsOf(used, price),
      ms: row.ms + ms,
    });
  }

  /** A candidate was held. */
  candidateHeld(): void {
    this.#candidates++;
  }

  /** By role and model, in the order in which they first answered. */
  get rows(): readonly LedgerRow[] {
    return [...this.#rows.values()];
  }

  get total(): LedgerTotal {
    const { clock, startedAt } = this.#options;
    const { rows } = this;
    const known = rows.reduce((sum, { dollars }) => sum + (dollars ?? 0), 0);
    return {
      calls: rows.reduce((sum, { calls }) => sum + calls, 0),
      tokens: rows.reduce((sum, row) => sum + row.promptTokens + row.completionTokens, 0),
      dollars: rows.some(({ dollars }) => dollars === null) ? null : known,
      knownDollars: known,
      candidates: this.#candidates,
      minutes: (clock.now() - startedAt) / 60_000,
      reservedTokens: [...this.#open].reduce((sum, plan) => sum + this.#mostTokens(plan), 0),
    };
  }

  #refuseTokens(plan: CallPlan): Refusal | null {
    const { tokens: limit } = this.#options.limits;
    const { tokens, reservedTokens } = this.total;
    const most = this.#mostTokens(plan);
    if (limit === null || tokens + reservedTokens + most <= limit) return null;
    const underWay = reservedTokens > 0 ? ` and up to ${reservedTokens} under way` : "";
    return {
      limit: "tokens",
      text: `The next call of the ${plan.role} could take ${most} tokens, which the budget of ${limit} no longer holds: ${tokens} are used${underWay}.`,
    };
  }

  #refuseDollars(plan: CallPlan): Refusal | null {
    const { limits, prices } = this.#options;
    if (limits.dollars === null) return null;
    const { dollars, knownDollars } = this.total;
    const most = this.#mostDollars(plan);
    if (most === null || dollars === null) {
      const unknown = [plan.model, ...this.rows.map(({ model }) => model)].find(
        (model) => priceOf(model, prices) === null,
      );
      return {
        limit: "dollars",
        text: `The price of ${unknown} is not known, so a budget in money cannot be kept: set its price, or limit the tokens instead.`,
      };
    }
    const reserved = [...this.#open].reduce((sum, open) => sum + (this.#mostDollars(open) ?? 0), 0);
    if (knownDollars + reserved + most <= limits.dollars) return null;
    return {
      limit: "dollars",
      text: `The next call of the ${plan.role} could cost ${moneyText(most)}, which the budget of ${moneyText(limits.dollars)} no longer holds: ${moneyText(knownDollars)} is used.`,
    };
  }

  #mostTokens(plan: CallPlan): number {
    return this.#mostPrompt(plan) + plan.completionTokens;
  }

  #mostDollars(plan: CallPlan): number | null {
    const price = priceOf(plan.model, this.#options.prices);
    const usage = {
      promptTokens: this.#mostPrompt(plan),
      cachedTokens: 0,
      completionTokens: plan.completionTokens,
    };
    return price === null ? null : dollarsOf(usage, price);
  }

  #mostPrompt({ model, promptTokens }: CallPlan): number {
    const seen = this.#ratios.get(model);
    const margin = seen === undefined ? unknownMargin : Math.max(1, seen) * knownMargin;
    return Math.ceil(promptTokens * margin) + templateTokens;
  }

  #learn({ model, promptTokens }: CallPlan, { usage }: CallOutcome): void {
    if (usage?.source !== "reported" || usage.promptTokens === 0 || promptTokens === 0) return;
    const ratio = (usage.promptTokens - templateTokens) / promptTokens;
    this.#ratios.set(model, Math.max(this.#ratios.get(model) ?? 0, ratio));
  }
}

function emptyRow(role: ModelRole, model: string): LedgerRow {
  return {
    role,
    model,
    calls: 0,
    failures: 0,
    promptTokens: 0,
    cachedTokens: 0,
    completionTokens: 0,
    counted: false,
    dollars: 0,
    ms: 0,
  };
}
