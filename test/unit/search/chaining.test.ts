import { describe, expect, it } from "vitest";
import { RuleNavigator } from "../../../src/engine/agents/navigator/ruleNavigator.ts";
import { RuleSampler } from "../../../src/engine/agents/sampler/ruleSampler.ts";
import { RuleSummarizer } from "../../../src/engine/agents/summarizer/ruleSummarizer.ts";
import { emptyAbstract } from "../../../src/engine/agents/summarizer/summarizer.ts";
import type { Baseline, Code } from "../../../src/engine/domain/candidate.ts";
import type { Proposer } from "../../../src/engine/ports.ts";
import { fingerprint } from "../../../src/engine/rewrite/normalize.ts";
import { pythonFingerprint } from "../../../src/engine/rewrite/python/pythonFingerprint.ts";
import { PythonRewriteProposer } from "../../../src/engine/rewrite/python/pythonRewriteProposer.ts";
import { RewriteProposer } from "../../../src/engine/rewrite/rewriteProposer.ts";
import { Bandit } from "../../../src/engine/search/bandit.ts";
import { chainOperator, chanceOfMore } from "../../../src/engine/search/chaining.ts";
import { changeArmOf, creditByOperator, partPullsOf } from "../../../src/engine/search/credit.ts";
import { Proposing, type ProposingOptions } from "../../../src/engine/search/proposing.ts";
import { SeededRandom } from "../../../src/engine/search/seededRandom.ts";
import { transitionsOf } from "../../../src/engine/search/transitions.ts";
import { type Sketch, sketchedView } from "./support.ts";

function baselineOf(file: string, text: string): Baseline {
  return { file, symbol: "report", text, region: { start: 0, end: text.length }, helperOffset: 0 };
}

const script = baselineOf(
  "report.js",
  `function report(rows, wanted) {
  const seen = [];
  for (let i = 0; i < rows.length; i++) {
    if (!seen.includes(rows[i])) seen.push(rows[i]);
  }
  const found = rows.filter((row) => wanted.includes(row)).length > 0;
  const last = [...rows].sort((a, b) => b - a)[0];
  return { seen, found, last };
}`,
);
const python = baselineOf(
  "report.py",
  `def report(rows, wanted):
    seen = []
    for i in range(len(rows)):
        if rows[i] not in seen:
            seen.append(rows[i])
    text = ""
    for row in rows:
        text += str(row)
    last = sorted(rows)[0]
    return seen, text, last
`,
);

const languages = [
  ["JavaScript", script, new RewriteProposer(), (code) => fingerprint(script, code)],
  ["Python", python, new PythonRewriteProposer(), (code) => pythonFingerprint(python, code)],
] satisfies readonly (readonly [string, Baseline, Proposer, ProposingOptions["fingerprint"]])[];

/** A view in which single rewrites were tried without harm. */
function easy(baseline: Baseline, sketches: readonly Sketch[] = Array.from({ length: 8 }, () => ({}))) {
  const view = sketchedView(sketches.map((sketch) => ({ target: baseline.text, ...sketch })));
  return { ...view, baseline: { target: baseline.text, helpers: [] } };
}

async function choices(
  baseline: Baseline,
  proposer: Proposer,
  print: ProposingOptions["fingerprint"],
  { seed = 1, count = 12 } = {},
) {
  const proposing = new Proposing({
    baseline,
    proposers: [proposer],
    navigator: new RuleNavigator(),
    sampler: new RuleSampler(),
    random: new SeededRandom(seed),
    fingerprint: print,
  });
  const chosen = [];
  for (let next = 9; next < 9 + count; next++) {
    const choice = await proposing.choose(easy(baseline), next, 8, () => undefined);
    if (choice !== null) chosen.push(choice);
  }
  return chosen;
}

describe.each(languages)("several rewrites in one candidate of %s", (_, baseline, proposer, print) => {
  it("are two to four, each of them named, and made one after the other", async () => {
    const chains = (await choices(baseline, proposer, print)).filter(
      ({ proposal }) => proposal.operator === chainOperator,
    );
    expect(chains.length).toBeGreaterThan(2);
    for (const { proposal, parents } of chains) {
      const { changes = [], summary } = proposal;
      expect(changes.length).toBeGreaterThan(1);
      expect(changes.length).toBeLessThan(5);
      expect(summary).toBe(changes.map((change) => change.summary).join("; "));
      expect(parents).toHaveLength(1);
      let code: Code = easy(baseline).baseline;
      for (const { operator, summary: what } of changes) {
        const offered = await proposer.propose({
          baseline,
          parents: [{ number: 0, summary: "", code }],
          ancestor: null,
          favoured: [],
          random: new SeededRandom(1),
        });
        code = offered.find((each) => each.operator === operator && each.summary === what)?.code ?? code;
      }
      expect(code).toEqual(proposal.code);
    }
  });

  it("are the same for the same seed, and no program is tried twice", async () => {
    const made = (await choices(baseline, proposer, print)).map(({ proposal }) => proposal);
    expect((await choices(baseline, proposer, print)).map(({ proposal }) => proposal)).toEqual(made);
    expect(new Set(made.map(({ code }) => print(code))).size).toBe(made.length);
  });
});

