import { access, realpath, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { SimpleGit } from "simple-git";
import { RunError } from "../../engine/ports.ts";
import { createGit, gitComplaint, gitEnvironment, gitFailure } from "./gitCommand.ts";

/** A working tree of the user's, with one commit at least. */
export interface Repository {
  /** Absolute path of the working tree's root, symbolic links resolved. */
  readonly root: string;
  /** Absolute path of this working tree's git directory; differs from `commonDir` in a linked worktree. */
  readonly gitDir: string;
  /** Absolute path of the git directory that all worktrees share. */
  readonly commonDir: string;
  readonly gitPath: string;
  /** Runs in `root` under our settings; see `createGit`. */
  readonly git: SimpleGit;
  /** Settings besides `gitSettings`: the user's configured hooks, each switched off. */
  readonly settings: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** Files in a working tree's git directory that mean an operation is under way, and what it is called. */
const operations = [
  ["rebase-merge", "A rebase"],
  ["rebase-apply", "A rebase or `git am`"],
  ["MERGE_HEAD", "A merge"],
  ["CHERRY_PICK_HEAD", "A cherry-pick"],
  ["REVERT_HEAD", "A revert"],
  ["sequencer", "A cherry-pick or revert"],
  ["BISECT_LOG", "A bisection"],
] as const;

/** The first git whose `update-ref --stdin` has transactions. */
const oldestGit = { major: 2, minor: 27 };

/**
 * Opens the repository that holds a folder.
 * @throws RunError `not-a-repository`, `no-commit`, or `git-failed` when git is missing,
 * too old or refuses.
 */
export async function openRepository(options: {
  /** Any folder inside the working tree. */
  readonly folder: string;
  /** `git` when it is to be found on the PATH. */
  readonly gitPath: string;
}): Promise<Repository> {
  const { folder, gitPath } = options;
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new RunError("not-a-repository", `There is no folder ${folder}.`);
  const environment = gitEnvironment(process.env);
  const probe = createGit({ gitPath, folder, settings: [], environment });
  await checkVersion(probe, gitPath);
  const inside = await answer(probe, folder, "--is-inside-work-tree");
  if (inside !== "true") {
    throw new RunError(
      "not-a-repository",
      `${folder} is in a git repository without a working tree there; open a folder of a working tree.`,
    );
  }
  const [root, gitDir, commonDir] = await Promise.all([
    answer(probe, folder, "--show-toplevel"),
    answer(probe, folder, "--absolute-git-dir"),
    answer(probe, folder, "--git-common-dir"),
  ]);
  const repository = {
    root: await realpath(root),
    gitDir: await realpath(gitDir),
    commonDir: await realpath(resolve(folder, commonDir)),
    gitPath,
    environment,
  };
  const settings = await withoutConfiguredHooks(probe);
  const git = createGit({ gitPath, folder: repository.root, settings, environment });
  const head = await git.revparse(["--verify", "--quiet", "HEAD^{commit}"]).catch(() => null);
  if (head === null) {
    throw new RunError(
      "no-commit",
      `The repository ${repository.root} has no commit yet; commit something first.`,
    );
  }
  return { ...repository, git, settings };
}

/** The same repository in another folder, environment or input; the user's index and tree stay out of it. */
export function gitIn(
  repository: Repository,
  options: {
    readonly folder?: string;
    readonly settings?: readonly string[];
    readonly environment?: Readonly<Record<string, string>>;
    readonly input?: string;
    readonly signal?: AbortSignal;
  },
): SimpleGit {
  const { folder = repository.root, settings = [], environment = {}, input, signal } = options;
  return createGit({
    gitPath: repository.gitPath,
    folder,
    settings: [...repository.settings, ...settings],
    environment: { ...repository.environment, ...environment },
    ...(input === undefined ? {} : { input }),
    ...(signal === undefined ? {} : { signal }),
  });
}

async function checkVersion(git: SimpleGit, gitPath: string): Promise<void> {
  const version = await git.version().catch((error: unknown) => {
    throw gitFailure(error, `be started as ${gitPath}`);
  });
  if (!version.installed) {
    throw new RunError(
      "git-failed",
      `Git could not be started as ${gitPath}; install git or correct the path to it.`,
    );
  }
  const { major, minor } = version;
  if (major < oldestGit.major || (major === oldestGit.major && minor < oldestGit.minor)) {
    throw new RunError(
      "git-failed",
      `Git ${major}.${minor} is too old; install ${oldestGit.major}.${oldestGit.minor} or newer.`,
    );
  }
}

async function answer(git: SimpleGit, folder: string, question: string): Promise<string> {
  try {
    const text = await git.raw("rev-parse", question);
    return text.replace(/\r?\n$/, "");
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    if (/not a git repository/i.test(text)) {
      throw new RunError(
        "not-a-repository",
        `${folder} is not in a git repository; run \`git init\` there first.`,
        {
          cause: error,
        },
      );
    }
    if (/dubious ownership/i.test(text)) {
      throw new RunError(
        "git-failed",
        `Git refuses ${folder}, which belongs to another user; allow it with \`git config --global --add safe.directory\`.`,
        { cause: error },
      );
    }
    throw new RunError("git-failed", `Git could not look at ${folder}: ${gitComplaint(text)}.`, {
      cause: error,
    });
  }
}

/** Since git 2.54 hooks can be configured by name, and `core.hooksPath` does not stop those. */
async function withoutConfiguredHooks(git: SimpleGit): Promise<readonly string[]> {
  const names = await configNames(git);
  const hooks = names.flatMap((name) => /^hook\.(.+)\.(?:command|event)$/s.exec(name)?.[1] ?? []);
  return [...new Set(hooks)].map((hook) => `hook.${hook}.enabled=false`);
}

/** The names of all settings that hold in the repository, `section.sub.key`. */
export async function configNames(git: SimpleGit): Promise<readonly string[]> {
  const text = await git.raw("config", "--list", "--name-only", "-z").catch((error: unknown) => {
    throw gitFailure(error, "read its configuration");
  });
  return text.split("\0").filter((name) => name !== "");
}

/**
 * Refuses a working tree in which a rebase, merge or the like is under way: its files are between two states.
 * @throws RunError `operation-under-way`.
 */
export async function refuseOperation({ root, gitDir }: Repository): Promise<void> {
  for (const [file, name] of operations) {
    const underWay = await access(join(gitDir, file)).then(
      () => true,
      () => false,
    );
    if (underWay) {
      throw new RunError("operation-under-way", `${name} is under way in ${root}; finish or abort it first.`);
    }
  }
}
