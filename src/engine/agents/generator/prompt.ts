import type { Abstract, Baseline, Code } from "../../domain/candidate.ts";
import { gainText } from "../../domain/gainText.ts";
import { type LanguageModel, ModelFailure, type ModelMessage } from "../../languageModel.ts";
import { shownCode } from "../answers/shownCode.ts";
import { Fitter, type SectionBudget, section } from "../fitter.ts";
import type { OutgoingGuard, PrivateMarks } from "../outgoing.ts";
import { changesBetween, changeText } from "../summarizer/changes.ts";
import type { GeneratorInput, Operation, ShownExemplar, Task, Version } from "./generatorInput.ts";
import { fitting, type Piece } from "./pieces.ts";
import { answerForm, instructions, system } from "./promptText.ts";

/** Tokens of each section but those of the code itself, which is never cut. */
const generatorBudget = {
  task: { tokens: 300, each: 120 },
  direction: { tokens: 80, each: 80 },
  idea: { tokens: 160, each: 80 },
  error: { tokens: 400, each: 400 },
  exemplar: { tokens: 160, each: 160 },
  exemplars: { tokens: 700, each: 160 },
  exemplarCode: { tokens: 800, each: 800 },
  context: { tokens: 1_200, each: 400 },
} as const satisfies Readonly<Record<string, SectionBudget>>;

/** From this length on, in tokens, edits cost less than the whole code again. */
const longCode = 500;

export interface GeneratorPrompt {
  readonly messages: readonly ModelMessage[];
  /** What there was no room for, each in a few words. */
  readonly leftOut: readonly string[];
}

interface PromptOptions {
  readonly model: LanguageModel;
  readonly guard: OutgoingGuard;
  /** Gets the marks of what is private in the code, so that the answer can have it again. */
  readonly marks: PrivateMarks;
}

/**
 * The prompt for an operation. What is over a budget is left out in this order: code of an exemplar, exemplars from the
 * worst on, context from the last callee on. Code is shown whole or not at all; prose may lose its middle.
 * @throws ModelFailure `context-too-long` when what has to be shown is too much
 */
export function generatorPrompt(input: GeneratorInput, options: PromptOptions): GeneratorPrompt {
  const { operation, baseline, language, promptTokens } = input;
  const writer = new Writer(baseline, language.fences[0] ?? "", options);
  const parent = writer.code(operation.parent.code);
  const isLong = operation.operator !== "rewrite" && writer.tokensOf(parent) > longCode;
  const task = section("Task", writer.task(input.task));
  const rest = [
    ...section("Direction", writer.lines(input.direction === null ? [] : [input.direction], "direction")),
    ...section(operation.operator === "repair" ? "The failing version" : "The version to change", [
      resultOf(operation.parent),
      parent,
    ]),
    ...writer.operation(operation),
    ...section("What to do", [instructions[operation.operator]]),
    ...section("How to answer", [
      answerForm(isLong ? "edits" : "whole", { symbol: baseline.symbol, fence: language.fences[0] ?? "" }),
    ]),
  ];
  const rules = system(language.name);
  const need = writer.tokensOf([rules, ...task, ...rest].join("\n\n"));
  if (need > promptTokens) {
    throw new ModelFailure(
      "context-too-long",
      `A prompt about ${baseline.symbol} takes ${need} tokens and may have ${promptTokens}; choose a smaller function or allow more.`,
    );
  }
  const { sections, leftOut } = optional(input, writer, promptTokens - need);
  return {
    messages: [
      { role: "system", content: rules },
      { role: "user", content: [...task, ...sections, ...rest].join("\n\n") },
    ],
    leftOut,
  };
}

/** Context and exemplars, as far as there is room. */
function optional(
  input: GeneratorInput,
  writer: Writer,
  room: number,
): { readonly sections: readonly string[]; readonly leftOut: readonly string[] } {
  const { context, exemplars, operation } = input;
  const around = [
    ...writer.contextPieces("owner", context.owner === "" ? [] : [context.owner]),
    ...writer.contextPieces("hot lines", context.hotLines.length === 0 ? [] : [context.hotLines.join("\n")]),
    ...writer.contextPieces("member", context.members),
    ...writer.contextPieces("import", context.imports),
    ...writer.contextPieces("type", context.types),
    ...writer.contextPieces("callee", context.callees),
  ];
  const shown = exemplars.map((exemplar, index) => writer.exemplarPiece(exemplar, index + 1));
  const code = exemplarCode(exemplars, operation, writer);
  const { tokensOf } = writer;
  const aroundFits = fitting(around.toReversed(), generatorBudget.context.tokens, tokensOf);
  const shownFits = fitting(shown, generatorBudget.exemplars.tokens, tokensOf);
  const expendable = [...code, ...shown.filter((each) => shownFits.kept.has(each))];
  const all = fitting(
    [...expendable, ...around.filter((each) => aroundFits.kept.has(each)).toReversed()],
    room,
    tokensOf,
  );
  const texts = (pieces: readonly Piece[]): readonly string[] =>
    pieces.filter((piece) => all.kept.has(piece)).map(({ text }) => text);
  return {
    sections: [
      ...section("Around it", texts(around)),
      ...section("Earlier versions, from worst to best", texts([...shown, ...code])),
    ],
    leftOut: [...writer.tooLong, ...shownFits.leftOut, ...aroundFits.leftOut, ...all.leftOut],
  };
}

