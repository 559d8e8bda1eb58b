import { describe, expect, it } from "vitest";
import { baselineCode, type Code } from "../../../../src/engine/domain/candidate.ts";
import type { Proposal } from "../../../../src/engine/ports.ts";
import { pythonFeatures } from "../../../../src/engine/rewrite/python/pythonFeatures.ts";
import { pythonFingerprint } from "../../../../src/engine/rewrite/python/pythonFingerprint.ts";
import { PythonRewriteProposer } from "../../../../src/engine/rewrite/python/pythonRewriteProposer.ts";
import { pythonRules } from "../../../../src/engine/rewrite/python/rules.ts";
import { baselineOf, fileOf, noRandom, outcomes, proposalsFor } from "./support.ts";

const two = `def f(a, b):
    both = [x for x in a if x in b]  # keep me
    if len([x for x in both if x > 2]) > 0:
        return both, 1
    return both, 0
`;

function pick(proposals: readonly Proposal[], operator: string): Code {
  const found = proposals.find((proposal) => proposal.operator === operator);
  if (!found) throw new Error(`no ${operator} among ${proposals.map((each) => each.operator).join(", ")}`);
  return found.code;
}

/** Both parents' changes over the baseline, if they can be merged. */
async function crossing(text: string, first: Code, second: Code): Promise<readonly Proposal[]> {
  const baseline = baselineOf(text);
  return new PythonRewriteProposer().propose({
    baseline,
    parents: [
      { number: 1, code: first, summary: "one thing" },
      { number: 2, code: second, summary: "another" },
    ],
    ancestor: baselineCode(baseline),
    favoured: [],
    random: noRandom,
  });
}

describe("proposals for Python", () => {
  it("are the same, in the same order, for the same request", async () => {
    const baseline = baselineOf(two);
    expect(await proposalsFor(baseline)).toEqual(await proposalsFor(baseline));
  });

  it("have operators with distinct names in kebab-case", () => {
    const ids = pythonRules.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z]+)+$/);
  });

  it("do not clash with names of the file", async () => {
    const baseline = baselineOf(
      "b_set = 1\ndef f(a, b):\n    return [x for x in a if x in b or x == b_set]\n",
    );
    expect(pick(await proposalsFor(baseline), "membership-set").target).toContain("b_set2 = set(b)");
  });

  it.each([
    ["takes the name the file has for it", "from collections import deque as dq\n", "dq([start])", []],
    ["goes by the module", "import collections\n", "collections.deque([start])", []],
    [
      "adds an import that hides nothing",
      "def deque(): pass\n",
      "deque2([start])",
      ["from collections import deque as deque2"],
    ],
  ])("where it needs an import, %s", async (_, head, call, helpers) => {
    const baseline = baselineOf(
      `${head}def f(start):\n    queue = [start]\n    while queue:\n        start += queue.pop(0)\n    return start\n`,
    );
    const code = pick(await proposalsFor(baseline), "queue-deque");
    expect(code.target).toContain(call);
    expect(code.helpers).toEqual(helpers);
  });

  it("import a helper once, whoever needs it", async () => {
    const baseline = baselineOf("def f(a, b):\n    return [a.count(x) + b.count(x) for x in a]\n");
    const first = pick(await proposalsFor(baseline), "count-counter");
    const second = pick(await proposalsFor(baseline, undefined, first), "count-counter");
    expect(second.helpers).toEqual(["from collections import Counter"]);
    expect(second.target).toContain("[a_counts[x] + b_counts[x] for x in a]");
  });

  it("build on a parent that is itself a candidate", async () => {
    const baseline = baselineOf(two);
    const first = pick(await proposalsFor(baseline), "membership-set");
    const second = pick(await proposalsFor(baseline, undefined, first), "filter-any");
    expect(second.target).toContain("b_set = set(b)");
    expect(second.target).toContain("if any(x > 2 for x in both):");
  });

  it("apply a rule everywhere at once as well", async () => {
    const baseline = baselineOf(
      "def f(a, b):\n    return [x for x in a if x in b], [x for x in b if x in a]\n",
    );
    const all = (await proposalsFor(baseline)).filter(({ operator }) => operator === "membership-set").at(-1);
    expect(all?.summary).toBe("look up membership in a set at 2 places");
    expect(all?.code.target).toContain("a_set = set(a)");
    expect(all?.code.target).toContain("b_set = set(b)");
  });

  it("keep tabs, line ends of Windows and comments", async () => {
    const text =
      "class A:\r\n\tdef f(self, a):\r\n\t\tfor x in a:  # go\r\n\t\t\tif x in self.b:\r\n\t\t\t\treturn x\r\n";
    const { target } = pick(await proposalsFor(baselineOf(text)), "membership-set");
    expect(target).toBe(
      "def f(self, a):\r\n\t\tb_set = set(self.b)\r\n\t\tfor x in a:  # go\r\n\t\t\tif x in b_set:\r\n\t\t\t\treturn x",
    );
  });

  it.each([
    [
      "a decorated method",
      "class A:\n    @staticmethod\n    def f(a, b):\n        return [x for x in a if x in b]\n",
    ],
    [
      "an inner function",
      "def g(b):\n    def f(a):\n        return [x for x in a if x in b]\n    return f\n",
    ],
    ["an asynchronous function", "async def f(a, b):\n    return [x for x in a if x in b]\n"],
    [
      "a function of a file that uses other syntax elsewhere",
      "x = = 1\ndef f(a, b):\n    return [x for x in a if x in b]\n",
    ],
  ])("are made for %s", async (_, text) => {
    expect((await proposalsFor(baselineOf(text))).map(({ operator }) => operator)).toContain(
      "membership-set",
    );
  });

  it("read `not` before `and`, as Python does", async () => {
    const text = "def f(a):\n    return not a and len([x for x in a if x]) > 0\n";
    const { target } = pick(await proposalsFor(baselineOf(text)), "filter-any");
    expect(target).toBe("def f(a):\n    return not a and any(x for x in a)");
  });
});

