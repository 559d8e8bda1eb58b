import path from "node:path";
import { l10n, Uri, window } from "vscode";
import type { Way, Ways } from "../../adapters/detect/ways.ts";
import { benchmarkText } from "../../engine/domain/benchmarkText.ts";
import type { BenchmarkSpec } from "../../engine/domain/runSpec.ts";
import { askCommand } from "./commandQuestions.ts";
import type { Draft, Subject } from "./draft.ts";
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

/** A benchmark to be taken as it is, or what is still to be asked. */
type Measure = BenchmarkSpec | "record" | "module" | "schema" | "command" | "evaluator" | "create";

/** What the question needs beside the draft. */
export interface MeasureQuestion {
  readonly subject: Subject;
  /** What the repository has to measure the target with. */
  readonly ways: (draft: Draft) => Promise<Ways>;
  /** Makes an inputs module for the user to fill in, and opens it. */
  readonly create: (draft: Draft) => Promise<void>;
}

/** Asks how a version of the target is measured. */
export function measureQuestion(question: MeasureQuestion): Step<Draft> {
  return async (draft, place) => {
    const last = draft.benchmark ?? draft.remembered?.benchmark ?? null;
    const { measures } = await question.ways(draft);
    const choices = choicesOf({ measures, last, callable: (draft.target?.entry ?? null) !== null });
    for (;;) {
      const answer = await pick({
        place,
        prompt: l10n.t("How is {0} to be measured?", draft.target?.symbol ?? ""),
        choices,
        active: null,
      });
      if (answer === back || answer === cancelled) return answer;
      const benchmark = await benchmarkOf(answer, { question, draft, place, last });
      if (benchmark === cancelled) return cancelled;
      if (benchmark !== back) return { ...draft, benchmark };
    }
  };
}

interface Offer {
  readonly measures: readonly Way[];
  /** What was answered the last time. */
  readonly last: BenchmarkSpec | null;
  /** Whether a harness can call the target. */
  readonly callable: boolean;
}

/** The last answer first, then what was found, then what asks for more. */
function choicesOf({ measures, last, callable }: Offer): readonly Choice<Measure>[] {
  const isLast = ({ spec }: Way): boolean => last !== null && JSON.stringify(spec) === JSON.stringify(last);
  const found = [...measures.filter(isLast), ...measures.filter((way) => !isLast(way))];
  const unfound = last === null || measures.some(isLast) ? [] : [last];
  return [
    ...unfound.map((spec) => ({
      label: `$(history) ${benchmarkText(spec)}`,
      description: l10n.t("as the last time"),
      value: spec,
    })),
    ...found.map(({ spec, reason }) => ({
      label: `${iconOf(spec)} ${benchmarkText(spec)}`,
      detail: reason,
      value: spec,
    })),
    ...(callable ? inputChoices() : []),
    {
      label: `$(terminal) ${l10n.t("A command of your own…")}`,
      description: l10n.t("its time, or a metric in its output"),
      value: "command",
    },
    {
      label: `$(mortar-board) ${l10n.t("An evaluator in Python…")}`,
      description: l10n.t("a file with evaluate(program_path) that returns metrics"),
      value: "evaluator",
    },
  ];
}

function inputChoices(): readonly Choice<Measure>[] {
  return [
    {
      label: `$(record) ${l10n.t("Record from a command…")}`,
      description: l10n.t("runs it once and keeps the arguments of every call"),
      value: "record",
    },
    {
      label: `$(folder-opened) ${l10n.t("Choose a module…")}`,
      description: l10n.t("one that gives inputs(random, size)"),
      value: "module",
    },
    {
      label: `$(json) ${l10n.t("Draw from a JSON Schema…")}`,
      description: l10n.t("random arguments that fit the schema of their array"),
      value: "schema",
    },
    {
      label: `$(new-file) ${l10n.t("Create an inputs module")}`,
      description: l10n.t("a template to fill in; then optimize again"),
      value: "create",
    },
  ];
}

function iconOf(spec: BenchmarkSpec): string {
  switch (spec.kind) {
    case "command":
      return "$(dashboard)";
    case "evaluator":
      return "$(mortar-board)";
    case "function":
      return spec.inputs.kind === "recorded" ? "$(record)" : "$(file-code)";
  }
}

interface DetailContext {
  readonly question: MeasureQuestion;
  readonly draft: Draft;
  readonly place: StepPlace;
  readonly last: BenchmarkSpec | null;
}

async function benchmarkOf(measure: Measure, context: DetailContext): Promise<Answer<BenchmarkSpec>> {
  const { question, draft, place, last } = context;
  const { root } = question.subject;
  switch (measure) {
    case "record":
      return recording(context);
    case "module":
      return withFile(root, moduleFilter(question.subject.file), (file) => ({
        kind: "function",
        inputs: { kind: "module", path: file },
      }));
    case "schema":
      return withFile(root, { [l10n.t("JSON Schemas")]: ["json"] }, (file) => ({
        kind: "function",
        inputs: { kind: "schema", path: file },
      }));
    case "command":
      return askCommand(place, last?.kind === "command" ? last : null);
    case "evaluator":
      return withFile(root, { Python: ["py"] }, (file) => ({ kind: "evaluator", path: file }));
    case "create":
      await question.create(draft);
      return cancelled;
    default:
      return measure;
  }
}

async function recording({ question, draft, place, last }: DetailContext): Promise<Answer<BenchmarkSpec>> {
  const before = last?.kind === "function" && last.inputs.kind === "recorded" ? last.inputs.command : null;
  const [best] = (await question.ways(draft)).tests;
  const command = await askText({
    place,
    prompt: l10n.t("The command that calls the function, such as your tests. It runs once."),
    value: before ?? best?.command ?? "",
    problem: (text) => (text === "" ? l10n.t("A command is needed.") : null),
  });
  return typeof command === "symbol" ? command : { kind: "function", inputs: { kind: "recorded", command } };
}

function moduleFilter(file: string): Record<string, string[]> {
  return file.endsWith(".py")
    ? { Python: ["py"] }
    : { [l10n.t("Modules")]: ["mjs", "cjs", "js", "mts", "cts", "ts"] };
}

/** Lets the user choose a file; back when none is chosen. */
async function withFile(
  root: string,
  filters: Record<string, string[]>,
  benchmark: (file: string) => BenchmarkSpec,
): Promise<Answer<BenchmarkSpec>> {
  const [file] =
    (await window.showOpenDialog({ defaultUri: Uri.file(root), openLabel: l10n.t("Use"), filters })) ?? [];
  return file === undefined ? back : benchmark(path.relative(root, file.fsPath).split(path.sep).join("/"));
}
