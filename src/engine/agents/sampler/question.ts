import * as z from "zod";
import { abstractSchema } from "../../domain/candidate.ts";
import type { CandidateView } from "../../domain/runView.ts";
import { verdictSchema } from "../../domain/verdict.ts";
import { isFailure } from "./likeness.ts";
import { causeOf, parentOf } from "./pool.ts";
import type { SamplerInput } from "./sampler.ts";

const knownSchema = z.strictObject({
  abstract: abstractSchema,
  verdict: verdictSchema,
  /** Why it failed; null when it did not. */
  cause: z.string().nullable(),
});

/** Everything that the Sampler's model is told of a run. There is no place for code in it. */
const samplerQuestionSchema = z.strictObject({
  wanted: z.int().min(1),
  direction: z.string().nullable(),
  /** Null for the baseline. */
  parent: knownSchema.nullable(),
  /** What it chooses from, in order of evaluation. */
  pool: z.array(knownSchema).readonly(),
});
export type SamplerQuestion = Readonly<z.infer<typeof samplerQuestionSchema>>;

/** What the model is to know of the run, for a pool out of it. */
export function samplerQuestion(input: SamplerInput, pool: readonly CandidateView[]): SamplerQuestion {
  const parent = parentOf(input);
  return samplerQuestionSchema.parse({
    wanted: input.count,
    direction: input.direction ?? null,
    parent: parent === null ? null : known(parent),
    pool: pool.map(known),
  });
}

/** A candidate without an abstract is told by its one-phrase summary. */
function known(candidate: CandidateView) {
  const { abstract, summary, verdict } = candidate;
  return {
    abstract: abstract ?? { inherits: [], introduces: [summary], failure: null },
    verdict,
    cause: isFailure(candidate) ? causeOf(candidate) : null,
  };
}
