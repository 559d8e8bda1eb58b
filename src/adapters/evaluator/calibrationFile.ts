import { createHash, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { availableParallelism, loadavg } from "node:os";
import path from "node:path";
import { type Calibration, calibrationSchema, type Machine } from "../../engine/domain/events.ts";
import type { BenchmarkSpec, Objective } from "../../engine/domain/runSpec.ts";
import type { SandboxRecord } from "../../engine/domain/sandbox.ts";
import type { Calibrations } from "../../engine/ports.ts";
import { fileFailure } from "../git/fileFailure.ts";

/** What a calibration holds for: when any of it is another, so is the noise. */
export interface CalibrationConditions {
  readonly machine: Machine;
  readonly sandbox: SandboxRecord["kind"];
  readonly benchmark: BenchmarkSpec;
  readonly objective: Objective | null;
  /** The target as captured. */
  readonly file: string;
  readonly symbol: string;
  readonly text: string;
}

const keptMs = 30 * 24 * 60 * 60_000;

/** Keeps calibrations as `<cache>/calibrations/<conditions>.json`. */
export class CalibrationFile implements Calibrations {
  readonly #folder: string;
  readonly #file: string;

  /** @param options.cacheFolder absolute path; created when missing */
  constructor({
    cacheFolder,
    conditions,
  }: {
    readonly cacheFolder: string;
    readonly conditions: CalibrationConditions;
  }) {
    const { machine, sandbox, benchmark, objective, file, symbol, text } = conditions;
    const { cpu, cores, platform, runtime } = machine;
    const parts = [cpu, cores, platform, runtime, sandbox, benchmark, objective, file, symbol, text];
    const key = createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
    this.#folder = path.join(cacheFolder, "calibrations");
    this.#file = path.join(this.#folder, `${key}.json`);
  }

  async read(): Promise<Calibration | null> {
    try {
      const found = calibrationSchema.safeParse(JSON.parse(await readFile(this.#file, "utf8")));
      return found.success ? found.data : null;
    } catch {
      // A cache that cannot be read, or holds what an older version wrote, is an empty one.
      return null;
    }
  }

  /** @throws RunError `cache-unwritable`, `disk-full` */
  async write(calibration: Calibration): Promise<void> {
    const draft = `${this.#file}.${randomUUID()}`;
    try {
      await mkdir(this.#folder, { recursive: true });
      await writeFile(draft, JSON.stringify(calibration));
      await rename(draft, this.#file);
      await this.#forget();
    } catch (error) {
      await rm(draft, { force: true }).catch(() => undefined);
      throw fileFailure(error, "cache-unwritable", `keep the calibration in ${this.#folder}`);
    }
  }

  load(): number {
    return machineLoad();
  }

  async #forget(): Promise<void> {
    const before = Date.now() - keptMs;
    for (const name of await readdir(this.#folder)) {
      const file = path.join(this.#folder, name);
      const found = await stat(file).catch(() => null);
      if (found !== null && found.mtimeMs < before) await rm(file, { force: true });
    }
  }
}

/**
 * Processes that run or wait for a core, per core, this one not counted: right now where /proc tells, else the mean of
 * the last minute; 0 on Windows, which does not know it.
 */
export function machineLoad(): number {
  const cores = availableParallelism();
  try {
    const runnable = Number(/ (\d+)\/\d+ /.exec(readFileSync("/proc/loadavg", "utf8"))?.[1]);
    if (Number.isInteger(runnable)) return Math.max(0, runnable - 1) / cores;
  } catch {
    // Not Linux.
  }
  return (loadavg()[0] ?? 0) / cores;
}
