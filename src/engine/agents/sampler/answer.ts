import * as z from "zod";
import type { Exemplar } from "../../domain/candidate.ts";
import type { CandidateView } from "../../domain/runView.ts";
import { answerForm, UnusableAnswer } from "../answerForm.ts";
import { shortened, tidy } from "../phrases.ts";
import { type Choice, exemplarsOf, filled, withNovel } from "./selection.ts";

const answerSchema = z.object({
  choices: z.array(z.object({ index: z.number(), reason: z.string() })).readonly(),
});
export type SamplerAnswer = z.infer<typeof answerSchema>;

export const samplerForm = answerForm("choices", answerSchema);

const mostReasonWords = 20;
const mostReasonCharacters = 200;

/**
 * The exemplars that the model meant. An index that is none of the pool, or comes again, is left out, and the rule fills
 * its place; one choice that is new rather than best is made for the model where it made none.
 * @param pool what the model saw, index 1 first.
 * @throws UnusableAnswer when no index can be used.
 */
export function choicesOf(
  { choices }: SamplerAnswer,
  pool: readonly CandidateView[],
  count: number,
): { readonly value: readonly Exemplar[]; readonly remark: string | null } {
  const own: Choice[] = [];
  for (const { index, reason } of choices) {
    const candidate = pool[index - 1];
    if (own.length === count || candidate === undefined) continue;
    if (own.some((choice) => choice.candidate === candidate)) continue;
    own.push({ candidate, reason: reasonOf(reason) });
  }
  if (own.length === 0) throw new UnusableAnswer("The model chose nothing out of the pool.");
  const complete = filled(own, pool, count);
  const final = withNovel(complete, pool, count);
  const remarks = [
    ...(complete.length > own.length
      ? [`The model made ${own.length} of ${complete.length} choices; the rule made the others.`]
      : []),
    ...(final.every((choice) => complete.includes(choice))
      ? []
      : ["The model chose only the best; the rule made one choice that is new."]),
  ];
  return { value: exemplarsOf(final), remark: remarks.length === 0 ? null : remarks.join(" ") };
}

function reasonOf(reason: string): string {
  const text = shortened(tidy(reason).slice(0, mostReasonCharacters), mostReasonWords);
  return text === "" ? "chosen without a reason" : text;
}
