import { RunError } from "../../engine/ports.ts";
import { type GitPlumbing, type ObjectId, parseTree, type TreeEntry } from "./plumbing.ts";

/** The folders of a commit from its root down to one file, so that the file can be replaced without an index. */
export interface TreePath {
  /** Outermost first; each with the name, as Latin-1 bytes, of the next folder or, in the last, of the file. */
  readonly folders: readonly { readonly entries: readonly TreeEntry[]; readonly name: string }[];
  /** The file's entry; null when the commit does not hold it. */
  readonly file: TreeEntry | null;
}

/**
 * Reads the folders that lead to a file.
 * @param root a commit or a tree. @param path repository-relative POSIX path.
 * @throws RunError `target-unsupported` for a symbolic link or a folder, `outside-repository` for a file inside
 * a submodule.
 */
export async function readTreePath(plumbing: GitPlumbing, root: ObjectId, path: string): Promise<TreePath> {
  const segments = path.split("/");
  const folders: { entries: readonly TreeEntry[]; name: string }[] = [];
  let id: ObjectId | null = await rootTree(plumbing, root);
  for (const [depth, segment] of segments.entries()) {
    const entries: readonly TreeEntry[] = id === null ? [] : await readTree(plumbing, id);
    const found = entries.find((entry) => nameOf(entry).normalize() === segment.normalize());
    folders.push({ entries, name: found?.name ?? Buffer.from(segment).toString("latin1") });
    if (depth === segments.length - 1)
      return { folders, file: found === undefined ? null : checkedFile(found, path) };
    if (found?.mode === "160000") {
      throw new RunError(
        "outside-repository",
        `${path} is inside the submodule ${segments.slice(0, depth + 1).join("/")}; open that repository instead.`,
      );
    }
    id = found?.mode === "040000" ? found.id : null;
  }
  throw new RunError("file-missing", "The target has no path.");
}

/** Stores the root tree in which the file holds that blob; its mode stays as it was. */
export async function writeTreePath(
  plumbing: GitPlumbing,
  path: TreePath,
  blob: ObjectId,
): Promise<ObjectId> {
  let entry = { mode: path.file?.mode ?? "100644", id: blob };
  for (const { entries, name } of path.folders.toReversed()) {
    const others = entries.filter((other) => other.name !== name);
    entry = { mode: "040000", id: await plumbing.writeTree([...others, { ...entry, name }]) };
  }
  return entry.id;
}

function checkedFile(entry: TreeEntry, path: string): TreeEntry {
  if (entry.mode === "100644" || entry.mode === "100755") return entry;
  const what = entry.mode === "120000" ? "a symbolic link; name the file it points to" : "not a file";
  throw new RunError("target-unsupported", `${path} is ${what}.`);
}

async function rootTree(plumbing: GitPlumbing, root: ObjectId): Promise<ObjectId> {
  const object = await readRequired(plumbing, root);
  if (object.type === "tree") return root;
  const tree = /^tree ([0-9a-f]+)$/m.exec(object.content.toString("latin1"))?.[1];
  if (tree === undefined)
    throw new RunError("git-failed", `Object ${root} of the repository is not a commit.`);
  return tree;
}

async function readTree(plumbing: GitPlumbing, id: ObjectId): Promise<readonly TreeEntry[]> {
  const { content } = await readRequired(plumbing, id);
  return parseTree(content, id.length / 2);
}

async function readRequired(plumbing: GitPlumbing, id: ObjectId) {
  const object = await plumbing.readObject(id);
  if (object === null) {
    throw new RunError(
      "git-failed",
      `Object ${id} is missing from the repository; run \`git fsck\` to see why.`,
    );
  }
  return object;
}

function nameOf(entry: TreeEntry): string {
  return Buffer.from(entry.name, "latin1").toString("utf8");
}
