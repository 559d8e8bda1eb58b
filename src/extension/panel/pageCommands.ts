import type { PageMessage } from "../../protocol/messages.ts";
import type { CommandId } from "../contributions.ts";
import type { RunKey } from "../runs/runKey.ts";

/** A command and its argument. */
export interface AskedCommand {
  readonly command: CommandId;
  readonly argument: unknown;
}

/** The command that a message from the lineage page of a run asks for; null when it asks for none. */
export function commandOf(key: RunKey, message: PageMessage): AskedCommand | null {
  switch (message.type) {
    case "diff": {
      const { candidate, against } = message;
      return { command: "evolvent.openDiff", argument: { ...key, candidate, against } };
    }
    case "accept":
      return { command: "evolvent.acceptCandidate", argument: { ...key, candidate: message.candidate } };
    case "reject":
      return { command: "evolvent.rejectCandidate", argument: { ...key, candidate: message.candidate } };
    case "note":
      return { command: "evolvent.noteCandidate", argument: { ...key, candidate: message.candidate } };
    case "evolveFrom":
      return { command: "evolvent.evolveFromCandidate", argument: { ...key, candidate: message.candidate } };
    case "measureMore":
      return { command: "evolvent.measureMore", argument: { ...key, candidate: message.candidate } };
    case "stop":
      return { command: "evolvent.stopRun", argument: key };
    case "showLog":
      return { command: "evolvent.showLog", argument: undefined };
    case "ready":
    case "resync":
    case "select":
      return null;
  }
}
