import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyInsertions } from "../../../src/adapters/languages/javascript/insertions.ts";
import { listTargets, retarget, targetAt } from "../../../src/adapters/languages/javascript/targets.ts";
import type { CallableTarget } from "../../../src/adapters/languages/target.ts";
import { type Probe, type Promised, type Shape, shapes } from "./shapes.ts";

const run = promisify(execFile);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "evolvent-targets-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(shapes)("in $title", (shape) => {
  it("finds every function that can be optimized, at its line", () => {
    const found = listTargets(shape.source, shape.file).map((target) => [
      target.symbol,
      target.line,
      target.entry.symbol,
    ]);
    expect(found).toEqual(shape.functions.map(({ symbol, line, entry }) => [symbol, line, entry ?? symbol]));
  });

  it("takes the whole function, and nothing else, for the part that may change", () => {
    for (const [target, promised] of pairs(shape)) {
      const region = shape.source.slice(target.region.start, target.region.end);
      const [begin = "", end] = promised.region.split(" … ");
      if (end === undefined) expect(region).toBe(begin);
      else {
        expect(region.startsWith(begin), region).toBe(true);
        expect(region.endsWith(end), region).toBe(true);
      }
    }
  });

  it("says for each whether it is async", () => {
    for (const [target, { region }] of pairs(shape)) expect(target.async).toBe(/\basync\b/.test(region));
  });

  it("finds each function again from an offset inside it", () => {
    for (const [target] of pairs(shape)) {
      expect(targetAt(shape.source, shape.file, target.region.end - 1)).toEqual(target);
    }
  });

  it("has a place for helpers between two statements at the top level", () => {
    for (const [target] of pairs(shape)) {
      const helper = { offset: target.helperOffset, text: "const evolventHelper = 1;\n" };
      const text = applyInsertions(shape.source, [helper]);
      const moved = listTargets(text, shape.file).find(
        ({ symbol, region }) =>
          symbol === target.symbol && region.start === target.region.start + helper.text.length,
      );
      expect(moved?.symbol).toBe(target.symbol);
    }
  });

  it("finds each again in a candidate with another text", () => {
    for (const [target] of pairs(shape)) {
      const { start, end } = target.region;
      const padding = "/* longer */".repeat(3);
      const code = shape.source
        .slice(start, end)
        .replace(/\{\}$|[}]$|(?<=2)$/, (close) => (close === "{}" ? `{${padding}}` : `${padding}${close}`));
      const text = shape.source.slice(0, start) + code + shape.source.slice(end);
      const region = { start, end: start + code.length };
      const found = retarget(text, { file: shape.file, baseline: target, region });
      expect([found.symbol, found.entry]).toEqual([target.symbol, target.entry]);
    }
  });

  it.runIf(shape.runs !== false)("captures the working function when the module is loaded", async () => {
    const stem = `shape-${shapes.indexOf(shape)}`;
    const steps = pairs(shape).map(([target, { probe }], index) => {
      const text = applyInsertions(shape.source, [target.entry.capture]);
      expect(text.split("\n")).toHaveLength(shape.source.split("\n").length);
      return { file: `${stem}-${index}-${shape.file}`, text, step: harnessStep(target, probe) };
    });
    for (const { file, text } of steps) await writeFile(join(folder, file), text);
    const harness = steps.map(({ file, step }) => `await load("./${file}");\n${step}`);
    await writeFile(join(folder, `${stem}.harness.mjs`), [harnessStart, ...harness].join("\n"));
    const { stdout } = await run(process.execPath, ["--no-warnings", join(folder, `${stem}.harness.mjs`)]);
    const results = stdout
      .trim()
      .split("\n")
      .map((line): unknown => JSON.parse(line));
    expect(results).toEqual(
      shape.functions.map(({ probe: { result } }) => (result === undefined ? {} : { result })),
    );
  });
});

const harnessStart = `
async function load(file) {
  globalThis[Symbol.for("evolvent.entry")] = undefined;
  globalThis[Symbol.for("evolvent.namespace")] = await import(file);
}
function report(result) {
  console.log(JSON.stringify({ result: typeof result === "function" ? undefined : result }));
}`;

/** What a harness does with a loaded file, as target.ts says. */
function harnessStep({ entry: { receiver, member } }: CallableTarget, { args, own }: Probe): string {
  const entry = 'globalThis[Symbol.for("evolvent.entry")]()';
  const name = JSON.stringify(member?.name);
  const list = args.map((arg) => JSON.stringify(arg)).join(",");
  switch (receiver) {
    case "none":
      return `report(await (0, ${entry})(${list}));`;
    case "holder":
      return `report(await ${entry}[${name}](${list}));`;
    case "instance": {
      const instance = `Object.assign(Object.create(${entry}.prototype), ${JSON.stringify(own)})`;
      return `report(await ${instance}[${name}](${list}));`;
    }
  }
}

function pairs(shape: Shape): (readonly [CallableTarget, Promised])[] {
  const targets = listTargets(shape.source, shape.file);
  return shape.functions.map((promised) => {
    const target = targets.find(({ symbol, line }) => symbol === promised.symbol && line === promised.line);
    if (target === undefined) throw new Error(`${promised.symbol} is not found`);
    return [target, promised] as const;
  });
}
