import type { AgentCall } from "../agents/agentCall.ts";
import type { AnswerLanguage } from "../agents/answers/answerLanguage.ts";
import { Generator } from "../agents/generator/generator.ts";
import { ModelProposer } from "../agents/generator/modelProposer.ts";
import { targetContext } from "../agents/generator/targetContext.ts";
import { taskOf } from "../agents/generator/task.ts";
import { ModelNavigator } from "../agents/navigator/modelNavigator.ts";
import type { Navigator } from "../agents/navigator/navigator.ts";
import type { OutgoingGuard } from "../agents/outgoing.ts";
import { ModelRubric } from "../agents/rubric/modelRubric.ts";
import type { Rubric } from "../agents/rubric/rubric.ts";
import { ModelSampler } from "../agents/sampler/modelSampler.ts";
import type { Sampler } from "../agents/sampler/sampler.ts";
import { ModelSummarizer } from "../agents/summarizer/modelSummarizer.ts";
import type { Summarizer } from "../agents/summarizer/summarizer.ts";
import type { Baseline, CandidateNumber } from "../domain/candidate.ts";
import type { BenchmarkFacts } from "../domain/events.ts";
import type { ModelsSpec } from "../domain/modelsSpec.ts";
import type { Price } from "../domain/prices.ts";
import { proposingModels } from "../domain/roleModels.ts";
import type { RunSpec } from "../domain/runSpec.ts";
import type { LanguageModel } from "../languageModel.ts";
import type { CancelSignal, Clock, Proposer } from "../ports.ts";
import type { Halt } from "./halt.ts";
import { Ledger } from "./ledger.ts";
import { MeteredModel } from "./meteredModel.ts";
import { ModelAccess, type ProposingModel } from "./modelAccess.ts";
import type { RunLog } from "./runLog.ts";

/** The language model of a run and what is needed to ask it. */
export interface ModelPorts {
  readonly model: LanguageModel;
  /** Every text that goes to the model passes it. */
  readonly guard: OutgoingGuard;
  readonly language: AnswerLanguage;
  /** What the user set, then the list. */
  readonly prices: readonly Price[];
  /** Resolves after so many milliseconds, or as soon as the signal aborts. */
  readonly wait: (ms: number, signal: CancelSignal) => Promise<void>;
}

/** What a model does in a run. */
export interface ModelAgents {
  readonly proposer: Proposer;
  readonly access: ModelAccess;
  readonly summarizer: Summarizer;
  readonly navigator: Navigator;
  readonly sampler: Sampler;
  readonly rubric: Rubric;
  /** What agents take along that are asked on behalf of a candidate, held or not yet, or of the run. */
  readonly callFor: (candidate: CandidateNumber | null) => AgentCall;
}

export interface ModelAgentsOptions {
  readonly ports: ModelPorts;
  readonly models: ModelsSpec;
  /** The agents that answer where the model does not. */
  readonly rules: {
    readonly summarizer: Summarizer;
    readonly navigator: Navigator;
    readonly sampler: Sampler;
  };
  readonly spec: RunSpec;
  readonly facts: BenchmarkFacts;
  readonly baseline: Baseline;
  readonly log: RunLog;
  readonly clock: Clock;
  readonly halt: Halt;
  /** Asked before each call for proposals; true makes none. */
  readonly mustStop: () => boolean;
}

/** Lets a language model propose and advise, within the budget. */
export function modelAgents({
  ports,
  models,
  rules,
  spec,
  facts,
  baseline,
  log,
  clock,
  halt,
  mustStop,
}: ModelAgentsOptions): ModelAgents {
  const { guard, language, prices, wait } = ports;
  const { tokens = null, money = null } = spec.budget;
  // Minutes and candidates are kept by the search itself.
  const limits = { tokens, dollars: money, minutes: null, candidates: null };
  const ledger = new Ledger({ limits, prices, clock, startedAt: clock.now() });
  const model = new MeteredModel({ model: ports.model, models, prices, ledger, log, clock });
  const { signal } = halt;
  const task = taskOf({
    baseline,
    metric: facts.metric,
    benchmark: spec.benchmark,
    constraints: spec.objective?.constraints ?? [],
  });
  const access = new ModelAccess({
    isAlone: models.search === "models",
    models: proposersOf(models, model),
    log,
    signal,
    mustStop,
    wait,
  });
  const options = { model, redact: (text: string) => guard.prose(text) };
  return {
    proposer: new ModelProposer({
      generator: new Generator(model, guard),
      access,
      language,
      task,
      context: targetContext(baseline, language, facts.profile ?? null),
      signal,
      tokensOf: (text) => model.tokensOf("generator", text),
    }),
    access,
    summarizer: new ModelSummarizer({ ...options, rule: rules.summarizer }),
    navigator: new ModelNavigator({ ...options, task: task.objective, rule: rules.navigator }),
    sampler: new ModelSampler({ ...options, rule: rules.sampler }),
    rubric: new ModelRubric(options),
    callFor: (candidate) => ({
      signal,
      report: ({ agent, by, reason }) =>
        log.emit({ type: "agent-answered", agent, by, reason, ...(candidate !== null && { candidate }) }),
    }),
  };
}

function proposersOf(models: ModelsSpec, model: LanguageModel): readonly ProposingModel[] {
  const asked = proposingModels(models);
  return asked.length > 1
    ? asked.map((name) => ({ asked: name, name }))
    : [{ asked: null, name: model.nameFor("generator") ?? models.model }];
}
