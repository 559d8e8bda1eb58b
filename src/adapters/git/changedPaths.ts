import { gitFailure } from "./gitCommand.ts";
import type { ObjectId } from "./plumbing.ts";
import type { Repository } from "./repository.ts";

/** A path whose entry differs between two commits. */
export interface ChangedPath {
  /** Repository-relative POSIX path. */
  readonly path: string;
  /** It is a plain file in both and of the same mode: nothing but its content differs. */
  readonly onlyContent: boolean;
}

/**
 * All paths that differ between the trees of two commits.
 * @throws RunError `git-failed`
 */
export async function changedPaths(
  repository: Repository,
  { from, to }: { readonly from: ObjectId; readonly to: ObjectId },
): Promise<readonly ChangedPath[]> {
  let fields: readonly string[];
  try {
    fields = (await repository.git.raw("diff-tree", "-r", "-z", "--no-renames", from, to)).split("\0");
  } catch (error) {
    throw gitFailure(error, `compare ${from.slice(0, 10)} with ${to.slice(0, 10)}`);
  }
  const changes: ChangedPath[] = [];
  // What is known of a path and the path itself take turns; the last field is empty.
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [before = "", after = ""] = (fields[index] ?? "").slice(1).split(" ");
    changes.push({
      path: fields[index + 1] ?? "",
      onlyContent: before === after && before.startsWith("100"),
    });
  }
  return changes;
}
