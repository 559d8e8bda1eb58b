import { expect, test } from "vitest";
import { Warnings, withWarnings } from "../../../src/adapters/runs/warnings.ts";
import type { RunEvent } from "../../../src/engine/domain/events.ts";

const clock = { now: () => 7 };

function event(message: string): RunEvent {
  return { type: "warning", at: 1, message };
}

function messageOf(event: RunEvent | undefined): string {
  return event?.type === "warning" ? event.message : "";
}

test("a warning comes among the events at once, once, and never first", async () => {
  const warnings = new Warnings();
  warnings.say("early");
  let goOn: () => void = () => undefined;
  const waiting = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  async function* events(): AsyncGenerator<RunEvent, void> {
    yield event("one");
    await waiting;
    yield event("two");
  }
  const seen = withWarnings(events(), warnings, clock);
  const next = async () => messageOf((await seen.next()).value ?? undefined);
  expect(await next()).toBe("one");
  expect(await next()).toBe("early");
  const late = next();
  warnings.say("late");
  warnings.say("late");
  expect(await late).toBe("late");
  goOn();
  expect(await next()).toBe("two");
  expect((await seen.next()).done).toBe(true);
});

test("who stops reading stops what is read, also while it waits", async () => {
  const warnings = new Warnings();
  let ended = false;
  let stop: () => void = () => undefined;
  async function* events(): AsyncGenerator<RunEvent, void> {
    try {
      yield event("one");
      await new Promise<void>((resolve) => {
        stop = resolve;
      });
    } finally {
      ended = true;
    }
  }
  const seen = withWarnings(events(), warnings, clock);
  await seen.next();
  const second = seen.next();
  warnings.say("waiting");
  await second;
  const returned = seen.return();
  stop();
  await returned;
  expect(ended).toBe(true);
});

test("a failure of the run is not lost", async () => {
  async function* events(): AsyncGenerator<RunEvent, void> {
    yield event("one");
    throw new Error("broken");
  }
  const seen = withWarnings(events(), new Warnings(), clock);
  await seen.next();
  await expect(seen.next()).rejects.toThrow("broken");
});
