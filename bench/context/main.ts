// Tokens per proposal: all calls of our agents against one prompt with raw history, on a lineage that was really made.
// usage: npm run bench:context
import { mean, quantileSorted, sampleWithReplacement, sum } from "simple-statistics";
import { SeededRandom } from "../../src/engine/search/seededRandom.ts";
import type { CallTokens } from "./countingModel.ts";
import { readLineage } from "./lineage.ts";
import { type ProposalTokens, proposalsAfter } from "./measure.ts";

const sizes = [10, 100, 1_000] as const;
const proposals = 20;
const goal = 0.5;
/** How much the tokens may grow from 10 to 1000 candidates and be called flat. */
const mostGrowth = 1.15;
const resamples = 2_000;
/** As the product asks for: a server that gives so many answers takes the prompt once for all of them. */
const answersPerCall = 2;

const roles = ["generator", "summarizer", "navigator", "sampler"] as const;
const lineage = await readLineage();
console.log(
  `accessReport, ${lineage.length} candidates; means over the ${proposals} proposals after each size; a server that gives one answer a call\n`,
);
console.log(
  row(
    "tokens per proposal",
    sizes.map((size) => `${size} candidates`),
  ),
);
const measured: (readonly ProposalTokens[])[] = [];
for (const size of sizes) measured.push(await proposalsAfter(size, proposals, lineage));
const print = (name: string, figure: (each: ProposalTokens) => number) =>
  console.log(
    row(
      name,
      measured.map((group) => mean(group.map(figure)).toFixed(0)),
    ),
  );
for (const role of roles) {
  const of = (calls: readonly CallTokens[]) => calls.filter((call) => call.role === role);
  print(`  ${role}, input`, ({ ours }) => sum(of(ours).map(({ input }) => input)));
  print(`  ${role}, output`, ({ ours }) => sum(of(ours).map(({ output }) => output)));
}
print("ours, input", ({ ours }) => sum(ours.map(({ input }) => input)));
print("ours, output", ({ ours }) => sum(ours.map(({ output }) => output)));
print("ours", oursTotal);
print("OpenEvolve's defaults, input", ({ openEvolve }) => openEvolve.input);
print("OpenEvolve's defaults, output", ({ openEvolve }) => openEvolve.output);
print("OpenEvolve's defaults", ({ openEvolve }) => total(openEvolve));
print("12 versions with code", ({ raw }) => total(raw));
console.log("");
const shared = ({ ours }: ProposalTokens) => sum(ours.map(perProposal));
const [small, , large] = measured.map((group) => mean(group.map(oursTotal)));
const main = measured.map((group) => ratio(group, oursTotal, ({ openEvolve }) => total(openEvolve)));
const ratios = (name: string, figures: readonly Ratio[]) => console.log(row(name, figures.map(text)));
ratios("ratio to OpenEvolve's defaults", main);
ratios(
  `  with ${answersPerCall} answers a call`,
  measured.map((group) => ratio(group, shared, ({ openEvolve }) => total(openEvolve))),
);
ratios(
  "ratio to 12 versions with code",
  measured.map((group) => ratio(group, oursTotal, ({ raw }) => total(raw))),
);
const growth = (large ?? Number.NaN) / (small ?? Number.NaN);
console.log(
  `\n${sizes.map((size, at) => `at ${size} candidates ${text(main[at])}, ${verdict(main[at])}`).join("; ")}.`,
);
const isFlat = growth <= mostGrowth;
console.log(
  `Ours takes ${text(main[1])} of the tokens of OpenEvolve's defaults at 100 candidates: the goal, at most ${goal}, is ${verdict(main[1])}; ${isFlat ? "flat" : "not flat"}, ${growth.toFixed(2)} times as many at 1000 candidates as at 10.`,
);
process.exitCode = verdict(main[1]) === "missed" || !isFlat ? 1 : 0;

interface Ratio {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

function total({ input, output }: CallTokens): number {
  return input + output;
}

function oursTotal({ ours }: ProposalTokens): number {
  return sum(ours.map(total));
}

/** What the calls for one of several answers come to. */
function perProposal({ role, input, output }: CallTokens): number {
  if (role === "generator") return input / answersPerCall + output;
  return role === "sampler" ? (input + output) / answersPerCall : input + output;
}

/** Of means, with the 95 % interval over proposals by the bootstrap. */
function ratio(
  group: readonly ProposalTokens[],
  own: (each: ProposalTokens) => number,
  other: (each: ProposalTokens) => number,
): Ratio {
  const random = new SeededRandom(1);
  const of = (some: readonly ProposalTokens[]) => mean(some.map(own)) / mean(some.map(other));
  const drawn = Array.from({ length: resamples }, () =>
    of(sampleWithReplacement([...group], group.length, () => random.next())),
  ).sort((a, b) => a - b);
  return { estimate: of(group), low: quantileSorted(drawn, 0.025), high: quantileSorted(drawn, 0.975) };
}

/** An interval that reaches beyond the goal proves nothing. */
function verdict(figure: Ratio | undefined): string {
  if (figure === undefined || figure.estimate > goal) return "missed";
  return figure.high <= goal ? "met" : "met by the estimate but not by all of its interval";
}

function text(figure: Ratio | undefined): string {
  if (figure === undefined) return "–";
  const { estimate, low, high } = figure;
  return `${estimate.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`;
}

function row(name: string, cells: readonly string[]): string {
  return `${name.padEnd(34)}${cells.map((cell) => cell.padStart(20)).join("")}`;
}
