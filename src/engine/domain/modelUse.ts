import * as z from "zod";
import { type ModelUsage, modelRoles } from "../languageModel.ts";

const tokens = z.int().min(0);

export const modelUsageSchema = z.strictObject({
  promptTokens: tokens,
  completionTokens: tokens,
  cachedTokens: tokens,
  source: z.enum(["reported", "counted"]),
}) satisfies z.ZodType<ModelUsage>;

/** A call of a language model, as the journal tells of it: neither what was asked nor what was answered. */
export const modelCallShape = {
  role: z.enum(modelRoles),
  /** The model that answered, as the server names it; the one that was asked when none did. */
  model: z.string(),
  /** Null when nothing was counted. */
  usage: modelUsageSchema.nullable(),
  /** US dollars; null when the price of the model is not known. */
  dollars: z.number().min(0).nullable(),
  /** Wall milliseconds. */
  ms: z.number().min(0),
  /** Why no answer came, in one sentence; null when one did. */
  problem: z.string().nullable(),
};
type ModelCall = Readonly<z.infer<z.ZodObject<typeof modelCallShape>>>;

export const modelUseSchema = z.strictObject({
  role: z.enum(modelRoles),
  model: z.string(),
  calls: tokens,
  failures: tokens,
  promptTokens: tokens,
  /** Part of `promptTokens`. */
  cachedTokens: tokens,
  completionTokens: tokens,
  /** Whether some of the tokens were counted here because the server did not report them. */
  counted: z.boolean(),
  /** US dollars; null when the price of the model is not known. */
  dollars: z.number().min(0).nullable(),
  ms: z.number().min(0),
});
/** What one role has used of one model. */
export type ModelUse = Readonly<z.infer<typeof modelUseSchema>>;

/** The uses, in the order in which they began, with one call more. */
export function withCall(uses: readonly ModelUse[], call: ModelCall): readonly ModelUse[] {
  const isSame = ({ role, model }: ModelUse) => role === call.role && model === call.model;
  const before = uses.find(isSame);
  const { role, model, usage, dollars, ms, problem } = call;
  const use: ModelUse = {
    role,
    model,
    calls: (before?.calls ?? 0) + 1,
    failures: (before?.failures ?? 0) + Number(problem !== null),
    promptTokens: (before?.promptTokens ?? 0) + (usage?.promptTokens ?? 0),
    cachedTokens: (before?.cachedTokens ?? 0) + (usage?.cachedTokens ?? 0),
    completionTokens: (before?.completionTokens ?? 0) + (usage?.completionTokens ?? 0),
    counted: (before?.counted ?? false) || usage?.source === "counted",
    dollars: before?.dollars === null || dollars === null ? null : (before?.dollars ?? 0) + dollars,
    ms: (before?.ms ?? 0) + ms,
  };
  return before === undefined ? [...uses, use] : uses.map((each) => (isSame(each) ? use : each));
}

/** What a run has used of all models. */
export interface ModelTotal {
  readonly calls: number;
  readonly tokens: number;
  /** US dollars; null when the price of one of the models is not known. */
  readonly dollars: number | null;
}

export function totalOf(uses: readonly ModelUse[]): ModelTotal {
  return uses.reduce<ModelTotal>(
    (total, use) => ({
      calls: total.calls + use.calls,
      tokens: total.tokens + use.promptTokens + use.completionTokens,
      dollars: total.dollars === null || use.dollars === null ? null : total.dollars + use.dollars,
    }),
    { calls: 0, tokens: 0, dollars: 0 },
  );
}
