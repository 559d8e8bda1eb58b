import type { Proposal, ProposalRequest, Proposer } from "../../ports.ts";
import { crossover } from "../crossover.ts";
import { type Grammar, grammarOf } from "./grammar.ts";
import { tokensOf } from "./lexer.ts";
import { tunings } from "./tunings.ts";

/**
 * Proposals for any language: its constants tuned, and the changes of two parents merged. Whether another value is still right, the tests and the differential check decide. The same request always
 * gives the same proposals in the same order.
 */
export class ConstantTuner implements Proposer {
  async propose(request: ProposalRequest): Promise<readonly Proposal[]> {
    const [first, second] = request.parents;
    if (!first) return [];
    const grammar = grammarOf(request.baseline.file);
    if (!second) return tunings(first, grammar);
    return crossover(request, first, second, {
      tokens: (text) => tokensOf(text, grammar).map((token) => token.text),
      parses: (_, code) => isBalanced(code.target, grammar),
    });
  }
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
