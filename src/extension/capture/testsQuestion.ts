import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { l10n } from "vscode";
import type { Draft, Subject } from "./draft.ts";
import { askText, back, type Choice, cancelled, pick, type Step } from "./steps.ts";
import { testCommands } from "./testCommands.ts";

/** A command, no tests, or a command still to be typed. */
type TestsChoice = { readonly command: string } | "none" | "own";

/** Asks for the command that must succeed on every candidate. */
export function testsQuestion(found: () => Promise<readonly string[]>): Step<Draft> {
  return async (draft, place) => {
    const last = draft.tests !== undefined ? draft.tests : draft.remembered?.tests;
    const commands = new Set([...(typeof last === "string" ? [last] : []), ...(await found())]);
    const choices = choicesOf([...commands]);
    for (;;) {
      const answer = await pick({
        place,
        prompt: l10n.t("Which tests must every candidate pass?"),
        choices,
        active: last === null ? (choices.find(({ value }) => value === "none") ?? null) : null,
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

function choicesOf(commands: readonly string[]): readonly Choice<TestsChoice>[] {
  return [
    ...commands.map(
      (command): Choice<TestsChoice> => ({ label: `$(beaker) ${command}`, value: { command } }),
    ),
    { label: `$(edit) ${l10n.t("Another command…")}`, value: "own" },
    {
      label: `$(circle-slash) ${l10n.t("No tests")}`,
      description: l10n.t("candidates are still compared with the original on all inputs"),
      value: "none",
    },
  ];
}

/** Test commands of the packages that hold the file, the innermost first. */
export async function foundTestCommands({ root, file }: Subject): Promise<readonly string[]> {
  const rootFiles = await readdir(root);
  const folders = parentsOf(file);
  const found = await Promise.all(
    folders.map(async (folder) => {
      const text = await readFile(path.join(root, folder, "package.json"), "utf8").catch(missing);
      return text === null ? [] : testCommands({ text, folder, rootFiles });
    }),
  );
  return found.flat();
}

/** `a/b`, `a` and the root for `a/b/c.js`. */
function parentsOf(file: string): readonly string[] {
  const parts = file.split("/").slice(0, -1);
  return [...parts.map((_, index) => parts.slice(0, parts.length - index).join("/")), ""];
}

function missing(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
}
