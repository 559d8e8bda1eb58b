import type { Proposal, ProposalRequest, Proposer } from "../ports.ts";
import { crossover, scriptTokens } from "./crossover.ts";
import { mutations } from "./mutations.ts";
import { parseProgram, parses } from "./program.ts";
import type { RewriteRule } from "./rule.ts";
import { rewriteRules } from "./rules.ts";

/**
 * Proposals for JavaScript and TypeScript without a language model. With one parent: every rule at every site, and
 * each rule at all its sites together. With two: their changes merged. The same request always gives the same
 * proposals in the same order.
 */
export class RewriteProposer implements Proposer {
  readonly #rules: readonly RewriteRule[];

  constructor(rules: readonly RewriteRule[] = rewriteRules) {
    this.#rules = rules;
  }

  async propose(request: ProposalRequest): Promise<readonly Proposal[]> {
    const [first, second] = request.parents;
    if (!first) return [];
    if (second) return crossover(request, first, second, { tokens: scriptTokens, parses });
    return mutations({ rules: this.#rules, parse: parseProgram, parses }, request.baseline, first);
  }
}