/**
 * The code of the best exemplar, where it pays: only when it is surely better than the version to change, for else
 * its abstract says what there is to learn. Where that is shorter, it is told by what differs from the version to
 * change, whose code stands below.
 */
function exemplarCode(
  exemplars: readonly ShownExemplar[],
  { parent, operator }: Operation,
  writer: Writer,
): readonly Piece[] {
  const best = exemplars.at(-1);
  const isBetter = best?.gain != null && best.gain.low > (parent.gain?.high ?? 1);
  if (best === undefined || !isBetter || operator === "repair" || operator === "simplify") return [];
  const whole = `Code of version ${exemplars.length}:\n${writer.code(best.code)}`;
  const differing = `Version ${exemplars.length} has the lines with + in place of those with - of the version to change:\n${writer.difference(parent.code, best.code)}`;
  const text = writer.tokensOf(differing) < writer.tokensOf(whole) ? differing : whole;
  const name = "the code of the best exemplar";
  return writer.within(name, text, "exemplarCode") ? [{ name, text }] : [];
}

/** Writes texts as they go out: without what is private, and within their budgets. */
class Writer {
  /** Names of pieces that alone are over their budget. */
  readonly tooLong: string[] = [];
  readonly #baseline: Baseline;
  readonly #fence: string;
  readonly #options: PromptOptions;
  readonly #fitter: Fitter;

  constructor(baseline: Baseline, fence: string, options: PromptOptions) {
    this.#baseline = baseline;
    this.#fence = fence;
    this.#options = options;
    const { model, guard } = options;
    this.#fitter = new Fitter("generator", { model, redact: (text) => guard.prose(text) });
  }

  readonly tokensOf = (text: string): number => this.#options.model.tokensOf("generator", text);

  lines(entries: readonly string[], budget: keyof typeof generatorBudget): readonly string[] {
    return this.#fitter.lines(entries, generatorBudget[budget]);
  }

  /** A version's code in a fence. */
  code(code: Code): string {
    return fenced(this.#shown(code), this.#fence);
  }

  /** What one version has in place of what the other has, in a fence. */
  difference(before: Code, after: Code): string {
    // Compared as they go out, so that nothing private hides in a half.
    const whole = (code: Code): Code => ({ target: this.#shown(code), helpers: [] });
    return fenced(changesBetween(whole(before), whole(after)).map(changeText).join("\n"), "diff");
  }

  task({ objective, measured, constraints }: Task): readonly string[] {
    const musts = constraints.map((each) => `Must hold: ${each}.`);
    return this.lines([objective, `Measured by ${measured}.`, ...musts], "task");
  }

  operation(operation: Operation): readonly string[] {
    switch (operation.operator) {
      case "mutate":
      case "rewrite":
      case "simplify":
        return [];
      case "crossover":
        return [
          ...section("The other version", [resultOf(operation.other), this.code(operation.other.code)]),
          ...section("What both come from", this.lines([operation.ancestor], "idea")),
        ];
      case "repair":
        return section("Why it failed", [
          ...this.lines(
            [`It was to: ${operation.summary}`, `Stopped by the ${operation.gate} gate.`],
            "idea",
          ),
          ...this.#fitter
            .blocks([operation.error], generatorBudget.error)
            .map((text) => fenced(text, "text")),
        ]);
      case "reflect":
        return section(
          "What worked elsewhere",
          this.lines([`Change: ${operation.change}`, `It achieved: ${operation.achieved}`], "idea"),
        );
    }
  }

  contextPieces(name: string, texts: readonly string[]): readonly Piece[] {
    return texts.flatMap((text, index) => {
      const own = {
        name: texts.length === 1 ? name : `${name} ${index + 1}`,
        text: fenced(this.#guarded(text), this.#fence),
      };
      return this.within(own.name, own.text, "context") ? [own] : [];
    });
  }

  exemplarPiece(exemplar: ShownExemplar, number: number): Piece {
    const text = `${number}. ${resultOf(exemplar)} ${traitsOf(exemplar.abstract)} Shown for: ${exemplar.reason}.`;
    return { name: `exemplar ${number}`, text: this.lines([text], "exemplar").join("\n") };
  }

  /** Whether a piece that may not be cut is within the budget of one; else it is noted as left out. */
  within(name: string, text: string, budget: keyof typeof generatorBudget): boolean {
    const fits = this.tokensOf(text) <= generatorBudget[budget].each;
    if (!fits) this.tooLong.push(name);
    return fits;
  }

  #shown(code: Code): string {
    return this.#guarded(shownCode(this.#baseline, code).lines.join("\n"));
  }

  #guarded(code: string): string {
    return this.#options.guard.code(code, this.#options.marks);
  }
}

function resultOf({ gain }: Version): string {
  return gain === null ? "Not measured." : `Measured: ${gainText(gain)} as good as the original.`;
}

function traitsOf({ inherits, introduces, failure }: Abstract): string {
  const parts = [
    introduces.length === 0 ? "" : `New in it: ${introduces.join("; ")}.`,
    inherits.length === 0 ? "" : `Kept: ${inherits.join("; ")}.`,
    failure === null ? "" : `Failed: ${failure}.`,
  ];
  return parts.filter((part) => part !== "").join(" ");
}

/** Text in a fence that nothing in it can close. */
function fenced(text: string, tag: string): string {
  const longest = (text.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 2);
  const fence = "`".repeat(longest + 1);
  return `${fence}${tag}\n${text}\n${fence}`;
}
