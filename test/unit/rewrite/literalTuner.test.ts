import { describe, expect, it } from "vitest";
import { javascript, typescript } from "../../../src/adapters/languages/javascript/language.ts";
import type { Language } from "../../../src/adapters/languages/language.ts";
import { python } from "../../../src/adapters/languages/python/language.ts";
import { type Baseline, baselineCode } from "../../../src/engine/domain/candidate.ts";
import type { Random } from "../../../src/engine/ports.ts";

const noRandom: Random = {
  next: () => {
    throw new Error("the tuner draws nothing");
  },
  fork: () => noRandom,
};

/** What a language proposes without a model for its function `f` by changing a number, or for both parents. */
async function tuned(language: Language, file: string, text: string, parents = 1) {
  const { region, helperOffset } = language.resolve({ text, file, symbol: "f" });
  const baseline: Baseline = { file, symbol: "f", text, region, helperOffset };
  const parent = { number: 0, summary: "", code: baselineCode(baseline) };
  const request = {
    baseline,
    parents: Array.from({ length: parents }, () => parent),
    ancestor: null,
    favoured: [],
    random: noRandom,
  };
  const proposals = await Promise.all(language.proposers.map((proposer) => proposer.propose(request)));
  return proposals.flat().filter(({ operator }) => operator.endsWith("-constant"));
}

const doubled = async (language: Language, file: string, text: string) =>
  (await tuned(language, file, text))
    .filter(({ operator }) => operator === "double-constant")
    .map(({ code }) => code.target);

describe("a constant of a language with rules", () => {
  it("is tuned in JavaScript, with a name in the summary", async () => {
    const proposals = await tuned(
      javascript,
      "f.js",
      "function f(list) { const chunk = 48; return split(list, chunk); }",
    );
    expect(proposals.map(({ operator, summary }) => [operator, summary])).toEqual([
      ["double-constant", "use 96 instead of 48 for `chunk`"],
      ["halve-constant", "use 24 instead of 48 for `chunk`"],
      ["quadruple-constant", "use 192 instead of 48 for `chunk`"],
      ["quarter-constant", "use 12 instead of 48 for `chunk`"],
      ["round-constant", "use 64 instead of 48 for `chunk`"],
    ]);
  });

  it("is tuned in TypeScript", async () => {
    expect(
      await doubled(
        typescript,
        "f.ts",
        "// before: 64\nfunction f(n: number): void { run(n, 1_000); }\nconst after = 64;",
      ),
    ).toEqual(["function f(n: number): void { run(n, 2_000); }"]);
  });

  it("is tuned in Python", async () => {
    expect(
      await doubled(python, "f.py", "before = 64\n\ndef f(n):\n    return run(n, size=16)\n\nafter = 64\n"),
    ).toEqual([expect.stringContaining("size=32")]);
  });

  it("is what the parser says, also behind what confuses a rougher reader", async () => {
    const confusing = `function f(n) { const quote = /["]/; const chunk = 64; return \`\${run(chunk)}"\`; }`;
    for (const target of await doubled(javascript, "f.js", confusing))
      expect(target).toContain("chunk = 128");
  });

  it.each([
    ["a type", typescript, "f.ts", "function f(n: 64 | 128): void { run(n); }"],
    ["a regular expression", javascript, "f.js", "function f(s) { return /(64, 128)/.test(s); }"],
    ["a template", javascript, "f.js", `function f(s) { return \`buffer, 64 \${s}\`; }`],
    ["the text of a page", javascript, "f.jsx", "function f() { return <p>size = 64, isn't it</p>; }"],
    ["the name of a property", javascript, "f.js", "function f() { return { 64: true }; }"],
    ["a string", python, "f.py", "def f(s):\n    return s + 'size = 64'\n"],
    ["a format", python, "f.py", "def f(s):\n    return f'{s:64}'\n"],
    [
      "a pattern",
      python,
      "f.py",
      "def f(s):\n    match s:\n        case [64, 128]:\n            return True\n",
    ],
  ])("is not seen in %s", async (_, language, file, text) => {
    expect(await tuned(language, file, text)).toEqual([]);
  });

  it("is left alone where two parents are merged", async () => {
    expect(await tuned(javascript, "f.js", "function f(n) { return run(n, 64); }", 2)).toEqual([]);
  });
});
