import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Ways } from "../../../src/adapters/detect/ways.ts";
import { javascript } from "../../../src/adapters/languages/javascript/language.ts";
import type { Target } from "../../../src/adapters/languages/target.ts";
import type { BenchmarkSpec, RunSpec } from "../../../src/engine/domain/runSpec.ts";
import type { Draft } from "../../../src/extension/capture/draft.ts";
import { measureQuestion } from "../../../src/extension/capture/measureQuestion.ts";
import { back, cancelled } from "../../../src/extension/capture/steps.ts";

/** What the user does with each question in turn: the part of a line's label to choose, or a text to type. */
const answers: string[] = [];
/** What was asked, with the lines that were offered. */
const asked: { readonly prompt: string; readonly labels: readonly string[] }[] = [];

// Hoisted above the imports.
vi.mock("vscode", () => {
  const listener = () => ({ dispose: () => undefined });
  /** Stands for a quick pick or an input box that is answered as soon as it is shown. */
  class Input {
    value = "";
    prompt = "";
    placeholder = "";
    items: readonly { readonly label: string }[] = [];
    selectedItems: readonly { readonly label: string }[] = [];
    readonly onDidTriggerButton = listener;
    readonly onDidChangeValue = listener;
    readonly onDidHide = listener;
    #accept: () => void = () => undefined;

    readonly onDidAccept = (accept: () => void) => {
      this.#accept = accept;
      return listener();
    };

    show(): void {
      const answer = answers.shift();
      if (this.items.length === 0) {
        asked.push({ prompt: this.prompt, labels: [this.value] });
        this.value = answer ?? this.value;
      } else {
        asked.push({ prompt: this.placeholder, labels: this.items.map(({ label }) => label) });
        this.selectedItems = this.items.filter(({ label }) => label.includes(answer ?? "")).slice(0, 1);
      }
      this.#accept();
    }

    hide(): void {}

    dispose(): void {}
  }
  return {
    QuickInputButtons: { Back: {} },
    l10n: {
      t: (message: string, ...args: readonly unknown[]) =>
        message.replace(/\{(\d)\}/g, (_, index: string) => String(args[Number(index)])),
    },
    window: { createQuickPick: () => new Input(), createInputBox: () => new Input() },
  };
});

const [callable] = javascript.targets("function unique(list) { return list; }", "a.js");
const uncallable = callable === undefined ? undefined : { ...callable, entry: null };

const types: BenchmarkSpec = { kind: "function", inputs: { kind: "types" } };
const recorded: BenchmarkSpec = { kind: "function", inputs: { kind: "recorded", command: "npm test" } };
const found: Ways = {
  measures: [
    { spec: recorded, reason: "There are tests." },
    { spec: types, reason: "It has types." },
  ],
  tests: [
    { command: "npm test", tool: "npm", file: "a", reason: "b.", ecosystem: "javascript", confidence: 3 },
  ],
};

async function ask(target: Target | undefined, ways: Ways, last: BenchmarkSpec | null = null) {
  if (target === undefined) throw new Error("There is no target.");
  const remembered: RunSpec | null =
    last === null
      ? null
      : {
          name: "unique",
          target: { file: "a.js", symbol: "unique" },
          benchmark: last,
          tests: null,
          budget: { candidates: 1, minutes: 1 },
          seed: 1,
        };
  const draft: Draft = { target, remembered, benchmark: null, tests: undefined, budget: null };
  const question = measureQuestion({
    subject: { root: "/r", file: "a.js", targets: [target] },
    ways: async () => ways,
    create: async () => undefined,
  });
  const answer = await question(draft, { title: "Optimize", step: 2, total: 4 });
  return answer === back || answer === cancelled ? answer : answer.benchmark;
}

beforeEach(() => {
  answers.length = 0;
  asked.length = 0;
});

describe("How a target is measured", () => {
  it("is by the best way that was found, when the user presses Enter", async () => {
    expect(await ask(callable, found)).toEqual(recorded);
    expect(asked[0]?.prompt).toBe("How is unique to be measured?");
    expect(asked[0]?.labels.slice(0, 2)).toEqual([
      "$(record) calls recorded from npm test",
      "$(file-code) inputs drawn from its types",
    ]);
  });

  it("is as the last time, when the user presses Enter again", async () => {
    expect(await ask(callable, found, types)).toEqual(types);
    const own: BenchmarkSpec = { kind: "command", build: null, run: "./own", metric: { kind: "time" } };
    expect(await ask(callable, found, own)).toEqual(own);
  });

  it("is never by inputs for what cannot be called", async () => {
    answers.push("An evaluator");
    await ask(uncallable, { measures: [], tests: [] }).catch(() => undefined);
    expect(asked[0]?.labels).toEqual([
      "$(terminal) A command of your own…",
      "$(mortar-board) An evaluator in Python…",
    ]);
  });

  it("is by a recording of the tests, unless the user types another command", async () => {
    answers.push("Record from a command");
    expect(await ask(callable, found)).toEqual(recorded);
    answers.push("Record from a command", "npm run e2e");
    expect(await ask(callable, found)).toEqual({
      kind: "function",
      inputs: { kind: "recorded", command: "npm run e2e" },
    });
  });

  it("is by the time of a command with three answers", async () => {
    answers.push("A command of your own", "make bench");
    expect(await ask(uncallable, { measures: [], tests: [] })).toEqual({
      kind: "command",
      build: null,
      run: "make bench",
      metric: { kind: "time" },
    });
    expect(asked.map(({ prompt }) => prompt)).toHaveLength(4);
  });

  it("is by a number in the output of a command that is built before", async () => {
    answers.push("A command of your own", "./bench", "A number", "(\\d+) points", "Higher", "make");
    expect(await ask(uncallable, { measures: [], tests: [] })).toEqual({
      kind: "command",
      build: "make",
      run: "./bench",
      metric: { kind: "output", parser: "regex", pattern: "(\\d+) points", better: "higher" },
    });
  });

  it("is by one of the benchmarks of a tool, which knows itself what is better", async () => {
    answers.push("A command of your own", "go test -bench .", "go test", "BenchmarkTree", "");
    expect(await ask(uncallable, { measures: [], tests: [] })).toEqual({
      kind: "command",
      build: null,
      run: "go test -bench .",
      metric: { kind: "output", parser: "go", name: "BenchmarkTree" },
    });
  });
});
