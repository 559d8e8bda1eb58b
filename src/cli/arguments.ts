import { InvalidArgumentError } from "commander";

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
