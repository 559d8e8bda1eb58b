import { describe, expect, it } from "vitest";
import { ModelRubric } from "../../../src/engine/agents/rubric/modelRubric.ts";
import type { Pair } from "../../../src/engine/agents/rubric/rubric.ts";
import { ModelFailure } from "../../../src/engine/languageModel.ts";
import { preferredFinalists } from "../../../src/engine/search/finalists.ts";
import { sketchedView } from "../search/support.ts";
import { candidate, judged } from "./family.ts";
import { type Line, listening, ScriptedModel } from "./scriptedModel.ts";

const baseline = { target: "function f() {\n  one();\n  two();\n  three();\n}", helpers: [] };
const versions = ["one(1)", "one(1);\n  more()", "one(1);\n  more();\n  most()"].map((text, index) =>
  candidate(index + 1, judged(2), {
    code: { target: baseline.target.replace("one()", text), helpers: [] },
    gates: [{ gate: "scan", passed: true, ms: 1, reason: null, remarks: ["It reads /home/jane."] }],
  }),
);
const [short, longer, longest] = versions as [
  (typeof versions)[0],
  (typeof versions)[0],
  (typeof versions)[0],
];
const pair: Pair = { one: short, other: longer, baseline };
const better = (which: "first" | "second" | "neither", because = "it is plain") => ({
  better: which,
  because,
});

function rubric(...lines: readonly Line[]) {
  const model = new ScriptedModel(lines);
  const redact = (text: string) => text.replaceAll("/home/jane", "~");
  return { model, agent: new ModelRubric({ model, redact }), ...listening() };
}

describe("of two candidates that measurements do not tell apart, a model prefers", () => {
  it("the one that it names in both orders, and says why", async () => {
    const { agent, reports, call } = rubric(better("second"), better("first"));
    expect(await agent.prefer(pair, call)).toEqual({ order: 1, because: "the model finds: it is plain" });
    expect(reports.map(({ agent: name, by }) => [name, by])).toEqual([
      ["rubric", "model"],
      ["rubric", "model"],
    ]);
  });

  it("the one that it names, also without a reason", async () => {
    const { agent } = rubric(better("first", " "), better("second", ""));
    expect(await agent.prefer(pair)).toEqual({ order: -1, because: "the model prefers it" });
  });

  it("by what each changes and what the rubric counts, without what is private", async () => {
    const { agent, model } = rubric(better("first"), better("second"));
    await agent.prefer(pair);
    expect(model.asked).toContain(
      "## The first version\nmeasured: 2.00× (1.96–2.04) as good as the original",
    );
    expect(model.asked).toContain("new imports: 0\nchanged lines: 3\n");
    expect(model.asked).toContain("+   more();");
    expect(JSON.stringify(model.requests)).not.toContain("jane");
    const [one, other] = model.requests.map(({ messages }) => messages[1]?.content.split("## The second")[0]);
    expect(one).not.toBe(other);
  });

  const byRule = { order: expect.any(Number), because: "it changes 2 lines rather than 3" };
  it.each<readonly [string, readonly Line[], number]>([
    ["says the first whatever it is", [better("first"), better("first")], 2],
    ["sees no difference", [better("neither"), better("neither")], 2],
    ["fails", [new ModelFailure("server-error", "It is down.")], 1],
    ["fails the second time", [better("second"), "no JSON"], 2],
    ["answers something else", [{ better: "third", because: "" }], 1],
  ])("nothing where it %s: the rule decides", async (_, lines, calls) => {
    const { agent, model } = rubric(...lines);
    expect(await agent.prefer(pair)).toEqual(byRule);
    expect(model.requests).toHaveLength(calls);
  });
});

describe("finalists that measurements do not tell apart", () => {
  const view = { ...sketchedView([]), baseline, candidates: versions };
  const chosen = { candidates: versions, because: "by rule" };

  it("stand against the first one after the other, and the winner comes first", async () => {
    const { agent, call } = rubric(
      ...[better("first"), better("second")],
      ...[better("second", "it is clearest"), better("first")],
    );
    const { candidates, because } = await preferredFinalists(view, chosen, { rubric: agent, call });
    expect(candidates).toEqual([longest, short, longer]);
    expect(because).toBe(
      "Measurements do not tell 0003 and 0001 apart; 0003 comes first because the model finds: it is clearest.",
    );
  });

  it("keep their order where the first is preferred", async () => {
    const { agent, call } = rubric(
      ...Array.from({ length: 2 }, () => [better("first"), better("second")]).flat(),
    );
    const { candidates, because } = await preferredFinalists(view, chosen, { rubric: agent, call });
    expect(candidates).toEqual(versions);
    expect(because).toContain("0001 comes first because the model finds: it is plain.");
  });

  it("are not compared where measurements do tell them apart", async () => {
    const { agent, model, call } = rubric();
    const apart = { candidates: [candidate(1, judged(3)), candidate(2, judged(2))], because: null };
    expect(await preferredFinalists(view, apart, { rubric: agent, call })).toEqual(apart);
    expect(model.requests).toEqual([]);
  });
});
