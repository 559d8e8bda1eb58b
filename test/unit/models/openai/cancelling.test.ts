import { expect, test } from "vitest";
import { faults, type Reply, says } from "../../../support/modelServer/replies.ts";
import { ModelServer } from "../../../support/modelServer.ts";
import { modelAt, question } from "./asking.ts";

const stopped = new Error("stopped by the user");

test.each([
  ["before the first byte", { kind: "stall" }],
  ["in the middle of a stream", says("x".repeat(400), { pieceLength: 1, pauseMs: 5 })],
  ["in the middle of silence", says("one two three", { stallAfter: 2 })],
] satisfies readonly (readonly [string, Reply])[])(
  "cancelling %s closes the connection and is no failure",
  async (_, reply) => {
    await using server = await ModelServer.start([reply]);
    const cancel = new AbortController();
    const call = modelAt(server)
      .complete(question(), cancel.signal)
      .catch((error: unknown) => error);
    await expect.poll(() => server.calls.length).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    cancel.abort(stopped);
    expect(await call).toBe(stopped);
    expect(await server.calls[0]?.ended).toBe("left");
    await expect.poll(() => server.connections).toBe(0);
  },
);

test("cancelling while waiting to try again ends the wait", async () => {
  await using server = await ModelServer.start([faults.rateLimited({ "retry-after": "30" })]);
  const cancel = new AbortController();
  const call = modelAt(server)
    .complete(question(), cancel.signal)
    .catch((error: unknown) => error);
  await expect.poll(() => server.calls.length).toBe(1);
  cancel.abort(stopped);
  expect(await call).toBe(stopped);
});

test("what is cancelled already is not asked", async () => {
  await using server = await ModelServer.start([]);
  const call = modelAt(server).complete(question(), AbortSignal.abort(stopped));
  await expect(call).rejects.toBe(stopped);
  expect(server.requests).toHaveLength(0);
});

test("cancelling one call leaves the others alone", async () => {
  await using server = await ModelServer.start(() => says("one two three", { pieceLength: 1, pauseMs: 10 }));
  const model = modelAt(server);
  const cancel = new AbortController();
  const cancelled = model.complete(question(), cancel.signal).catch((error: unknown) => error);
  const other = model.complete(question(), new AbortController().signal);
  await expect.poll(() => server.calls.length).toBe(2);
  cancel.abort(stopped);
  expect(await cancelled).toBe(stopped);
  expect((await other).texts[0]?.text).toBe("one two three");
});
