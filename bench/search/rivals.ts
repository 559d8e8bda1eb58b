import { baselineCode, type Code } from "../../src/engine/domain/candidate.ts";
import type { Random } from "../../src/engine/ports.ts";
import type { Trial } from "./trial.ts";
import type { Length } from "./world.ts";

/** A rule that chooses what to try until the trial is over. */
export type Rule = (trial: Trial, random: Random) => Promise<void>;

/** Rewrites of a child: one alone; up to four, as ours may have; and as many as often as ours at the most. */
const one: Length = { most: 1, another: 0 };
const several: Length = { most: 4, another: 0.3 };
const asOften: Length = { most: 4, another: 0.8 };

/**
 * Every proposal is made from the baseline, with no context; the best is kept. Duplicates are not evaluated. With one
 * rewrite it would never get anywhere, so a child may have up to four.
 */
export const bestOfN: Rule = (trial) => climb(trial, () => 0, several);

/** Every proposal is made from the best so far, with no context beside it. Duplicates are not evaluated. */
export const greedy: Rule = (trial) => climb(trial, () => bestOf(trial), one);

/** The same, where a child may have up to four rewrites, so that one evaluation tries several. */
export const greedyChains: Rule = (trial) => climb(trial, () => bestOf(trial), several);

/** The same, with more rewrites in a child: as often as our search adds another while none is rejected. */
export const greedyLongChains: Rule = (trial) => climb(trial, () => bestOf(trial), asOften);

function bestOf(trial: Trial): number {
  const sound = trial.tried.flatMap(({ measured }, index) =>
    measured === null ? [] : [{ measured, index }],
  );
  const best = sound.reduce((a, b) => (b.measured > a.measured ? b : a), { measured: 0, index: -1 });
  return best.index + 1;
}

const islands = 5;
const archiveSize = 100;
const exploreIsland = 0.2;
const exploitArchive = 0.7;
const generationsToMigrate = 50;
const migrating = 0.1;
/** Proposals in a row that bring nothing new, after which a climb is over. */
const mostVain = 300;

/**
 * Our reading of OpenEvolve's defaults: islands in turn; the parent at random from the island (0.2), the archive of
 * the 100 best (0.7) or everybody (0.1); shown are the island's top 3, the previous 3 and 5 inspirations, with their
 * code and metrics; a tenth of each island goes to its neighbours every 50 generations. It gets more than it
 * has in that failed programs are never parents. It has no check for duplicates.
 */
export const openEvolve: Rule = async (trial, random) => {
  const homes: number[][] = Array.from({ length: islands }, () => [0]);
  let generation = 0;
  for (let turn = 0; !trial.isOver; turn++) {
    const island = homes[turn % islands] ?? [];
    if (turn > 0 && turn % islands === 0) {
      generation++;
      if (generation % generationsToMigrate === 0) migrate(homes, trial);
    }
    const everybody = [0, ...trial.tried.flatMap(({ measured }, at) => (measured === null ? [] : [at + 1]))];
    const archive = everybody.toSorted((a, b) => scoreOf(trial, b) - scoreOf(trial, a)).slice(0, archiveSize);
    const roll = random.next();
    const pool = roll < exploreIsland ? island : roll < exploreIsland + exploitArchive ? archive : everybody;
    const parent = pick(pool, random);
    const top = island.toSorted((a, b) => scoreOf(trial, b) - scoreOf(trial, a)).slice(0, 3);
    const inspirations = Array.from({ length: 5 }, () => pick(island, random));
    const shown = new Set([...top, ...island.slice(-3), ...inspirations]);
    shown.delete(parent);
    const context = [...shown].map((number) => ({
      code: codeAt(trial, number),
      measured: number === 0 ? 0 : (trial.tried[number - 1]?.measured ?? null),
    }));
    const { world } = trial;
    trial.evaluate(await world.child(codeAt(trial, parent), context, trial.thought(), one));
    if (trial.tried.at(-1)?.measured != null) island.push(trial.tried.length);
  }
};

function migrate(homes: number[][], trial: Trial): void {
  const leaving = homes.map((island) =>
    island
      .toSorted((a, b) => scoreOf(trial, b) - scoreOf(trial, a))
      .slice(0, Math.max(1, Math.floor(island.length * migrating))),
  );
  for (const [at, group] of leaving.entries()) {
    for (const neighbour of [(at + 1) % islands, (at + islands - 1) % islands]) {
      homes[neighbour]?.push(...group.filter((number) => homes[neighbour]?.includes(number) === false));
    }
  }
}

/** From one parent after the other, without evaluating anything twice. */
async function climb(trial: Trial, next: () => number, length: Length): Promise<void> {
  const { world } = trial;
  const seen = new Set([world.fingerprint(codeAt(trial, 0))]);
  // A rule that only repeats itself has no more to offer.
  for (let vain = 0; !trial.isOver && vain < mostVain; ) {
    const child = await world.child(codeAt(trial, next()), [], trial.thought(), length);
    const key = world.fingerprint(child);
    vain = seen.has(key) ? vain + 1 : 0;
    if (vain === 0) trial.evaluate(child);
    seen.add(key);
  }
}

function codeAt({ tried, world }: Trial, number: number): Code {
  return tried[number - 1]?.code ?? baselineCode(world.baseline);
}

function scoreOf({ tried }: Trial, number: number): number {
  return number === 0 ? 0 : (tried[number - 1]?.measured ?? Number.NEGATIVE_INFINITY);
}

function pick(numbers: readonly number[], random: Random): number {
  return numbers[Math.floor(random.next() * numbers.length)] ?? 0;
}
