import type { HarnessFault } from "../harnessProcess.ts";

/** A fault of a candidate as a phrase that follows "it". */
export function whatHappened({ kind, stage, input, message }: HarnessFault): string {
  const where = input === null ? "" : ` on input ${input}`;
  if (kind !== "refused") return `${message}${where}`;
  return stage === "load" ? `cannot be loaded (${message})` : `fails${where} (${message})`;
}
