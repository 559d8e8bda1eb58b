import { execFile } from "node:child_process";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { givesInputs } from "../../../src/adapters/detect/inputsModules.ts";
import { waysToMeasure } from "../../../src/adapters/detect/ways.ts";
import { benchmarkText } from "../../../src/engine/domain/benchmarkText.ts";

let root = "";
beforeEach(async () => {
  root = await realpath(await mkdtemp(path.join(os.tmpdir(), "evolvent-ways-")));
  await promisify(execFile)("git", ["init", "--quiet"], { cwd: root });
});
afterEach(() => rm(root, { recursive: true, force: true }));

const tested = JSON.stringify({ scripts: { test: "node --test", "bench:all": "node bench/all.mjs" } });
const inputs = "export function inputs() {}";
const vitest = "import { bench } from 'vitest';\nbench('sorts', () => {});\nbench('unique', () => {});\n";

/** The ways for a target in a repository of these files, as they are shown. */
async function ways(
  target: { readonly file: string; readonly symbol: string; readonly callable: boolean },
  files: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), text);
  }
  const { callable, ...named } = target;
  const { measures } = await waysToMeasure({ root, gitPath: "git", target: named, callable });
  for (const { reason } of measures) expect(reason).toMatch(/\.$/);
  return measures.map(({ spec }) => benchmarkText(spec));
}

describe("Ways to measure", () => {
  it("a function begin with what bears its name, then the calls of its tests, and end with its types", async () => {
    const found = await ways(
      { file: "src/lists.ts", symbol: "tools.unique", callable: true },
      {
        "package.json": tested,
        "src/lists.ts": "",
        "src/lists.bench.ts": vitest,
        "bench/inputs.mjs": inputs,
        "bench/unique.inputs.mjs": inputs,
        "bench/helper.mjs": "export const other = 1;",
        "bench/inputs.py": "def inputs(random, size): ...",
      },
    );
    expect(found[0]).toBe("inputs from bench/unique.inputs.mjs");
    expect(found[1]).toMatch(/vitest bench .*, unique in evolvent-benchmark\.json, read as vitest/);
    expect(found[2]).toBe("calls recorded from npm test");
    expect(found[3]).toBe("inputs from bench/inputs.mjs");
    expect(found[4]).toMatch(/, sorts in /);
    expect(found).toContain("npm run bench:all, the time it takes");
    expect(found.at(-1)).toBe("inputs drawn from its types");
    expect(found.join()).not.toMatch(/helper|\.py/);
  });

  it("a function in Python are modules in Python and the calls of its tests", async () => {
    const found = await ways(
      { file: "tools/lists.py", symbol: "unique", callable: true },
      {
        "tools/lists.py": "",
        "tests/test_lists.py": "import unittest",
        "bench/inputs.py": "def inputs(random, size):\n    yield ([1],)\n",
        "bench/inputs.mjs": inputs,
      },
    );
    expect(found).toEqual(["calls recorded from python3 -m unittest", "inputs from bench/inputs.py"]);
  });

  it("what cannot be called are benchmarks only, that of its name first", async () => {
    const found = await ways(
      { file: "tree.go", symbol: "Tree.Insert", callable: false },
      {
        "go.mod": "module tree",
        "tree_test.go": `package tree
func BenchmarkLookup(b *testing.B) {
}
func BenchmarkInsert(b *testing.B) {
}
`,
      },
    );
    expect(found).toHaveLength(2);
    expect(found[0]).toMatch(/BenchmarkInsert in its output, read as go$/);
  });

  it("are none where there is nothing", async () => {
    expect(await ways({ file: "a.c", symbol: "f", callable: false }, { "a.c": "" })).toEqual([]);
  });
});

describe("An inputs module", () => {
  it.each([
    ["a.mjs", "export function* inputs(random, size) {}"],
    ["a.mjs", "export async function inputs() {}"],
    ["a.ts", "export const inputs = (random: () => number) => [];"],
    ["a.js", "function inputs() {}\nexport { other, inputs };"],
    ["a.cjs", "exports.inputs = function () {};"],
    ["a.cjs", "module.exports = { inputs };"],
    ["a.py", "def inputs(random, size):\n    yield 1"],
    ["a.py", "from shared import inputs"],
  ])("is known by what it gives: %s, %s", (file, text) => {
    expect(givesInputs(file, text)).toBe(true);
  });

  it.each([
    ["a.mjs", "const inputs = [];"],
    ["a.mjs", "export function inputsOf() {}"],
    ["a.mjs", "export { a };\nconst inputs = 1;"],
    ["a.py", "    def inputs(self): ..."],
    ["a.py", "inputs_of = 1"],
  ])("is not mistaken: %s, %s", (file, text) => {
    expect(givesInputs(file, text)).toBe(false);
  });
});
