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
export type ModelCall = Readonly<z.infer<z.ZodObject<typeof modelCallShape>>>;

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
