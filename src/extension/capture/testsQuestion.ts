import { l10n } from "vscode";
import type { FoundTests } from "../../adapters/detect/finding.ts";
import type { Draft } from "./draft.ts";
import { askText, back, type Choice, cancelled, pick, type Step } from "./steps.ts";

/** A command, no tests, or a command still to be typed. */
type TestsChoice = { readonly command: string } | "none" | "own";

/** Asks for the command that must succeed on every candidate. */
export function testsQuestion(found: (draft: Draft) => Promise<readonly FoundTests[]>): Step<Draft> {
  return async (draft, place) => {
    const last = draft.tests !== undefined ? draft.tests : draft.remembered?.tests;
    const tests = await found(draft);
    const choices = choicesOf(tests, last ?? null);
    // Enter takes the last answer, else what is surely a test command.
    const likeliest =
      last === undefined ? tests.find(({ confidence }) => confidence > 1)?.command : (last ?? undefined);
    const active = choices.find(({ value }) =>
      likeliest === undefined ? value === "none" : typeof value === "object" && value.command === likeliest,
    );
    for (;;) {
      const answer = await pick({
        place,
        prompt: l10n.t("Which tests must every candidate pass?"),
        choices,
        active: active ?? null,
      });
      if (answer === back || answer === cancelled) return answer;
      if (answer === "none") return { ...draft, tests: null };
      if (answer !== "own") return { ...draft, tests: answer.command };
      const command = await askText({
        place,
        prompt: l10n.t("The command to run in the repository's root; it succeeds when it ends with code 0."),
        value: "",
        problem: (text) => (text === "" ? l10n.t("A command is needed.") : null),
      });
      if (command === cancelled) return cancelled;
      if (command !== back) return { ...draft, tests: command };
    }
  };
}

function choicesOf(tests: readonly FoundTests[], last: string | null): readonly Choice<TestsChoice>[] {
  const isFound = tests.some(({ command }) => command === last);
  return [
    ...(last === null || isFound
      ? []
      : [
          {
            label: `$(history) ${last}`,
            description: l10n.t("as the last time"),
            value: { command: last },
          },
        ]),
    ...tests.map(({ command, reason }) => ({
      label: `$(beaker) ${command}`,
      detail: reason,
      value: { command },
    })),
    { label: `$(edit) ${l10n.t("Another command…")}`, value: "own" },
    {
      label: `$(circle-slash) ${l10n.t("No tests")}`,
      description: l10n.t("where a function is called, its results are still compared with the original's"),
      value: "none",
    },
  ];
}
