import * as z from "zod";
import type { AnswerShape } from "../languageModel.ts";
import { withoutThinking } from "./answers/thinking.ts";

/** What an answer must be: as a schema for us, as a shape for the server. */
export interface AnswerForm<Answer> {
  readonly schema: z.ZodType<Answer>;
  readonly shape: AnswerShape;
}

/** An answer that came, and cannot be used. The message is a sentence. */
export class UnusableAnswer extends Error {
  override readonly name = "UnusableAnswer";
}

/** @param name of the shape: lower-case letters, digits and underscores. */
export function answerForm<Answer>(name: string, schema: z.ZodType<Answer>): AnswerForm<Answer> {
  const { $schema: _, ...plain } = z.toJSONSchema(schema);
  return { schema, shape: { name, schema: plain } };
}

const mostCharacters = 50_000;
const mostObjects = 20;

/**
 * The first JSON object in the text that fits the form. Prose, fences and a thinking part around it are left out.
 * @throws UnusableAnswer when there is none, or the text is longer than any answer can be.
 */
export function answerIn<Answer>(text: string, { schema }: AnswerForm<Answer>): Answer {
  if (text.length > mostCharacters) {
    throw new UnusableAnswer(`The model's answer is far too long: ${text.length} characters.`);
  }
  const said = withoutThinking(text);
  if (said === null) throw new UnusableAnswer("The model's answer ends in the middle of its thinking.");
  let problem: string | null = null;
  for (const value of objectsIn(said)) {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    problem ??= `${issue?.path.join(".") || "the object"}: ${issue?.message ?? "unknown"}`;
  }
  throw new UnusableAnswer(
    problem === null
      ? "The model's answer holds no JSON object."
      : `The model's answer does not have the form asked for: ${problem}.`,
  );
}

/** What parses as a JSON object, by where it starts; what is inside one that parsed is not tried again. */
function* objectsIn(text: string): Generator<unknown> {
  let start = text.indexOf("{");
  for (let tried = 0; start >= 0 && tried < mostObjects; tried++) {
    const end = endOfObject(text, start);
    const value = end === null ? undefined : parsed(text.slice(start, end));
    if (value !== undefined) yield value;
    start = text.indexOf("{", value === undefined || end === null ? start + 1 : end);
  }
}

function endOfObject(text: string, start: number): number | null {
  let depth = 0;
  let quoted = false;
  for (let index = start; index < text.length; index++) {
    const sign = text[index];
    if (quoted) {
      if (sign === "\\") index++;
      else if (sign === '"') quoted = false;
    } else if (sign === '"') quoted = true;
    else if (sign === "{") depth++;
    else if (sign === "}") {
      depth--;
      if (depth === 0) return index + 1;
    }
  }
  return null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
