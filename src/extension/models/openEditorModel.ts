import { CancellationTokenSource, type LanguageModelChat, LanguageModelChatMessage, l10n } from "vscode";
import { openTokenizer } from "../../adapters/models/tokenizer.ts";
import type { LanguageModel, ModelMessage } from "../../engine/languageModel.ts";
import { type EditorChat, EditorModel } from "./editorModel.ts";

/** Opens a language model of VS Code. Nothing is asked yet. @param name its name in the settings */
export async function openEditorModel(chat: LanguageModelChat, name: string): Promise<LanguageModel> {
  return new EditorModel({ chat: chatOf(chat), name, tokenizer: await openTokenizer() });
}

function chatOf(chat: LanguageModelChat): EditorChat {
  return {
    maxInputTokens: chat.maxInputTokens,
    async *ask(messages, signal) {
      const cancelling = cancellingBy(signal);
      try {
        const justification = l10n.t("Evolvent asks for better versions of the function you optimize.");
        const { text } = await chat.sendRequest(messages.map(messageOf), { justification }, cancelling.token);
        yield* text;
      } finally {
        cancelling.dispose();
      }
    },
    countTokens: async (text, signal) => {
      const cancelling = cancellingBy(signal);
      try {
        return await chat.countTokens(text, cancelling.token);
      } finally {
        cancelling.dispose();
      }
    },
  };
}

function messageOf({ role, content }: ModelMessage): LanguageModelChatMessage {
  return role === "assistant"
    ? LanguageModelChatMessage.Assistant(content)
    : LanguageModelChatMessage.User(content);
}

/** VS Code's way to cancel, as the signal says. Disposing it cancels too, so that an answer nobody reads ends. */
function cancellingBy(signal: AbortSignal): {
  readonly token: CancellationTokenSource["token"];
  dispose(): void;
} {
  const source = new CancellationTokenSource();
  const cancel = (): void => source.cancel();
  if (signal.aborted) cancel();
  else signal.addEventListener("abort", cancel, { once: true });
  return {
    token: source.token,
    dispose() {
      signal.removeEventListener("abort", cancel);
      source.cancel();
      source.dispose();
    },
  };
}