const parts = ["cache", "sort", "index"].map((operator) => ({ operator, summary: `${operator} it` }));
const chain = (gain: number | null): Sketch => ({ gain, operator: chainOperator, rest: { changes: parts } });
const single = (gain: number | null, operator = "other"): Sketch => ({ gain, operator });
const steps = (sketches: readonly Sketch[]) => transitionsOf(sketchedView(sketches), sketches.length);

describe("how often rewrites are joined", () => {
  const chance = (sketches: readonly Sketch[]) => chanceOfMore(steps(sketches));
  const many = (sketch: Sketch) => Array.from({ length: 10 }, () => sketch);

  it("rises while single ones pass the gates, whether they pay or are too small to tell", () => {
    expect(chance(many(single(0.3)))).toBeGreaterThan(chance([]));
    expect(chance(many(single(0)))).toBeGreaterThan(chance([]));
  });

  it("falls while they are rejected, alone or joined, but never to nothing", () => {
    expect(chance(many(single(null)))).toBeLessThan(chance([]));
    const sound = many(single(0.3));
    expect(chance([...sound, ...many(chain(null))])).toBeLessThan(chance(sound) / 3);
    expect(chance([...many(single(null)), ...many(chain(null))])).toBeGreaterThanOrEqual(0.05);
  });

  it("recovers once chains pass again", () => {
    const bad = [...many(single(0.3)), ...many(chain(null))];
    expect(chance([...bad, ...many(chain(0)), ...many(chain(0))])).toBeGreaterThan(2 * chance(bad));
  });
});

describe("what several rewrites earned together", () => {
  it("is divided among them, and adds up to what the candidate earned", () => {
    const pulls = partPullsOf(steps([chain(0.6)]), () => false);
    expect(pulls.map(({ operator }) => operator)).toEqual(["cache", "sort", "index"]);
    for (const { reward } of pulls) expect(reward).toBeCloseTo(0.2, 3);
    const credit = creditByOperator(steps([chain(0.6)]));
    expect([...credit.keys()]).toEqual(["cache", "sort", "index"]);
    expect(credit.get("sort")?.mean).toBeCloseTo(0.2, 3);
  });

  it("counts less against each of them when it failed than a failure of its own", () => {
    const indexAfter = (sketches: readonly Sketch[]) =>
      new Bandit(partPullsOf(steps(sketches), () => false)).index(
        changeArmOf({ operator: "cache", summary: "cache it" }),
      );
    const own = { ...single(null, "cache"), rest: { summary: "cache it", changes: parts.slice(0, 1) } };
    const paid = single(0.5);
    expect(indexAfter([paid, chain(null)])).toBeGreaterThan(indexAfter([paid, own]));
    expect(creditByOperator(steps([chain(null)])).get("cache")).toBeUndefined();
  });
});

describe("a candidate of several rewrites", () => {
  it("has an abstract that names each of them in a phrase of at most 8 words", async () => {
    const abstract = await new RuleSummarizer(() => []).summarize({
      operator: chainOperator,
      summary: "one; two",
      changes: [
        { operator: "cache", summary: "keep what was computed before in a Map by key" },
        { operator: "sort", summary: "sort once" },
      ],
      code: { target: "", helpers: [] },
      parents: [{ code: { target: "", helpers: [] }, abstract: emptyAbstract }],
      verdict: { kind: "tied", gain: { estimate: 1, low: 0.9, high: 1.1, blocks: 8 } },
    });
    expect(abstract.introduces).toEqual(["keep what was computed before in a Map…", "sort once"]);
  });

  it("is tried without each of them once nothing gets better", async () => {
    const offered = ["a", "b", "c"];
    const letters: Proposer = {
      propose: async ({ parents: [parent] }) =>
        offered
          .filter((letter) => parent?.code.target.includes(letter) === false)
          .map((letter) => ({
            operator: letter,
            summary: letter,
            code: { target: [...(parent?.code.target ?? ""), letter].sort().join(""), helpers: [] },
          })),
    };
    const changes = offered.map((letter) => ({ operator: letter, summary: letter }));
    const best: Sketch = { gain: 1, target: "abc", rest: { changes } };
    const view = {
      ...sketchedView([best, ...Array.from({ length: 15 }, () => ({ gain: 0 }))]),
      baseline: { target: "", helpers: [] },
    };
    const search = new Proposing({
      baseline: baselineOf("letters.js", ""),
      proposers: [letters],
      navigator: new RuleNavigator(),
      sampler: new RuleSampler(),
      random: new SeededRandom(2),
      fingerprint: ({ target }) => target,
    });
    const tried = [];
    for (let next = 17; next < 60; next++) {
      const choice = await search.choose(view, next, 16, () => undefined);
      if (choice?.proposal.operator === chainOperator && choice.proposal.code.target.length === 2)
        tried.push(choice.proposal.code.target);
    }
    expect(new Set(tried)).toEqual(new Set(["ab", "ac", "bc"]));
  });
});
