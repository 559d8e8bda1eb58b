import type { CandidateNumber, Exemplar } from "../../domain/candidate.ts";
import { gainText } from "../../domain/gainText.ts";
import { ancestryOf, candidateOf, gainOf, type RunView } from "../../domain/runView.ts";
import type { CancelSignal, Proposal, ProposalContext, ProposalRequest, Proposer } from "../../ports.ts";
import { Bandit, temperatureFor } from "../../search/bandit.ts";
import { armOf } from "../../search/credit.ts";
import type { ModelAccess } from "../../search/modelAccess.ts";
import { codeOf } from "../../search/population.ts";
import type { AnswerLanguage } from "../answers/answerLanguage.ts";
import { emptyAbstract } from "../summarizer/summarizer.ts";
import type { Generator } from "./generator.ts";
import type {
  GeneratorInput,
  ModelOperator,
  Operation,
  ShownExemplar,
  TargetContext,
  Task,
  Version,
} from "./generatorInput.ts";

export interface ModelProposerOptions {
  readonly generator: Generator;
  readonly access: ModelAccess;
  readonly language: AnswerLanguage;
  readonly task: Task;
  readonly context: TargetContext;
  readonly signal: CancelSignal;
  /** Tokens of a text, as the model counts them. */
  readonly tokensOf: (text: string) => number;
}

/** Answers asked for at once; a server that gives one at a time gives one. */
const answers = 2;
const mostPromptTokens = 12_000;
/** Most tokens of one answer: what a reasoning model thinks, and the code twice. */
const thinkingTokens = 4_000;
const mostAnswerTokens = 16_000;

/** Has a language model propose: by the operator that earned most for its cost, at a temperature that adapts. */
export class ModelProposer implements Proposer {
  readonly varies = true;
  readonly repairs = true;
  readonly #options: ModelProposerOptions;

  constructor(options: ModelProposerOptions) {
    this.#options = options;
  }

  /** @throws the signal's reason when cancelled, and RunError when the exchange cannot be recorded or replayed. */
  async propose(request: ProposalRequest): Promise<readonly Proposal[]> {
    const { access, generator, signal } = this.#options;
    const { context, random } = request;
    if (context === undefined) return [];
    const operation = operationFor(request, context);
    if (operation === null) return [];
    const operator = operatorName(operation.operator);
    const temperature = temperatureFor(armOf(operator), context.pulls, random.fork("temperature"));
    const generated = await access.attempt(async () =>
      generator.generate(await this.#input(request, context, { operation, temperature }), signal),
    );
    if (generated === null) return [];
    const { proposals, refusals, usage, model } = generated;
    for (const { reason } of refusals) context.discard(operator, reason);
    const used = usage.promptTokens + usage.completionTokens;
    const tokens = Math.round(used / Math.max(proposals.length, 1));
    return proposals.map((proposal) => ({
      ...proposal,
      operator,
      author: { model, temperature, tokens },
    }));
  }

  async #input(
    { baseline }: ProposalRequest,
    context: ProposalContext,
    { operation, temperature }: { readonly operation: Operation; readonly temperature: number },
  ): Promise<GeneratorInput> {
    const { language, task, tokensOf } = this.#options;
    const exemplars = await context.exemplars();
    return {
      operation,
      baseline,
      language,
      task,
      context: this.#options.context,
      direction: context.direction?.idea ?? null,
      exemplars: exemplars.map((exemplar) => shown(context.view, exemplar)),
      answers,
      temperature,
      answerTokens: Math.min(thinkingTokens + 2 * tokensOf(operation.parent.code.target), mostAnswerTokens),
      promptTokens: mostPromptTokens,
    };
  }
}

/** As candidates name it. */
function operatorName(operator: ModelOperator): string {
  return `model ${operator}`;
}

/** What is to be done for a request; null when there is nothing to do it to. */
function operationFor(
  { parents, ancestor, failure, random }: ProposalRequest,
  context: ProposalContext,
): Operation | null {
  const { view, pulls } = context;
  const [first, second] = parents;
  if (first === undefined) return null;
  const parent = versionOf(view, first.number);
  if (failure !== undefined) {
    const { gate, reason } = failure;
    return { operator: "repair", parent, summary: first.summary, gate, error: reason };
  }
  if (second !== undefined) {
    const other = versionOf(view, second.number);
    return { operator: "crossover", parent, other, ancestor: ancestorText(view, ancestor) };
  }
  const elsewhere = successElsewhere(context, first.number);
  const operators = [
    "mutate",
    "rewrite",
    ...(first.number === 0 ? [] : (["simplify"] as const)),
    ...(elsewhere === null ? [] : (["reflect"] as const)),
  ] as const;
  const arms = operators.map((operator) => ({ ...armOf(operatorName(operator)), own: operator }));
  const chosen = new Bandit(pulls).pick(arms, random.fork("operator"))?.own ?? "mutate";
  return chosen === "reflect" && elsewhere !== null
    ? { operator: "reflect", parent, ...elsewhere }
    : { operator: chosen === "reflect" ? "mutate" : chosen, parent };
}

/** What the best change achieved that the version does not have; null when there is none. */
function successElsewhere(
  { view, horizon }: ProposalContext,
  parent: CandidateNumber,
): { readonly change: string; readonly achieved: string } | null {
  const own = ancestryOf(view, parent);
  const [best] = view.candidates
    .slice(0, Math.max(horizon, 0))
    .filter(
      ({ number, verdict, declined }) =>
        verdict?.kind === "improved" && declined === null && !own.has(number),
    )
    .sort((a, b) => (gainOf(b)?.low ?? 0) - (gainOf(a)?.low ?? 0));
  if (best?.verdict?.kind !== "improved") return null;
  const change = best.abstract?.introduces.join("; ") || best.summary;
  return { change, achieved: `${gainText(best.verdict.gain)} as good as the original` };
}

function ancestorText(view: RunView, ancestor: ProposalRequest["ancestor"]): string {
  const candidate = view.candidates.find(({ code }) => code === ancestor);
  return candidate === undefined ? "the original" : `a version that has: ${candidate.summary}`;
}

function versionOf(view: RunView, number: CandidateNumber): Version {
  const candidate = candidateOf(view, number);
  const { verdict = null, abstract = null } = candidate ?? {};
  return {
    code: codeOf(view, number),
    abstract: abstract ?? emptyAbstract,
    gain: verdict === null || verdict.kind === "rejected" ? null : verdict.gain,
  };
}

function shown(view: RunView, { candidate, reason }: Exemplar): ShownExemplar {
  return { ...versionOf(view, candidate), reason };
}
