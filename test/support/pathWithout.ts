import { mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

/** A PATH that lacks a program. */
export interface OtherPath {
  readonly path: string;
  dispose(): Promise<void>;
}

/** Every program of a PATH but one, in a folder of its own. */
export async function pathWithout(missing: string, all: string): Promise<OtherPath> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "evolvent-path-"));
  for (const place of all.split(path.delimiter)) {
    const names = await readdir(place).catch(() => []);
    for (const name of names.filter((each) => each !== missing)) {
      // The first of several programs with the same name is the one that is meant.
      await symlink(path.join(place, name), path.join(folder, name)).catch(() => undefined);
    }
  }
  return { path: folder, dispose: () => rm(folder, { recursive: true }) };
}
