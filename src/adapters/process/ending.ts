import os from "node:os";
import type { Excess } from "./limits.ts";

/** How a process came to its end. */
export type Ending =
  | { readonly kind: "exited"; readonly code: number }
  | { readonly kind: "signalled"; readonly signal: NodeJS.Signals }
  | { readonly kind: "timed-out" }
  | { readonly kind: "output-flood" }
  | { readonly kind: Excess }
  | { readonly kind: "not-started"; readonly message: string };

const excesses: ReadonlyMap<NodeJS.Signals, Excess> = new Map([
  ["SIGXCPU", "out-of-cpu"],
  ["SIGXFSZ", "file-too-large"],
]);

/** What an exit status of a shell means, which is 128 and its number when a signal killed the program. */
export function shellEnding(code: number): Ending {
  const signal = signalOf(code);
  return signal === null ? { kind: "exited", code } : { kind: "signalled", signal };
}

/** The same ending, in the words of the limits when it was one of them that ended the process. */
export function limitedEnding(ending: Ending): Ending {
  const signal =
    ending.kind === "exited" ? signalOf(ending.code) : ending.kind === "signalled" ? ending.signal : null;
  const excess = signal === null ? undefined : excesses.get(signal);
  return excess === undefined ? ending : { kind: excess };
}

function signalOf(code: number): NodeJS.Signals | null {
  const names = Object.keys(os.constants.signals).filter(isSignal);
  return names.find((name) => os.constants.signals[name] === code - 128) ?? null;
}

function isSignal(name: string): name is NodeJS.Signals {
  return name in os.constants.signals;
}
