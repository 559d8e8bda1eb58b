import type { Random } from "../../src/engine/ports.ts";
import type { Task, Trait, Version } from "./tasks.ts";

/** What the mutator is told beside the parent. */
export interface Told {
  /** Kinds of change that a direction speaks for. */
  readonly families: readonly string[];
  /** Versions that are shown, by what is said of them, and how they did. */
  readonly shown: readonly {
    readonly phrases: readonly string[];
    readonly did: "better" | "worse" | "same";
  }[];
}

/**
 * Stands in for a language model, and is none: a generator of changes whose odds are made up. It thinks of one change
 * or, with falling odds, up to four; of what is obvious more often, of what a direction speaks for or what a better
 * version has three times as often, of what a worse version has a seventh as often. Every fourth time it bungles its
 * change, half as often when it was shown a better version with a change of the same kind. Every eighth time it takes
 * something out instead. So a context helps here because it was made to; what is compared is which search gives it a
 * context and a parent worth having, not how much a real model makes of them.
 */
export function mutated(task: Task, parent: Version, told: Told, random: Random): Thought {
  if (parent.length > 0 && random.next() < takeOut) {
    const gone = parent[Math.floor(random.next() * parent.length)] ?? 0;
    return { version: parent.filter((id) => id !== gone), family: familyOf(task, gone), bungled: false };
  }
  let version = parent;
  let first: Trait | null = null;
  let bungled = false;
  do {
    const absent = task.traits.filter(({ id }) => !version.includes(id));
    const trait = drawn(absent, told, random);
    if (trait === null) break;
    first ??= trait;
    version = [...version, trait.id].sort((a, b) => a - b);
    bungled ||= random.next() < (hasSeen(task, trait, told) ? bungle / 2 : bungle);
  } while (version.length - parent.length < mostThoughts && random.next() < another);
  return { version, family: first?.family ?? "nothing", bungled };
}

/** What the mutator came up with. */
export interface Thought {
  readonly version: Version;
  readonly family: string;
  /** It meant well, but the code is wrong. */
  readonly bungled: boolean;
}

const takeOut = 1 / 8;
const bungle = 1 / 4;
const another = 0.3;
const mostThoughts = 4;

function drawn(traits: readonly Trait[], { families, shown }: Told, random: Random): Trait | null {
  const weights = traits.map(({ family, phrase, obvious }) => {
    const seen = shown.filter(({ phrases }) => phrases.includes(phrase));
    const spokenFor = families.includes(family) ? 3 : 1;
    const imitated = seen.some(({ did }) => did === "better") ? 3 : 1;
    const avoided = seen.some(({ did }) => did === "worse") ? 1 / 7 : 1;
    return obvious * spokenFor * imitated * avoided;
  });
  let rest = random.next() * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [index, trait] of traits.entries()) {
    rest -= weights[index] ?? 0;
    if (rest < 0) return trait;
  }
  return traits.at(-1) ?? null;
}

function hasSeen(task: Task, { family }: Trait, { shown }: Told): boolean {
  const better = new Set(shown.filter(({ did }) => did === "better").flatMap(({ phrases }) => phrases));
  return task.traits.some((trait) => trait.family === family && better.has(trait.phrase));
}

function familyOf(task: Task, id: number): string {
  return task.traits[id]?.family ?? "nothing";
}
