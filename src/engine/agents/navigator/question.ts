import * as z from "zod";
import type { CandidateView } from "../../domain/runView.ts";
import { silentVoice } from "../../domain/userVoice.ts";
import { verdictSchema } from "../../domain/verdict.ts";
import { creditByOperator, creditOf, noCredit } from "../../search/credit.ts";
import { knownDirections } from "./directions.ts";
import type { NavigatorInput } from "./navigator.ts";
import { gainOf, type Step, stepsOf, strata, stratified } from "./strata.ts";

const texts = z.array(z.string()).readonly();
const count = z.int().min(0);
const countsSchema = z.partialRecord(z.enum(strata), count);
export type Counts = Readonly<z.infer<typeof countsSchema>>;

/** Everything that the Navigator's model is told of a run. There is no place for code in it. */
const navigatorQuestionSchema = z.strictObject({
  /** What is optimized, in one sentence. */
  task: z.string(),
  judged: countsSchema,
  /** The best lower end of a gain over the baseline; 1 when nothing is better. */
  best: z.number(),
  /** How many candidates were judged since the last progress, when that is a plateau; else null. */
  plateau: count.nullable(),
  user: z.strictObject({
    pinned: texts,
    forbidden: texts,
    /** The latest first, and so the notes. */
    rejections: z.array(z.strictObject({ traits: texts, reason: z.string() })).readonly(),
    notes: z.array(z.strictObject({ traits: texts, text: z.string() })).readonly(),
  }),
  /** In force first, then those given up, the latest first. */
  directions: z
    .array(
      z.strictObject({
        id: count,
        idea: z.string(),
        isInForce: z.boolean(),
        children: countsSchema,
        /** Mean reward of a child, in ln(gain). */
        credit: z.number(),
      }),
    )
    .readonly(),
  /** The best paying first, then the least tried. */
  operators: z
    .array(z.strictObject({ name: z.string(), trials: count, improved: count, credit: z.number() }))
    .readonly(),
  /** A sample of the true steps, the latest first. */
  steps: z
    .array(
      z.strictObject({
        stratum: z.enum(strata),
        /** Traits and gain of the better parent; null for the baseline. */
        from: z.strictObject({ traits: texts, gain: z.number() }).nullable(),
        isCrossed: z.boolean(),
        traits: texts,
        verdict: verdictSchema,
        failure: z.string().nullable(),
      }),
    )
    .readonly(),
});
export type NavigatorQuestion = Readonly<z.infer<typeof navigatorQuestionSchema>>;

/** Steps shown at most. */
const mostSteps = 20;

/** What the model is to know of the run. */
export function navigatorQuestion(input: NavigatorInput, task: string): NavigatorQuestion {
  const { transitions, operators, directions, voice = silentVoice } = input;
  const steps = stepsOf(transitions);
  const children = new Map(transitions.map(({ child }) => [child.number, child]));
  const credits = creditByOperator(transitions);
  return navigatorQuestionSchema.parse({
    task,
    judged: countsOf(steps),
    best: Math.max(1, ...transitions.map((transition) => gainOf(transition).low)),
    plateau: input.plateau ?? null,
    user: {
      pinned: voice.pinned,
      forbidden: voice.forbidden,
      rejections: transitions
        .flatMap(({ child }) =>
          child.declined === null ? [] : [{ traits: traitsOf(child), reason: child.declined }],
        )
        .reverse(),
      notes: voice.notes.toReversed().map(({ candidate, text }) => {
        const child = children.get(candidate);
        return { traits: child === undefined ? [] : traitsOf(child), text };
      }),
    },
    directions: knownDirections(input).map(({ id, idea }, index) => {
      const own = steps.filter(({ transition }) => transition.child.direction === id);
      return {
        id,
        idea,
        isInForce: index < directions.length,
        children: countsOf(own),
        credit: creditOf(own.map(({ transition }) => transition)).mean,
      };
    }),
    operators: operators
      .map((name) => {
        const { trials, improved, mean } = credits.get(name) ?? noCredit;
        return { name, trials, improved, credit: mean };
      })
      .sort((a, b) => b.credit - a.credit || a.trials - b.trials),
    steps: stratified(steps, mostSteps).map(({ stratum, transition: { child, verdict }, parent }) => ({
      stratum,
      from:
        parent === null
          ? null
          : { traits: traitsOf(parent.child).slice(0, 2), gain: gainOf(parent).estimate },
      isCrossed: child.parents.length > 1,
      traits: traitsOf(child),
      verdict,
      failure: child.abstract?.failure ?? null,
    })),
  } satisfies NavigatorQuestion);
}

function countsOf(steps: readonly Step[]): Counts {
  const groups = Map.groupBy(steps, ({ stratum }) => stratum);
  return Object.fromEntries([...groups].map(([stratum, group]) => [stratum, group.length]));
}

/** What a candidate introduced; its one-phrase summary before it has an abstract. */
function traitsOf({ abstract, summary }: CandidateView): readonly string[] {
  const introduced = abstract?.introduces.slice(0, 3) ?? [];
  return introduced.length === 0 ? [summary] : introduced;
}
