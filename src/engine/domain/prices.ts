import type { ModelUsage } from "../languageModel.ts";
import { type ModelsSpec, setPrices } from "./modelsSpec.ts";

/** What a model costs, in US dollars for a million tokens. */
export interface Price {
  /**
   * The model's name, case ignored, with `*` for anything. A provider in front of a slash and a date or build at the end
   * need not be given: `gpt-5` is also `openai/gpt-5` and `gpt-5-2025-08-07`, but not `gpt-5-mini`.
   */
  readonly pattern: string;
  readonly prompt: number;
  /** Prompt tokens that the server had in its cache. */
  readonly cached: number;
  readonly completion: number;
}

/**
 * List prices of well-known models as their makers published them in 2025, which may have changed since: what the user
 * sets comes before them. A model that is not among them has no known price.
 */
export const listPrices: readonly Price[] = [
  { pattern: "gpt-5", prompt: 1.25, cached: 0.125, completion: 10 },
  { pattern: "gpt-5-mini", prompt: 0.25, cached: 0.025, completion: 2 },
  { pattern: "gpt-5-nano", prompt: 0.05, cached: 0.005, completion: 0.4 },
  { pattern: "gpt-4.1", prompt: 2, cached: 0.5, completion: 8 },
  { pattern: "gpt-4.1-mini", prompt: 0.4, cached: 0.1, completion: 1.6 },
  { pattern: "gpt-4.1-nano", prompt: 0.1, cached: 0.025, completion: 0.4 },
  { pattern: "gpt-4o", prompt: 2.5, cached: 1.25, completion: 10 },
  { pattern: "gpt-4o-mini", prompt: 0.15, cached: 0.075, completion: 0.6 },
  { pattern: "o3", prompt: 2, cached: 0.5, completion: 8 },
  { pattern: "o4-mini", prompt: 1.1, cached: 0.275, completion: 4.4 },
  { pattern: "claude-haiku-4-5", prompt: 1, cached: 0.1, completion: 5 },
  { pattern: "claude-sonnet-4", prompt: 3, cached: 0.3, completion: 15 },
  { pattern: "claude-sonnet-4-5", prompt: 3, cached: 0.3, completion: 15 },
  { pattern: "claude-opus-4-1", prompt: 15, cached: 1.5, completion: 75 },
  { pattern: "gemini-2.5-pro", prompt: 1.25, cached: 0.31, completion: 10 },
  { pattern: "gemini-2.5-flash", prompt: 0.3, cached: 0.075, completion: 2.5 },
  { pattern: "gemini-2.5-flash-lite", prompt: 0.1, cached: 0.025, completion: 0.4 },
];

/** The prices of a run: what the user set for its models, then the list. A cached token costs what any other does. */
export function pricesFor(models: ModelsSpec): readonly Price[] {
  const set = setPrices(models).map(({ model, price }) => ({
    pattern: model,
    ...price,
    cached: price.prompt,
  }));
  // A name with its provider is also that without, so the longer one is looked at first.
  return [...set.toSorted((one, other) => other.pattern.length - one.pattern.length), ...listPrices];
}

/**
 * The price of a model: that of the first pattern that fits its name, so that what the user set goes in front of the
 * list. Null when it is not known, which is not the same as free.
 */
export function priceOf(model: string, prices: readonly Price[]): Price | null {
  return prices.find(({ pattern }) => expressionOf(pattern).test(model)) ?? null;
}

/** US dollars of so many tokens. */
export function dollarsOf(
  { promptTokens, cachedTokens, completionTokens }: Omit<ModelUsage, "source">,
  price: Price,
): number {
  const fresh = promptTokens - cachedTokens;
  return (fresh * price.prompt + cachedTokens * price.cached + completionTokens * price.completion) / 1e6;
}

function expressionOf(pattern: string): RegExp {
  const parts = pattern.split("*").map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"));
  return new RegExp(`^(?:.*/)?${parts.join(".*")}(?:[-@:]\\d[\\d-]*)?$`, "i");
}