describe("a crossover of Python", () => {
  it("joins what both parents changed", async () => {
    const baseline = baselineOf(two);
    const proposals = await proposalsFor(baseline);
    const [child, ...more] = await crossing(
      two,
      pick(proposals, "membership-set"),
      pick(proposals, "filter-any"),
    );
    expect(more).toEqual([]);
    expect(child).toMatchObject({ operator: "crossover", summary: "one thing; another" });
    if (!child) return;
    const [[before, after] = []] = await outcomes([
      {
        programs: [fileOf(baseline), fileOf(baseline, child.code)],
        inputs: ["([], [])", "([1, 3], [3, 2])"],
      },
    ]);
    expect(child.code.target).toContain("x in b_set");
    expect(child.code.target).toContain("any(x > 2");
    expect(after).toEqual(before);
  });

  it("puts what both inserted at the same place one after the other, at the same depth", async () => {
    const text = "def f(a):\n    for x in a:\n        a += x\n    return a";
    const [child] = await crossing(
      text,
      {
        target: "def f(a):\n    for x in a:\n        b = 1\n        a += x\n    return a",
        helpers: ["import os"],
      },
      {
        target: "def f(a):\n    for x in a:\n        c = 2\n        a += x\n    return a",
        helpers: ["import re"],
      },
    );
    expect(child?.code).toEqual({
      target: "def f(a):\n    for x in a:\n        b = 1\n        c = 2\n        a += x\n    return a",
      helpers: ["import os", "import re"],
    });
  });

  it("is not offered when the result is not indented well", async () => {
    const text = "def f(a):\n    if a:\n        return 1\n    return 2";
    const one = { target: "def f(a):\n    return 2", helpers: [] };
    const other = {
      target: "def f(a):\n    if a:\n        a = 3\n        return 1\n    return 2",
      helpers: [],
    };
    expect(await crossing(text, one, other)).toEqual([]);
  });

  it("is not offered when both changed the same place", async () => {
    const text = "def f(a):\n    return a + 1";
    const one = { target: "def f(a):\n    return a + 2", helpers: [] };
    const other = { target: "def f(a):\n    return a + 3", helpers: [] };
    expect(await crossing(text, one, other)).toEqual([]);
  });
});

