import { describe, expect, it } from "vitest";
import { ModelFailure, type ModelFailureReason } from "../../../src/engine/languageModel.ts";
import { ModelAccess, type ProposingModel } from "../../../src/engine/search/modelAccess.ts";
import { startedLog } from "./support.ts";

const only: ProposingModel = { asked: null, name: "a model" };

/** Access to a model that fails for these reasons, one after the other, and then answers. */
function access(isAlone: boolean, reasons: readonly ModelFailureReason[], mostPauses = 100) {
  const log = startedLog();
  const pauses: number[] = [];
  const left = [...reasons];
  let calls = 0;
  const own = new ModelAccess({
    isAlone,
    models: [only],
    log,
    signal: new AbortController().signal,
    mustStop: () => pauses.length >= mostPauses,
    wait: async (ms) => {
      pauses.push(ms);
    },
  });
  const attempt = () =>
    own.attempt(
      () => ({ model: only }),
      async () => {
        calls++;
        const reason = left.shift();
        if (reason !== undefined) throw new ModelFailure(reason, `It is ${reason}.`);
        return "answer";
      },
    );
  return { own, attempt, pauses, warnings: () => log.view.warnings, calls: () => calls };
}

describe("a model that does not answer", () => {
  it("makes a run of models alone pause, longer and longer, say so once, and go on when it is back", async () => {
    const { attempt, pauses, warnings } = access(true, ["unreachable", "timed-out", "server-error"]);
    expect(await attempt()).toBe("answer");
    expect(pauses).toEqual([500, 1000, 2000]);
    expect(warnings()).toEqual([
      "It is unreachable. The run pauses until it answers.",
      "a model answers again, and the run goes on.",
    ]);
  });

  it("does not keep a run of models alone beyond its time", async () => {
    const { attempt, own } = access(true, Array(50).fill("unreachable"), 4);
    expect(await attempt()).toBeNull();
    expect(own.problem).toBe("It is unreachable.");
  });

  it("is left out of a hybrid run, longer and longer, which says so once", async () => {
    const { attempt, pauses, warnings, calls } = access(false, ["unreachable", "unreachable"]);
    const answers = [];
    for (let asked = 0; asked < 5; asked++) answers.push(await attempt());
    expect(answers).toEqual([null, null, null, null, null]);
    expect(await attempt()).toBe("answer");
    expect([calls(), pauses]).toEqual([3, []]);
    expect(warnings()).toEqual(["It is unreachable. The run goes on with rewrites and asks again later."]);
  });

  it.each(["budget", "unauthorized", "model-missing", "quota"] as const)(
    "and never will (%s) is not asked again",
    async (reason) => {
      for (const isAlone of [true, false]) {
        const { attempt, own, calls, warnings } = access(isAlone, [reason]);
        expect([await attempt(), await attempt()]).toEqual([null, null]);
        expect([calls(), own.problem]).toEqual([1, `It is ${reason}.`]);
        expect(warnings()).toHaveLength(1);
      }
    },
  );

  it("for reasons that lie in the question is asked the next one", async () => {
    const { attempt, own, warnings } = access(true, ["context-too-long"]);
    expect([await attempt(), own.problem]).toEqual([null, "It is context-too-long."]);
    expect([await attempt(), own.problem, warnings()]).toEqual(["answer", null, []]);
  });
});

/** Access to two models that fail for these reasons, one after the other, and then answer. */
function rivals(
  isAlone: boolean,
  reasons: Readonly<Record<"first" | "second", readonly ModelFailureReason[]>>,
) {
  const log = startedLog();
  const left = { first: [...reasons.first], second: [...reasons.second] };
  const models = (["first", "second"] as const).map((name) => ({ asked: name, name }));
  const asked: string[] = [];
  const pauses: number[] = [];
  const own = new ModelAccess({
    isAlone,
    models,
    log,
    signal: new AbortController().signal,
    mustStop: () => asked.length > 50,
    wait: async (ms) => {
      pauses.push(ms);
    },
  });
  /** Asks the first that is ready. */
  const attempt = () =>
    own.attempt(
      ([model = only]) => ({ model }),
      async ({ model: { name } }) => {
        asked.push(name);
        const reason = name === "first" ? left.first.shift() : left.second.shift();
        if (reason !== undefined) throw new ModelFailure(reason, `The ${name} is ${reason}.`);
        return name;
      },
    );
  return { own, attempt, asked, pauses, warnings: () => log.view.warnings };
}

describe("one of several models", () => {
  it.each([true, false])("that fails for good is left, and the others go on (alone: %s)", async (isAlone) => {
    const { own, attempt, asked, warnings } = rivals(isAlone, { first: ["model-missing"], second: [] });
    expect([await attempt(), await attempt()]).toEqual(["second", "second"]);
    expect(asked).toEqual(["first", "second", "second"]);
    expect(warnings()).toEqual(["The first is model-missing. The run goes on without first."]);
    expect(own.problem).toBeNull();
  });

  it.each([true, false])("that is out is asked again later, with no pause (alone: %s)", async (isAlone) => {
    const { attempt, pauses, warnings } = rivals(isAlone, { first: ["unreachable"], second: [] });
    expect([await attempt(), await attempt(), await attempt()]).toEqual(["second", "second", "first"]);
    expect(pauses).toEqual([]);
    expect(warnings()).toEqual([
      "The first is unreachable. The run goes on without first and asks again later.",
    ]);
  });

  it("is waited for only when no other answers, and whichever is back first goes on", async () => {
    const out = Array<ModelFailureReason>(2).fill("unreachable");
    const { attempt, asked, pauses } = rivals(true, { first: [...out, ...out], second: out });
    expect(await attempt()).toBe("second");
    expect(asked).toEqual(["first", "second", "first", "second", "first", "second"]);
    expect(pauses).toEqual([500, 1000]);
  });

  it("ends the run's proposals only when all have ended", async () => {
    const { own, attempt, warnings } = rivals(true, { first: ["quota"], second: ["budget"] });
    expect(await attempt()).toBeNull();
    expect(own.problem).toBe("The second is budget.");
    expect(warnings().at(-1)).toBe("The second is budget. The run ends with what it has.");
  });
});
