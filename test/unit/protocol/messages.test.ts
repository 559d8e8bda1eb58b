import { describe, expect, test } from "vitest";
import { LineageFeed } from "../../../src/protocol/lineageFeed.ts";
import { receiveHostMessage, receivePageMessage } from "../../../src/protocol/messages.ts";
import { readPageState } from "../../../src/protocol/pageState.ts";
import { exampleRun, runOf } from "../../page/support/exampleRun.ts";

describe("messages between extension and page", () => {
  test("pass when they are what the other side sends", () => {
    const feed = new LineageFeed();
    const view = runOf(exampleRun());
    for (const message of [feed.snapshot(null), feed.snapshot(view), feed.update(view)]) {
      expect(receiveHostMessage(structuredClone(message))).toEqual({ ok: true, message });
    }
    for (const message of [
      { type: "ready" },
      { type: "select", candidate: null },
      { type: "diff", candidate: 3, against: "parent" },
    ]) {
      expect(receivePageMessage(message)).toEqual({ ok: true, message });
    }
  });

  test.each([
    ["nothing", undefined],
    ["text", "ready"],
    ["an unknown type", { type: "run", command: "rm" }],
    ["a candidate that cannot be", { type: "accept", candidate: 0 }],
    ["more than was agreed", { type: "diff", candidate: 1, against: "parent", path: "/etc/passwd" }],
  ])("from the page are refused in one line when they are %s", (_, data) => {
    const received = receivePageMessage(data);
    expect(received.ok).toBe(false);
    if (received.ok) return;
    expect(received.problem).toMatch(
      /^A message from the lineage page to the extension was ignored: [^\n]+\.$/,
    );
  });
});

describe("what the page has saved", () => {
  test("is read back, and dropped when it is from another version", () => {
    const state = { run: "unique-3f2a", selected: 2, filter: "tied", zoom: { k: 2, x: 0, y: -4 } };
    expect(readPageState(state)).toEqual(state);
    expect(readPageState({ ...state, filter: "green" })).toBeNull();
    expect(readPageState(undefined)).toBeNull();
  });
});
