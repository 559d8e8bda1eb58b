import * as z from "zod";
import type { Abstract } from "../../domain/candidate.ts";
import { answerForm, UnusableAnswer } from "../answerForm.ts";
import { mostPhrases, mostWords, sameText, tidy, wordsOf } from "../phrases.ts";

const answerSchema = z.object({
  inherits: z.array(z.string()).readonly(),
  introduces: z.array(z.string()).readonly(),
  failure: z.string().nullable(),
});
export type SummarizerAnswer = z.infer<typeof answerSchema>;

export const summarizerForm = answerForm("abstract", answerSchema);

/**
 * The abstract that the model meant, with phrases that keep the rules and no others. A list without any, and a failure
 * that is missing, are the rule's; a failure of what did not fail is left out.
 * @throws UnusableAnswer when neither list has a phrase that can be used.
 */
export function abstractOf(
  answer: SummarizerAnswer,
  rule: Abstract,
): { readonly value: Abstract; readonly remark: string | null } {
  const introduces = usable(answer.introduces, []);
  const inherits = usable(answer.inherits, introduces);
  if (introduces.length === 0 && inherits.length === 0) {
    throw new UnusableAnswer(`The model's answer has no phrase of 1 to ${mostWords} words.`);
  }
  const failure = answer.failure === null ? undefined : usable([answer.failure], [])[0];
  const byRule = [
    ...(inherits.length === 0 ? ["what is inherited"] : []),
    ...(introduces.length === 0 ? ["what is new"] : []),
    ...(rule.failure !== null && failure === undefined ? ["why it failed"] : []),
  ];
  return {
    value: {
      inherits: inherits.length === 0 ? rule.inherits : inherits,
      introduces: introduces.length === 0 ? rule.introduces : introduces,
      failure: rule.failure === null ? null : (failure ?? rule.failure),
    },
    remark: byRule.length === 0 ? null : `The model left out ${byRule.join(" and ")}; the rule says it.`,
  };
}

function usable(phrases: readonly string[], except: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (const phrase of phrases.map(tidy)) {
    const words = wordsOf(phrase).length;
    const known = [...except, ...kept].some((other) => sameText(other, phrase));
    if (words > 0 && words <= mostWords && phrase.length <= mostCharacters && !known) kept.push(phrase);
  }
  return kept.slice(0, mostPhrases);
}

/** A "word" can be as long as a line of code. */
const mostCharacters = 120;
