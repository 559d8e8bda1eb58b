import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { givesInputs } from "../../../src/adapters/detect/inputsModules.ts";
import { parseCandidates, parseMinutes } from "../../../src/extension/capture/budget.ts";
import { innermost } from "../../../src/extension/capture/innermost.ts";
import { newInputs, writeInputs } from "../../../src/extension/capture/inputsModule.ts";
import { freeSpecName } from "../../../src/extension/capture/specName.ts";

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

describe("A new inputs module", () => {
  it("in JavaScript yields calls, the same for the same random numbers, and is found again", async () => {
    const { file, text } = newInputs({ name: "unique", symbol: "unique", file: "src/lists.ts" });
    expect(file).toBe("bench/unique.inputs.mjs");
    expect(givesInputs(file, text)).toBe(true);
    const source = `data:text/javascript,${encodeURIComponent(text)}`;
    const module: { inputs(random: () => number, size: number): Iterable<unknown> } = await import(source);
    const calls = [...module.inputs(() => 0.5, 3)];
    expect(calls[0]).toEqual([[1, 1, 1]]);
    expect(calls).toEqual([...module.inputs(() => 0.5, 3)]);
  });

  it("in Python yields calls, the same for the same random numbers, and is found again", async () => {
    const { file, text } = newInputs({ name: "index-of", symbol: "index_of", file: "tools/lists.py" });
    expect(file).toBe("bench/index_of_inputs.py");
    expect(givesInputs(file, text)).toBe(true);
    const program = `${text}\nimport json, random\nprint(json.dumps([list(inputs(random.Random(1), 3)) for _ in range(2)]))`;
    const { stdout } = await promisify(execFile)("python3", ["-c", program]);
    const [first, second]: unknown[][] = z
      .array(z.array(z.tuple([z.array(z.int())])))
      .parse(JSON.parse(stdout));
    expect(first).toHaveLength(20);
    expect(first).toEqual(second);
  });

  it("never takes the place of what is there", async () => {
    const root = await mkdtemp(path.join(os.tmpdir(), "evolvent-inputs-"));
    const made = await writeInputs(root, { file: "bench/a.inputs.mjs", text: "first" });
    await writeInputs(root, { file: "bench/a.inputs.mjs", text: "second" });
    expect(await readFile(made, "utf8")).toBe("first");
    await rm(root, { recursive: true });
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
