import { lstat, readdir, rm } from "node:fs/promises";
import path from "node:path";

/** What is in a folder: of every file what changes when it is written to, of every folder that it is there. */
export type FolderState = ReadonlyMap<string, string>;

/** How two states of a folder differ, as paths with forward slashes. */
export interface FolderChanges {
  /** The topmost of what is new: a new folder stands for all that is in it. */
  readonly added: readonly string[];
  /** Files that were written to, replaced or removed. */
  readonly changed: readonly string[];
}

const isFolder = "folder";

/** Looks at everything below a folder except `.git`. Links are not followed. */
export async function folderState(root: string): Promise<FolderState> {
  const state = new Map<string, string>();
  const open = [""];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    const entries = await readdir(path.join(root, folder), { withFileTypes: true });
    await Promise.all(
      entries.map(async (entry) => {
        const name = folder === "" ? entry.name : `${folder}/${entry.name}`;
        if (name === ".git") return;
        if (entry.isDirectory()) {
          open.push(name);
          state.set(name, isFolder);
          return;
        }
        const { size, mtimeNs, ino } = await lstat(path.join(root, name), { bigint: true });
        state.set(name, `${size} ${mtimeNs} ${ino}`);
      }),
    );
  }
  return state;
}

export function changesBetween(before: FolderState, after: FolderState): FolderChanges {
  const added = [...after.keys()].filter((name) => !before.has(name));
  const isNew = new Set(added);
  return {
    added: added.filter((name) => !isNew.has(path.posix.dirname(name))),
    changed: [...before].filter(([name, kind]) => after.get(name) !== kind).map(([name]) => name),
  };
}

/** Deletes what was added. */
export async function removeAdded(root: string, { added }: FolderChanges): Promise<void> {
  for (const name of added) await rm(path.join(root, name), { recursive: true, force: true });
}
