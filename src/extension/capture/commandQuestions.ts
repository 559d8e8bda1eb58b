import { l10n } from "vscode";
import type { BenchmarkSpec, CommandMetric, MetricParserName } from "../../engine/domain/runSpec.ts";
import {
  type Answer,
  askInTurn,
  askText,
  type Choice,
  pick,
  type Question,
  type StepPlace,
} from "./steps.ts";

/** A benchmark command of the user's. */
export type CommandSpec = Extract<BenchmarkSpec, { readonly kind: "command" }>;

type OutputMetric = Extract<CommandMetric, { readonly kind: "output" }>;

/** Asks for a command of the user's, what counts in its output, and what builds a version before. */
export async function askCommand(place: StepPlace, last: CommandSpec | null): Promise<Answer<CommandSpec>> {
  const empty: CommandSpec = { kind: "command", build: null, run: "", metric: { kind: "time" } };
  return askInTurn(
    [runQuestion(place), metricQuestion(place), ...outputQuestions(place), buildQuestion(place)],
    last ?? empty,
  );
}

function always(): boolean {
  return true;
}

function runQuestion(place: StepPlace): Question<CommandSpec> {
  return {
    applies: always,
    ask: async (draft) => {
      const run = await askText({
        place,
        prompt: l10n.t("The command that runs the benchmark of a version once, in the repository's root."),
        value: draft.run,
        problem: (text) => (text === "" ? l10n.t("A command is needed.") : null),
      });
      return typeof run === "string" ? { ...draft, run } : run;
    },
  };
}

function metricQuestion(place: StepPlace): Question<CommandSpec> {
  return {
    applies: always,
    ask: async (draft) => {
      const { metric } = draft;
      const choices = metricChoices();
      const last = metric.kind === "time" ? "time" : metric.parser;
      const answer = await pick({
        place,
        prompt: l10n.t("What counts?"),
        choices,
        active: choices.find(({ value }) => value === last) ?? null,
      });
      if (typeof answer === "symbol") return answer;
      if (answer === last) return draft;
      return {
        ...draft,
        metric: answer === "time" ? { kind: "time" } : { kind: "output", parser: answer },
      };
    },
  };
}

function metricChoices(): readonly Choice<"time" | MetricParserName>[] {
  const outputs: readonly (readonly [MetricParserName, string, string])[] = [
    ["json-line", l10n.t("A metric in JSON"), l10n.t("the last line of its output is a JSON object")],
    ["regex", l10n.t("A number in its output"), l10n.t("found by a regular expression")],
    ["hyperfine", "hyperfine", "--export-json"],
    ["pytest-benchmark", "pytest-benchmark", "--benchmark-json"],
    ["go", "go test -bench", ""],
    ["criterion", "Criterion", l10n.t("cargo bench with Criterion")],
    ["cargo-bench", "cargo bench", l10n.t("the built-in benchmarks of Rust")],
    ["google-benchmark", "google-benchmark", "--benchmark_format=json"],
    ["vitest", "Vitest", "vitest bench --outputJson"],
    ["tinybench", "tinybench", l10n.t("its table printed as JSON")],
    ["mitata", "mitata", l10n.t("its results printed as JSON")],
    ["jmh", "JMH", "-rf json"],
  ];
  return [
    {
      label: `$(watch) ${l10n.t("The time it takes")}`,
      description: l10n.t("of the whole command with its children"),
      value: "time",
    },
    ...outputs.map(([value, name, description]) => ({ label: `$(graph) ${name}`, description, value })),
  ];
}

function outputQuestions(place: StepPlace): readonly Question<CommandSpec>[] {
  return [
    {
      applies: ({ metric }) => metric.kind === "output" && metric.parser === "regex",
      ask: (draft) =>
        withMetric(draft, "pattern", {
          place,
          prompt: l10n.t("The regular expression; its group is the number, as in “time: ([0-9.]+)”."),
          problem: patternProblem,
        }),
    },
    {
      applies: ({ metric }) => metric.kind === "output" && metric.parser !== "regex",
      ask: (draft) =>
        withMetric(draft, "name", {
          place,
          prompt: l10n.t("Which metric or benchmark counts? Leave it empty when there is only one."),
          problem: () => null,
        }),
    },
    {
      // Tools say themselves which way is better.
      applies: ({ metric }) =>
        metric.kind === "output" && (metric.parser === "regex" || metric.parser === "json-line"),
      ask: (draft) => askBetter(draft, place),
    },
  ];
}

async function withMetric(
  draft: CommandSpec,
  key: "pattern" | "name",
  question: {
    readonly place: StepPlace;
    readonly prompt: string;
    readonly problem: (text: string) => string | null;
  },
): Promise<Answer<CommandSpec>> {
  const { metric } = draft;
  if (metric.kind === "time") return draft;
  const answer = await askText({ ...question, value: metric[key] ?? "" });
  if (typeof answer === "symbol") return answer;
  const { [key]: _, ...rest } = metric;
  return { ...draft, metric: answer === "" ? rest : { ...rest, [key]: answer } };
}

function patternProblem(text: string): string | null {
  if (text === "") return l10n.t("An expression is needed.");
  try {
    new RegExp(text, "u");
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function askBetter(draft: CommandSpec, place: StepPlace): Promise<Answer<CommandSpec>> {
  const { metric } = draft;
  if (metric.kind === "time") return draft;
  const choices: readonly Choice<NonNullable<OutputMetric["better"]>>[] = [
    { label: `$(arrow-down) ${l10n.t("Lower is better")}`, value: "lower" },
    { label: `$(arrow-up) ${l10n.t("Higher is better")}`, value: "higher" },
  ];
  const answer = await pick({
    place,
    prompt: l10n.t("Which way is better?"),
    choices,
    active: choices.find(({ value }) => value === metric.better) ?? null,
  });
  return typeof answer === "symbol" ? answer : { ...draft, metric: { ...metric, better: answer } };
}

function buildQuestion(place: StepPlace): Question<CommandSpec> {
  return {
    applies: always,
    ask: async (draft) => {
      const build = await askText({
        place,
        prompt: l10n.t("A command that builds a version before. Leave it empty when none is needed."),
        value: draft.build ?? "",
        problem: () => null,
      });
      return typeof build === "string" ? { ...draft, build: build === "" ? null : build } : build;
    },
  };
}
