import type { Block, Sample } from "../../../src/engine/domain/verdict.ts";
import type { Terms } from "../../../src/engine/judge/judge.ts";
import type { Random } from "../../../src/engine/ports.ts";
import { SeededRandom } from "../../../src/engine/search/seededRandom.ts";

/** Blocks of a CPU-bound benchmark with these data; wall time follows CPU time unless it has data of its own. */
export function blocks(data: readonly number[], wall: readonly number[] = data): readonly Block[] {
  return data.map((d, index) => block({ cpuNs: Math.exp(-d), wallNs: 1.1 * Math.exp(-(wall[index] ?? d)) }));
}

/** Blocks of a command that reports a score, the higher the better. */
export function scores(pairs: readonly (readonly [baseline: number, candidate: number])[]): readonly Block[] {
  return pairs.map(([baseline, candidate]) => ({
    baseline: { ...plain, reported: { score: baseline } },
    candidate: { ...plain, reported: { score: candidate } },
    first: "candidate",
  }));
}

const plain: Sample = { cpuNs: 1, wallNs: 1.1, peakBytes: 1000, reported: {} };

/** A block of the plain baseline and a candidate that measures otherwise. */
export function block(candidate: Partial<Sample>): Block {
  return { baseline: plain, candidate: { ...plain, ...candidate }, first: "baseline" };
}

/** What a candidate is judged by on a machine with a noise of 1 %. */
export const terms: Terms = {
  metric: { kind: "cpu" },
  calibration: { sigma: 0.01, smallestGain: 1.02 },
  constraints: [],
  codeSize: 1,
};

/** A score that does not vary from run to run. */
export const exactTerms: Terms = {
  ...terms,
  metric: { kind: "reported", name: "score", unit: null, better: "higher" },
  calibration: { sigma: 0, smallestGain: 1.02 },
};

/** A source of noise: normal with this standard deviation, and now and then `tail` times as wild. */
export function noise(seed: number, sigma: number, tail = 1): () => number {
  const random: Random = new SeededRandom(seed);
  return () => {
    const radius = Math.sqrt(-2 * Math.log(1 - random.next()));
    const wild = random.next() < 0.05 ? tail : 1;
    return sigma * wild * radius * Math.cos(2 * Math.PI * random.next());
  };
}

/** So many of what a source gives. */
export function many<Item>(count: number, source: (index: number) => Item): readonly Item[] {
  return Array.from({ length: count }, (_, index) => source(index));
}
