// Evaluations until 95 % of the best known result, for our search, for it without each of its parts, and for rivals.
// Fixed before the seeds were drawn: the landscapes (tasks.ts), the odds of the mutator (mutator.ts), the functions and
// their inputs (bench/functions), the budgets, and every constant of the search, which were made with seeds 1 to 60.
// Seeds 2001 to 2020 showed that joining rewrites pays (so greedy stands here with one rewrite in a child, with up to four,
// and with another as often as ours) and that no agent's rule saved evaluations, after which the Sampler's was changed, by
// seeds 1 to 60 again. Seeds 3001 to 3020 were drawn after that and used for nothing else. For the same seed all strategies
// meet the same landscape, noise and streams of chance, so differences are taken seed by seed.
// The synthetic mutator is no language model: its odds are made up, see mutator.ts. Evaluations are counted, which take a
// real run most of its time; how often a mutator was asked is not. A search that does not get there counts its budget.
// usage: npm run bench:search
import { mean, median, quantileSorted, sampleWithReplacement } from "simple-statistics";
import { SeededRandom } from "../../src/engine/search/seededRandom.ts";
import { functionNames } from "../functions/realTask.ts";
import { ours } from "./ours.ts";
import { realWorld } from "./real.ts";
import { bestOfN, greedy, greedyChains, greedyLongChains, openEvolve, type Rule } from "./rivals.ts";
import { syntheticWorld } from "./synthetic.ts";
import { tasksOf } from "./tasks.ts";
import { Trial } from "./trial.ts";
import type { World } from "./world.ts";

const seeds = Array.from({ length: 20 }, (_, index) => 3_001 + index);
const resamples = 2_000;
const parts = ["summarizer", "navigator", "sampler", "islands", "archive", "plateau", "bandit"] as const;

const own = "ours";
/** Told apart from greedy only where children are made by rules. */
const chained = "greedy, up to 4 rewrites at once";
const longChained = "greedy, up to 4 and as often as ours";
const rules: readonly { readonly name: string; readonly rule: Rule; readonly isRival: boolean }[] = [
  { name: own, rule: ours(), isRival: false },
  ...parts.map((part) => ({ name: `  without the ${part}`, rule: ours(part), isRival: false })),
  { name: "greedy", rule: greedy, isRival: true },
  { name: chained, rule: greedyChains, isRival: true },
  { name: longChained, rule: greedyLongChains, isRival: true },
  { name: "best of n", rule: bestOfN, isRival: true },
  { name: "our reading of OpenEvolve's defaults", rule: openEvolve, isRival: true },
];

const better: string[] = [];
const worse: string[] = [];
const undecided: string[] = [];
const needed = new Map<string, number>();
const harmful: string[] = [];

for (const name of tasksOf(new SeededRandom(0)).map((task) => task.name)) {
  await compare(`${name} (synthetic)`, async (random) => {
    const task = tasksOf(random.fork("task")).find((each) => each.name === name);
    if (task === undefined) throw new Error(`there is no task ${name}`);
    return syntheticWorld(task);
  });
}
for (const name of functionNames) {
  const world = await realWorld(name);
  await compare(`${name} (rewrite rules, best known ${Math.exp(world.best).toFixed(2)}×)`, async () => world);
}

const list = (names: readonly string[]) => (names.length === 0 ? "none" : names.join("; "));
console.log(
  `\nFewer evaluations than ours (95 % interval of the paired difference below 0): ${list(worse)}.`,
);
console.log(`Not told apart from ours: ${list(undecided)}.`);
console.log(`Parts without which ours does better: ${list(harmful)}.`);
const paid = parts.map((part) => `${part} on ${needed.get(part) ?? 0}`).join(", ");
console.log(`Parts shown to help, of 6 tasks: ${paid}.`);
console.log(
  `Shown: ours needs fewer evaluations in ${better.length} of ${better.length + worse.length + undecided.length} comparisons with a rival, more in ${worse.length}; not shown: the other ${undecided.length}, that any part helps where it is not counted above, and anything about real models.`,
);
process.exitCode = worse.length === 0 ? 0 : 1;

async function compare(name: string, worldFor: (random: SeededRandom) => Promise<World>): Promise<void> {
  console.log(
    `\n${name}: median evaluations [95 % interval], arrived, mean difference to ours seed by seed\n`,
  );
  let reference: readonly number[] = [];
  const { isByRules } = await worldFor(new SeededRandom(0));
  for (const { name: rule, rule: run, isRival } of rules) {
    if ((rule === chained || rule === longChained) && !isByRules) continue;
    const counts: number[] = [];
    let arrived = 0;
    for (const seed of seeds) {
      const random = new SeededRandom(seed);
      const world = await worldFor(random);
      const trial = new Trial(world, random.fork("trial"));
      await run(trial, random.fork("choices"));
      if (trial.evaluations !== null) arrived++;
      counts.push(trial.evaluations ?? world.budget);
    }
    const [low, high] = interval(counts, median);
    const level = `${median(counts)} [${Number(low.toFixed(1))}, ${Number(high.toFixed(1))}]`.padEnd(20);
    const line = `  ${rule.padEnd(38)}${level}${String(arrived).padStart(3)} of ${seeds.length}`;
    if (rule === own) {
      reference = counts;
      console.log(line);
      continue;
    }
    const differences = counts.map((count, index) => count - (reference[index] ?? Number.NaN));
    const [from, to] = interval(differences, mean);
    console.log(`${line}   ${signed(mean(differences))} [${signed(from)}, ${signed(to)}]`);
    const what = `${rule.trim()} on ${name.replace(/ \(.*/, "")}`;
    if (isRival) (from > 0 ? better : to < 0 ? worse : undecided).push(what);
    else if (to < 0) harmful.push(what);
    else if (from > 0) {
      const part = rule.replace("without the", "").trim();
      needed.set(part, (needed.get(part) ?? 0) + 1);
    }
  }
}

/** 95 %, by the bootstrap over seeds. */
function interval(
  values: readonly number[],
  statistic: (values: number[]) => number,
): readonly [number, number] {
  const random = new SeededRandom(1);
  const drawn = Array.from({ length: resamples }, () =>
    statistic(sampleWithReplacement([...values], values.length, () => random.next())),
  ).sort((a, b) => a - b);
  return [quantileSorted(drawn, 0.025), quantileSorted(drawn, 0.975)];
}

function signed(value: number): string {
  return `${value > 0 ? "+" : ""}${value.toFixed(1)}`;
}
