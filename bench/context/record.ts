// Records the lineage that bench:context measures: our search with the rewrite rules and the agents' rules on
// accessReport, judged by operations in place of time, so that it comes out the same on any machine.
// usage: node bench/context/record.ts
import { RuleNavigator } from "../../src/engine/agents/navigator/ruleNavigator.ts";
import { RuleSampler } from "../../src/engine/agents/sampler/ruleSampler.ts";
import { RuleSummarizer } from "../../src/engine/agents/summarizer/ruleSummarizer.ts";
import type { RunView } from "../../src/engine/domain/runView.ts";
import { codeFeatures } from "../../src/engine/rewrite/features.ts";
import { fingerprint } from "../../src/engine/rewrite/normalize.ts";
import { RewriteProposer } from "../../src/engine/rewrite/rewriteProposer.ts";
import { SeededRandom } from "../../src/engine/search/seededRandom.ts";
import { openRealTask } from "../functions/realTask.ts";
import { searched } from "../functions/search.ts";
import { type Kept, writeLineage } from "./lineage.ts";

const count = 1_020;

const { baseline, evaluate } = await openRealTask("accessReport");
const lineage: Kept[] = [];
let directions: RunView["directions"] = [];
const views = searched({
  baseline,
  proposer: () => new RewriteProposer(),
  navigator: new RuleNavigator(),
  sampler: new RuleSampler(),
  summarizer: new RuleSummarizer((code) => codeFeatures(baseline, code)),
  fingerprint: (code) => fingerprint(baseline, code),
  random: new SeededRandom(1),
  judge: evaluate,
});
for await (const view of views) {
  const last = view.candidates.at(-1);
  if (last === undefined || last.verdict === null || last.abstract === null)
    throw new Error("nothing judged");
  const { number, parents, operator, summary, direction, exemplars, code, verdict, abstract } = last;
  const changed = view.directions === directions ? null : view.directions;
  directions = view.directions;
  lineage.push({
    number,
    parents,
    operator,
    summary,
    direction,
    exemplars,
    code,
    verdict,
    abstract,
    directions: changed,
  });
  if (number === count) break;
}
await writeLineage(lineage);
const best = Math.max(
  ...lineage.map(({ verdict }) => (verdict.kind === "rejected" ? 0 : verdict.gain.estimate)),
);
console.log(`${lineage.length} candidates of ${baseline.symbol}, the best ${best.toFixed(2)} times as good`);
