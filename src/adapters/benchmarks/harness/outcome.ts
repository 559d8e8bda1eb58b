import { type Canonical, canonicalDigest, type Root } from "./canonical.ts";
import type { Outcome } from "./messages.ts";
import { preview, previewThrown } from "./preview.ts";
import { HarnessFailure } from "./speaker.ts";
import type { Answer, Call } from "./subject.ts";

/** What was handed to the target, as it is now: the instance a method is called on, and the arguments. */
function handedOver(call: Call): readonly Root[] {
  const args: Root = { label: "arguments", value: call.args, functions: "by-source" };
  return call.ownReceiver ? [{ label: "this", value: call.receiver, functions: "by-source" }, args] : [args];
}

function answerRoot(answer: Answer): Root {
  return answer.kind === "returned"
    ? { label: "result", value: answer.value, functions: "reject" }
    : { label: "exception", value: answer.value, functions: "by-source" };
}

/** Values that cannot be compared, met while a target was watched. */
export class IncomparableValue extends HarnessFailure {}

function digestOf(canonical: Canonical): string {
  if (canonical.kind === "incomparable") throw new IncomparableValue("run", canonical.what);
  return canonical.digest;
}

/**
 * The digest of everything a call did: its answer and what it left of its receiver and arguments, as one graph.
 * @throws IncomparableValue
 */
export function outcomeDigest(call: Call, answer: Answer): string {
  return `${answer.kind}:${digestOf(canonicalDigest([...handedOver(call), answerRoot(answer)]))}`;
}

/**
 * The digest of receiver and arguments as they are now, and how much memory they take.
 * @throws IncomparableValue
 */
export function inputDigest(call: Call): { readonly digest: string; readonly bytes: number } {
  const canonical = canonicalDigest(handedOver(call));
  return { digest: digestOf(canonical), bytes: canonical.kind === "digest" ? canonical.bytes : 0 };
}

/**
 * Describes what a call did.
 * @param before `inputDigest` of the call before it was made
 * @throws IncomparableValue
 */
export function describeOutcome(call: Call, answer: Answer, before: string): Outcome {
  const after = inputDigest(call).digest;
  return {
    digest: outcomeDigest(call, answer),
    kind: answer.kind,
    answer: {
      digest: digestOf(canonicalDigest([answerRoot(answer)])),
      preview: answer.kind === "returned" ? preview(answer.value) : previewThrown(answer.value),
    },
    after: {
      digest: after,
      preview: preview(call.ownReceiver ? { this: call.receiver, arguments: call.args } : call.args),
    },
    mutated: after !== before,
  };
}
