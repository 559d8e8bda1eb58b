import * as z from "zod";
import type { Direction } from "../../domain/candidate.ts";
import { silentVoice } from "../../domain/userVoice.ts";
import { answerForm, UnusableAnswer } from "../answerForm.ts";
import { sameText, tidy } from "../phrases.ts";
import { directionsFrom, type Idea, knownDirections } from "./directions.ts";
import { mostDirections, type NavigatorInput } from "./navigator.ts";
import { refusalOf } from "./refusals.ts";

const answerSchema = z.object({
  directions: z
    .array(
      z.object({
        idea: z.string(),
        continues: z.number().nullable(),
        operators: z.array(z.string()).readonly(),
      }),
    )
    .readonly(),
});
export type NavigatorAnswer = z.infer<typeof answerSchema>;

export const navigatorForm = answerForm("directions", answerSchema);

const fewestDirections = 3;

/**
 * The directions that the model meant, without those that are refused; the rule's fill up to three. What goes on keeps
 * its words and its id, so that a credit always belongs to one idea.
 * @throws UnusableAnswer when no direction of the model can be used.
 */
export function directionsOf(
  answer: NavigatorAnswer,
  input: NavigatorInput,
  rule: readonly Direction[],
): { readonly value: readonly Direction[]; readonly remark: string | null } {
  const { operators, voice = silentVoice } = input;
  const known = knownDirections(input);
  const ideas: Idea[] = [];
  const dropped: string[] = [];
  for (const { idea: raw, continues, operators: followed } of answer.directions.slice(0, mostDirections)) {
    const idea = known.find(({ id }) => id === continues)?.idea ?? raw;
    const refusal = refusalOf(idea, voice.forbidden);
    if (refusal !== null) dropped.push(refusal);
    else if (!ideas.some((other) => sameText(other.idea, idea))) {
      ideas.push({ idea: tidy(idea), operators: operators.filter((name) => followed.includes(name)) });
    }
  }
  const remark =
    dropped.length === 0
      ? null
      : `Of the model's directions ${dropped.length} cannot be used: ${[...new Set(dropped)].join("; ")}.`;
  if (ideas.length === 0) throw new UnusableAnswer(remark ?? "The model gave no direction.");
  const own = directionsFrom(ideas, input);
  if (own.length >= fewestDirections) return { value: own, remark };
  const filled = directionsFrom([...ideas, ...rule], input).slice(0, fewestDirections);
  return { value: filled, remark };
}
