import { beforeAll, describe, expect, it } from "vitest";
import { pythonRules } from "../../../../src/engine/rewrite/python/rules.ts";
import { cases } from "./cases.ts";
import { refusals } from "./refusals.ts";
import { baselineOf, fileOf, type Job, outcomes, proposalsFor } from "./support.ts";

const ruleNamed = (id: string) => pythonRules.filter((rule) => rule.id === id);

/** What the programs of every case do, run once for all of them. */
let ran: Awaited<ReturnType<typeof outcomes>> = [];

beforeAll(async () => {
  const jobs = cases.map(async ({ rule, code, inputs }): Promise<Job> => {
    const baseline = baselineOf(code);
    const proposed = await proposalsFor(baseline, ruleNamed(rule));
    return { inputs, programs: [fileOf(baseline), ...proposed.map((each) => fileOf(baseline, each.code))] };
  });
  ran = await outcomes(await Promise.all(jobs));
}, 60_000);

describe.each(pythonRules.map(({ id }) => id))("%s", (id) => {
  const own = cases.flatMap((each, index) => (each.rule === id ? [{ ...each, index }] : []));

  it("has an example", () => {
    expect(own).not.toHaveLength(0);
  });

  it.each(own)("rewrites $code", async ({ code, becomes, helpers = [], proposals = 1 }) => {
    const baseline = baselineOf(code);
    const proposed = await proposalsFor(baseline, ruleNamed(id));
    expect(proposed).toHaveLength(proposals);
    expect(proposed.at(-1)).toMatchObject({ operator: id });
    expect(`\n${proposed.at(-1)?.code.target}\n`).toBe(becomes);
    expect(proposed.at(-1)?.code.helpers).toEqual(helpers);
  });

  it.each(own)("does the same as $code", ({ index }) => {
    const [before, ...after] = ran[index] ?? [];
    expect(before?.length).toBeGreaterThan(1);
    expect(after).not.toHaveLength(0);
    for (const each of after) expect(each).toEqual(before);
  });

  it.each(refusals.filter(({ rule }) => rule === id))("stays away when $why", async ({ code }) => {
    expect(await proposalsFor(baselineOf(code), ruleNamed(id))).toEqual([]);
  });
});
