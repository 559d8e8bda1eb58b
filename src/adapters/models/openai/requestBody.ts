import type { ChatCompletionCreateParamsStreaming } from "openai/resources/chat/completions";
import * as z from "zod";
import type { AnswerShape, ModelMessage, ModelRequest } from "../../../engine/languageModel.ts";
import { type Dialect, structureFor } from "./dialect.ts";
import type { RoleModel } from "./settings.ts";

/** A request as a server is sent it. */
export function requestBody(
  request: ModelRequest,
  { model, reasoningEffort }: RoleModel,
  dialect: Dialect,
): ChatCompletionCreateParamsStreaming {
  const { without } = dialect;
  const { temperature } = request;
  return {
    model,
    messages: messagesOf(request, dialect).map(({ role, content }) => ({ role, content })),
    stream: true,
    [dialect.limits[0]]: request.maxTokens,
    ...(without.includes("stream_options") ? {} : { stream_options: { include_usage: true } }),
    ...(temperature === null || without.includes("temperature") ? {} : { temperature }),
    ...(request.answers === 1 || without.includes("n") ? {} : { n: request.answers }),
    ...(reasoningEffort === undefined || without.includes("reasoning_effort")
      ? {}
      : { reasoning_effort: reasoningEffort }),
    ...formatOf(request.shape, dialect),
  };
}

/** The messages as a server is sent them: what else there is no way to say is said in words. */
export function messagesOf({ messages, shape }: ModelRequest, dialect: Dialect): readonly ModelMessage[] {
  const told =
    shape === null || structureFor(dialect, shape) === "json_schema"
      ? messages
      : withFirst(messages, "system", (content) => `${content}\n\n${shapeInWords(shape)}`);
  if (!dialect.without.includes("system")) return told;
  const system = told.filter(({ role }) => role === "system").map(({ content }) => content);
  const others = told.filter(({ role }) => role !== "system");
  if (system.length === 0) return others;
  return withFirst(others, "user", (content) => [...system, content].join("\n\n").trimEnd());
}

/** With the first message of a role changed; with one in front when there is none. */
function withFirst(
  messages: readonly ModelMessage[],
  role: ModelMessage["role"],
  change: (content: string) => string,
): readonly ModelMessage[] {
  const index = messages.findIndex((message) => message.role === role);
  const found = messages[index];
  if (found === undefined) return [{ role, content: change("").trimStart() }, ...messages];
  return messages.with(index, { role, content: change(found.content) });
}

function shapeInWords(shape: AnswerShape): string {
  return `Answer with one JSON object and nothing else. It must fit this JSON Schema:\n${JSON.stringify(shape.schema)}`;
}

function formatOf(
  shape: AnswerShape | null,
  dialect: Dialect,
): Pick<ChatCompletionCreateParamsStreaming, "response_format"> {
  if (shape === null) return {};
  const structure = structureFor(dialect, shape);
  switch (structure) {
    case "words":
      return {};
    case "json_object":
      return { response_format: { type: "json_object" } };
    case "json_schema": {
      const { name, schema } = shape;
      const strict = isStrict(schema);
      return {
        response_format: { type: "json_schema", json_schema: { name, schema: { ...schema }, strict } },
      };
    }
  }
}

const objectSchema = z.looseObject({
  properties: z.record(z.string(), z.unknown()),
  required: z.array(z.string()).default([]),
  additionalProperties: z.unknown().optional(),
});

/** Whether every object in a schema names all it may hold and must hold all of it, which strict servers want. */
function isStrict(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.every(isStrict);
  if (typeof schema !== "object" || schema === null) return true;
  const object = objectSchema.safeParse(schema);
  if (object.success) {
    const { properties, required, additionalProperties } = object.data;
    if (additionalProperties !== false) return false;
    if (!Object.keys(properties).every((name) => required.includes(name))) return false;
  }
  return Object.values(schema).every(isStrict);
}
