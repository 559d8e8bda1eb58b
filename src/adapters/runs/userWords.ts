import { refusalOf, saysSomething } from "../../engine/agents/navigator/refusals.ts";
import type { CandidateNumber } from "../../engine/domain/candidate.ts";
import { isMendable } from "../../engine/domain/gate.ts";
import { candidateOf, type RunView } from "../../engine/domain/runView.ts";
import type { VoiceEvent } from "../../engine/domain/userVoice.ts";
import { RunError } from "../../engine/ports.ts";

/** Something the user says in a run; see the events of the same names. */
export type UserWords = VoiceEvent extends infer Event
  ? Event extends VoiceEvent
    ? Omit<Event, "at">
    : never
  : never;

const mostCharacters = 500;

/**
 * The words as they are to be kept: on one line, without space around.
 * @throws RunError with one sentence when the run cannot take them: `candidate-missing`, `bad-words`, `not-running`.
 */
export function checkedWords(view: RunView, isActive: boolean, words: UserWords): UserWords {
  switch (words.type) {
    case "candidate-declined":
      required(view, words.candidate);
      return { ...words, reason: checkedText(words.reason, "The reason") };
    case "candidate-noted":
      required(view, words.candidate);
      return { ...words, text: checkedText(words.text, "The note") };
    case "idea-pinned": {
      refuseUnlessActive(view, isActive);
      const idea = checkedText(words.idea, "The idea");
      const refusal = refusalOf(idea, []);
      if (refusal === null) return { ...words, idea };
      throw new RunError(
        "bad-words",
        `That idea cannot be followed: ${refusal}. Say in 2 to 60 words what to try, without code.`,
      );
    }
    case "idea-forbidden": {
      refuseUnlessActive(view, isActive);
      const idea = checkedText(words.idea, "The idea");
      if (saysSomething(idea)) return { ...words, idea };
      throw new RunError(
        "bad-words",
        "That idea has no word by which others could be told to be the same: name what is not to be tried.",
      );
    }
    case "parent-asked":
      refuseUnlessActive(view, isActive);
      refuseAsParent(view, words.candidate);
      return words;
  }
}

function checkedText(text: string, what: string): string {
  const line = text.replace(/\s+/gu, " ").trim();
  if (line === "") throw new RunError("bad-words", `${what} is empty: say something.`);
  if (line.length <= mostCharacters) return line;
  throw new RunError(
    "bad-words",
    `${what} has ${line.length} characters, and ${mostCharacters} are read at most: make it shorter.`,
  );
}

function refuseUnlessActive({ run }: RunView, isActive: boolean): void {
  if (isActive) return;
  throw new RunError("not-running", `Run ${run} is over, so nothing would come of it: say it in a new run.`);
}

function refuseAsParent(view: RunView, number: CandidateNumber): void {
  const { verdict, declined } = required(view, number);
  if (declined !== null) {
    throw new RunError(
      "bad-words",
      `You rejected candidate ${number}, so nothing evolves from it: ${declined}`,
    );
  }
  if (verdict?.kind !== "rejected" || (view.spec.models !== undefined && isMendable(verdict.gate))) return;
  throw new RunError(
    "bad-words",
    `Candidate ${number} was rejected by the ${verdict.gate} gate, so nothing but a repair by a language model may evolve from it, and there is none: choose one that passed every gate.`,
  );
}

function required(view: RunView, number: CandidateNumber) {
  const found = candidateOf(view, number);
  if (found !== null) return found;
  throw new RunError(
    "candidate-missing",
    `Run ${view.run} has no candidate ${number}; it has ${view.candidates.length}.`,
  );
}
