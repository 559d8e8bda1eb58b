import { candidateLabel } from "../engine/domain/candidate.ts";
import { gainText } from "../engine/domain/gainText.ts";
import { comparatives, comparedValues, comparisonText } from "../engine/domain/metricText.ts";
import { totalOf } from "../engine/domain/modelTotal.ts";
import type { ModelUse } from "../engine/domain/modelUse.ts";
import { moneyText } from "../engine/domain/moneyText.ts";
import { type CandidateView, gainOf, isOffered, leaderOf, type RunView } from "../engine/domain/runView.ts";
import type { Metric } from "../engine/domain/verdict.ts";

/** `src/lists.js:unique`. */
export function targetName({ spec }: RunView): string {
  return `${spec.target.file}:${spec.target.symbol}`;
}

/** How a run ended, in a word or two. */
export function endWords({ end }: RunView): string {
  return end === null ? "interrupted" : end.outcome.replace("-", " ");
}

/** `improved 1.84× (1.80–1.88)`, `rejected by the tests gate: …`. */
export function verdictText({ verdict, stage }: CandidateView): string {
  if (verdict === null) return stage;
  return verdict.kind === "rejected"
    ? `rejected by the ${verdict.gate} gate: ${verdict.reason}`
    : `${verdict.kind} ${gainText(verdict.gain)}`;
}

/** `0007 set-membership  improved 1.84× (1.80–1.88)  look up seen in a Set`. */
export function candidateLine(candidate: CandidateView): string {
  const parents = candidate.parents.map(candidateLabel).join("+");
  return `${candidateLabel(candidate.number)} ← ${parents}  ${verdictText(candidate)}  ${candidate.operator}: ${candidate.summary}`;
}

/** ` (score 0.71 → 0.83)`; empty where the blocks do not tell. */
function valuesOf({ confirmationBlocks }: CandidateView, metric: Metric | null): string {
  const values = metric === null ? null : comparedValues(confirmationBlocks, metric);
  return metric === null || values === null ? "" : ` (${comparisonText(values, metric)})`;
}

/** What was used of language models, by role and model, and altogether; empty without any. */
export function ledgerLines({ models, spec }: RunView): readonly string[] {
  if (models.length === 0) return [];
  const { calls, tokens, dollars } = totalOf(models);
  const { tokens: mostTokens, money } = spec.budget;
  const ofTokens = mostTokens === undefined ? "" : ` of ${mostTokens}`;
  const ofMoney = money === undefined ? "" : ` of ${moneyText(money)}`;
  return [
    ...models.map(useLine),
    `Models: ${calls} calls, ${tokens}${ofTokens} tokens, ${moneyText(dollars)}${ofMoney}`,
  ];
}

function useLine(use: ModelUse): string {
  const { role, model, calls, failures, promptTokens, cachedTokens, completionTokens, counted, dollars } =
    use;
  const failed = failures === 0 ? "" : ` (${failures} failed)`;
  const cached = cachedTokens === 0 ? "" : ` (${cachedTokens} from its cache)`;
  const by = counted ? ", some counted here" : "";
  return `     ${role.padEnd(12)}${model}: ${calls} calls${failed}, ${promptTokens}${cached} + ${completionTokens} tokens${by}, ${moneyText(dollars)}`;
}

/** The finding of a run, in one sentence. */
export function endSentence(view: RunView): string {
  const leader = leaderOf(view);
  const gain = leader === null ? null : gainOf(leader);
  if (leader !== null && gain !== null && isOffered(leader)) {
    const metric = view.facts?.metric ?? null;
    const as = metric === null ? "as good" : comparatives(metric).as;
    return `Candidate ${candidateLabel(leader.number)} is ${gainText(gain)} ${as} as ${view.spec.target.symbol}${valuesOf(leader, metric)}, confirmed on fresh measurements.`;
  }
  const outcome = view.end?.outcome ?? "stopped";
  switch (outcome) {
    case "failed":
      return `The run failed: ${view.end?.reason ?? ""}`;
    case "stopped":
      return "The run was stopped; everything found so far is kept.";
    case "improved":
    case "nothing-better":
      return `Nothing better was confirmed among ${view.candidates.length} candidates. ${view.end?.reason ?? ""}`;
  }
}
