import type { Code } from "../../domain/candidate.ts";
import type { ModelAgentOptions } from "../asker.ts";

/** A code before its lines are compared and cut, so that nothing private hides in a half. */
export function redactedCode({ target, helpers }: Code, { redact }: ModelAgentOptions): Code {
  return { target: redact(target), helpers: helpers.map(redact) };
}
