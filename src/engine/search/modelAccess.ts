import { ModelFailure, type ModelFailureReason } from "../languageModel.ts";
import type { CancelSignal } from "../ports.ts";
import type { RunLog } from "./runLog.ts";

/** A model that can be asked for proposals. */
export interface ProposingModel {
  /** As the spec names it, where several compete; null for the only one. */
  readonly asked: string | null;
  /** For people. */
  readonly name: string;
}

export interface ModelAccessOptions {
  /** Whether nothing but models makes proposals. */
  readonly isAlone: boolean;
  /** At least one. */
  readonly models: readonly ProposingModel[];
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

/** How one model fares. */
interface Standing {
  readonly model: ProposingModel;
  /** Why it is not asked again; null as long as it is. */
  ended: string | null;
  /** Why its last call came to nothing; null when it did not. */
  problem: string | null;
  /** Outages in a row. */
  failures: number;
  /** For how many more attempts it is left out. */
  skip: number;
}

/**
 * What a run does while models do not answer. Where rules take part, they go on, and a model is asked again, less and
 * less often. Of several models the others are asked meanwhile. Where models are alone and none answers, the run pauses
 * until one is back.
 */
export class ModelAccess {
  readonly #options: ModelAccessOptions;
  readonly #standings: readonly Standing[];

  constructor(options: ModelAccessOptions) {
    this.#options = options;
    this.#standings = options.models.map((model) => ({
      model,
      ended: null,
      problem: null,
      failures: 0,
      skip: 0,
    }));
  }

  /** Why no proposals come of any model, in one sentence; null when they do, or when nothing keeps them from it. */
  get problem(): string | null {
    const problems = this.#standings.map(({ ended, problem }) => ended ?? problem);
    return problems.includes(null) ? null : (problems.at(-1) ?? null);
  }

  /**
   * What a call gives, or null when nothing came of it.
   * @param choose one of the models that can be asked now, of which there is at least one, and what for.
   * @param call asks it for proposals.
   * @throws whatever the call throws that is no `ModelFailure`.
   */
  async attempt<Way extends { readonly model: ProposingModel }, Value>(
    choose: (ready: readonly ProposingModel[]) => Way,
    call: (way: Way) => Promise<Value>,
  ): Promise<Value | null> {
    const { isAlone, mustStop, wait, signal } = this.#options;
    let ready = this.#ready();
    let pauses = 0;
    while (ready.length > 0 && !mustStop()) {
      const way = choose(ready.map(({ model }) => model));
      const standing = ready.find(({ model }) => model === way.model);
      if (standing === undefined) throw new Error("a model was chosen that was not offered");
      try {
        const value = await call(way);
        if (pauses > 0) this.#warnAgain(`${standing.model.name} answers again, and the run goes on.`);
        Object.assign(standing, { problem: null, failures: 0 });
        return value;
      } catch (error) {
        if (!(error instanceof ModelFailure)) throw error;
        const others = ready.filter((other) => other !== standing);
        standing.problem = error.message;
        if (error.reason === "budget" || error.isLasting) {
          this.#end(standing, error);
          ready = others.length > 0 || !isAlone ? others : this.#open();
        } else if (!outages.has(error.reason)) return null;
        else if (others.length > 0 || !isAlone) {
          this.#leaveOut(standing, error, others.length > 0);
          ready = others;
        } else {
          if (pauses === 0) this.#warnAgain(`${error.message} The run pauses until it answers.`);
          await wait(Math.min(firstPauseMs * 2 ** pauses, longestPauseMs), signal);
          pauses++;
          ready = this.#open();
        }
      }
    }
    return null;
  }

  /** Those that are to be asked now; models that are alone are never all left out. */
  #ready(): readonly Standing[] {
    const open = this.#open();
    const ready = open.filter(({ skip }) => skip === 0);
    for (const standing of open) standing.skip = Math.max(0, standing.skip - 1);
    return ready.length === 0 && this.#options.isAlone ? open : ready;
  }

  #open(): readonly Standing[] {
    return this.#standings.filter(({ ended }) => ended === null);
  }

  #end(standing: Standing, { message }: ModelFailure): void {
    const { isAlone, log } = this.#options;
    standing.ended = message;
    if (this.#open().length > 0) log.warn(`${message} The run goes on without ${standing.model.name}.`);
    else if (isAlone) log.warn(`${message} The run ends with what it has.`);
    else log.warn(`${message} The run goes on with rewrites alone.`);
  }

  #leaveOut(standing: Standing, { message }: ModelFailure, hasOthers: boolean): void {
    const others = hasOthers ? `without ${standing.model.name}` : "with rewrites";
    this.#options.log.warn(`${message} The run goes on ${others} and asks again later.`);
    standing.skip = Math.min(2 ** standing.failures, mostSkipped);
    standing.failures++;
  }

  /** A pause may come twice, and is told each time. */
  #warnAgain(message: string): void {
    this.#options.log.emit({ type: "warning", message });
  }
}
