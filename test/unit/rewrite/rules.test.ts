import { describe, expect, it } from "vitest";
import { baselineCode } from "../../../src/engine/domain/candidate.ts";
import { rewriteRules } from "../../../src/engine/rewrite/rules.ts";
import { cases, refusals } from "./cases.ts";
import { baselineOf, outcome, proposalsFor } from "./support.ts";

const ruleNamed = (id: string) => rewriteRules.filter((rule) => rule.id === id);

describe.each(rewriteRules.map(({ id }) => id))("%s", (id) => {
  const own = cases.filter(({ rule }) => rule === id);

  it("has an example", () => {
    expect(own).not.toHaveLength(0);
  });

  it.each(own)("does the same as: $code", async ({ code, inputs, proposals = 1, shows, file }) => {
    const baseline = baselineOf(code, file);
    const proposed = await proposalsFor(baseline, ruleNamed(id));
    expect(proposed).toHaveLength(proposals);
    for (const proposal of proposed) {
      expect(proposal.operator).toBe(id);
      for (const args of inputs) {
        expect(outcome(baseline, proposal.code, args), proposal.code.target).toStrictEqual(
          outcome(baseline, baselineCode(baseline), args),
        );
      }
    }
    if (shows) expect(proposed[0]?.code.target).toMatch(shows);
  });

  it.each(refusals.filter(({ rule }) => rule === id))("stays away when $why", async ({ code }) => {
    expect(await proposalsFor(baselineOf(code), ruleNamed(id))).toEqual([]);
  });
});
