import type { Proposal, ProposalRequest, Proposer } from "../../ports.ts";
import { crossover } from "../crossover.ts";
import { mutations } from "../mutations.ts";
import { parsePythonProgram, pythonParses } from "./program.ts";
import type { PythonRule } from "./rule.ts";
import { pythonRules } from "./rules.ts";
import { pythonTokens } from "./tokens.ts";

/**
 * Proposals for Python without a language model. With one parent: every rule at every site, and each rule at all its
 * sites together. With two: their changes merged. The same request always gives the same proposals in the same order.
 */
export class PythonRewriteProposer implements Proposer {
  readonly #rules: readonly PythonRule[];

  constructor(rules: readonly PythonRule[] = pythonRules) {
    this.#rules = rules;
  }

  async propose(request: ProposalRequest): Promise<readonly Proposal[]> {
    const [first, second] = request.parents;
    if (!first) return [];
    if (second) return crossover(request, first, second, { tokens: pythonTokens, parses: pythonParses });
    return mutations(
      { rules: this.#rules, parse: parsePythonProgram, parses: pythonParses },
      request.baseline,
      first,
    );
  }
}
