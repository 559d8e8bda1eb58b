import { describe, expect, it } from "vitest";
import { changesBetween } from "../../../src/engine/agents/summarizer/changes.ts";
import { ModelSummarizer } from "../../../src/engine/agents/summarizer/modelSummarizer.ts";
import { RuleSummarizer } from "../../../src/engine/agents/summarizer/ruleSummarizer.ts";
import { emptyAbstract, type SummarizerInput } from "../../../src/engine/agents/summarizer/summarizer.ts";
import { ModelFailure } from "../../../src/engine/languageModel.ts";
import { abstract, judged, rejected } from "./family.ts";
import { type Line, listening, ScriptedModel, usage } from "./scriptedModel.ts";

const before =
  "function f(rows) {\n  const seen = [];\n  for (const row of rows) {\n    if (!seen.includes(row)) seen.push(row);\n  }\n  return seen;\n}";
const after = before
  .replace("const seen = [];", "const seen = new Set();")
  .replace("if (!seen.includes(row)) seen.push(row);", "seen.add(row);")
  .replace("return seen;", "return [...seen];");

const input: SummarizerInput = {
  operator: "mutate",
  summary: "use a set",
  code: { target: after, helpers: [] },
  parents: [
    { code: { target: before, helpers: [] }, abstract: abstract(["single pass"], ["keeps first order"]) },
  ],
  verdict: judged(1.84),
};
const good = {
  inherits: ["single pass", "keeps first order"],
  introduces: ["set replaces scan for membership"],
  failure: null,
};

function summarizer(
  lines: readonly Line[],
  name: string | null = "scripted",
  redact = (text: string) => text,
) {
  const model = new ScriptedModel(lines, name);
  const rule = new RuleSummarizer(() => ["one level of loops"]);
  return { model, rule, agent: new ModelSummarizer({ model, redact, rule }), ...listening() };
}

describe("an abstract by the rule", () => {
  const rule = new RuleSummarizer(() => []);

  it("has inherited and new traits even where nothing is known", async () => {
    const made = await rule.summarize({
      ...input,
      summary: " ",
      parents: [{ code: input.code, abstract: emptyAbstract }],
    });
    expect(made).toEqual({ inherits: ["the rest of the original"], introduces: ["mutate"], failure: null });
  });

  it("never has a phrase of more than 8 words", async () => {
    const long = "a b c d e f g h i j";
    const made = await rule.summarize({ ...input, summary: long, verdict: rejected(long, "tests") });
    expect(made.introduces).toEqual(["a b c d e f g h…"]);
    expect(made.failure).toBe("tests gate: a b c d e f…");
  });
});

