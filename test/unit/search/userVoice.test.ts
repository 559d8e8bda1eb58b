import { describe, expect, it } from "vitest";
import { RecordedChannel } from "../../../src/adapters/runs/userChannel.ts";
import { RuleNavigator } from "../../../src/engine/agents/navigator/ruleNavigator.ts";
import type { RunEvent } from "../../../src/engine/domain/events.ts";
import { candidateOf } from "../../../src/engine/domain/runView.ts";
import type { UserVoice, VoiceEvent } from "../../../src/engine/domain/userVoice.ts";
import type { UserChannel } from "../../../src/engine/ports.ts";
import { collect, letterRun, letterSpec, viewed } from "../../support/memoryPorts.ts";

const gains = { a: Math.log(2), b: Math.log(1.5), c: 0, d: Math.log(0.5), e: Math.log(1.2) };
const spec = letterSpec({ candidates: 20 });
const at = 1;

/** Says something at the given turns of asking. */
function saying(turns: Readonly<Record<number, readonly VoiceEvent[]>>): UserChannel {
  let turn = 0;
  return { isRecorded: false, heard: async () => turns[++turn] ?? [] };
}

/** A Navigator that keeps what it was told of the user. */
class Listener extends RuleNavigator {
  readonly voices: UserVoice[] = [];

  override navigate(input: Parameters<RuleNavigator["navigate"]>[0]) {
    if (input.voice !== undefined) this.voices.push(input.voice);
    return super.navigate(input);
  }
}

function run(user: UserChannel, navigator = new RuleNavigator()): Promise<RunEvent[]> {
  return collect(letterRun({ gains }, spec, { user, navigator }).events());
}

function made(events: readonly RunEvent[]) {
  return viewed(events).candidates.map(({ parents, operator, code }) => ({ parents, operator, code }));
}

describe("what the user says while a run goes on", () => {
  it("reaches the Navigator at once, pinned ideas first and no forbidden one", async () => {
    const navigator = new Listener();
    const events = await run(
      saying({
        8: [
          { type: "candidate-noted", at, candidate: 1, text: "readable" },
          { type: "idea-pinned", at, idea: "try the other letters" },
          { type: "idea-forbidden", at, idea: "double letters" },
        ],
      }),
      navigator,
    );
    expect(navigator.voices.at(-1)).toEqual({
      pinned: ["try the other letters"],
      forbidden: ["double letters"],
      notes: [{ candidate: 1, text: "readable" }],
    });
    const heard = events.findIndex(({ type }) => type === "user-heard");
    expect(events[heard]).toMatchObject({ turn: 8, said: 3 });
    const next = events.slice(heard).find(({ type }) => /^(directions-set|candidate-held)$/.test(type));
    const [first] = next?.type === "directions-set" ? next.directions : [];
    expect(first?.idea).toBe("try the other letters");
  });

  it("makes the candidate the next parent whose verdict is known, however bad it is", async () => {
    const without = viewed(await run(saying({})));
    const worst = without.candidates.find(({ verdict }) => verdict?.kind === "worse")?.number ?? 0;
    expect(worst).toBeGreaterThan(0);
    const turn = worst + 5;
    const view = viewed(await run(saying({ [turn]: [{ type: "parent-asked", at, candidate: worst }] })));
    expect(candidateOf(view, turn)?.parents).toEqual([worst]);
  });

  it("never breeds from what the user rejected, nor offers it", async () => {
    const first = viewed(await run(saying({})));
    const best = first.end?.best ?? 0;
    const declined: VoiceEvent = { type: "candidate-declined", at, candidate: best, reason: "too clever" };
    const events = await run(saying({ 15: [declined] }));
    const view = viewed(events);
    expect(candidateOf(view, best)?.declined).toBe("too clever");
    expect(view.end?.best).not.toBe(best);
  });

  it("is heard at the same point in a replay, which gives the same candidates", async () => {
    const events = await run(
      saying({
        6: [{ type: "parent-asked", at, candidate: 1 }],
        9: [{ type: "idea-pinned", at, idea: "try the other letters" }],
      }),
    );
    const again = await run(new RecordedChannel(events));
    expect(made(again)).toEqual(made(events));
    expect(again.filter(({ type }) => type === "user-heard")).toHaveLength(2);
  });
});
