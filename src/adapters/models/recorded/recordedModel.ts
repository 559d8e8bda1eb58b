import {
  type LanguageModel,
  type ModelAnswer,
  ModelFailure,
  type ModelRequest,
  type ModelRole,
} from "../../../engine/languageModel.ts";
import { type CancelSignal, RunError } from "../../../engine/ports.ts";
import { abortSignalOf } from "../../evaluator/abortSignal.ts";
import { openTokenizer, type Tokenizer } from "../tokenizer.ts";
import { type Line, type Outcome, requestKey } from "./exchange.ts";
import { readRecording } from "./recordingFile.ts";

/**
 * Answers from a recording: the same to the same request, and where a request was made several times, in the order in
 * which it was made. What failed fails again, with the same sentence. Nothing is sent anywhere.
 */
export class RecordedModel implements LanguageModel {
  readonly #file: string;
  readonly #names: Readonly<Partial<Record<ModelRole, string>>>;
  readonly #tokenizer: Tokenizer;
  /** By key, then by occurrence. */
  readonly #outcomes: ReadonlyMap<string, ReadonlyMap<number, Outcome>>;
  readonly #asked = new Map<string, number>();

  private constructor(file: string, lines: readonly Line[], tokenizer: Tokenizer) {
    this.#file = file;
    this.#tokenizer = tokenizer;
    this.#names = Object.fromEntries(
      lines.flatMap((line) => (line.kind === "models" ? Object.entries(line.names) : [])),
    );
    const exchanges = lines.filter((line) => line.kind === "exchange");
    this.#outcomes = new Map(
      [...Map.groupBy(exchanges, ({ key }) => key)].map(([key, group]) => [
        key,
        new Map(group.map(({ occurrence, outcome }) => [occurrence, outcome])),
      ]),
    );
  }

  /** @throws RunError `run-missing` or `journal-broken` when the file is no recording. */
  static async open(file: string): Promise<RecordedModel> {
    const [lines, tokenizer] = await Promise.all([readRecording(file), openTokenizer()]);
    return new RecordedModel(file, lines, tokenizer);
  }

  nameFor(role: ModelRole): string | null {
    return this.#names[role] ?? null;
  }

  tokensOf(_role: ModelRole, text: string): number {
    return this.#tokenizer.count(text);
  }

  /**
   * @throws RunError `replay-differs` when the recording holds no answer: going on without one would silently be
   * another run.
   */
  async complete(request: ModelRequest, signal: CancelSignal): Promise<ModelAnswer> {
    abortSignalOf(signal).throwIfAborted();
    const key = requestKey(request);
    const occurrence = this.#asked.get(key) ?? 0;
    this.#asked.set(key, occurrence + 1);
    const outcome = this.#outcomes.get(key)?.get(occurrence);
    switch (outcome?.kind) {
      case "answered":
        return outcome.answer;
      case "failed":
        throw new ModelFailure(outcome.reason, outcome.message, { usage: outcome.usage });
      case "cancelled":
        throw new RunError(
          "replay-differs",
          `The recording ${this.#file} ends where the run was stopped while the ${request.role} waited for an answer.`,
        );
      case undefined:
        throw new RunError(
          "replay-differs",
          `The recording ${this.#file} holds no answer to a request of the ${request.role}; replay it with the code, settings and version of Evolvent that it was made with.`,
        );
    }
  }
}
