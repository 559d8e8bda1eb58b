import type { ModelsSpec } from "../domain/modelsSpec.ts";
import { dollarsOf, type Price, priceOf } from "../domain/prices.ts";
import { modelOfRequest, onRoleTerms, proposingModels } from "../domain/roleModels.ts";
import {
  type LanguageModel,
  type ModelAnswer,
  ModelFailure,
  type ModelRequest,
  type ModelRole,
  type ModelUsage,
} from "../languageModel.ts";
import type { CancelSignal, Clock } from "../ports.ts";
import type { CallPlan, Ledger, Reservation } from "./ledger.ts";
import type { RunLog } from "./runLog.ts";

export interface MeteredModelOptions {
  readonly model: LanguageModel;
  /** What is asked for each role, as its server and the list of prices name it, and with which parameters. */
  readonly models: ModelsSpec;
  readonly prices: readonly Price[];
  readonly ledger: Ledger;
  readonly log: RunLog;
  readonly clock: Clock;
}

/** What a message, a prompt and the words for a shape take beside the text itself. */
const tokensPerMessage = 4;
const tokensPerShape = 30;

/** A model that is asked only as long as the budget surely holds the call; the journal tells of every call. */
export class MeteredModel implements LanguageModel {
  readonly #options: MeteredModelOptions;
  readonly #underWay = new Set<Promise<unknown>>();
  #closed: ModelFailure | null = null;

  constructor(options: MeteredModelOptions) {
    this.#options = options;
  }

  nameFor(role: ModelRole): string | null {
    return this.#options.model.nameFor(role);
  }

  tokensOf(role: ModelRole, text: string): number {
    return this.#options.model.tokensOf(role, text);
  }

  /** @throws ModelFailure `budget` as well, without a call. */
  async complete(asked: ModelRequest, signal: CancelSignal): Promise<ModelAnswer> {
    const request = onRoleTerms(asked, this.#options.models);
    for (;;) {
      const reservation = this.#reserve(request);
      if (reservation !== null) return this.#track(this.#complete(request, signal, reservation));
      await Promise.race(this.#underWay);
    }
  }

  /** Null when what is set aside for calls under way has to be waited for, as some of it may be left over. */
  #reserve(request: ModelRequest): Reservation | null {
    const { ledger } = this.#options;
    if (this.#closed !== null) throw this.#closed;
    const reservation = ledger.reserve(this.#planOf(request));
    if (reservation.kind === "reserved") return reservation;
    if (this.#underWay.size > 0) return null;
    const failure = new ModelFailure("budget", reservation.text);
    // Without proposals the other agents would be paid for nothing.
    if (request.role === "generator" && !this.#hasCheaper(request)) this.#closed = failure;
    throw failure;
  }

  #planOf(request: ModelRequest): CallPlan {
    return {
      role: request.role,
      model: modelOfRequest(this.#options.models, request),
      promptTokens: this.#promptTokens(request),
      completionTokens: request.maxTokens * request.answers,
    };
  }

  /** Whether the budget would hold the request with another of the models that make proposals. */
  #hasCheaper(request: ModelRequest): boolean {
    const { ledger, models } = this.#options;
    if (request.model === undefined) return false;
    return proposingModels(models).some(
      (model) => ledger.mayCall(this.#planOf(onRoleTerms({ ...request, model }, models))) === null,
    );
  }

  async #track(call: Promise<ModelAnswer>): Promise<ModelAnswer> {
    const settled = call.catch(() => undefined);
    this.#underWay.add(settled);
    try {
      return await call;
    } finally {
      this.#underWay.delete(settled);
    }
  }

  async #complete(
    request: ModelRequest,
    signal: CancelSignal,
    reservation: Reservation,
  ): Promise<ModelAnswer> {
    const { model, models, clock } = this.#options;
    const began = clock.now();
    try {
      const answer = await model.complete(request, signal);
      const { usage, ms } = answer;
      reservation.settle({ model: answer.model, usage, failed: false, ms });
      this.#tell(request.role, { model: answer.model, usage, ms, problem: null });
      return answer;
    } catch (error) {
      if (!(error instanceof ModelFailure)) {
        reservation.release();
        throw error;
      }
      const { usage, message } = error;
      const ms = Math.max(0, clock.now() - began);
      reservation.settle({ model: null, usage, failed: true, ms });
      this.#tell(request.role, { model: modelOfRequest(models, request), usage, ms, problem: message });
      throw error;
    }
  }

  #tell(
    role: ModelRole,
    call: {
      readonly model: string;
      readonly usage: ModelUsage | null;
      readonly ms: number;
      readonly problem: string | null;
    },
  ): void {
    const price = priceOf(call.model, this.#options.prices);
    const used = call.usage ?? { promptTokens: 0, cachedTokens: 0, completionTokens: 0 };
    const dollars = price === null ? null : dollarsOf(used, price);
    this.#options.log.emit({ type: "model-called", role, dollars, ...call });
  }

  #promptTokens({ role, messages, shape }: ModelRequest): number {
    const { model } = this.#options;
    const texts = messages.map(({ content }) => model.tokensOf(role, content) + tokensPerMessage);
    const form = shape === null ? 0 : model.tokensOf(role, JSON.stringify(shape.schema)) + tokensPerShape;
    return texts.reduce((total, tokens) => total + tokens, form + tokensPerMessage);
  }
}
