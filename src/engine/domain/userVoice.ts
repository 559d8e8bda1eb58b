import type { CandidateNumber } from "./candidate.ts";
import type { RunEvent } from "./events.ts";

const voiceTypes = [
  "candidate-declined",
  "candidate-noted",
  "idea-pinned",
  "idea-forbidden",
  "parent-asked",
] as const;

/** What the user says in a run, also while it goes on. */
export type VoiceEvent = Extract<RunEvent, { type: (typeof voiceTypes)[number] }>;

/** Whether the user said it. */
export function isVoice(event: RunEvent): event is VoiceEvent {
  return voiceTypes.some((type) => type === event.type);
}

/** What the user wants of the search. */
export interface UserVoice {
  /** Ideas that are to be followed. */
  readonly pinned: readonly string[];
  /** Ideas that are not to be followed. */
  readonly forbidden: readonly string[];
  /** Remarks on candidates, the latest last. */
  readonly notes: readonly { readonly candidate: CandidateNumber; readonly text: string }[];
}

export const silentVoice: UserVoice = { pinned: [], forbidden: [], notes: [] };

/** What the user wants of the search, with something more; of an idea the last word counts. */
export function withVoice(voice: UserVoice, event: VoiceEvent): UserVoice {
  const without = (ideas: readonly string[], idea: string) => ideas.filter((other) => other !== idea);
  switch (event.type) {
    case "candidate-noted":
      return { ...voice, notes: [...voice.notes, { candidate: event.candidate, text: event.text }] };
    case "idea-pinned":
      return {
        ...voice,
        pinned: [...without(voice.pinned, event.idea), event.idea],
        forbidden: without(voice.forbidden, event.idea),
      };
    case "idea-forbidden":
      return {
        ...voice,
        pinned: without(voice.pinned, event.idea),
        forbidden: [...without(voice.forbidden, event.idea), event.idea],
      };
    case "candidate-declined":
    case "parent-asked":
      return voice;
  }
}
