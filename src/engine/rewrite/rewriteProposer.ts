import type { Baseline, Code } from "../domain/candidate.ts";
import type { ParentCode, Proposal, ProposalRequest, Proposer } from "../ports.ts";
import { crossover } from "./crossover.ts";
import { parseProgram, parses } from "./program.ts";
import { applyRewrite, type RewriteRule } from "./rule.ts";
import { rewriteRules } from "./rules.ts";

/** Most times one rule is applied after another in a combined proposal. */
const mostSites = 24;

/**
 * Proposals without a language model. With one parent: every rule at every site, and each rule at all its sites
 * together. With two: their changes merged. The same request always gives the same proposals in the same order.
 */
export class RewriteProposer implements Proposer {
  readonly #rules: readonly RewriteRule[];

  constructor(rules: readonly RewriteRule[] = rewriteRules) {
    this.#rules = rules;
  }

  async propose(request: ProposalRequest): Promise<readonly Proposal[]> {
    const [first, second] = request.parents;
    if (!first) return [];
    return second ? crossover(request, first, second) : this.#mutations(request.baseline, first);
  }

  #mutations(baseline: Baseline, parent: ParentCode): readonly Proposal[] {
    const program = parseProgram(baseline, parent.code);
    if (!program) return [];
    const proposals: Proposal[] = [];
    const known = new Set([parent.code.target]);
    const add = (operator: string, summary: string, code: Code): void => {
      if (known.has(code.target) || !parses(baseline, code)) return;
      known.add(code.target);
      proposals.push({ operator, summary, code });
    };
    for (const rule of this.#rules) {
      const rewrites = rule.find(program);
      for (const rewrite of rewrites)
        add(rule.id, rewrite.summary, applyRewrite(program, parent.code, rewrite));
      if (rewrites.length > 1) {
        const everywhere = applyEverywhere(baseline, parent.code, rule);
        if (everywhere) add(rule.id, `${rule.title} at ${everywhere.sites} places`, everywhere.code);
      }
    }
    return proposals;
  }
}

/** Applies a rule again and again until it finds nothing more to do. */
function applyEverywhere(
  baseline: Baseline,
  start: Code,
  rule: RewriteRule,
): { readonly code: Code; readonly sites: number } | null {
  let code = start;
  let sites = 0;
  while (sites < mostSites) {
    const program = parseProgram(baseline, code);
    const [next] = program ? rule.find(program) : [];
    if (!program || !next) break;
    const changed = applyRewrite(program, code, next);
    if (changed.target === code.target || !parses(baseline, changed)) break;
    code = changed;
    sites++;
  }
  return sites > 1 ? { code, sites } : null;
}
