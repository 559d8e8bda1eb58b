import { describe, expect, it } from "vitest";
import { parseCandidates, parseMinutes } from "../../../src/extension/capture/budget.ts";
import { innermost } from "../../../src/extension/capture/innermost.ts";
import {
  exportsInputs,
  inOfferedOrder,
  inputsTemplate,
} from "../../../src/extension/capture/inputsModule.ts";
import { freeSpecName } from "../../../src/extension/capture/specName.ts";
import { testCommands } from "../../../src/extension/capture/testCommands.ts";

describe("The name of a saved spec", () => {
  const file = "src/lists.js";

  it("is made from the symbol", () => {
    expect(freeSpecName({ file, symbol: "Graph.prototype.findAll" }, new Set())).toBe("graph-find-all");
  });

  it("is made from the file when the export has no name", () => {
    expect(freeSpecName({ file: "src/topo sort.ts", symbol: "default" }, new Set())).toBe("topo-sort");
    expect(freeSpecName({ file: "lib/flatten/index.js", symbol: "module.exports" }, new Set())).toBe(
      "flatten",
    );
  });

  it("is made from the file when the target is a marked block", () => {
    expect(freeSpecName({ file: "src/packing.py", symbol: "EVOLVE-BLOCK.2" }, new Set())).toBe("packing");
  });

  it("gets a number when another target has it, and never becomes too long", () => {
    expect(freeSpecName({ file, symbol: "unique" }, new Set(["unique", "unique-2"]))).toBe("unique-3");
    const long = "x".repeat(48);
    expect(freeSpecName({ file, symbol: long }, new Set([long]))).toBe(`${"x".repeat(46)}-2`);
  });
});

describe("Test commands", () => {
  const manifest = (scripts: Record<string, string>): string => JSON.stringify({ scripts });
  const root = { folder: "", rootFiles: [] };

  it("are the scripts of the package that are called test, the plain one first", () => {
    const text = manifest({ "test:unit": "vitest", build: "tsc", test: "mocha", testimony: "no" });
    expect(testCommands({ ...root, text })).toEqual(["npm test", "npm run test:unit"]);
  });

  it("are run by the package manager whose lock file is there", () => {
    const text = manifest({ test: "mocha" });
    expect(testCommands({ folder: "", rootFiles: ["pnpm-lock.yaml"], text })).toEqual(["pnpm test"]);
    expect(testCommands({ folder: "", rootFiles: ["yarn.lock"], text })).toEqual(["yarn test"]);
    expect(testCommands({ folder: "", rootFiles: ["bun.lock"], text })).toEqual(["bun run test"]);
  });

  it("enter the folder of an inner package, whatever its name", () => {
    const text = manifest({ test: "mocha" });
    expect(testCommands({ rootFiles: [], folder: "packages/a", text })).toEqual([
      "cd packages/a && npm test",
    ]);
    expect(testCommands({ rootFiles: [], folder: "my $lib", text })).toEqual(['cd "my \\$lib" && npm test']);
  });

  it("are none for npm's placeholder, a broken package.json and one without scripts", () => {
    const placeholder = manifest({ test: 'echo "Error: no test specified" && exit 1' });
    for (const text of [placeholder, "{", "{}", "[]", '{"scripts":{"test":1}}']) {
      expect(testCommands({ ...root, text })).toEqual([]);
    }
  });
});

describe("An inputs module", () => {
  it.each([
    "export function* inputs(random, size) {}",
    "export async function inputs() {}",
    "export const inputs = (random) => [];",
    "function inputs() {}\nexport { other, inputs };",
    "exports.inputs = function () {};",
    "module.exports = { inputs };",
  ])("is recognized by its export: %s", (text) => {
    expect(exportsInputs(text)).toBe(true);
  });

  it.each(["const inputs = [];", "export function inputsOf() {}", "export { a };\nconst inputs = 1;"])(
    "is not mistaken: %s",
    (text) => {
      expect(exportsInputs(text)).toBe(false);
    },
  );

  it("that is named after the target is offered first", () => {
    const paths = ["bench/all.inputs.mjs", "bench/unique.inputs.mjs", "a/inputs.js"];
    expect(inOfferedOrder(paths, "unique")).toEqual([
      "bench/unique.inputs.mjs",
      "a/inputs.js",
      "bench/all.inputs.mjs",
    ]);
  });

  it("made from the template yields calls, the same for the same random numbers", async () => {
    const source = `data:text/javascript,${encodeURIComponent(inputsTemplate("unique"))}`;
    const module: { inputs(random: () => number, size: number): Iterable<unknown> } = await import(source);
    expect(exportsInputs(inputsTemplate("unique"))).toBe(true);
    const calls = [...module.inputs(() => 0.5, 3)];
    expect(calls[0]).toEqual([[1, 1, 1]]);
    expect(calls).toEqual([...module.inputs(() => 0.5, 3)]);
  });
});

describe("A typed budget", () => {
  it("is taken when it is one, and refused otherwise", () => {
    expect(["1", "24", "10000"].map(parseCandidates)).toEqual([1, 24, 10_000]);
    expect(["", "0", "10001", "2.5", "-3", "many"].map(parseCandidates)).toEqual(Array(6).fill(null));
    expect(["0.5", "5", "1440"].map(parseMinutes)).toEqual([0.5, 5, 1440]);
    expect(["", "0", "1441", "-1", "1e3", "soon"].map(parseMinutes)).toEqual(Array(6).fill(null));
  });
});

describe("The function at the cursor", () => {
  it("is the innermost one around it", () => {
    const outer = { region: { start: 0, end: 100 } };
    const inner = { region: { start: 20, end: 40 } };
    expect(innermost([outer, inner], 30)).toBe(inner);
    expect(innermost([outer, inner], 10)).toBe(outer);
    expect(innermost([outer, inner], 101)).toBeNull();
  });
});
