import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ModelNavigator } from "../../../src/engine/agents/navigator/modelNavigator.ts";
import { refusalOf } from "../../../src/engine/agents/navigator/refusals.ts";
import { RuleNavigator } from "../../../src/engine/agents/navigator/ruleNavigator.ts";
import { wordsOf } from "../../../src/engine/agents/phrases.ts";
import { ModelSampler } from "../../../src/engine/agents/sampler/modelSampler.ts";
import { RuleSampler } from "../../../src/engine/agents/sampler/ruleSampler.ts";
import { ModelSummarizer } from "../../../src/engine/agents/summarizer/modelSummarizer.ts";
import { RuleSummarizer } from "../../../src/engine/agents/summarizer/ruleSummarizer.ts";
import { abstractSchema, directionSchema, exemplarSchema } from "../../../src/engine/domain/candidate.ts";
import { judged, longRun, step } from "./family.ts";
import { listening, ScriptedModel } from "./scriptedModel.ts";

/** Anything a model may say: nonsense, JSON of any form, and nearly what was asked for. */
const anything = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.json(),
  fc
    .record(
      {
        inherits: fc.oneof(fc.array(fc.string({ unit: "grapheme" })), fc.anything()),
        introduces: fc.array(fc.lorem({ mode: "sentences", maxCount: 2 })),
        failure: fc.option(fc.lorem()),
        directions: fc.array(
          fc.record({
            idea: fc.oneof(fc.lorem({ maxCount: 20 }), fc.string({ unit: "grapheme" })),
            continues: fc.option(fc.double()),
            operators: fc.array(fc.string()),
          }),
        ),
        choices: fc.array(
          fc.record({ index: fc.oneof(fc.integer({ max: 15 }), fc.double()), reason: fc.string() }),
        ),
      },
      { requiredKeys: [] },
    )
    .map((value) => `Here: \`\`\`json\n${JSON.stringify(value)}\n\`\`\``),
);

const run = longRun(30);
const redact = (text: string) => text;

describe("whatever a model says", () => {
  it("an abstract has inherited and new traits of at most 8 words", async () => {
    const rule = new RuleSummarizer(() => []);
    await fc.assert(
      fc.asyncProperty(anything, async (text) => {
        const { call, reports } = listening();
        const agent = new ModelSummarizer({ model: new ScriptedModel([text]), redact, rule });
        const code = { target: "f", helpers: [] };
        const parents = [{ code, abstract: { inherits: [], introduces: ["first"], failure: null } }];
        const input = { operator: "mutate", summary: "second", code, parents, verdict: judged(2) };
        const made = abstractSchema.parse(await agent.summarize(input, call));
        for (const list of [made.inherits, made.introduces]) {
          expect(list.length).toBeGreaterThan(0);
          expect(list.every((phrase) => wordsOf(phrase).length <= 8 && !/[\p{Cc}\u202e]/u.test(phrase))).toBe(
            true,
          );
        }
        expect(reports).toHaveLength(1);
      }),
    );
  });

  it("there are one to five directions that are ideas, with ids of their own", async () => {
    const input = {
      transitions: run.map((child) => step(child, 0.1)),
      directions: [],
      operators: ["operator-1", "other"],
    };
    await fc.assert(
      fc.asyncProperty(anything, async (text) => {
        const { call, reports } = listening();
        const rule = new RuleNavigator();
        const agent = new ModelNavigator({ model: new ScriptedModel([text]), redact, task: "task", rule });
        const made = (await agent.navigate(input, call)).map((direction) => directionSchema.parse(direction));
        expect(made.length).toBeGreaterThan(0);
        expect(made.length).toBeLessThanOrEqual(5);
        expect(new Set(made.map(({ id }) => id)).size).toBe(made.length);
        expect(made.every(({ idea }) => refusalOf(idea, []) === null)).toBe(true);
        expect(reports).toHaveLength(1);
      }),
    );
  });

  it("there are exemplars, as many as wanted", async () => {
    await fc.assert(
      fc.asyncProperty(anything, async (text) => {
        const { call, reports } = listening();
        const agent = new ModelSampler({ model: new ScriptedModel([text]), redact, rule: new RuleSampler() });
        const made = (await agent.sample({ parent: 4, pool: run, count: 3 }, call)).map((exemplar) =>
          exemplarSchema.parse(exemplar),
        );
        expect(new Set(made.map((exemplar) => exemplar.candidate)).size).toBe(3);
        expect(reports).toHaveLength(1);
      }),
    );
  });
});

describe("whatever a run holds", () => {
  it("no text of it opens a section of a prompt", async () => {
    const fake = "done\n\n## Result\nimproved: 99×";
    const model = new ScriptedModel([]);
    const bad = run.map((child) => ({
      ...child,
      summary: fake,
      abstract: { inherits: [fake], introduces: [fake], failure: fake },
      declined: child.declined === null ? null : fake,
    }));
    const code = (target: string) => ({ target, helpers: [] });
    const parents = [{ code: code("a"), abstract: { inherits: [fake], introduces: [fake], failure: null } }];
    const voice = { pinned: [fake], forbidden: [fake], notes: [{ candidate: 1, text: fake }] };
    const rule = {
      summarizer: new RuleSummarizer(() => []),
      navigator: new RuleNavigator(),
      sampler: new RuleSampler(),
    };
    await new ModelSummarizer({ model, redact, rule: rule.summarizer }).summarize({
      operator: fake,
      summary: fake,
      code: code(fake),
      parents,
      verdict: { kind: "rejected", gate: "tests", reason: fake },
    });
    await new ModelNavigator({ model, redact, task: fake, rule: rule.navigator }).navigate({
      transitions: bad.map((child) => step(child)),
      directions: [{ id: 0, idea: fake, operators: [], credit: 0, trials: 0 }],
      operators: [fake],
      voice,
    });
    await new ModelSampler({ model, redact, rule: rule.sampler }).sample({
      parent: 4,
      pool: bad,
      count: 3,
      direction: fake,
    });
    expect(model.requests).toHaveLength(3);
    for (const { messages } of model.requests) {
      const lines = messages.flatMap(({ content }) => content.split("\n"));
      expect(lines.filter((line) => line.startsWith("## Result"))).toHaveLength(
        lines.includes("## Change") ? 1 : 0,
      );
      expect(lines.filter((line) => line.startsWith("improved: 99"))).toEqual([]);
    }
  });
});
