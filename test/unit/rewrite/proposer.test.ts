import { describe, expect, it } from "vitest";
import { baselineCode, type Code } from "../../../src/engine/domain/candidate.ts";
import { codeFeatures } from "../../../src/engine/rewrite/features.ts";
import { fingerprint } from "../../../src/engine/rewrite/normalize.ts";
import { rewriteRules } from "../../../src/engine/rewrite/rules.ts";
import { baselineOf, crossing, outcome, proposalsFor } from "./support.ts";

const two = `function f(a, b) {
  const both = a.filter((x) => b.includes(x)); // keep me
  const first = both.filter((x) => x > 2).length > 0;
  return [both, first];
}
`;

function pick(proposals: Awaited<ReturnType<typeof proposalsFor>>, operator: string): Code {
  const found = proposals.find((proposal) => proposal.operator === operator);
  if (!found) throw new Error(`no ${operator} among ${proposals.map((each) => each.operator).join(", ")}`);
  return found.code;
}

describe("proposals", () => {
  it("are the same, in the same order, for the same request", async () => {
    const baseline = baselineOf(two);
    expect(await proposalsFor(baseline)).toEqual(await proposalsFor(baseline));
  });

  it("have operators with distinct names in kebab-case", () => {
    const ids = rewriteRules.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z]+)+$/);
  });

  it("leave comments and everything outside the change as they were", async () => {
    const code = pick(await proposalsFor(baselineOf(two)), "membership-set");
    expect(code.target).toBe(
      two
        .trimEnd()
        .replace("  const both", "  const bSet = new Set(b);\n  const both")
        .replace("b.includes", "bSet.has"),
    );
  });

  it("do not clash with names of the file", async () => {
    const text = "const bSet = 1;\nfunction f(a, b) { return a.filter((x) => b.includes(x) || x === bSet); }";
    const baseline = baselineOf(text);
    const code = pick(await proposalsFor(baseline), "membership-set");
    expect(code.target).toContain("bSet2.has(x)");
    expect(outcome(baseline, code, [[1, 2, 3], [3]])).toMatchObject({ result: [1, 3] });
  });

  it("build on a parent that is itself a candidate", async () => {
    const baseline = baselineOf(two);
    const first = pick(await proposalsFor(baseline), "membership-set");
    const second = pick(await proposalsFor(baseline, undefined, first), "filter-some");
    expect(second.target).toContain("bSet.has(x)");
    expect(second.target).toContain("both.some(");
  });

  it("apply a rule everywhere at once as well", async () => {
    const baseline = baselineOf(
      "const f = (a, b) => a.filter((x) => !b.includes(x)).concat(b.filter((x) => !a.includes(x)));",
    );
    const proposals = await proposalsFor(baseline);
    const all = proposals.filter(({ operator }) => operator === "membership-set").at(-1);
    expect(all?.summary).toBe("look up membership in a Set at 2 places");
    expect(all?.code.target).toContain("aSet.has(x)");
    expect(all?.code.target).toContain("bSet.has(x)");
  });

  it.each([
    ["a method of a class", "class A { ", "static m(a, b) { return a.filter((x) => b.includes(x)); }", " }"],
    [
      "a nested function",
      "const g = (b) => ",
      "function (a) { return a.filter((x) => b.includes(x)); }",
      ";",
    ],
  ])("are made for %s", async (_, before, target, after) => {
    const region = { start: before.length, end: before.length + target.length };
    const baseline = { file: "f.js", symbol: "m", text: before + target + after, region, helperOffset: 0 };
    expect((await proposalsFor(baseline)).map(({ operator }) => operator)).toContain("membership-set");
  });
});

describe("a crossover", () => {
  it("joins what both parents changed", async () => {
    const baseline = baselineOf(two);
    const proposals = await proposalsFor(baseline);
    const [child, ...more] = await crossing(
      baseline,
      pick(proposals, "membership-set"),
      pick(proposals, "filter-some"),
    );
    expect(more).toEqual([]);
    expect(child).toMatchObject({ operator: "crossover", summary: "one thing; another" });
    expect(child?.code.target).toContain("bSet.has(x)");
    expect(child?.code.target).toContain("both.some(");
    if (!child) return;
    for (const args of [
      [[], []],
      [
        [1, 2, 3],
        [3, 2],
      ],
    ])
      expect(outcome(baseline, child.code, args)).toEqual(outcome(baseline, baselineCode(baseline), args));
  });

  it("takes the helpers of both", async () => {
    const baseline = baselineOf("const f = (a) => [a, 1];");
    const [child] = await crossing(
      baseline,
      { target: "(a) => [g(a), 1]", helpers: ["const g = (x) => x;"] },
      { target: "(a) => [a, h(1)]", helpers: ["const h = (x) => x;"] },
    );
    expect(child?.code).toEqual({
      target: "(a) => [g(a), h(1)]",
      helpers: ["const g = (x) => x;", "const h = (x) => x;"],
    });
  });

  it("puts what both inserted at the same place one after the other", async () => {
    const baseline = baselineOf("function f(a) {\n  return a;\n}");
    const [child] = await crossing(
      baseline,
      { target: "function f(a) {\n  const one = 1;\n  return a;\n}", helpers: [] },
      { target: "function f(a) {\n  const two = 2;\n  return a;\n}", helpers: [] },
    );
    expect(child?.code.target).toBe("function f(a) {\n  const one = 1;\n  const two = 2;\n  return a;\n}");
  });

  it("is not offered when both changed the same place", async () => {
    const baseline = baselineOf("const f = (a) => a + 1;");
    const one = { target: "(a) => a + 2", helpers: [] };
    const other = { target: "(a) => a + 3", helpers: [] };
    expect(await crossing(baseline, one, other)).toEqual([]);
  });

  it("is not offered when it would be one of its parents", async () => {
    const baseline = baselineOf(two);
    const code = pick(await proposalsFor(baseline), "filter-some");
    expect(await crossing(baseline, code, baselineCode(baseline))).toEqual([]);
  });
});

