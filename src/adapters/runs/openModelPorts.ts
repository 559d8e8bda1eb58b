import { setTimeout as after } from "node:timers/promises";
import type { TargetPlace } from "../../engine/agents/answers/answerLanguage.ts";
import { answerLanguage } from "../../engine/agents/answers/answerLanguages.ts";
import { OutgoingGuard } from "../../engine/agents/outgoing.ts";
import { assemble } from "../../engine/domain/candidate.ts";
import { type ModelsSpec, type RoleTerms, setPrices } from "../../engine/domain/modelsSpec.ts";
import { pricesFor } from "../../engine/domain/prices.ts";
import { modelOfRole, termsOfRole } from "../../engine/domain/roleModels.ts";
import type { RunId } from "../../engine/domain/runSpec.ts";
import type { LanguageModel, ModelRole } from "../../engine/languageModel.ts";
import { type CancelSignal, RunError } from "../../engine/ports.ts";
import type { ModelPorts } from "../../engine/search/modelAgents.ts";
import { abortSignalOf } from "../evaluator/abortSignal.ts";
import type { Repository } from "../git/repository.ts";
import { recordingFile } from "../journal/runFolders.ts";
import { openOpenAiModel } from "../models/openai/openOpenAiModel.ts";
import type { RoleModel } from "../models/openai/settings.ts";
import { RecordedModel } from "../models/recorded/recordedModel.ts";
import { RecordingModel } from "../models/recorded/recordingModel.ts";
import type { CapturedTarget } from "./captureTarget.ts";
import { privateThings } from "./privateThings.ts";
import type { ModelEndpoint } from "./runs.ts";

export interface ModelPortsOptions {
  readonly repository: Repository;
  readonly found: CapturedTarget;
  /** Every exchange is recorded in the folder of this run. */
  readonly run: RunId;
  readonly models: ModelsSpec;
  /** Null when there is none. */
  readonly endpoint: ModelEndpoint | null;
  /** Answers in the place of a server; null for none. */
  readonly own: LanguageModel | null;
  /** A run whose recorded answers are given in place of asking; null to ask. */
  readonly replay: RunId | null;
}

/**
 * The language model of a run, recorded; close it when nothing is under way.
 * @throws RunError `bad-spec` without a server to ask, `bad-key`, `run-missing` without a recording to replay.
 */
export async function openModelPorts(
  options: ModelPortsOptions,
): Promise<{ readonly ports: ModelPorts; close(): Promise<void> }> {
  const { repository, found, run, endpoint, own, replay } = options;
  const asked =
    replay === null ? await openAsked(options) : await RecordedModel.open(recordingFile(repository, replay));
  const things = await privateThings(repository, endpoint?.apiKey ?? null);
  const model = await RecordingModel.open(asked, recordingFile(repository, run));
  const ports: ModelPorts = {
    model,
    guard: new OutgoingGuard(things),
    language: answerLanguage(found.language.id, placeOf(found)),
    // The list is of what servers take; who else answers has prices of its own.
    prices: own === null || setPrices(options.models).length > 0 ? pricesFor(options.models) : [],
    wait: replay === null ? wait : async () => undefined,
  };
  return { ports, close: () => model.close() };
}

async function openAsked({ models, endpoint, own }: ModelPortsOptions): Promise<LanguageModel> {
  if (own !== null) return own;
  if (endpoint === null) {
    throw new RunError(
      "bad-spec",
      `The run asks for the language model ${models.model}, and there is no server to ask: name the model with --model in the terminal or choose it in the editor, or take "models" out of the spec.`,
    );
  }
  const thinking = (model: string, { reasoningEffort }: Pick<RoleTerms, "reasoningEffort">): RoleModel =>
    reasoningEffort === undefined ? { model } : { model, reasoningEffort };
  const asked = (role: ModelRole) => thinking(modelOfRole(models, role), termsOfRole(models, role));
  const { rivals = [] } = termsOfRole(models, "generator");
  return openOpenAiModel({
    ...endpoint,
    roles: {
      summarizer: asked("summarizer"),
      navigator: asked("navigator"),
      sampler: asked("sampler"),
      generator: asked("generator"),
      rubric: asked("rubric"),
    },
    rivals: rivals.map((rival) => thinking(rival.model, rival)),
  });
}

function placeOf({ language, baseline, target }: CapturedTarget): TargetPlace {
  return {
    name: language.name,
    baseline,
    targets: (text) => language.targets(text, baseline.file),
    problem: (code) => {
      const found = language.findInRegion({ text: assemble(baseline, code), baseline, target, code });
      return found.kind === "problem" ? found.reason : null;
    },
    fingerprint: (code) => language.fingerprint(baseline, code),
  };
}

/** A cancelled wait ends at once; the caller looks at the signal. */
async function wait(ms: number, signal: CancelSignal): Promise<void> {
  await after(ms, undefined, { signal: abortSignalOf(signal) }).catch(() => undefined);
}