describe("a fingerprint of Python", () => {
  const text =
    'def f(a, k=1):\n    n = 0\n    for x in a:\n        n += x * k\n    return f"{n}", (n - -k)\n';
  const baseline = baselineOf(text);
  const of = (target: string, helpers: readonly string[] = []) =>
    pythonFingerprint(baseline, { target, helpers });
  const own = pythonFingerprint(baseline, baselineCode(baseline));

  it.each([
    [
      "layout and comments",
      'def f( a , k = 1 ):  # sum\n  n=0\n\n  for x in a: n += x*k  # add\n  return f"{n}", (n\n     - -k)',
    ],
    [
      "semicolons and continued lines",
      'def f(a, k=1):\n    n = 0; \n    for x in a: n += x \\\n * k\n    return f"{n}", (n - -k)',
    ],
    [
      "names of local variables",
      'def f(a, k=1):\n    total = 0\n    for each in a:\n        total += each * k\n    return f"{total}", (total - -k)',
    ],
    [
      "the docstring",
      'def f(a, k=1):\n    """Adds up."""\n    n = 0\n    for x in a:\n        n += x * k\n    return f"{n}", (n - -k)',
    ],
  ])("does not depend on %s", (_, target) => {
    expect(of(target)).toBe(own);
  });

  it.each([
    ["what is computed", text.replace("n = 0", "n = 1")],
    ["which variable is meant", text.replace("(n - -k)", "(x - -k)")],
    ["names from outside", text.replace("in a", "in b")],
    ["names of parameters, which callers may use", text.replaceAll("k", "j")],
    ["operators", text.replace("- -k", "-+k")],
    ["what is in a string", text.replace('f"{n}"', 'f"{n} "')],
    ["indentation that means something", text.replace("    return", "        return")],
    ["white space in a string", text.replace('f"{n}"', 'f"{n}  #"')],
    ["a field that shows its name", text.replace('f"{n}"', 'f"{n=}"')],
    ["code that does not parse", "def f(a, k=1):\n    n ="],
  ])("depends on %s", (_, target) => {
    expect(of(target.trimEnd())).not.toBe(own);
  });

  it("tells names apart where the code can see them", () => {
    const seen = "def f(a):\n    n = a\n    return locals()";
    expect(of(seen)).not.toBe(of(seen.replace("n =", "m =")));
    const shown = 'def f(a):\n    n = a\n    return f"{n=}"';
    expect(of(shown)).not.toBe(of(shown.replaceAll("n", "m")));
  });

  it("depends on helpers but not on their order or layout", () => {
    const { target } = baselineCode(baseline);
    expect(of(target, ["import os"])).not.toBe(own);
    expect(of(target, ["import os", "import  re"])).toBe(of(target, ["import re  # why", "import os"]));
  });
});

describe("features of Python code", () => {
  it("name what costs, in at most 8 words each", () => {
    const baseline = baselineOf(
      "def f(a, b):\n    out = []\n    for x in a:\n        for y in b:\n            if y == x and x not in out:\n                out = out + [sorted(b)]\n            b.pop(0)\n    return f(out, b)\n",
    );
    const features = pythonFeatures(baseline, baselineCode(baseline));
    expect(features).toEqual([
      "loops nested 2 deep",
      "recursion",
      "`pop(0)` moves elements in a loop",
      "allocation in a loop",
      "copy by `+` in a loop",
      "scan by `in` in a loop",
      "sort in a loop",
    ]);
    for (const feature of features) expect(feature.split(" ").length).toBeLessThanOrEqual(8);
  });

  it("name the tables a rewrite brought", async () => {
    const baseline = baselineOf("def f(n):\n    return n if n < 2 else f(n - 1) + f(n - 2)\n");
    const multi = baselineOf("def f(n):\n    if n < 2:\n        return n\n    return f(n - 1) + f(n - 2)\n");
    const code = pick(await proposalsFor(multi), "memo-recursion");
    expect(pythonFeatures(multi, code)).toContain("remembered answers");
    expect(pythonFeatures(baseline, baselineCode(baseline))).toEqual(["recursion"]);
  });
});

describe("odd Python", () => {
  it.each([
    ["a syntax error", "def f(a):\n    return a.index(\n"],
    ["Python 2", "def f(a):\n    print a\n    for x in a:\n        if x in a: print x\n"],
    ["nothing", ""],
    ["no function", "x = 1\n"],
    ["lines at odd depths", "def f(a, b):\n        x = 1\n    return [x for x in a if x in b]\n"],
    ["nesting deeper than the stack", `def f(a):\n    return ${"(".repeat(2_500)}a${")".repeat(2_500)}\n`],
    ["a long sum", `def f(a):\n    return a${" + a".repeat(10_000)}\n`],
  ])("gives no error for %s", async (_, text) => {
    const region = { start: 0, end: text.trimEnd().length };
    const baseline = { file: "f.py", symbol: "f", text, region, helperOffset: 0 };
    await expect(proposalsFor(baseline)).resolves.toEqual([]);
    expect(pythonFeatures(baseline, baselineCode(baseline))).toEqual(expect.any(Array));
    expect(pythonFingerprint(baseline, baselineCode(baseline))).toEqual(expect.any(String));
  });

  it("a file of 200 kB is no obstacle", async () => {
    const long = Array.from(
      { length: 4500 },
      (_, i) => `def g${i}(a):\n    return [x + ${i} for x in a]\n`,
    ).join("\n");
    const baseline = baselineOf(`${long}\n${two}`);
    expect(baseline.text.length).toBeGreaterThan(200_000);
    expect((await proposalsFor(baseline)).length).toBeGreaterThan(1);
  }, 60_000);
});
