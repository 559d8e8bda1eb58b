import { describe, expect, test } from "vitest";
import { LineageFeed } from "../../../src/protocol/lineageFeed.ts";
import { lineageModel } from "../../../src/protocol/lineageModel.ts";
import type { HostMessage } from "../../../src/protocol/messages.ts";
import { destination } from "../../../webview/lineage/navigation.ts";
import { initialState, listedNumbers, type PageState, reducePage } from "../../../webview/lineage/state.ts";
import { exampleRun, halfway, runOf } from "../../page/support/exampleRun.ts";

const events = exampleRun();
const ended = runOf(events);
const running = runOf(halfway(events, 8));
const best = ended.end?.best ?? null;

function receive(messages: readonly HostMessage[], from: PageState = initialState): PageState {
  return messages.reduce((state, message) => reducePage(state, { type: "received", message }, null), from);
}

describe("what the page remembers", () => {
  test("turns to the best when a run ends, unless the user looks at another one", () => {
    const feed = new LineageFeed();
    const state = receive([feed.snapshot(running)]);
    const looking = reducePage(state, { type: "selected", number: 2 }, null);
    const last = feed.update(ended);
    expect(receive([last], state).selected).toBe(best);
    expect(receive([last], looking).selected).toBe(2);
  });

  test("leaves nothing selected after a reload when the user had chosen nothing", () => {
    const saved = { run: ended.run, selected: null, filter: "all" as const, zoom: { k: 1, x: 0, y: 0 } };
    const message = new LineageFeed().snapshot(ended);
    expect(reducePage(initialState, { type: "received", message }, saved).selected).toBeNull();
  });

  test("forgets that it asked to stop once the run has ended", () => {
    const feed = new LineageFeed();
    const asked = reducePage(receive([feed.snapshot(running)]), { type: "stop-asked" }, null);
    expect(asked.stopping).toBe(true);
    expect(receive([feed.update(ended)], asked).stopping).toBe(false);
  });

  test("ignores the selection of a candidate that is not there", () => {
    const state = receive([new LineageFeed().snapshot(running)]);
    expect(reducePage(state, { type: "selected", number: 999 }, null)).toBe(state);
  });
});

describe("moving through the list", () => {
  const model = lineageModel(ended);
  const listed = listedNumbers(model, "rejected");
  const at = (selected: number | null) => ({ model, listed, selected, pageSize: 3 });

  test("starts at an end when nothing is selected", () => {
    expect(destination("next", at(null))).toBe(listed[0]);
    expect(destination("previous", at(null))).toBe(listed.at(-1));
  });

  test("goes on from the place of a candidate that the filter hides", () => {
    const place = listed.findIndex((number, index) => (listed[index + 1] ?? number) - number > 1);
    const [before = 0, after = 0] = listed.slice(place);
    expect(destination("next", at(before + 1))).toBe(after);
    expect(destination("previous", at(before + 1))).toBe(before);
  });

  test("stops at the ends", () => {
    expect(destination("previous", at(listed[0] ?? 0))).toBe(listed[0]);
    expect(destination("page-down", at(listed.at(-1) ?? 0))).toBe(listed.at(-1));
  });

  test("goes from a parent to its best child and back", () => {
    const parent = model.candidates[(best ?? 1) - 1]?.parents[0] ?? 0;
    const child = destination("child", at(parent));
    expect(model.candidates[(child ?? 0) - 1]?.parents).toContain(parent);
    expect(destination("parent", at(best))).toBe(parent);
  });
});
