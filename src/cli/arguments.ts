import { InvalidArgumentError } from "commander";
import type { Constraint } from "../engine/domain/runSpec.ts";

/** Number of a candidate: `7` and `0007` are the same. */
export function candidateArgument(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError("A candidate is a number, such as 7.");
  return Number(text);
}

/** A whole number within bounds, for an option. */
export function wholeNumber(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < low || value > high) {
      throw new InvalidArgumentError(`It must be a whole number from ${low} to ${high}.`);
    }
    return value;
  };
}

/** A positive number up to a bound, for an option. */
export function positiveNumber(high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === "" || !(value > 0 && value <= high)) {
      throw new InvalidArgumentError(`It must be a number above 0 and at most ${high}.`);
    }
    return value;
  };
}

/** What a model costs, for an option: dollars for a million tokens of prompts and of answers, as `1.25/10`. */
export function priceArgument(text: string): { readonly prompt: number; readonly completion: number } {
  const [prompt = Number.NaN, completion = Number.NaN, ...others] = text
    .split("/")
    .map((part) => (/^\d+(\.\d+)?$/.test(part) ? Number(part) : Number.NaN));
  if (!(prompt <= 1e5 && completion <= 1e5) || others.length > 0) {
    throw new InvalidArgumentError(
      "It must be US dollars for a million tokens of prompts and of answers, such as 1.25/10.",
    );
  }
  return { prompt, completion };
}

/** A gain, for an option: above 1 and at most 100. */
export function gainArgument(text: string): number {
  const gain = Number(text);
  if (text.trim() === "" || !(gain > 1 && gain <= 100)) {
    throw new InvalidArgumentError("It must be a ratio above 1 and at most 100: 1.05 asks for 5 percent.");
  }
  return gain;
}

/**
 * `peak-memory<=1.1`: the metric may be 1.1 times worse than the baseline at most; `accuracy>=0.95`: a metric of which
 * more is better must keep 0.95 of the baseline's. Several options make a list.
 */
export function constraintArgument(
  text: string,
  before: readonly Constraint[] | undefined,
): readonly Constraint[] {
  const { metric, sign, ratio } =
    /^(?<metric>[^<>=]+)(?<sign><=|>=)(?<ratio>\d+(\.\d+)?)$/u.exec(text)?.groups ?? {};
  const higher = sign === ">=";
  const value = Number(ratio);
  const tolerance = higher ? 1 / value : value;
  if (metric === undefined || metric.trim() === "" || !(tolerance >= 1 && tolerance <= 1000)) {
    throw new InvalidArgumentError(
      "It must read <metric><=<ratio of 1 or more>, as in peak-memory<=1.1, or <metric>>=<ratio of 1 or less> where more is better, as in accuracy>=0.95.",
    );
  }
  return [
    ...(before ?? []),
    { metric: metric.trim(), ...(higher ? { better: "higher" as const } : {}), tolerance },
  ];
}
