import { randomInt } from "node:crypto";
import { access, mkdir, realpath, writeFile } from "node:fs/promises";
import path from "node:path";
import { type LogOutputChannel, l10n, type TextDocument, Uri, window } from "vscode";
import type { Target } from "../../adapters/languages/target.ts";
import type { RunSpec } from "../../engine/domain/runSpec.ts";
import { RunError } from "../../engine/ports.ts";
import { budgetQuestion } from "./budgetQuestion.ts";
import { type Draft, type Subject, targetOf } from "./draft.ts";
import { inputsTemplate } from "./inputsModule.ts";
import { inputsQuestion } from "./inputsQuestion.ts";
import { SavedSpecs } from "./savedSpecs.ts";
import { freeSpecName } from "./specName.ts";
import { runSteps } from "./steps.ts";
import { targetQuestion, withTarget } from "./targetQuestion.ts";
import { foundTestCommands, testsQuestion } from "./testsQuestion.ts";

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
  const subject: Subject = { document, root, targets, file: await repositoryPath(root, document) };
  const specs = new SavedSpecs(root, log);
  const nameOf = async ({ target, remembered }: Draft): Promise<string> =>
    remembered?.name ??
    freeSpecName({ file: subject.file, symbol: target?.symbol ?? "" }, await specs.names());
  const found = (): Promise<readonly string[]> => foundTestCommands(subject);
  const empty: Draft = { target: null, remembered: null, inputs: null, tests: undefined, budget: null };
  const answered = await runSteps<Draft>({
    title: l10n.t("Optimize Function"),
    steps: [
      targetQuestion(subject, specs),
      inputsQuestion({
        subject,
        name: nameOf,
        suggestedCommand: async () => (await found())[0] ?? "",
        create: async (draft) => createInputs(root, await nameOf(draft), draft.target?.symbol ?? ""),
      }),
      testsQuestion(found),
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

function specOf(
  { target, remembered, inputs, tests, budget }: Draft,
  subject: Subject,
  name: string,
): RunSpec {
  if (target === null || inputs === null || tests === undefined || budget === null) {
    throw new Error("The questions ended before all were answered.");
  }
  return {
    name,
    target: targetOf(subject, target),
    benchmark: { kind: "function", inputs },
    tests,
    budget,
    seed: remembered?.seed ?? randomInt(2 ** 32),
  };
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

/** Writes the template unless the file is there already, and opens it to be filled in. */
async function createInputs(root: string, name: string, symbol: string): Promise<void> {
  const file = path.join(root, "bench", `${name}.inputs.mjs`);
  await mkdir(path.dirname(file), { recursive: true });
  const exists = await access(file).then(
    () => true,
    () => false,
  );
  if (!exists) await writeFile(file, inputsTemplate(symbol), { flag: "wx" });
  await window.showTextDocument(Uri.file(file), { preview: false });
  window.showInformationMessage(
    l10n.t("Fill in the inputs and save them, then run Optimize Function again: it will offer this module."),
  );
}
