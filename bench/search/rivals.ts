import type { Random } from "../../src/engine/ports.ts";
import { mutated, type Told, toldNothing } from "./mutator.ts";
import type { Version } from "./tasks.ts";
import type { Trial, Tried } from "./trial.ts";

/** A rule that chooses what to try until the trial is over. */
export type Rule = (trial: Trial, random: Random) => void | Promise<void>;

/** Every proposal is made from the baseline, with no context; the best is kept. Duplicates are not evaluated. */
export const bestOfN: Rule = (trial, random) => {
  climb(trial, random, () => ({ number: 0, told: toldNothing }));
};

/** Every proposal is made from the best so far, with no context beside it. Duplicates are not evaluated. */
export const greedy: Rule = (trial, random) => {
  climb(trial, random, () => {
    const sound = trial.tried.flatMap(({ measured }, index) =>
      measured === null ? [] : [{ measured, index }],
    );
    const best = sound.reduce((a, b) => (b.measured > a.measured ? b : a), { measured: 0, index: -1 });
    return { number: best.index + 1, told: toldNothing };
  });
};

const islands = 5;
const archiveSize = 100;
const exploreIsland = 0.2;
const exploitArchive = 0.7;
const generationsToMigrate = 50;
const migrating = 0.1;

/**
 * OpenEvolve's default rule as documented: islands in turn; the parent at random from the island (0.2), the archive of
 * the 100 best (0.7) or everybody (0.1); shown are the island's top 3, the previous 3 and 5 inspirations, with their
 * code and metrics; a tenth of each island goes to its neighbours every 50 generations. It gets more than it
 * has in that failed programs are never parents. It has no check for duplicates.
 */
export const openEvolve: Rule = (trial, random) => {
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
    tryOne(
      trial,
      parent,
      { families: [], shown: [...shown].map((number) => shownAs(trial, number)) },
      random,
    );
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
function climb(
  trial: Trial,
  random: Random,
  next: () => { readonly number: number; readonly told: Told },
): void {
  const seen = new Set([""]);
  // A rule that only repeats itself has no more to offer.
  for (let vain = 0; !trial.isOver && vain < 1000; ) {
    const { number, told } = next();
    const isNew = tryOne(trial, number, told, random, seen);
    vain = isNew ? 0 : vain + 1;
  }
}

function tryOne(trial: Trial, parent: number, told: Told, random: Random, seen?: Set<string>): boolean {
  const from = versionOf(trial, parent);
  const thought =
    trial.task.proposals === "one" ? mutated(trial.task, from, told, random) : oneRule(trial, from, random);
  const key = `${thought.version.join(" ")}${thought.bungled ? " bungled" : ""}`;
  if (seen?.has(key) === true) return false;
  seen?.add(key);
  trial.evaluate({ ...thought, parents: [parent] });
  return true;
}

/** One of the changes that rules offer, at random. */
function oneRule({ task }: Trial, from: Version, random: Random) {
  const absent = task.traits.filter(({ id }) => !from.includes(id));
  const trait = absent[Math.floor(random.next() * absent.length)];
  if (trait === undefined) return { version: from, family: "nothing", bungled: false };
  const version = [...from, trait.id].sort((a, b) => a - b);
  return { version, family: trait.family, bungled: false };
}

function shownAs({ task, tried }: Trial, number: number): Told["shown"][number] {
  const { version, measured }: Pick<Tried, "version" | "measured"> = tried[number - 1] ?? {
    version: [],
    measured: 0,
  };
  const phrases = version.flatMap((id) => task.traits[id]?.phrase ?? []);
  const did = measured === null || measured < 0 ? "worse" : measured > 0.02 ? "better" : "same";
  return { phrases, did };
}

function versionOf({ tried }: Trial, number: number): Version {
  return tried[number - 1]?.version ?? [];
}

function scoreOf({ tried }: Trial, number: number): number {
  return number === 0 ? 0 : (tried[number - 1]?.measured ?? Number.NEGATIVE_INFINITY);
}

function pick(numbers: readonly number[], random: Random): number {
  return numbers[Math.floor(random.next() * numbers.length)] ?? 0;
}
