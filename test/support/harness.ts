import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { bundleHarness as bundle } from "../../esbuild.mjs";

/** The harness child as the product ships it: one file for plain Node. */
export interface BundledHarness {
  /** Absolute path. */
  readonly path: string;
  dispose(): Promise<void>;
}

/** Bundles the harness child into a temporary folder. */
export async function bundleHarness(): Promise<BundledHarness> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "evolvent-harness-"));
  const outfile = path.join(folder, "harness.mjs");
  await bundle(outfile);
  return { path: outfile, dispose: () => rm(folder, { recursive: true, force: true }) };
}
