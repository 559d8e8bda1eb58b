import { RunError } from "../../engine/ports.ts";
import { gitFailure } from "./gitCommand.ts";
import type { ObjectId } from "./plumbing.ts";
import type { Repository } from "./repository.ts";

/**
 * The text of a file as a checkout of the commit would write it, line ends and filters applied.
 * @param path repository-relative POSIX path.
 * @throws RunError `file-missing` when the commit does not hold the file, `git-failed`.
 */
export async function committedText(repository: Repository, commit: ObjectId, path: string): Promise<string> {
  try {
    return await repository.git.raw("cat-file", "--filters", `${commit}:${path}`);
  } catch (error) {
    if (error instanceof Error && /does not exist in|exists on disk, but not in/.test(error.message)) {
      throw new RunError("file-missing", `${path} is not in commit ${commit.slice(0, 10)}.`, {
        cause: error,
      });
    }
    throw gitFailure(error, `read ${path} from commit ${commit.slice(0, 10)}`);
  }
}
