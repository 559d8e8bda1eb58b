// How often rules are fooled by identical code, and how often they see a real gain, replayed on recorded processes.
// usage: npm run bench:judge [-- --candidates n --searches n]
import { parseArgs } from "node:util";
import { max, median, min } from "simple-statistics";
import { type Condition, conditions, type Recording, readRecording } from "./recording.ts";
import { crownedByRawBest, offeredBySearches, ourRule, type Rate, replay } from "./replay.ts";

const { values } = parseArgs({
  options: {
    candidates: { type: "string", default: "4000" },
    searches: { type: "string", default: "1000" },
  },
});
const seed = 1;
const variants = 20;
let goalsMissed = 0;

for (const condition of conditions) report(condition, await readRecording(condition));
console.log(
  goalsMissed === 0
    ? "\nAll goals are met."
    : `\n${goalsMissed} ${goalsMissed === 1 ? "goal is" : "goals are"} missed.`,
);
process.exitCode = goalsMissed === 0 ? 0 : 1;

function report(condition: Condition, recording: Recording): void {
  const { series } = recording;
  const identical = series.filter(({ gain }) => gain === 1);
  const pairs = median(identical.map((each) => each.pairs.length));
  const machines = new Set(
    series.map(
      ({ machine }) => `${machine.runtime} on ${machine.cpu}, ${machine.cores} cores, ${machine.recordedAt}`,
    ),
  );
  console.log(
    `\n${condition}: ${pairs} pairs of identical code for each workload; ${[...machines].join("; ")}\n`,
  );
  const rates = replay(recording, { candidates: Number(values.candidates), seed });
  const rules = [...new Set(rates.map(({ rule }) => rule))];
  console.log(row("rule", ["false accepts", "power 5 %", "power 10 %", "power 25 %", "pairs: null", "25 %"]));
  for (const rule of rules) {
    const own = rates.filter((rate) => rate.rule === rule);
    const of = (gain: number) => own.filter((rate) => rate.series.gain === gain);
    console.log(
      row(rule, [
        range(of(1)),
        range(of(1.05)),
        range(of(1.1)),
        range(of(1.25)),
        typical(of(1)),
        typical(of(1.25)),
      ]),
    );
  }
  console.log(
    `\nOurs in each workload${" ".repeat(20)}false accepts, power at 5, 10, 25 %, pairs for a null, for 25 %`,
  );
  const ours = rates.filter(({ rule }) => rule === ourRule);
  for (const { language, workload } of identical) {
    const own = ours.filter((rate) => rate.series.language === language && rate.series.workload === workload);
    const at = (gain: number) => own.find((rate) => rate.series.gain === gain);
    const shares = [1, 1.05, 1.1, 1.25].map((gain) => percent(at(gain)?.accepted));
    console.log(
      `  ${`${language} ${workload}`.padEnd(24)}${[...shares, String(at(1)?.pairs), String(at(1.25)?.pairs ?? "–")].map((cell) => cell.padStart(9)).join("")}`,
    );
  }
  goals(condition, ours);
  const options = { searches: Number(values.searches), variants, seed };
  const offered = identical.map((each) => offeredBySearches(each, options));
  const crowned = identical.map((each) => crownedByRawBest(each, options));
  console.log(
    `\nBest of ${variants} identical variants: crowned by the best raw time in ${percent(min(crowned))} to ${percent(max(crowned))} of searches, offered by ours in ${percent(min(offered))} to ${percent(max(offered))}.`,
  );
  goal(
    `${condition}: best of ${variants} identical variants is offered in at most 0.5 % of searches`,
    max(offered) <= 0.005,
  );
}

function goals(condition: Condition, ours: readonly Rate[]): void {
  const of = (gain: number) => ours.filter((rate) => rate.series.gain === gain);
  console.log("");
  goal(
    `${condition}: false accepts at most 0.3 % on every workload`,
    of(1).every(({ accepted }) => accepted <= 0.003),
  );
  goal(
    `${condition}: a null is dismissed with 12 pairs at the median`,
    of(1).every(({ pairs }) => pairs <= 12),
  );
  if (of(1.1).length === 0) return;
  goal(
    `${condition}: power at least 90 % at a gain of 10 %`,
    of(1.1).every(({ accepted }) => accepted >= 0.9),
  );
  goal(
    `${condition}: a gain of 25 % is accepted with 8 pairs at the median`,
    of(1.25).every(({ pairs }) => pairs <= 8),
  );
}

function goal(text: string, isMet: boolean): void {
  if (!isMet) goalsMissed += 1;
  console.log(`${isMet ? "met   " : "MISSED"}  ${text}`);
}

function row(name: string, cells: readonly string[]): string {
  return name.padEnd(44) + cells.map((cell) => cell.padStart(14)).join("");
}

/** Over the workloads, from the least to the most. */
function range(rates: readonly Rate[]): string {
  if (rates.length === 0) return "–";
  const shares = rates.map(({ accepted }) => accepted);
  return min(shares) === max(shares)
    ? percent(min(shares))
    : `${percent(min(shares))}–${percent(max(shares))}`;
}

function typical(rates: readonly Rate[]): string {
  return rates.length === 0 ? "–" : String(median(rates.map(({ pairs }) => pairs)));
}

function percent(share: number | undefined): string {
  if (share === undefined) return "–";
  return `${(100 * share).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;
}
