import { randomInt } from "node:crypto";
import { realpath } from "node:fs/promises";
import path from "node:path";
import { type LogOutputChannel, l10n, type TextDocument, Uri, window } from "vscode";
import { type Ways, waysToMeasure } from "../../adapters/detect/ways.ts";
import type { Target } from "../../adapters/languages/target.ts";
import type { Objective, RunSpec } from "../../engine/domain/runSpec.ts";
import { RunError } from "../../engine/ports.ts";
import { gitPath } from "../runs/gitPath.ts";
import { setting } from "../settings.ts";
import { budgetQuestion } from "./budgetQuestion.ts";
import { type Draft, type Subject, targetOf } from "./draft.ts";
import { newInputs, writeInputs } from "./inputsModule.ts";
import { measureQuestion } from "./measureQuestion.ts";
import { SavedSpecs } from "./savedSpecs.ts";
import { freeSpecName } from "./specName.ts";
import { runSteps } from "./steps.ts";
import { targetQuestion, withTarget } from "./targetQuestion.ts";
import { testsQuestion } from "./testsQuestion.ts";

/** What is known before the first question. */
export interface FlowStart {
  readonly document: TextDocument;
  readonly root: string;
  readonly targets: readonly Target[];
  /** The function at the cursor; null when the cursor is in none. */
  readonly target: Target | null;
}

/**
 * Asks what is to be optimized and how; the answers are saved in `.evolvent/<name>.json`. Null when the user
 * gave up.
 * @throws RunError when the document is outside the repository or has no functions.
 */
export async function askSpec(start: FlowStart, log: LogOutputChannel): Promise<RunSpec | null> {
  const { document, root, targets } = start;
  const subject: Subject = { root, targets, file: await repositoryPath(root, document) };
  const specs = new SavedSpecs(root, log);
  const nameOf = async ({ target, remembered }: Draft): Promise<string> =>
    remembered?.name ??
    freeSpecName({ file: subject.file, symbol: target?.symbol ?? "" }, await specs.names());
  const ways = waysOf(subject);
  const empty: Draft = { target: null, remembered: null, benchmark: null, tests: undefined, budget: null };
  const answered = await runSteps<Draft>({
    title: l10n.t("Optimize Function"),
    steps: [
      targetQuestion(subject, specs),
      measureQuestion({
        subject,
        ways,
        create: async (draft) => createInputs(subject, await nameOf(draft), draft.target?.symbol ?? ""),
      }),
      testsQuestion(async (draft) => (await ways(draft)).tests),
      budgetQuestion,
    ],
    draft: start.target === null ? empty : await withTarget(empty, { subject, specs, target: start.target }),
    first: start.target === null ? 0 : 1,
  });
  if (answered === null) return null;
  const spec = specOf(answered, subject, await nameOf(answered));
  await specs.save(spec);
  return spec;
}

/** What the repository has to measure and test a target with, looked for once for each. */
function waysOf({ root, file }: Subject): (draft: Draft) => Promise<Ways> {
  const known = new Map<Target, Promise<Ways>>();
  return async ({ target }) => {
    if (target === null) return { measures: [], tests: [] };
    const { symbol, entry } = target;
    const found =
      known.get(target) ??
      waysToMeasure({
        root,
        gitPath: await gitPath(),
        target: { file, symbol },
        callable: entry !== null,
      });
    known.set(target, found);
    return found;
  };
}

function specOf(
  { target, remembered, benchmark, tests, budget }: Draft,
  subject: Subject,
  name: string,
): RunSpec {
  if (target === null || benchmark === null || tests === undefined || budget === null) {
    throw new Error("The questions ended before all were answered.");
  }
  const objective = objectiveOf(remembered);
  return {
    name,
    target: targetOf(subject, target),
    benchmark,
    ...(objective === null ? {} : { objective }),
    tests,
    budget,
    seed: remembered?.seed ?? randomInt(2 ** 32),
  };
}

/** What the saved spec says, else what the settings say; null when neither says anything. */
function objectiveOf(remembered: RunSpec | null): Objective | null {
  if (remembered?.objective !== undefined) return remembered.objective;
  const smallestGain = setting("evolvent.smallestGain");
  return smallestGain > 1 ? { smallestGain } : null;
}

/** The document's path as the repository names it, symbolic links on the way resolved. */
async function repositoryPath(root: string, document: TextDocument): Promise<string> {
  const relative = path.relative(root, await realpath(document.fileName));
  if (relative.startsWith("..") || path.isAbsolute(relative)) {
    throw new RunError(
      "outside-repository",
      l10n.t("{0} is outside the repository {1}: open a file inside it.", document.fileName, root),
    );
  }
  return relative.split(path.sep).join("/");
}

/** Makes an inputs module unless it is there already, and opens it to be filled in. */
async function createInputs({ root, file }: Subject, name: string, symbol: string): Promise<void> {
  const made = await writeInputs(root, newInputs({ name, symbol, file }));
  await window.showTextDocument(Uri.file(made), { preview: false });
  window.showInformationMessage(
    l10n.t("Fill in the inputs and save them, then run Optimize Function again: it will offer this module."),
  );
}
