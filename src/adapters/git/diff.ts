import { gitFailure } from "./gitCommand.ts";
import type { ObjectId } from "./plumbing.ts";
import type { Repository } from "./repository.ts";

/**
 * A unified diff of one file between two commits, plain text with three lines of context and the prefixes `a/`
 * and `b/`, whatever the user's settings; empty when the file is the same.
 * @throws RunError `git-failed`.
 */
export async function unifiedDiff(
  repository: Repository,
  options: { readonly from: ObjectId; readonly to: ObjectId; readonly path: string },
): Promise<string> {
  const { from, to, path } = options;
  try {
    return await repository.git.raw(
      "diff",
      "--no-color",
      "--no-ext-diff",
      "--no-textconv",
      "--no-renames",
      "--unified=3",
      "--inter-hunk-context=0",
      "--src-prefix=a/",
      "--dst-prefix=b/",
      from,
      to,
      "--",
      `:(top,literal)${path}`,
    );
  } catch (error) {
    throw gitFailure(error, `compare ${path} in ${from.slice(0, 10)} and ${to.slice(0, 10)}`);
  }
}
