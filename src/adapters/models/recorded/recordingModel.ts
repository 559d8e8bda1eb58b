import {
  type LanguageModel,
  type ModelAnswer,
  ModelFailure,
  type ModelRequest,
  type ModelRole,
  modelRoles,
} from "../../../engine/languageModel.ts";
import type { CancelSignal } from "../../../engine/ports.ts";
import { type Outcome, requestKey } from "./exchange.ts";
import { RecordingWriter, readRecording } from "./recordingFile.ts";

/**
 * A model whose every exchange is written to a file, failures included. No key and no header is in it, for a model is
 * not told any; the prompts are, whole.
 */
export class RecordingModel implements LanguageModel {
  readonly #model: LanguageModel;
  readonly #writer: RecordingWriter;
  /** How many requests with a key have been made. */
  readonly #made: Map<string, number>;

  private constructor(model: LanguageModel, writer: RecordingWriter, made: Map<string, number>) {
    this.#model = model;
    this.#writer = writer;
    this.#made = made;
  }

  /**
   * @param file a new one, or one that a resumed run goes on with
   * @throws RunError when it cannot be written or is no recording.
   */
  static async open(model: LanguageModel, file: string): Promise<RecordingModel> {
    const writer = await RecordingWriter.open(file);
    try {
      const made = new Map<string, number>();
      for (const line of await readRecording(file)) {
        if (line.kind === "exchange")
          made.set(line.key, Math.max(made.get(line.key) ?? 0, line.occurrence + 1));
      }
      const names = modelRoles.flatMap((role) => {
        const name = model.nameFor(role);
        return name === null ? [] : [[role, name] as const];
      });
      await writer.append({ kind: "models", names: Object.fromEntries(names) });
      return new RecordingModel(model, writer, made);
    } catch (error) {
      await writer.close();
      throw error;
    }
  }

  nameFor(role: ModelRole): string | null {
    return this.#model.nameFor(role);
  }

  tokensOf(role: ModelRole, text: string): number {
    return this.#model.tokensOf(role, text);
  }

  /** @throws RunError as well, when the exchange cannot be written. */
  async complete(request: ModelRequest, signal: CancelSignal): Promise<ModelAnswer> {
    // Counted before anything is waited for, so that requests keep the order in which they were made.
    const key = requestKey(request);
    const occurrence = this.#made.get(key) ?? 0;
    this.#made.set(key, occurrence + 1);
    const write = (outcome: Outcome): Promise<void> =>
      this.#writer.append({ kind: "exchange", key, occurrence, request: copyOf(request), outcome });
    try {
      const answer = await this.#model.complete(request, signal);
      const { texts, usage, model, ms } = answer;
      await write({ kind: "answered", answer: { texts: [...texts], usage, model, ms } });
      return answer;
    } catch (error) {
      if (error instanceof ModelFailure) {
        const { reason, message, usage } = error;
        await write({ kind: "failed", reason, message, usage });
      } else if (signal.aborted) await write({ kind: "cancelled" });
      throw error;
    }
  }

  /** Waits until everything is written. */
  close(): Promise<void> {
    return this.#writer.close();
  }
}

function copyOf({ role, model, messages, shape, maxTokens, temperature, answers }: ModelRequest) {
  const which = model === undefined ? {} : { model };
  return { role, ...which, messages, shape, maxTokens, temperature, answers };
}
