import type { Random } from "../../src/engine/ports.ts";

/** One change that a version may have or not. */
export interface Trait {
  readonly id: number;
  /** The kind of change: what an operator is to the search. */
  readonly family: string;
  /** What a Summarizer says of it: its family and a word of its own. */
  readonly phrase: string;
  /** In ln(gain), once what it needs is there. */
  readonly gain: number;
  /** Odds of being thought of without any context. */
  readonly obvious: number;
  /** Traits without which it is worth nothing. */
  readonly needs: readonly number[];
  /** Traits with which the code answers wrongly. */
  readonly clashes: readonly number[];
}

/** A landscape to search. */
export interface Task {
  readonly name: string;
  readonly traits: readonly Trait[];
  /** Highest value of any version. */
  readonly best: number;
}

/** A version: the traits it has, rising. */
export type Version = readonly number[];

/** ln of the gain of a version over the one without any trait; null when it answers wrongly. */
export function worthOf({ traits }: Task, version: Version): number | null {
  const own = version.flatMap((id) => traits[id] ?? []);
  if (own.some(({ clashes }) => clashes.some((id) => version.includes(id)))) return null;
  return own.reduce(
    (sum, { gain, needs }) => sum + (needs.every((id) => version.includes(id)) ? gain : 0),
    0,
  );
}

const families = ["tables", "loops", "sorting", "strings", "allocation", "caching"] as const;

interface Helpful {
  readonly gain: number;
  readonly family: number;
  readonly obvious?: number;
  readonly needs?: readonly number[];
  readonly clashes?: readonly number[];
}

/**
 * The helpful traits come first; then those that change nothing or make it a little slower, and those that break the
 * code (they clash with themselves).
 */
function landscape(
  name: string,
  helpful: readonly Helpful[],
  others: { readonly useless: number; readonly breaking: number },
  random: Random,
): Task {
  const { useless, breaking } = others;
  const known = helpful.map((trait, id): Trait => {
    const family = families[trait.family] ?? "loops";
    const { gain, obvious = 1, needs = [], clashes = [] } = trait;
    return { id, family, phrase: phraseOf(family, id), gain, obvious, needs, clashes };
  });
  const rest = Array.from({ length: useless + breaking }, (_, index): Trait => {
    const id = helpful.length + index;
    const family = families[Math.floor(random.next() * families.length)] ?? "loops";
    return {
      id,
      family,
      phrase: phraseOf(family, id),
      gain: index < useless ? -0.1 * random.next() ** 2 : 0,
      obvious: 0.5 + 2 * random.next(),
      needs: [],
      clashes: index < useless ? [] : [id],
    };
  });
  const task = { name, traits: [...known, ...rest], best: 0 };
  const versions = Array.from({ length: 2 ** helpful.length }, (_, bits) =>
    known.flatMap(({ id }) => ((bits >> id) & 1 ? [id] : [])),
  );
  return { ...task, best: Math.max(...versions.map((version) => worthOf(task, version) ?? 0)) };
}

function phraseOf(family: string, id: number): string {
  return `${family} idea${id}`;
}

/** The landscapes; useless and breaking traits differ from seed to seed, what helps does not. */
export function tasksOf(random: Random): readonly Task[] {
  const small = [0.5, 0.35, 0.3, 0.25, 0.2, 0.15].map((gain, at) => ({ gain, family: at % 2, obvious: 0.7 }));
  return [
    landscape("many small gains", small, { useless: 12, breaking: 4 }, random.fork("small")),
    landscape(
      "a chain behind a decoy",
      [
        { gain: 0.05, family: 0 },
        { gain: 0.3, family: 0, needs: [0] },
        { gain: 0.8, family: 3, needs: [0, 1] },
        // Easily found and better than the first steps, but wrong together with the second.
        { gain: 0.4, family: 2, obvious: 4, clashes: [1] },
      ],
      { useless: 8, breaking: 3 },
      random.fork("chain"),
    ),
    landscape(
      "two halves to join",
      [
        { gain: 0.1, family: 1 },
        { gain: 0.4, family: 1, needs: [0] },
        { gain: 0.4, family: 1, needs: [0, 1] },
        { gain: 0.1, family: 4 },
        { gain: 0.4, family: 4, needs: [3] },
        { gain: 0.4, family: 4, needs: [3, 4] },
      ],
      { useless: 10, breaking: 4 },
      random.fork("halves"),
    ),
  ];
}
