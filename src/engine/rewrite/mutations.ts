import type { Baseline, Code } from "../domain/candidate.ts";
import type { ParentCode, Proposal } from "../ports.ts";
import { applyRewrite, type Editable, type RewriteRule } from "./rule.ts";

/** How the rules of a language are applied. */
export interface Mutating<P extends Editable> {
  readonly rules: readonly RewriteRule<P>[];
  /** Null for code that does not parse. */
  readonly parse: (baseline: Baseline, code: Code) => P | null;
  /** True when a candidate can be tried at all. */
  readonly parses: (baseline: Baseline, code: Code) => boolean;
}

/** Most times one rule is applied after another in a combined proposal. */
const mostSites = 24;

/** Every rule at every site of a parent, and each rule at all its sites together. */
export function mutations<P extends Editable>(
  mutating: Mutating<P>,
  baseline: Baseline,
  parent: ParentCode,
): readonly Proposal[] {
  const { rules, parse, parses } = mutating;
  const program = parse(baseline, parent.code);
  if (!program) return [];
  const proposals: Proposal[] = [];
  const known = new Set([parent.code.target]);
  const add = (operator: string, summary: string, code: Code): void => {
    if (known.has(code.target) || !parses(baseline, code)) return;
    known.add(code.target);
    proposals.push({ operator, summary, code });
  };
  for (const rule of rules) {
    const rewrites = rule.find(program);
    for (const rewrite of rewrites)
      add(rule.id, rewrite.summary, applyRewrite(program, parent.code, rewrite));
    if (rewrites.length > 1) {
      const everywhere = applyEverywhere(mutating, baseline, parent.code, rule);
      if (everywhere) add(rule.id, `${rule.title} at ${everywhere.sites} places`, everywhere.code);
    }
  }
  return proposals;
}

/** Applies a rule again and again until it finds nothing more to do. */
function applyEverywhere<P extends Editable>(
  { parse, parses }: Mutating<P>,
  baseline: Baseline,
  start: Code,
  rule: RewriteRule<P>,
): { readonly code: Code; readonly sites: number } | null {
  let code = start;
  let sites = 0;
  while (sites < mostSites) {
    const program = parse(baseline, code);
    const [next] = program ? rule.find(program) : [];
    if (!program || !next) break;
    const changed = applyRewrite(program, code, next);
    if (changed.target === code.target || !parses(baseline, changed)) break;
    code = changed;
    sites++;
  }
  return sites > 1 ? { code, sites } : null;
}
