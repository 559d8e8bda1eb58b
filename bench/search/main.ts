// Evaluations until 95 % of the best known result, for our search, for it without each of its parts, and for rivals.
// Proposals come from a synthetic mutator, which is no language model: see mutator.ts for how its odds are made up.
// Evaluations are counted, which take a real run most of its time; how often the mutator was asked is not.
// usage: npm run bench:search [-- --seeds n --budget n]
import { parseArgs } from "node:util";
import { SeededRandom } from "../../src/engine/search/seededRandom.ts";
import { ours } from "./ours.ts";
import { bestOfN, greedy, openEvolve, type Rule } from "./rivals.ts";
import { tasksOf } from "./tasks.ts";
import { Trial } from "./trial.ts";

const { values } = parseArgs({
  options: { seeds: { type: "string", default: "20" }, budget: { type: "string", default: "150" } },
});
const seeds = Number(values.seeds);
const budget = Number(values.budget);

const rules: readonly { readonly name: string; readonly rule: Rule; readonly isRival: boolean }[] = [
  { name: "ours", rule: ours(), isRival: false },
  ...(["summarizer", "navigator", "sampler", "islands", "archive", "plateau", "bandit"] as const).map(
    (part) => ({
      name: `  without the ${part}`,
      rule: ours([part]),
      isRival: false,
    }),
  ),
  { name: "greedy", rule: greedy, isRival: true },
  { name: "best of n", rule: bestOfN, isRival: true },
  { name: "OpenEvolve's default rule", rule: openEvolve, isRival: true },
];

const lost: string[] = [];
const names = tasksOf(new SeededRandom(0)).map(({ name }) => name);
for (const [index, name] of names.entries()) {
  console.log(`\n${name}: evaluations, median of ${seeds} seeds [95 % interval], and how many got there\n`);
  let own = Number.POSITIVE_INFINITY;
  for (const { name: rule, rule: run, isRival } of rules) {
    const counts: number[] = [];
    for (let seed = 1; seed <= seeds; seed++) {
      const random = new SeededRandom(seed);
      const task = tasksOf(random.fork("task"))[index];
      if (task === undefined) throw new Error(`there is no task ${name}`);
      const trial = new Trial(task, budget, random.fork("noise"));
      await run(trial, random.fork(rule));
      counts.push(trial.evaluations);
    }
    counts.sort((a, b) => a - b);
    const median = middle(counts);
    if (rule === "ours") own = median;
    else if (isRival && median < own) lost.push(`${rule} needs fewer evaluations for ${name}`);
    const [low, high] = interval(counts);
    const arrived = counts.filter(Number.isFinite).length;
    console.log(
      `  ${rule.padEnd(28)}${text(median).padStart(6)}  ${`[${text(low)}, ${text(high)}]`.padEnd(14)}${String(arrived).padStart(4)} of ${seeds}`,
    );
  }
}
console.log(
  lost.length === 0
    ? "\nThe goal, not worse than any rival on any task, is met."
    : `\nThe goal, not worse than any rival on any task, is missed: ${lost.join("; ")}.`,
);
process.exitCode = lost.length === 0 ? 0 : 1;

function middle(sorted: readonly number[]): number {
  const [low = Number.NaN, high = Number.NaN] = [
    sorted[Math.floor((sorted.length - 1) / 2)],
    sorted[Math.ceil((sorted.length - 1) / 2)],
  ];
  return low === high ? low : (low + high) / 2;
}

/** The order statistics between which the median lies with 95 % confidence, by the binomial distribution. */
function interval(sorted: readonly number[]): readonly [number, number] {
  const n = sorted.length;
  let below = 0;
  let rank = 0;
  for (let term = 0.5 ** n; below + term <= 0.025; rank++) {
    below += term;
    term *= (n - rank) / (rank + 1);
  }
  const at = Math.max(rank - 1, 0);
  return [sorted[at] ?? Number.NaN, sorted[n - 1 - at] ?? Number.NaN];
}

function text(count: number): string {
  return Number.isFinite(count) ? String(count) : `>${budget}`;
}
