import { isUtf8 } from "node:buffer";
import { RunError } from "../../engine/ports.ts";
import { gitFailure } from "./gitCommand.ts";
import type { GitPlumbing, ObjectId } from "./plumbing.ts";
import { gitIn, type Repository } from "./repository.ts";

/**
 * How the text of a file in the working tree becomes what git stores of it. `same`: byte for byte. `lf`: with
 * CRLF made LF, as `core.autocrlf` or a `text` attribute asks. `git`: by git itself, because a clean filter,
 * `ident` or an encoding takes part; costs a process per version.
 */
export type Storing = "same" | "lf" | "git";

/**
 * Finds out how a file is stored, by asking git once.
 * @param stored what the base holds of the file, or null when it holds nothing.
 * @throws RunError `target-unsupported` when the file is not UTF-8, `git-failed` when a required filter fails.
 */
export async function storingOf(
  repository: Repository,
  file: { readonly path: string; readonly text: string; readonly stored: Buffer | null },
): Promise<Storing> {
  const { path, text, stored } = file;
  if (stored !== null && !isUtf8(stored)) {
    throw new RunError("target-unsupported", `${path} is not in UTF-8; convert it before optimizing it.`);
  }
  const [plain, unified, byGit] = await Promise.all([
    hash(repository, text, ["--no-filters"]),
    hash(repository, withLf(text), ["--no-filters"]),
    hash(repository, text, [`--path=${path}`]),
  ]);
  if (byGit === plain) return "same";
  if (byGit !== unified) return "git";
  // Like git, leave a file alone whose CRLF was committed before the conversion was asked for.
  return stored?.includes("\r\n") ? "same" : "lf";
}

/** Stores a version of the file as git would. */
export async function storeText(
  tools: { readonly repository: Repository; readonly plumbing: GitPlumbing },
  file: { readonly path: string; readonly text: string; readonly storing: Storing },
): Promise<ObjectId> {
  switch (file.storing) {
    case "same":
      return await tools.plumbing.writeBlob(Buffer.from(file.text));
    case "lf":
      return await tools.plumbing.writeBlob(Buffer.from(withLf(file.text)));
    case "git":
      return await hash(tools.repository, file.text, ["-w", `--path=${file.path}`]);
  }
}

function withLf(text: string): string {
  return text.replaceAll("\r\n", "\n");
}

async function hash(repository: Repository, text: string, args: readonly string[]): Promise<ObjectId> {
  try {
    const id = await gitIn(repository, { input: text }).raw("hash-object", "--stdin", ...args);
    return id.trim();
  } catch (error) {
    throw gitFailure(error, "convert the file as its attributes ask");
  }
}
