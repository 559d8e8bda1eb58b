import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  type CalibrationConditions,
  CalibrationFile,
  machineLoad,
} from "../../../src/adapters/evaluator/calibrationFile.ts";
import type { Calibration } from "../../../src/engine/domain/events.ts";

let cacheFolder: string;

beforeEach(async () => {
  cacheFolder = await mkdtemp(path.join(tmpdir(), "evolvent-calibrations-"));
});
afterEach(() => rm(cacheFolder, { recursive: true, force: true }));

const conditions: CalibrationConditions = {
  machine: { cpu: "a processor", cores: 2, platform: "linux x64", runtime: "Node.js 24.1.0" },
  sandbox: "bubblewrap",
  benchmark: { kind: "function", inputs: { kind: "module", path: "bench/inputs.mjs" } },
  objective: null,
  file: "src/lists.mjs",
  symbol: "unique",
  text: "export function unique(list) { return [...new Set(list)]; }",
};
const calibration: Calibration = { sigma: 0.01, smallestGain: 1.02, effort: 1, blocks: 8, at: 1, load: 0.1 };

function under(changed: Partial<CalibrationConditions> = {}): CalibrationFile {
  return new CalibrationFile({ cacheFolder, conditions: { ...conditions, ...changed } });
}

test("a calibration is remembered under the same conditions", async () => {
  expect(await under().read()).toBeNull();
  await under().write(calibration);
  await under().write({ ...calibration, at: 2 });
  expect(await under().read()).toEqual({ ...calibration, at: 2 });
});

test.each<readonly [string, Partial<CalibrationConditions>]>([
  ["another Node.js", { machine: { ...conditions.machine, runtime: "Node.js 22.15.0" } }],
  ["another processor", { machine: { ...conditions.machine, cpu: "another" } }],
  ["another sandbox", { sandbox: "none" }],
  ["another benchmark", { benchmark: { kind: "function", inputs: { kind: "types" } } }],
  ["another smallest gain", { objective: { smallestGain: 1.1 } }],
  ["other code", { text: "export function unique(list) { return list; }" }],
])("and not with %s", async (_, changed) => {
  await under().write(calibration);
  expect(await under(changed).read()).toBeNull();
});

test("a file that is broken counts as none", async () => {
  await under().write(calibration);
  const folder = path.join(cacheFolder, "calibrations");
  const [name = ""] = await readdir(folder);
  await writeFile(path.join(folder, name), '{"sigma": "much"}');
  expect(await under().read()).toBeNull();
  await writeFile(path.join(folder, name), "{");
  expect(await under().read()).toBeNull();
});

test("a cache folder that cannot be written is an error in one sentence", async () => {
  await writeFile(path.join(cacheFolder, "calibrations"), "");
  await expect(under().write(calibration)).rejects.toMatchObject({
    reason: "cache-unwritable",
    message: expect.stringMatching(/^Evolvent could not keep the calibration in .*[^.]\.$/),
  });
});

test("the load of the machine is a number of processes per core", () => {
  expect(machineLoad()).toBeGreaterThanOrEqual(0);
});
