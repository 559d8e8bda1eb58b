import type { LanguageModel } from "../../../engine/languageModel.ts";
import { openTokenizer } from "../tokenizer.ts";
import type { OpenAiSettings } from "./settings.ts";

/**
 * Opens the models of a server. Only now are the SDK and the tokenizer read, which are big; nothing is sent yet.
 * @throws RunError `bad-spec` for a base URL, `bad-key` for a key that cannot be one.
 */
export async function openOpenAiModel(settings: OpenAiSettings): Promise<LanguageModel> {
  const [{ OpenAiModel }, tokenizer] = await Promise.all([import("./openAiModel.ts"), openTokenizer()]);
  return new OpenAiModel(settings, tokenizer);
}
