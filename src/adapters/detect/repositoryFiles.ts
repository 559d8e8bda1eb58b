import { constants } from "node:fs";
import { open } from "node:fs/promises";
import path from "node:path";
import { createGit, gitEnvironment } from "../git/gitCommand.ts";

/** More of a file is not looked at: what tells of a benchmark stands near its beginning or is repeated. */
const mostBytes = 2 ** 17;
/** More files of one kind are not read, so that a large repository costs no more than a small one. */
const mostFiles = 200;

/** The files of a repository, without those it ignores. */
export class RepositoryFiles {
  readonly #root: string;
  readonly #texts = new Map<string, Promise<string | null>>();
  /** Repository-relative paths with forward slashes; those nearest to the root first. */
  readonly paths: readonly string[];
  readonly #known: ReadonlySet<string>;

  private constructor(root: string, paths: readonly string[]) {
    this.#root = root;
    this.paths = paths;
    this.#known = new Set(paths);
  }

  /** @param options.root absolute path of the working tree's root @throws RunError when git fails */
  static async list({
    root,
    gitPath,
  }: {
    readonly root: string;
    readonly gitPath: string;
  }): Promise<RepositoryFiles> {
    const git = createGit({ gitPath, folder: root, settings: [], environment: gitEnvironment(process.env) });
    const listed = await git.raw(
      "ls-files",
      "-z",
      "--cached",
      "--others",
      "--exclude-standard",
      "--deduplicate",
    );
    const paths = listed.split("\0").filter((file) => file !== "");
    const depth = (file: string): number => file.split("/").length;
    return new RepositoryFiles(
      root,
      paths.toSorted((one, other) => depth(one) - depth(other) || (one < other ? -1 : 1)),
    );
  }

  has(file: string): boolean {
    return this.#known.has(file);
  }

  /** The beginning of a file; null when it is not there, or is a link or no text. */
  read(file: string): Promise<string | null> {
    let text = this.#texts.get(file);
    if (text === undefined) {
      text = readBeginning(path.join(this.#root, file));
      this.#texts.set(file, text);
    }
    return text;
  }

  /** Files whose paths match, with their texts; the nearest to the root, up to a bound. */
  async matching(pattern: RegExp): Promise<readonly { readonly file: string; readonly text: string }[]> {
    const files = this.paths.filter((file) => pattern.test(file)).slice(0, mostFiles);
    const texts = await Promise.all(files.map(async (file) => ({ file, text: await this.read(file) })));
    return texts.flatMap(({ file, text }) => (text === null ? [] : [{ file, text }]));
  }
}

async function readBeginning(file: string): Promise<string | null> {
  try {
    const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      if (!(await handle.stat()).isFile()) return null;
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(mostBytes), 0, mostBytes, 0);
      const text = buffer.subarray(0, bytesRead).toString("utf8");
      return text.includes("\0") ? null : text;
    } finally {
      await handle.close();
    }
  } catch (error) {
    // Deleted but not yet from the index, a link, or not ours to read: it tells of nothing.
    if (error instanceof Error && "code" in error) return null;
    throw error;
  }
}
