// Sixty variants that change nothing, of three published functions, really timed: how many are offered?
// usage: npm run bench:noop [-- --variants n]
import { mkdir, mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { bundle } from "../../esbuild.mjs";
import { demoTargets, makeDemoRepository } from "../../scripts/lib/demo-repository.mjs";
import { TimingTurns, timingFolder } from "../../src/adapters/evaluator/timingTurns.ts";
import { GitCandidateStore } from "../../src/adapters/git/candidateStore.ts";
import { openRepository } from "../../src/adapters/git/repository.ts";
import { snapshotBase } from "../../src/adapters/git/snapshot.ts";
import { removeTree } from "../../src/adapters/git/worktreeSlot.ts";
import { WorktreePool } from "../../src/adapters/git/worktrees.ts";
import { captureTarget } from "../../src/adapters/runs/captureTarget.ts";
import { describeMachine } from "../../src/adapters/runs/machine.ts";
import { openEvaluator } from "../../src/adapters/runs/openEvaluator.ts";
import { openSandboxHere } from "../../src/adapters/runs/openSandboxHere.ts";
import { systemClock } from "../../src/adapters/runs/systemClock.ts";
import { RuleNavigator } from "../../src/engine/agents/navigator/ruleNavigator.ts";
import { RuleSampler } from "../../src/engine/agents/sampler/ruleSampler.ts";
import { RuleSummarizer } from "../../src/engine/agents/summarizer/ruleSummarizer.ts";
import { gainText } from "../../src/engine/domain/gainText.ts";
import type { RunSpec } from "../../src/engine/domain/runSpec.ts";
import { gainOf, isOffered, type RunView, reduceRun } from "../../src/engine/domain/runView.ts";
import { SequentialJudge } from "../../src/engine/judge/sequentialJudge.ts";
import type { Proposal, ProposalRequest, Proposer } from "../../src/engine/ports.ts";
import { evolve } from "../../src/engine/search/evolve.ts";
import { SeededRandom } from "../../src/engine/search/seededRandom.ts";
import { noOpVariants, type Variant } from "./variants.ts";

const { values } = parseArgs({ options: { variants: { type: "string", default: "20" } } });
const signal = new AbortController().signal;
const host = { nodePath: process.execPath, nodeEnv: {}, pythonPath: null };

/** Proposes the same variants whatever the parent is. */
class Variants implements Proposer {
  readonly #variants: readonly Variant[];

  constructor(variants: readonly Variant[]) {
    this.#variants = variants;
  }

  async propose({ parents }: ProposalRequest): Promise<readonly Proposal[]> {
    if (parents.length > 1) return [];
    return this.#variants.map(({ summary, target }) => ({
      operator: "no-op",
      summary,
      code: { target, helpers: [] },
    }));
  }
}

const work = await mkdtemp(join(tmpdir(), "evolvent-bench-"));
let offered = 0;
let tried = 0;
try {
  const built = join(work, "dist");
  await bundle(built);
  const folder = await makeDemoRepository();
  for (const target of demoTargets) {
    const view = await search(folder, built, target);
    const own = view.candidates.filter(isOffered);
    tried += view.candidates.length;
    offered += own.length;
    const verdicts = Map.groupBy(view.candidates, ({ verdict }) => verdict?.kind ?? "unjudged");
    const counts = [...verdicts].map(([kind, { length }]) => `${length} ${kind}`).join(", ");
    console.log(`${target.name}: ${view.candidates.length} variants, ${counts}; ${own.length} offered`);
    for (const candidate of own) {
      const gain = gainOf(candidate);
      if (gain !== null) console.log(`  ${candidate.summary}: ${gainText(gain)}`);
    }
  }
  await removeTree(folder);
} finally {
  await removeTree(work);
}
console.log(
  `${offered} of ${tried} variants that change nothing were offered: the goal, none, is ${offered === 0 ? "met" : "missed"}.`,
);
process.exitCode = offered === 0 ? 0 : 1;

async function search(folder: string, built: string, target: (typeof demoTargets)[number]): Promise<RunView> {
  const run = `${target.name}-0000`;
  const file = `packages/${target.name}/${target.file}`;
  const repository = await openRepository({ folder, gitPath: "git" });
  const text = await readFile(join(folder, file), "utf8");
  const found = await captureTarget({ file, symbol: target.symbol }, { text });
  const { baseline, language } = found;
  const spec: RunSpec = {
    name: target.name,
    target: { file, symbol: baseline.symbol },
    benchmark: { kind: "function", inputs: { kind: "module", path: `bench/${target.inputs}` } },
    tests: null,
    budget: { candidates: Number(values.variants), minutes: 60 },
    seed: 1,
  };
  const sandbox = await openSandboxHere(host, repository, signal);
  const base = await snapshotBase(repository, { run, captured: { path: file, text }, clock: systemClock });
  const store = await GitCandidateStore.open({ repository, run, base, baseline, clock: systemClock });
  const cacheFolder = join(work, target.name);
  await mkdir(cacheFolder);
  const worktrees = new WorktreePool({ repository, cacheFolder, file });
  const turns = new TimingTurns({ folder: timingFolder(), note: run, onWait: () => undefined });
  const { evaluator, runtime, close } = await openEvaluator(
    { ...found, host, root: folder, spec, base, worktrees, sandbox, turns, built, warn: console.warn },
    signal,
  );
  try {
    let view: RunView | null = null;
    const machine = describeMachine(runtime);
    const events = evolve(
      { run, spec, base, baseline, machine },
      {
        evaluator,
        store,
        judge: new SequentialJudge(),
        calibrations: { read: async () => null, write: async () => undefined, load: () => 0 },
        clock: systemClock,
        proposers: [new Variants(noOpVariants(baseline, Number(values.variants)))],
        summarizer: new RuleSummarizer((code) => language.features(baseline, code)),
        navigator: new RuleNavigator(),
        sampler: new RuleSampler(),
        models: null,
        random: new SeededRandom(spec.seed),
        fingerprint: (code) => code.target,
        checksAtOnce: 1,
      },
      signal,
    );
    for await (const event of events) view = reduceRun(view, event);
    if (view === null) throw new Error(`the run of ${target.name} said nothing`);
    return view;
  } finally {
    await close();
    await worktrees.close();
    await store.close();
  }
}
