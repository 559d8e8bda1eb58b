import type { ParentCode, Proposal, ProposalRequest, Proposer } from "../../ports.ts";
import { crossover } from "../crossover.ts";
import { type Literal, literalText, type Tunable, tunablesIn } from "./constants.ts";
import { type Grammar, grammarOf } from "./grammar.ts";
import { tokensOf } from "./lexer.ts";

/** Ways to change a number; `change` gives null where there is no other whole number of at least 1. */
const tunings: readonly {
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
 * Proposals for any language: whole numbers that look like sizes and thresholds, doubled, halved, quadrupled,
 * quartered or rounded up to a power of two, alone and wherever they are repeated; and the changes of two parents
 * merged. Whether another value is still right, the tests and the differential check decide. The same request always
 * gives the same proposals in the same order.
 */
export class ConstantTuner implements Proposer {
  async propose(request: ProposalRequest): Promise<readonly Proposal[]> {
    const [first, second] = request.parents;
    if (!first) return [];
    const grammar = grammarOf(request.baseline.file);
    if (!second) return tuned(first, grammar);
    return crossover(request, first, second, {
      tokens: (text) => tokensOf(text, grammar).map((token) => token.text),
      parses: (_, code) => isBalanced(code.target, grammar),
    });
  }
}

function tuned({ code }: ParentCode, grammar: Grammar): readonly Proposal[] {
  const groups = Map.groupBy(tunablesIn(code.target, grammar), ({ text }) => text);
  const proposals: Proposal[] = [];
  for (const [text, places] of [...groups].slice(0, mostConstants)) {
    for (const { operator, change } of tunings) {
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

/** True when every bracket has its partner. */
function isBalanced(text: string, grammar: Grammar): boolean {
  const partners: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };
  const open: string[] = [];
  for (const { kind, text: sign } of tokensOf(text, grammar)) {
    if (kind !== "sign") continue;
    if ("([{".includes(sign)) open.push(sign);
    else if (")]}".includes(sign) && open.pop() !== partners[sign]) return false;
  }
  return open.length === 0;
}