describe("a fingerprint", () => {
  const baseline = baselineOf("function f(a) { let n = 0; for (const x of a) n += x; return n; }");
  const of = (target: string, helpers: readonly string[] = []) => fingerprint(baseline, { target, helpers });
  const own = fingerprint(baseline, baselineCode(baseline));

  it.each([
    [
      "layout and comments",
      "function f(a) {\n  let n = 0; // sum\n  for (const x of a) n += x;\n  return n\n}",
    ],
    ["redundant parentheses", "function f(a) { let n = (0); for (const x of (a)) n += (x); return (n); }"],
    [
      "names of its own variables",
      "function f(list) { let sum = 0; for (const each of list) sum += each; return sum; }",
    ],
  ])("does not depend on %s", (_, target) => {
    expect(of(target)).toBe(own);
  });

  it.each([
    ["what is computed", "function f(a) { let n = 1; for (const x of a) n += x; return n; }"],
    ["which variable is meant", "function f(a) { let n = 0; for (const x of a) n += x; return a; }"],
    ["names from outside", "function f(a) { let n = 0; for (const x of b) n += x; return n; }"],
    ["code that does not parse", "function f(a) { let n = "],
  ])("depends on %s", (_, target) => {
    expect(of(target)).not.toBe(own);
  });

  it("depends on helpers but not on their order", () => {
    const target = baselineCode(baseline).target;
    expect(of(target, ["const g = 1;"])).not.toBe(own);
    expect(of(target, ["const g = 1;", "const h = 2;"])).toBe(of(target, ["const h = 2;", "const g  =  1"]));
  });
});

describe("code features", () => {
  it("name what costs and what helps, in at most 8 words each", () => {
    const slow = baselineOf(
      "function f(a, b) { const out = []; for (const x of a) { for (const y of b) if (y === x && !out.includes(x)) out.push([x]); } return f(out); }",
    );
    const features = codeFeatures(slow, baselineCode(slow));
    expect(features).toEqual(
      expect.arrayContaining([
        "loops nested 2 deep",
        "recursion",
        "scan by `includes` in a loop",
        "allocation in a loop",
      ]),
    );
    for (const feature of features) expect(feature.split(" ").length).toBeLessThanOrEqual(8);
  });

  it("name the tables a rewrite brought", async () => {
    const baseline = baselineOf("function f(n) { return n < 2 ? n : f(n - 1) + f(n - 2); }");
    const code = pick(await proposalsFor(baseline), "memo-recursion");
    expect(codeFeatures(baseline, code)).toEqual(
      expect.arrayContaining(["lookup in a Map", "remembered answers"]),
    );
  });
});

describe("odd code", () => {
  const minified = `function f(a,b){var c=[],d=0;for(;d<a.length;d++)b.indexOf(a[d])<0&&c.push(a[d]);return c.filter(function(e,g){return c.indexOf(e)===g})}`;
  const long = Array.from(
    { length: 4000 },
    (_, i) => `function g${i}(a) { return a.map((x) => x + ${i}); }`,
  ).join("\n");

  it.each([
    ["a syntax error", "function f(a) { return a.includes( }"],
    ["a name declared twice", "function f(a) { let b = 1; let b = 2; return b; }"],
    ["nothing", ""],
    [
      "nesting deeper than the stack",
      `function f(a) { return ${"(".repeat(20_000)}a${")".repeat(20_000)}; }`,
    ],
    ["a deep chain", `function f(a) { return a${".map((x) => x)".repeat(3_000)}; }`],
  ])("gives no proposals and no error for %s", async (_, target) => {
    const baseline = {
      file: "f.js",
      symbol: "f",
      text: target,
      region: { start: 0, end: target.length },
      helperOffset: 0,
    };
    await expect(proposalsFor(baseline)).resolves.toEqual(expect.any(Array));
    expect(codeFeatures(baseline, baselineCode(baseline))).toEqual(expect.any(Array));
    expect(fingerprint(baseline, baselineCode(baseline))).toEqual(expect.any(String));
  });

  it("minified code on one line is rewritten too", async () => {
    const baseline = baselineOf(minified);
    const proposals = await proposalsFor(baseline);
    expect(proposals.map(({ operator }) => operator)).toEqual(
      expect.arrayContaining(["membership-set", "index-dedupe"]),
    );
    for (const { code } of proposals)
      for (const args of [
        [[], []],
        [[1, 1, 2, NaN], [2]],
      ])
        expect(outcome(baseline, code, args), code.target).toEqual(
          outcome(baseline, baselineCode(baseline), args),
        );
  });

  it("a file of 200 kB is no obstacle", async () => {
    const baseline = baselineOf(`${long}\n${two}`);
    expect(baseline.text.length).toBeGreaterThan(200_000);
    expect((await proposalsFor(baseline)).length).toBeGreaterThan(1);
  }, 60_000);
});
