import type { Code } from "../../domain/candidate.ts";
import type { AnswerText, LanguageModel, ModelUsage } from "../../languageModel.ts";
import type { CancelSignal, Proposal } from "../../ports.ts";
import { type RefusalKind, readAnswer } from "../answers/readAnswer.ts";
import { withoutThinking } from "../answers/thinking.ts";
import { type OutgoingGuard, PrivateMarks } from "../outgoing.ts";
import { shortened } from "../phrases.ts";
import type { GeneratorInput, Operation } from "./generatorInput.ts";
import { generatorPrompt } from "./prompt.ts";

/** An answer that gave no proposal. */
export interface GeneratorRefusal {
  readonly because: RefusalKind | "duplicate";
  /** One sentence. */
  readonly reason: string;
}

/** What one call gave. */
export interface Generated {
  /** Distinct proposals, none of them a parent. */
  readonly proposals: readonly Proposal[];
  readonly refusals: readonly GeneratorRefusal[];
  readonly usage: ModelUsage;
  /** The model that answered, as the server names it, and the wall milliseconds it took. */
  readonly model: string;
  readonly ms: number;
  /** What the prompt had no room for, each in a few words. */
  readonly leftOut: readonly string[];
}

const mostSummaryWords = 12;

/** Asks a language model for new versions of the target, and takes from its answers only what leaves no doubt. */
export class Generator {
  readonly #model: LanguageModel;
  readonly #guard: OutgoingGuard;

  /** @param guard every text of a prompt passes it. */
  constructor(model: LanguageModel, guard: OutgoingGuard) {
    this.#model = model;
    this.#guard = guard;
  }

  /**
   * One call of the model.
   * @throws ModelFailure when it comes to nothing, or when the code is too long for the prompt
   * @throws the signal's reason when cancelled
   */
  async generate(input: GeneratorInput, signal: CancelSignal): Promise<Generated> {
    const marks = new PrivateMarks();
    const { messages, leftOut } = generatorPrompt(input, { model: this.#model, guard: this.#guard, marks });
    const { texts, usage, model, ms } = await this.#model.complete(
      {
        role: "generator",
        ...(input.model !== undefined && { model: input.model }),
        messages,
        shape: null,
        maxTokens: input.answerTokens,
        temperature: input.temperature,
        answers: input.answers,
      },
      signal,
    );
    return { ...read(texts, input, marks), usage, model, ms, leftOut };
  }
}

function read(
  texts: readonly AnswerText[],
  { operation, baseline, language, direction }: GeneratorInput,
  marks: PrivateMarks,
): Pick<Generated, "proposals" | "refusals"> {
  const proposals: Proposal[] = [];
  const refusals: GeneratorRefusal[] = [];
  const seen = new Set<string>();
  const context = { baseline, language, parent: operation.parent.code, known: knownCodes(operation) };
  for (const answer of texts) {
    const given = readAnswer({ ...answer, text: marks.restored(answer.text) }, context);
    if (given.kind === "refused") {
      refusals.push({ because: given.because, reason: given.reason });
      continue;
    }
    const fingerprint = language.fingerprint(given.code);
    if (seen.has(fingerprint)) {
      refusals.push({
        because: "duplicate",
        reason: "The answer is the same program as another of the same call.",
      });
      continue;
    }
    seen.add(fingerprint);
    const summary =
      summaryOf(answer.text) ??
      `${operation.operator}: ${shortened(direction ?? "no direction", mostSummaryWords)}`;
    proposals.push({ operator: operation.operator, summary, code: given.code });
  }
  return { proposals, refusals };
}

/** Codes beside the parent that are nothing new. */
function knownCodes(operation: Operation): readonly Code[] {
  return operation.operator === "crossover" ? [operation.other.code] : [];
}

/** What the answer says it changes, in at most 12 words; null when it does not say. */
function summaryOf(text: string): string | null {
  const said = withoutThinking(text)?.slice(0, 4000) ?? "";
  const phrase = /^[ \t>*#-]*Change\**[ \t]*:\**[ \t]*(\S.*)$/im.exec(said)?.[1] ?? "";
  const plain = shortened(phrase.slice(0, 400).replace(/[`*]/g, ""), mostSummaryWords).replace(/[.;,]$/, "");
  return plain === "" ? null : plain;
}
