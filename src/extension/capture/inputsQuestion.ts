import path from "node:path";
import { l10n, RelativePattern, Uri, window, workspace } from "vscode";
import type { InputsSource, RunSpec } from "../../engine/domain/runSpec.ts";
import type { Draft, Subject } from "./draft.ts";
import { exportsInputs, inOfferedOrder } from "./inputsModule.ts";
import {
  type Answer,
  askText,
  back,
  type Choice,
  cancelled,
  pick,
  type Step,
  type StepPlace,
} from "./steps.ts";

const moduleFiles =
  "{**/*inputs*,**/bench/**/*,**/benchmark/**/*,**/benchmarks/**/*}.{mjs,cjs,js,mts,cts,ts}";
const elsewhere = "**/{node_modules,dist,build,coverage,.git}/**";
const mostFiles = 200;

type Kind =
  | InputsSource
  | { readonly kind: "record" }
  | { readonly kind: "create" }
  | { readonly kind: "choose" };

/** What the question needs beside the draft. */
export interface InputsQuestion {
  readonly subject: Subject;
  /** The spec's name, after which modules are named. */
  readonly name: (draft: Draft) => Promise<string>;
  /** A command that probably exercises the target. */
  readonly suggestedCommand: () => Promise<string>;
  /** Makes an inputs module for the user to fill in, and opens it. */
  readonly create: (draft: Draft) => Promise<void>;
}

/** Asks where the arguments come from that the function is measured on. */
export function inputsQuestion(question: InputsQuestion): Step<Draft> {
  return async (draft, place) => {
    const name = await question.name(draft);
    const last = draft.inputs ?? inputsOf(draft.remembered);
    const paths = inOfferedOrder(await modulesOf(question.subject.root), name);
    const choices = choicesOf(paths, last);
    for (;;) {
      const answer = await pick({
        place,
        prompt: l10n.t("On which inputs is {0} to be measured?", draft.target?.symbol ?? ""),
        choices,
        active: choices.find(({ value }) => isSame(value, last)) ?? null,
      });
      if (answer === back || answer === cancelled) return answer;
      const inputs = await detail(answer, { question, draft, place, last });
      if (inputs === cancelled) return cancelled;
      if (inputs !== back) return { ...draft, inputs };
    }
  };
}

function inputsOf(spec: RunSpec | null): InputsSource | null {
  return spec?.benchmark.kind === "function" ? spec.benchmark.inputs : null;
}

/** Repository-relative paths of the modules that export `inputs`. */
async function modulesOf(root: string): Promise<readonly string[]> {
  const files = await workspace.findFiles(
    new RelativePattern(Uri.file(root), moduleFiles),
    elsewhere,
    mostFiles,
  );
  const texts = await Promise.all(files.map((file) => workspace.fs.readFile(file)));
  return files
    .filter((_, index) => exportsInputs(new TextDecoder().decode(texts[index])))
    .map((file) => relative(root, file));
}

function relative(root: string, file: Uri): string {
  return path.relative(root, file.fsPath).split(path.sep).join("/");
}

function choicesOf(paths: readonly string[], last: InputsSource | null): readonly Choice<Kind>[] {
  return [
    ...paths.map(
      (file): Choice<Kind> => ({
        label: `$(file-code) ${file}`,
        description: l10n.t("module that exports inputs"),
        value: { kind: "module", path: file },
      }),
    ),
    {
      label: `$(record) ${l10n.t("Record from a command…")}`,
      description: l10n.t("runs your tests once and keeps the arguments they pass"),
      ...(last?.kind === "recorded" ? { detail: last.command } : {}),
      value: { kind: "record" },
    },
    {
      label: `$(folder-opened) ${l10n.t("Choose a module…")}`,
      description: l10n.t("one that exports inputs(random, size)"),
      value: { kind: "choose" },
    },
    {
      label: `$(new-file) ${l10n.t("Create an inputs module")}`,
      description: l10n.t("a template to fill in; then optimize again"),
      value: { kind: "create" },
    },
  ];
}

function isSame(kind: Kind, last: InputsSource | null): boolean {
  if (last === null) return false;
  if (kind.kind === "module") return last.kind === "module" && last.path === kind.path;
  return kind.kind === "record" && last.kind === "recorded";
}

interface DetailContext {
  readonly question: InputsQuestion;
  readonly draft: Draft;
  readonly place: StepPlace;
  readonly last: InputsSource | null;
}

async function detail(kind: Kind, context: DetailContext): Promise<Answer<InputsSource>> {
  const { question, draft } = context;
  switch (kind.kind) {
    case "module":
    case "recorded":
    case "types":
    case "schema":
      return kind;
    case "record":
      return recording(context);
    case "choose":
      return chooseModule(question.subject.root);
    case "create":
      await question.create(draft);
      return cancelled;
  }
}

async function recording({ question, place, last }: DetailContext): Promise<Answer<InputsSource>> {
  const command = await askText({
    place,
    prompt: l10n.t("The command that calls the function, such as your tests. It runs once."),
    value: last?.kind === "recorded" ? last.command : await question.suggestedCommand(),
    problem: (text) => (text === "" ? l10n.t("A command is needed.") : null),
  });
  return command === back || command === cancelled ? command : { kind: "recorded", command };
}

async function chooseModule(root: string): Promise<Answer<InputsSource>> {
  const [file] =
    (await window.showOpenDialog({
      defaultUri: Uri.file(root),
      openLabel: l10n.t("Use as Inputs"),
      filters: { [l10n.t("Modules")]: ["mjs", "cjs", "js", "mts", "cts", "ts"] },
    })) ?? [];
  return file === undefined ? back : { kind: "module", path: relative(root, file) };
}