describe("an abstract by a model", () => {
  it("is what the model says, and the report says so", async () => {
    const { agent, reports, call } = summarizer([good]);
    expect(await agent.summarize(input, call)).toEqual(good);
    expect(reports).toEqual([{ agent: "summarizer", by: "model", reason: null, usage }]);
  });

  it("is asked for with the parent's traits, the verdict, the gain with its interval and the lines that changed", async () => {
    const { agent, model } = summarizer([good]);
    await agent.summarize(input);
    expect(model.asked).toContain("improved: 1.84× (1.80–1.88)");
    expect(model.asked).toContain("introduced: single pass");
    expect(model.asked).toContain("-   const seen = [];\n+   const seen = new Set();");
    expect(model.asked).not.toContain("}\n}");
  });

  it("is asked for with the gate and a short form of the error of a rejected candidate", async () => {
    const { agent, model } = summarizer([{ ...good, failure: "order of rows is lost" }]);
    const made = await agent.summarize({ ...input, verdict: rejected(`begin ${"x ".repeat(5_000)} end`) });
    expect(made.failure).toBe("order of rows is lost");
    expect(model.asked).toContain("rejected by the differential gate\nerror: begin x");
    expect(model.asked).toMatch(/ … .* end\n/);
    expect(model.asked.length).toBeLessThan(2_000);
  });

  it("shows both parents of a crossover and the difference from each", async () => {
    const { agent, model } = summarizer([good]);
    await agent.summarize({
      ...input,
      parents: [...input.parents, { code: input.code, abstract: abstract(["other"]) }],
    });
    expect(model.asked).toContain("## The parent 1");
    expect(model.asked).toContain("## Difference from the parent 1");
    expect(model.asked).toContain("## The parent 2");
    expect(model.asked).not.toContain("## Difference from the parent 2");
  });

  it.each([
    ["prose and a fence around it", `Sure!\n\`\`\`json\n${JSON.stringify(good)}\n\`\`\`\nDone.`],
    ["thoughts with braces before it", `<think>{"inherits": []} or {x}</think>${JSON.stringify(good)}`],
    ["another object before it", `{"note": "}"} ${JSON.stringify(good)}`],
    ["fields that nobody asked for", JSON.stringify({ ...good, confidence: 1 })],
  ])("is found with %s", async (_, text) => {
    const { agent, reports, call } = summarizer([text]);
    expect(await agent.summarize(input, call)).toEqual(good);
    expect(reports[0]?.by).toBe("model");
  });

  it.each<readonly [string, Line, RegExp]>([
    ["fails", new ModelFailure("server-error", "The server failed."), /The server failed/],
    ["answers prose", "I would say it uses a set.", /no JSON object/],
    ["answers another form", { inherits: "all", introduces: [], failure: null }, /inherits/],
    ["is cut off", { texts: [{ text: JSON.stringify(good), finish: "length" }] }, /cut off/],
    ["is withheld", { texts: [{ text: "", finish: "filtered" }] }, /withheld/],
    ["gives nothing", { texts: [] }, /no answer/],
    ["answers 10 MB", "x".repeat(1e7), /too long/],
    ["opens braces without end", "{".repeat(40_000), /no JSON object/],
    [
      "has only phrases that are too long",
      { ...good, inherits: ["a b c d e f g h i"], introduces: ["x".repeat(200)] },
      /no phrase/,
    ],
    ["breaks in another way", new TypeError("socket of undefined"), /socket of undefined/],
  ])("is the rule's when the model %s, and the report says why", async (_, line, reason) => {
    const { agent, rule, reports, call } = summarizer([line]);
    expect(await agent.summarize(input, call)).toEqual(await rule.summarize(input));
    expect(reports).toMatchObject([
      { agent: "summarizer", by: "rule", reason: expect.stringMatching(reason) },
    ]);
  });

  it("is the rule's without a question when no model is set", async () => {
    const { agent, model, reports, call } = summarizer([], null);
    await agent.summarize(input, call);
    expect(model.requests).toEqual([]);
    expect(reports).toMatchObject([
      { by: "rule", reason: "No model is set for the summarizer.", usage: null },
    ]);
  });

  it("does not ask again after a failure that lasts, and asks again after one that may pass", async () => {
    const failing = [
      new ModelFailure("unreachable", "Down."),
      new ModelFailure("unauthorized", "Wrong key."),
      good,
    ];
    const { agent, model, reports, call } = summarizer(failing);
    for (let turn = 0; turn < 3; turn++) await agent.summarize(input, call);
    expect(model.requests).toHaveLength(2);
    expect(reports.map(({ reason }) => reason)).toEqual(["Down.", "Wrong key.", "Wrong key."]);
  });

  it("counts what a failed call cost", async () => {
    const { agent, reports, call } = summarizer([new ModelFailure("malformed", "Bad.", { usage }), "prose"]);
    await agent.summarize(input, call);
    await agent.summarize(input, call);
    expect(reports.map((report) => report.usage)).toEqual([usage, usage]);
  });

  it("always has inherited and new traits: what the model leaves out is the rule's, and the report says so", async () => {
    const { agent, reports, call } = summarizer([{ ...good, inherits: [] }]);
    const made = await agent.summarize(input, call);
    expect(made.introduces).toEqual(good.introduces);
    expect(made.inherits).toEqual(["single pass", "keeps first order", "one level of loops"]);
    expect(reports[0]).toMatchObject({
      by: "model",
      reason: "The model left out what is inherited; the rule says it.",
    });
  });

  it("tells of a failure only where there is one, and of each", async () => {
    const { agent } = summarizer([{ ...good, failure: "it is slow" }, good]);
    expect((await agent.summarize(input)).failure).toBeNull();
    expect((await agent.summarize({ ...input, verdict: judged(0.5) })).failure).toBe(
      "worse than the baseline",
    );
  });

  it("keeps phrases of at most 8 words, four a list, in one line, none of them twice", async () => {
    const introduces = [
      "a\nb\u202e c",
      "A b c.",
      "one two three four five six seven eight nine",
      "d",
      "e",
      "f",
      "g",
      "  ",
    ];
    const { agent } = summarizer([{ ...good, inherits: ["a b c", "kept"], introduces }]);
    expect(await agent.summarize(input)).toMatchObject({
      inherits: ["kept"],
      introduces: ["a b c", "d", "e", "f"],
    });
  });

  it("passes a cancellation through instead of answering by the rule", async () => {
    const { agent } = summarizer([good]);
    const aborted = listening(AbortSignal.abort());
    await expect(agent.summarize(input, aborted.call)).rejects.toThrow("cancelled");
    expect(aborted.reports).toEqual([]);
  });

  it("shows no private text, not even a half of one that was cut", async () => {
    const secret = `hunter${"2".repeat(3_000)}`;
    const { agent, model } = summarizer([good], "scripted", (text) => text.replaceAll(secret, "[private]"));
    await agent.summarize({
      ...input,
      operator: secret.replace("hunter", "hun\u200bter"),
      summary: `uses ${secret}`,
      code: {
        target: `${after}\n// ${secret} ${"pad ".repeat(3_000)}`,
        helpers: [`const key = "${secret}";`],
      },
      verdict: rejected(`cannot open ${secret}`),
    });
    expect(JSON.stringify(model.requests)).not.toContain("hunter2");
    expect(model.asked).toContain("[private]");
  });
});

