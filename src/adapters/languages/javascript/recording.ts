import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";

/**
 * A recording is a sequence of frames, appended by any number of processes, each in one write:
 *
 * | bytes | meaning |
 * |---|---|
 * | 1 | kind: 1 a recorded call, 2 a call left out |
 * | 4 | length n of the payload, unsigned, little endian |
 * | n | kind 1: `v8.serialize({ args, receiver? })`; kind 2: the reason in UTF-8 |
 *
 * `args` is the array of the arguments, copied before the call. `receiver` holds the own properties of `this` and is
 * there only for methods of instances. recorder.ts is the writer.
 */
const frameKinds = { call: 1, skip: 2 } as const;
const headBytes = 5;
const mostCalls = 2000;

/** One distinct call of the target's entry. */
export interface RecordedCall {
  /**
   * What `v8.deserialize` makes `{ args: unknown[], receiver?: object }` of. It is left to the process that makes the
   * call, which runs the same Node.js as the recording; a fresh copy for each call comes with it.
   */
  readonly payload: Uint8Array;
}

/** What a recording holds. */
export interface Recording {
  /** Distinct calls in the order in which they were first made; at most 2000. */
  readonly calls: readonly RecordedCall[];
  /** Why calls were left out, such as "argument 2 is a function", and how many; most frequent first. */
  readonly skipped: readonly { readonly reason: string; readonly calls: number }[];
}

/**
 * Reads the recording that instrumented code has made. A file that was never made holds no calls, and what follows a
 * frame cut off by the end of its process is left out.
 * @throws Error of `node:fs` when the file cannot be read.
 */
export async function readRecording(file: string): Promise<Recording> {
  const bytes = await readFile(file).catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return Buffer.alloc(0);
    throw error;
  });
  const calls = new Map<string, RecordedCall>();
  const skipped = new Map<string, number>();
  for (const { kind, payload } of framesOf(bytes)) {
    if (kind === frameKinds.skip) {
      const reason = payload.toString("utf8");
      skipped.set(reason, (skipped.get(reason) ?? 0) + 1);
    } else if (calls.size < mostCalls) {
      const key = createHash("sha256").update(payload).digest("base64");
      if (!calls.has(key)) calls.set(key, { payload });
    }
  }
  return {
    calls: [...calls.values()],
    skipped: [...skipped]
      .map(([reason, count]) => ({ reason, calls: count }))
      .sort((a, b) => b.calls - a.calls),
  };
}

function* framesOf(bytes: Buffer): Iterable<{ readonly kind: number; readonly payload: Buffer }> {
  let offset = 0;
  while (offset + headBytes <= bytes.length) {
    const kind = bytes.readUInt8(offset);
    const end = offset + headBytes + bytes.readUInt32LE(offset + 1);
    if ((kind !== frameKinds.call && kind !== frameKinds.skip) || end > bytes.length) return;
    yield { kind, payload: bytes.subarray(offset + headBytes, end) };
    offset = end;
  }
}
