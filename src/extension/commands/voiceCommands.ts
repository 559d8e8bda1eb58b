import { l10n, window } from "vscode";
import type { UserWords } from "../../adapters/runs/userWords.ts";
import { isMendable } from "../../engine/domain/gate.ts";
import type { CandidateView, RunView } from "../../engine/domain/runView.ts";
import type { RunBoard } from "../runs/runBoard.ts";
import type { RunKey } from "../runs/runKey.ts";
import { targetName } from "../views/words.ts";
import { chooseCandidate, chooseRun, readable } from "./choose.ts";
import { requireTrust } from "./register.ts";

/** "Note on Candidate…". The argument may carry the `text`; otherwise the user is asked. */
export async function noteCandidate(board: RunBoard, argument: unknown): Promise<void> {
  requireTrust();
  const key = await chooseCandidate(board, argument, {
    prompt: l10n.t("A note on which candidate?"),
    none: l10n.t("There is no candidate to say something about."),
    fits: () => true,
  });
  if (key === null) return;
  const { candidate } = key;
  const { view } = await readable(board, key);
  const text =
    textIn(argument, "text") ??
    (await window.showInputBox({
      title: l10n.t("Note on candidate {0} of {1}", candidate, targetName(view)),
      prompt: l10n.t("It is kept with the run. A run that goes on heeds it from its next candidate on."),
      placeHolder: l10n.t("such as: keep the early return"),
      validateInput: refuseNothing,
    }));
  if (text !== undefined) await say(board, key, { type: "candidate-noted", candidate, text });
}

/** "Evolve from Candidate": it is the next parent of a run that goes on. */
export async function evolveFromCandidate(board: RunBoard, argument: unknown): Promise<void> {
  requireTrust();
  const key = await chooseCandidate(board, argument, {
    prompt: l10n.t("From which candidate is the run to go on?"),
    none: l10n.t("There is no candidate to evolve from."),
    fits: ({ declined, verdict }: CandidateView) =>
      declined === null && (verdict?.kind !== "rejected" || isMendable(verdict.gate)),
  });
  if (key === null) return;
  const { candidate } = key;
  await say(board, key, { type: "parent-asked", candidate });
  window.setStatusBarMessage(l10n.t("Candidate {0} is to be the next parent.", candidate), 5_000);
}

/** "Pin Idea…". The argument may carry the `idea`; otherwise the user is asked. */
export async function pinIdea(board: RunBoard, argument: unknown): Promise<void> {
  const asked = await askIdea(board, argument, {
    title: (view) => l10n.t("Pin an idea for {0}", targetName(view)),
    prompt: l10n.t("What is to be tried? An idea of 2 to 60 words, without code."),
    placeHolder: l10n.t("such as: sort once, then look at neighbours only"),
  });
  if (asked !== null) await say(board, asked.key, { type: "idea-pinned", idea: asked.idea });
}

/** "Forbid Idea…". The argument may carry the `idea`; otherwise the user is asked. */
export async function forbidIdea(board: RunBoard, argument: unknown): Promise<void> {
  const asked = await askIdea(board, argument, {
    title: (view) => l10n.t("Forbid an idea for {0}", targetName(view)),
    prompt: l10n.t("What is not to be tried? Ideas that hold all of these words are dropped."),
    placeHolder: l10n.t("such as: caching of results"),
  });
  if (asked !== null) await say(board, asked.key, { type: "idea-forbidden", idea: asked.idea });
}

interface IdeaQuestion {
  readonly title: (view: RunView) => string;
  readonly prompt: string;
  readonly placeHolder: string;
}

async function askIdea(
  board: RunBoard,
  argument: unknown,
  { title, prompt, placeHolder }: IdeaQuestion,
): Promise<{ readonly key: RunKey; readonly idea: string } | null> {
  requireTrust();
  const chosen = await chooseRun(board, argument, {
    prompt: l10n.t("For which run?"),
    none: l10n.t("No run goes on that could follow an idea."),
    fits: ({ active }) => active,
  });
  if (chosen === null) return null;
  const idea =
    textIn(argument, "idea") ??
    (await window.showInputBox({
      title: title(chosen.view),
      prompt,
      placeHolder,
      validateInput: refuseNothing,
    }));
  return idea === undefined ? null : { key: { root: chosen.root, run: chosen.run }, idea };
}

function refuseNothing(text: string): string | null {
  return text.trim() === "" ? l10n.t("Say something, or press Escape.") : null;
}

/** A text that the command's argument carries, where it is called by a program. */
function textIn(argument: unknown, name: string): string | null {
  const value: unknown =
    typeof argument === "object" && argument !== null ? Reflect.get(argument, name) : undefined;
  return typeof value === "string" ? value : null;
}

async function say(board: RunBoard, key: RunKey, words: UserWords): Promise<void> {
  const runs = await board.repository(key.root);
  await board.note(key, await runs.say(key.run, words));
}
