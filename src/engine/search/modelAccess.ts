import { ModelFailure, type ModelFailureReason } from "../languageModel.ts";
import type { CancelSignal } from "../ports.ts";
import type { RunLog } from "./runLog.ts";

export interface ModelAccessOptions {
  /** Whether nothing but the model makes proposals. */
  readonly isAlone: boolean;
  /** What answers, for people. */
  readonly name: string;
  readonly log: RunLog;
  readonly signal: CancelSignal;
  /** Asked before each call; true makes none. */
  readonly mustStop: () => boolean;
  /** Resolves after so many milliseconds, or as soon as the signal aborts. */
  readonly wait: (ms: number, signal: CancelSignal) => Promise<void>;
}

/** Failures of the server rather than of what it was asked. */
const outages: ReadonlySet<ModelFailureReason> = new Set([
  "unreachable",
  "timed-out",
  "server-error",
  "rate-limited",
]);
const firstPauseMs = 500;
const longestPauseMs = 10_000;
/** Most times in a row that a model which did not help is left out. */
const mostSkipped = 8;

/**
 * What a run does while its model does not answer. Where rules take part, they go on, and the model is asked again, less
 * and less often. Where it is alone, the run pauses until it is back.
 */
export class ModelAccess {
  readonly #options: ModelAccessOptions;
  #ended: string | null = null;
  #problem: string | null = null;
  #failures = 0;
  #skip = 0;

  constructor(options: ModelAccessOptions) {
    this.#options = options;
  }

  /** Why no proposals come of the model, in one sentence; null when they do, or when nothing keeps them from it. */
  get problem(): string | null {
    return this.#ended ?? this.#problem;
  }

  /**
   * What the call gives, or null when nothing came of it.
   * @param call asks the model for proposals.
   * @throws whatever the call throws that is no `ModelFailure`.
   */
  async attempt<Value>(call: () => Promise<Value>): Promise<Value | null> {
    const { isAlone, mustStop, wait, signal } = this.#options;
    if (this.#ended !== null) return null;
    if (this.#skip > 0) {
      this.#skip--;
      return null;
    }
    for (let pauses = 0; !mustStop(); pauses++) {
      try {
        const value = await call();
        if (pauses > 0) this.#warnAgain(`${this.#options.name} answers again, and the run goes on.`);
        this.#problem = null;
        this.#failures = 0;
        return value;
      } catch (error) {
        if (!(error instanceof ModelFailure)) throw error;
        if (error.reason === "budget" || error.isLasting) return this.#end(error);
        this.#problem = error.message;
        if (!outages.has(error.reason)) return null;
        if (!isAlone) return this.#leaveOut(error);
        if (pauses === 0) this.#warnAgain(`${error.message} The run pauses until it answers.`);
        await wait(Math.min(firstPauseMs * 2 ** pauses, longestPauseMs), signal);
      }
    }
    return null;
  }

  #end({ message }: ModelFailure): null {
    const { isAlone, log } = this.#options;
    this.#ended = message;
    log.warn(
      `${message} ${isAlone ? "The run ends with what it has." : "The run goes on with rewrites alone."}`,
    );
    return null;
  }

  #leaveOut({ message }: ModelFailure): null {
    this.#options.log.warn(`${message} The run goes on with rewrites and asks again later.`);
    this.#skip = Math.min(2 ** this.#failures, mostSkipped);
    this.#failures++;
    return null;
  }

  /** A pause may come twice, and is told each time. */
  #warnAgain(message: string): void {
    this.#options.log.emit({ type: "warning", message });
  }
}