describe("the difference that a Summarizer sees", () => {
  const code = (target: string, helpers: readonly string[] = []) => ({ target, helpers });

  it("is nothing for the same code", () => {
    expect(changesBetween(code("a\nb"), code("a\nb"))).toEqual([]);
  });

  it("has each change with up to two lines before it, no line twice", () => {
    const old = "1\n2\n3\n4\n5\n6\n7";
    expect(changesBetween(code(old), code(old.replace("4", "four").replace("6", "six")))).toEqual([
      { context: ["2", "3"], removed: ["4"], added: ["four"] },
      { context: ["5"], removed: ["6"], added: ["six"] },
    ]);
  });

  it("shows helpers that came and went", () => {
    expect(changesBetween(code("f", ["import a"]), code("f", ["import b"]))).toEqual([
      { context: [], removed: ["import a"], added: ["import b"] },
    ]);
  });

  it("is told even of a version with a hundred thousand lines", () => {
    const huge = Array.from({ length: 100_000 }, (_, line) => `line ${line}`).join("\n");
    expect(changesBetween(code("a"), code(huge))).toHaveLength(1);
  });

  it("keeps to its budget: first without the lines around changes, then without the last changes", async () => {
    const lines = Array.from({ length: 400 }, (_, line) => `const value${line} = compute(${line});`);
    const changed = lines.map((line, index) => (index % 4 === 3 ? `${line} // faster` : line));
    const { agent, model } = summarizer([good]);
    await agent.summarize({
      ...input,
      code: code(changed.join("\n")),
      parents: [{ code: code(lines.join("\n")), abstract: emptyAbstract }],
    });
    const [, shown = ""] = model.asked.split("## Difference");
    expect(shown).toContain("+ const value3 = compute(3); // faster");
    expect(shown).not.toContain("value2 ");
    expect(shown).toMatch(/\(changes left out: \d+\)$/);
    expect(model.tokensOf("summarizer", shown)).toBeLessThan(1_050);
  });
});
