import type { AgentCall, AgentReport } from "../../../src/engine/agents/agentCall.ts";
import type {
  LanguageModel,
  ModelAnswer,
  ModelRequest,
  ModelUsage,
} from "../../../src/engine/languageModel.ts";
import type { CancelSignal } from "../../../src/engine/ports.ts";

export const usage: ModelUsage = {
  promptTokens: 100,
  completionTokens: 10,
  cachedTokens: 0,
  source: "reported",
};

/** What a scripted model does next: says a text or an object as JSON, an answer of another kind, or fails. */
export type Line = string | object | Partial<ModelAnswer> | Error;

/** Says its lines in order, and remembers what it was asked. */
export class ScriptedModel implements LanguageModel {
  readonly requests: ModelRequest[] = [];
  readonly #lines: Line[];
  readonly #name: string | null;

  constructor(lines: readonly Line[], name: string | null = "scripted") {
    this.#lines = [...lines];
    this.#name = name;
  }

  nameFor(): string | null {
    return this.#name;
  }

  tokensOf(_role: string, text: string): number {
    return Math.ceil(text.length / 4);
  }

  async complete(request: ModelRequest, signal: CancelSignal): Promise<ModelAnswer> {
    this.requests.push(request);
    if (signal.aborted) throw new Error("cancelled");
    const line = this.#lines.shift();
    if (line === undefined) throw new Error("The script has no more lines.");
    if (line instanceof Error) throw line;
    const answer: ModelAnswer = { texts: [], usage, model: "scripted", ms: 1 };
    if (typeof line === "object" && "texts" in line) return { ...answer, ...line };
    const text = typeof line === "string" ? line : JSON.stringify(line);
    return { ...answer, texts: [{ text, finish: "stop" }] };
  }

  /** What the user's message of the last request says. */
  get asked(): string {
    return this.requests.at(-1)?.messages.find(({ role }) => role === "user")?.content ?? "";
  }
}

/** A call that remembers what was reported. */
export function listening(signal: CancelSignal = new AbortController().signal) {
  const reports: AgentReport[] = [];
  const call: AgentCall = { signal, report: (report) => reports.push(report) };
  return { reports, call };
}
