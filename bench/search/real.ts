import { RuleSummarizer } from "../../src/engine/agents/summarizer/ruleSummarizer.ts";
import { baselineCode, type Code } from "../../src/engine/domain/candidate.ts";
import type { Proposal, ProposalRequest } from "../../src/engine/ports.ts";
import { codeFeatures } from "../../src/engine/rewrite/features.ts";
import { fingerprint } from "../../src/engine/rewrite/normalize.ts";
import { RewriteProposer } from "../../src/engine/rewrite/rewriteProposer.ts";
import { SeededRandom } from "../../src/engine/search/seededRandom.ts";
import { type FunctionName, openRealTask } from "../functions/realTask.ts";
import type { World } from "./world.ts";

const budget = 60;
const longestWalk = 40;

/**
 * A real function, the rewrite rules, and operations in place of time. The best known result is that of a walk that takes
 * the best of all proposals at each of 40 steps, whether it is better or not, and never goes back.
 */
export async function realWorld(name: FunctionName): Promise<World> {
  const { baseline, evaluate } = await openRealTask(name);
  const proposer = new RewriteProposer();
  const proposals = new Map<string, Promise<readonly Proposal[]>>();
  const prints = new Map<string, string>();
  const features = new Map<string, readonly string[]>();
  const keyOf = ({ target, helpers }: Code) => [...helpers, target].join("\n");
  const offered = (request: ProposalRequest) =>
    cached(proposals, request.parents.map(({ code }) => keyOf(code)).join("\0"), () =>
      proposer.propose(request),
    );
  const from = (code: Code) =>
    offered({
      baseline,
      parents: [{ number: 0, summary: "", code }],
      ancestor: null,
      favoured: [],
      random: new SeededRandom(0),
    });
  const worth = (code: Code): number | null => {
    const verdict = evaluate(code);
    return verdict.kind === "rejected" ? null : Math.log(verdict.gain.estimate);
  };
  const print = (code: Code) => cached(prints, keyOf(code), () => fingerprint(baseline, code));
  let [here, best] = [baselineCode(baseline), 0];
  const visited = new Set([print(here)]);
  for (let step = 0; step < longestWalk; step++) {
    const [next] = (await from(here))
      .filter(({ code }) => !visited.has(print(code)))
      .map(({ code }) => ({ code, value: worth(code) ?? Number.NEGATIVE_INFINITY }))
      .sort((a, b) => b.value - a.value);
    if (next === undefined) break;
    here = next.code;
    visited.add(print(here));
    best = Math.max(best, next.value);
  }
  return {
    name,
    baseline,
    best,
    noise: 0,
    budget,
    isByRules: true,
    worth,
    fingerprint: print,
    async child(parent, _shown, random, { most, another }) {
      let child = parent;
      for (let count = 0; count < most; count++) {
        const all = await from(child);
        child = all[Math.floor(random.next() * all.length)]?.code ?? child;
        if (random.next() >= another) break;
      }
      return child;
    },
    proposer: () => ({ propose: offered }),
    summarizer: new RuleSummarizer((code) =>
      cached(features, keyOf(code), () => codeFeatures(baseline, code)),
    ),
  };
}

function cached<Value>(known: Map<string, Value>, key: string, make: () => Value): Value {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(key, made);
  return made;
}
