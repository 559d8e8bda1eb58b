import type { Navigator } from "../../src/engine/agents/navigator/navigator.ts";
import { RuleNavigator } from "../../src/engine/agents/navigator/ruleNavigator.ts";
import { RuleSampler } from "../../src/engine/agents/sampler/ruleSampler.ts";
import type { Sampler } from "../../src/engine/agents/sampler/sampler.ts";
import type { Verdict } from "../../src/engine/domain/verdict.ts";
import type { SearchPart } from "../../src/engine/search/standing.ts";
import { searched } from "../functions/search.ts";
import type { Rule } from "./rivals.ts";

export type Agent = "summarizer" | "navigator" | "sampler";

/** Our own search, with the agents' rules; without an agent or another part of it. */
export function ours(without?: SearchPart | Agent): Rule {
  return async (trial, random) => {
    const { world } = trial;
    if (trial.isOver) return;
    const views = searched({
      baseline: world.baseline,
      proposer: (view) => world.proposer(view, trial.thought),
      navigator: without === "navigator" ? noNavigator : new RuleNavigator(),
      sampler: without === "sampler" ? noSampler : new RuleSampler(),
      summarizer: without === "summarizer" ? null : world.summarizer,
      fingerprint: (code) => world.fingerprint(code),
      random,
      without: isPart(without) ? [without] : [],
      judge: (code) => verdictOf(trial.evaluate(code)),
    });
    for await (const _ of views) if (trial.isOver) return;
  };
}

function isPart(part: SearchPart | Agent | undefined): part is SearchPart {
  return part !== undefined && part !== "summarizer" && part !== "navigator" && part !== "sampler";
}

const noNavigator: Navigator = { navigate: async () => [] };
/** Partners of a crossover are still taken as they come. */
const noSampler: Sampler = {
  sample: async ({ pool, places }) =>
    places === undefined ? pool.map(({ number }) => ({ candidate: number, reason: "as it comes" })) : [],
};

function verdictOf(measured: number | null): Verdict {
  if (measured === null) return { kind: "rejected", gate: "differential", reason: "It answers wrongly." };
  const estimate = Math.exp(measured);
  const gain = { estimate, low: estimate * 0.98, high: estimate * 1.02, blocks: 8 };
  return { kind: gain.low > 1 ? "improved" : gain.high < 1 ? "worse" : "tied", gain };
}
