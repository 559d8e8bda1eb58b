import { canonicalDigest, type Root } from "./canonical.ts";
import { HarnessFailure } from "./failure.ts";
import type { Outcome } from "./messages.ts";
import { preview, previewThrown } from "./preview.ts";
import type { Realm } from "./realm.ts";
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

interface Digested {
  readonly digest: string;
  readonly bytes: number;
}

function digested(roots: readonly Root[], realm: Realm): Digested {
  const canonical = canonicalDigest(roots, realm);
  if (canonical.kind === "incomparable") throw new IncomparableValue("run", canonical.what);
  return canonical;
}

/**
 * The digest of everything a call did: its answer and what it left of its receiver and arguments, as one graph.
 * @throws IncomparableValue
 */
export function outcomeDigest(call: Call, answer: Answer, realm: Realm): Digested {
  const { digest, bytes } = digested([...handedOver(call), answerRoot(answer)], realm);
  return { digest: `${answer.kind}:${digest}`, bytes };
}

/**
 * The digest of receiver and arguments as they are now, and how much memory they take.
 * @throws IncomparableValue
 */
export function inputDigest(call: Call, realm: Realm): Digested {
  return digested(handedOver(call), realm);
}

/**
 * Describes what a call did.
 * @param before digest of the input before the call was made
 * @throws IncomparableValue
 */
export function describeOutcome(
  call: Call,
  answer: Answer,
  { before, realm }: { readonly before: string; readonly realm: Realm },
): Outcome {
  const after = inputDigest(call, realm).digest;
  return {
    digest: outcomeDigest(call, answer, realm).digest,
    kind: answer.kind,
    answer: {
      digest: digested([answerRoot(answer)], realm).digest,
      preview: answer.kind === "returned" ? preview(answer.value) : previewThrown(answer.value),
    },
    after: {
      digest: after,
      preview: preview(call.ownReceiver ? { this: call.receiver, arguments: call.args } : call.args),
    },
    mutated: after !== before,
  };
}
