import type { CancelSignal } from "./ports.ts";

/** Who asks a model; decides which model answers and where the ledger books it. */
export const modelRoles = ["summarizer", "navigator", "sampler", "generator", "rubric"] as const;
export type ModelRole = (typeof modelRoles)[number];

export interface ModelMessage {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

export interface ModelRequest {
  readonly role: ModelRole;
  /** Which of the models that compete in the role, as the spec names it; left out where there is one. */
  readonly model?: string;
  readonly messages: readonly ModelMessage[];
  /** What the answer is to fit; null for free text. A server without structured output is told in words instead. */
  readonly shape: AnswerShape | null;
  /** Most tokens of one answer, hidden reasoning included. */
  readonly maxTokens: number;
  /** 0 to 2; null for what the model does by itself. */
  readonly temperature: number | null;
  /** How many answers are wanted, at least 1; a server that gives one at a time gives one. */
  readonly answers: number;
}

export interface AnswerShape {
  /** Lower-case letters, digits and underscores. */
  readonly name: string;
  /** A JSON Schema of an object. */
  readonly schema: Readonly<Record<string, unknown>>;
}

/** Tokens of one call. */
export interface ModelUsage {
  readonly promptTokens: number;
  /** Of all answers, hidden reasoning included. */
  readonly completionTokens: number;
  /** Tokens of the prompt that the server had in its cache; part of `promptTokens`. */
  readonly cachedTokens: number;
  /** Whether the server reported them, or a tokenizer counted them here. */
  readonly source: "reported" | "counted";
}

export interface ModelAnswer {
  readonly texts: readonly AnswerText[];
  readonly usage: ModelUsage;
  /** The model that answered, as the server names it. */
  readonly model: string;
  /** Wall milliseconds. */
  readonly ms: number;
}

export interface AnswerText {
  readonly text: string;
  /** `length`: cut off at the most tokens, so never to be adopted. `filtered`: withheld by the server's filter. */
  readonly finish: "stop" | "length" | "filtered";
}

export const modelFailureReasons = [
  "unauthorized",
  "model-missing",
  "quota",
  "rate-limited",
  "context-too-long",
  "unreachable",
  "timed-out",
  "server-error",
  "malformed",
  "refused",
  "budget",
] as const;
export type ModelFailureReason = (typeof modelFailureReasons)[number];

/** A call that came to nothing. The message is one sentence for the user, and holds no key. */
export class ModelFailure extends Error {
  override readonly name = "ModelFailure";
  readonly reason: ModelFailureReason;
  /** What it cost all the same; null when nothing was counted. */
  readonly usage: ModelUsage | null;

  constructor(
    reason: ModelFailureReason,
    message: string,
    options: { readonly usage?: ModelUsage | null; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.reason = reason;
    this.usage = options.usage ?? null;
  }

  /** Whether asking again later in the same run is pointless. */
  get isLasting(): boolean {
    return this.reason === "unauthorized" || this.reason === "model-missing" || this.reason === "quota";
  }
}

/** Answers questions. */
export interface LanguageModel {
  /** What answers for a role, such as "gpt-5-mini at api.openai.com"; null when nothing does. */
  nameFor(role: ModelRole): string | null;
  /** Tokens of a text, as the role's model counts them or nearly so. */
  tokensOf(role: ModelRole, text: string): number;
  /**
   * Asks, and waits for the whole answer.
   * @throws ModelFailure
   * @throws the signal's reason when cancelled, after the connection is closed
   */
  complete(request: ModelRequest, signal: CancelSignal): Promise<ModelAnswer>;
}
