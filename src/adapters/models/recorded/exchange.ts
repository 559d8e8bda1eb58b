import { createHash } from "node:crypto";
import * as z from "zod";
import { modelUsageSchema } from "../../../engine/domain/modelUse.ts";
import { type ModelRequest, modelFailureReasons, modelRoles } from "../../../engine/languageModel.ts";

const answerSchema = z.strictObject({
  texts: z
    .array(z.strictObject({ text: z.string(), finish: z.enum(["stop", "length", "filtered"]) }))
    .readonly(),
  usage: modelUsageSchema,
  model: z.string(),
  ms: z.number(),
});

const requestSchema = z.strictObject({
  role: z.enum(modelRoles),
  model: z.string().optional(),
  messages: z
    .array(z.strictObject({ role: z.enum(["system", "user", "assistant"]), content: z.string() }))
    .readonly(),
  shape: z.strictObject({ name: z.string(), schema: z.record(z.string(), z.unknown()) }).nullable(),
  maxTokens: z.number(),
  temperature: z.number().nullable(),
  answers: z.number(),
});

/** How a recorded call ended. */
const outcomeSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("answered"), answer: answerSchema }),
  z.strictObject({
    kind: z.literal("failed"),
    reason: z.enum(modelFailureReasons),
    message: z.string(),
    usage: modelUsageSchema.nullable(),
  }),
  z.strictObject({ kind: z.literal("cancelled") }),
]);
export type Outcome = Readonly<z.infer<typeof outcomeSchema>>;

/** A line of a recording: what answers for the roles, as often as it changes, or a call. */
export const lineSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("models"), names: z.partialRecord(z.enum(modelRoles), z.string()) }),
  z.strictObject({
    kind: z.literal("exchange"),
    /** Of the request; see `requestKey`. */
    key: z.string(),
    /** How many requests with this key were made before, 0 for the first. */
    occurrence: z.number().int().min(0),
    request: requestSchema,
    outcome: outcomeSchema,
  }),
]);
export type Line = Readonly<z.infer<typeof lineSchema>>;

/** What requests that are the same have in common and no others: a hash of all that they say. */
export function requestKey(request: ModelRequest): string {
  const { role, model, messages, shape, maxTokens, temperature, answers } = request;
  const said = messages.map((message) => [message.role, message.content]);
  const all = [
    role,
    said,
    shape === null ? null : [shape.name, shape.schema],
    maxTokens,
    temperature,
    answers,
    // Only where models compete, so that older recordings keep their keys.
    ...(model === undefined ? [] : [model]),
  ];
  return createHash("sha256").update(JSON.stringify(all, inOrder)).digest("hex");
}

/** For `JSON.stringify`: the members of objects by their names, for their order means nothing. */
function inOrder(_name: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
