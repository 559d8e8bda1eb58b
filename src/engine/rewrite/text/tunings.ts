import type { ParentCode, Proposal } from "../../ports.ts";
import { type Literal, literalText, type Tunable, tunablesIn } from "./constants.ts";
import type { Grammar } from "./grammar.ts";

/** Ways to change a number; `change` gives null where there is no other whole number of at least 1. */
const changes: readonly {
  readonly operator: string;
  readonly change: (value: number, literal: Literal) => number | null;
}[] = [
  { operator: "double-constant", change: (value) => value * 2 },
  { operator: "halve-constant", change: (value) => divided(value, 2) },
  { operator: "quadruple-constant", change: (value) => value * 4 },
  { operator: "quarter-constant", change: (value) => divided(value, 4) },
  {
    operator: "round-constant",
    change: (value, { exponent }) => {
      const power = 2 ** Math.ceil(Math.log2(value));
      return exponent || power === value ? null : power;
    },
  },
];

/** Most different numbers of one code that are tuned. */
const mostConstants = 16;

/**
 * A code with its whole numbers that look like sizes and thresholds doubled, halved, quadrupled, quartered or rounded up
 * to a power of two, each alone and wherever it is repeated; always the same, in the same order.
 * @param isNumber tells by the offset in the target whether a number is one; the grammar, a rough one, may be wrong.
 */
export function tunings(
  { code }: ParentCode,
  grammar: Grammar,
  isNumber: (start: number) => boolean = () => true,
): readonly Proposal[] {
  const tunables = tunablesIn(code.target, grammar).filter(({ start }) => isNumber(start));
  const groups = Map.groupBy(tunables, ({ text }) => text);
  const proposals: Proposal[] = [];
  for (const [text, places] of [...groups].slice(0, mostConstants)) {
    for (const { operator, change } of changes) {
      // A number that occurs more than once may be one size or several.
      const choices = places.length > 1 ? [places, ...places.map((place) => [place])] : [places];
      for (const chosen of choices) {
        const [first] = chosen;
        const value = first ? change(first.literal.value, first.literal) : null;
        if (!first || value === null) continue;
        const other = literalText(first.literal, value);
        const target = replaced(code.target, chosen, other);
        proposals.push({ operator, summary: summaryOf(text, other, chosen), code: { ...code, target } });
      }
    }
  }
  return proposals;
}

function divided(value: number, by: number): number | null {
  return value % by === 0 ? value / by : null;
}

function replaced(target: string, places: readonly Tunable[], by: string): string {
  let result = "";
  let from = 0;
  for (const { start, text } of places) {
    result += target.slice(from, start) + by;
    from = start + text.length;
  }
  return result + target.slice(from);
}

function summaryOf(text: string, other: string, places: readonly Tunable[]): string {
  const [first] = places;
  const where =
    places.length > 1 ? ` at ${places.length} places` : first?.name ? ` for \`${first.name}\`` : "";
  return `use ${other} instead of ${text}${where}`;
}
