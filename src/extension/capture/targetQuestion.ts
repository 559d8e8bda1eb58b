import { l10n } from "vscode";
import { isBlockSymbol } from "../../adapters/languages/other/markedBlocks.ts";
import type { Target } from "../../adapters/languages/target.ts";
import { RunError } from "../../engine/ports.ts";
import { type Draft, type Subject, targetOf } from "./draft.ts";
import type { SavedSpecs } from "./savedSpecs.ts";
import { back, type Choice, cancelled, pick, type Step } from "./steps.ts";

/** Asks which function or marked block; all of the file are offered. */
export function targetQuestion(subject: Subject, specs: SavedSpecs): Step<Draft> {
  return async (draft, place) => {
    const choices = subject.targets.map(
      (target): Choice<Target> => ({
        label: `$(${iconOf(target)}) ${target.symbol}`,
        description: l10n.t("line {0}", target.line),
        value: target,
      }),
    );
    if (choices.length === 0) {
      throw new RunError(
        "target-missing",
        l10n.t(
          "{0} has no function that the editor knows of: install an extension for its language, or put comments with EVOLVE-BLOCK-START and EVOLVE-BLOCK-END around the lines that may change.",
          subject.file,
        ),
      );
    }
    const answer = await pick({
      place,
      prompt: l10n.t("Which function of {0} is to become better?", subject.file),
      choices,
      active: choices.find(({ value }) => value === draft.target) ?? null,
    });
    return answer === back || answer === cancelled
      ? answer
      : withTarget(draft, { subject, specs, target: answer });
  };
}

function iconOf({ symbol, entry }: Target): string {
  if (isBlockSymbol(symbol)) return "symbol-snippet";
  return (entry?.receiver ?? "none") === "none" ? "symbol-function" : "symbol-method";
}

/** The draft with another target and what is remembered about that one. */
export async function withTarget(
  draft: Draft,
  { subject, specs, target }: { subject: Subject; specs: SavedSpecs; target: Target },
): Promise<Draft> {
  if (draft.target === target) return draft;
  const remembered = await specs.of(targetOf(subject, target));
  return { target, remembered, benchmark: null, tests: undefined, budget: null };
}
