import type { CandidateNumber, Exemplar } from "../../domain/candidate.ts";
import { gainText } from "../../domain/gainText.ts";
import { ancestryOf, candidateOf, gainOf, type RunView } from "../../domain/runView.ts";
import { ModelFailure, type ModelFailureReason, type ModelUsage } from "../../languageModel.ts";
import type { CancelSignal, Proposal, ProposalContext, ProposalRequest, Proposer } from "../../ports.ts";
import { type Arm, Bandit, temperatureFor } from "../../search/bandit.ts";
import { fruitlessPull } from "../../search/credit.ts";
import type { ModelAccess, ProposingModel } from "../../search/modelAccess.ts";
import { codeOf } from "../../search/population.ts";
import type { AnswerLanguage } from "../answers/answerLanguage.ts";
import { emptyAbstract } from "../summarizer/summarizer.ts";
import type { Generated, Generator } from "./generator.ts";
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

/** Failures that another question to the same model may not have. */
const ownToQuestion: ReadonlySet<ModelFailureReason> = new Set(["context-too-long", "malformed", "refused"]);

/** Which model does what. */
interface Way {
  readonly arm: Arm;
  readonly model: ProposingModel;
  readonly operation: Operation;
}

interface Made {
  readonly way: Way;
  readonly temperature: number;
}

/**
 * Has language models propose: by the operator and, where several compete, the model that together earned most for their
 * cost, at a temperature that adapts to both.
 */
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
    const operations = operationsFor(request, context);
    if (operations.length === 0) return [];
    const bandit = new Bandit(context.pulls);
    const choose = (ready: readonly ProposingModel[]): Way => {
      const arms = waysOf(operations, ready).map((way) => ({ ...way.arm, way }));
      const chosen = bandit.pick(arms, random.fork("operator"));
      if (chosen === null) throw new Error("there is no model to choose");
      return chosen.way;
    };
    return (
      (await access.attempt(choose, async (way) => {
        const temperature = temperatureFor(way.arm, context.pulls, random.fork("temperature"));
        const input = await this.#input(request, context, { way, temperature });
        const generated = await generator.generate(input, signal).catch((error: unknown) => {
          if (error instanceof ModelFailure && ownToQuestion.has(error.reason)) {
            context.fruitless(
              fruitlessPull(way.arm, { tokens: tokensIn(error.usage), temperature, isLazy: false }),
            );
          }
          throw error;
        });
        return proposalsOf(generated, context, { way, temperature });
      })) ?? []
    );
  }

  async #input(
    { baseline }: ProposalRequest,
    context: ProposalContext,
    { way, temperature }: Made,
  ): Promise<GeneratorInput> {
    const { operation, arm } = way;
    const { language, task, tokensOf } = this.#options;
    const exemplars = await context.exemplars();
    return {
      ...(arm.model !== null && { model: arm.model }),
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

/** Every model with every operation. */
function waysOf(operations: readonly Operation[], models: readonly ProposingModel[]): readonly Way[] {
  return models.flatMap((model) =>
    operations.map((operation) => ({
      arm: { operator: operatorName(operation.operator), model: model.asked },
      model,
      operation,
    })),
  );
}

/** What came of a call; when nothing did, its arm has earned nothing for what it cost. */
function proposalsOf(
  { proposals, refusals, usage, model }: Generated,
  context: ProposalContext,
  { way: { arm }, temperature }: Made,
): readonly Proposal[] {
  const { operator, model: asked } = arm;
  for (const { reason } of refusals) context.discard(operator, reason);
  const used = tokensIn(usage);
  if (proposals.length === 0) {
    const isLazy = refusals.some(({ because }) => because === "unchanged" || because === "duplicate");
    context.fruitless(fruitlessPull(arm, { tokens: used, temperature, isLazy }));
  }
  const tokens = Math.round(used / Math.max(proposals.length, 1));
  const author = { model, temperature, tokens, ...(asked !== null && { asked }) };
  return proposals.map((proposal) => ({ ...proposal, operator, author }));
}

function tokensIn(usage: ModelUsage | null): number {
  return usage === null ? 0 : usage.promptTokens + usage.completionTokens;
}

/** What can be done for a request; empty when there is nothing to do it to. */
function operationsFor(
  { parents, ancestor, failure }: ProposalRequest,
  context: ProposalContext,
): readonly Operation[] {
  const { view } = context;
  const [first, second] = parents;
  if (first === undefined) return [];
  const parent = versionOf(view, first.number);
  if (failure !== undefined) {
    const { gate, reason } = failure;
    return [{ operator: "repair", parent, summary: first.summary, gate, error: reason }];
  }
  if (second !== undefined) {
    const other = versionOf(view, second.number);
    return [{ operator: "crossover", parent, other, ancestor: ancestorText(view, ancestor) }];
  }
  const elsewhere = successElsewhere(context, first.number);
  return [
    { operator: "mutate", parent },
    { operator: "rewrite", parent },
    ...(first.number === 0 ? [] : [{ operator: "simplify", parent } as const]),
    ...(elsewhere === null ? [] : [{ operator: "reflect", parent, ...elsewhere } as const]),
  ];
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
