import { type SimpleGit, simpleGit } from "simple-git";
import { RunError } from "../../engine/ports.ts";
import { diskFull, isDiskFullError } from "./fileFailure.ts";

/** Variables of git's own that may reach our commands: who the user is, and where the user's configuration is. */
const passedGitVariables = new Set([
  "GIT_AUTHOR_NAME",
  "GIT_AUTHOR_EMAIL",
  "GIT_COMMITTER_NAME",
  "GIT_COMMITTER_EMAIL",
  "GIT_CONFIG_GLOBAL",
  "GIT_CONFIG_SYSTEM",
  "GIT_CONFIG_NOSYSTEM",
  "GIT_CONFIG_COUNT",
  "GIT_EXEC_PATH",
  "GIT_CEILING_DIRECTORIES",
  "GIT_DISCOVERY_ACROSS_FILESYSTEM",
]);
const passedGitPattern = /^GIT_CONFIG_(KEY|VALUE)_\d+$/;

/** Variables that name a program git would start, or that simple-git takes for one; no command of ours needs them. */
const programVariables = new Set(["EDITOR", "VISUAL", "PAGER", "PREFIX", "SSH_ASKPASS"]);

/**
 * The environment of every git command: the user's without what ties git to another repository, index or
 * program (a shell inside a git hook has GIT_DIR and GIT_INDEX_FILE set), with messages in English, no prompts,
 * no background refresh of the user's index and no replaced objects.
 */
export function gitEnvironment(own: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(own)) {
    const upper = name.toUpperCase();
    if (value === undefined || programVariables.has(upper)) continue;
    if (upper.startsWith("GIT") && !passedGitVariables.has(upper) && !passedGitPattern.test(upper)) continue;
    environment[name] = value;
  }
  return {
    ...environment,
    LANGUAGE: "en",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_TERMINAL_PROMPT: "0",
    GIT_NO_REPLACE_OBJECTS: "1",
  };
}

/**
 * Settings of every git command, over the user's: no hooks, no file system monitor, no split index beside the
 * user's own, no reflogs for our refs, file changes detected by every field of `stat`, and patience with locks.
 */
export const gitSettings: readonly string[] = [
  "core.hooksPath=/dev/null",
  "core.fsmonitor=false",
  "core.splitIndex=false",
  "core.logAllRefUpdates=false",
  "core.safecrlf=false",
  "core.trustctime=true",
  "core.checkStat=default",
  "core.filesRefLockTimeout=2000",
  "core.packedRefsTimeout=10000",
  "commit.gpgSign=false",
  "submodule.recurse=false",
  "gc.auto=0",
];

export interface GitCommandOptions {
  readonly gitPath: string;
  /** Where the command runs. */
  readonly folder: string;
  /** Settings after {@link gitSettings}. */
  readonly settings: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Written to the standard input of each command. */
  readonly input?: string;
  readonly signal?: AbortSignal;
}

/**
 * A simple-git instance under our settings and environment, for everything off the hot path. Unlike plain
 * simple-git, it rejects on every exit code but 0.
 * @throws Error when the folder does not exist.
 */
export function createGit(options: GitCommandOptions): SimpleGit {
  const { gitPath, folder, settings, environment, input, signal } = options;
  return simpleGit({
    baseDir: folder,
    binary: gitPath,
    config: [...gitSettings, ...settings],
    trimmed: false,
    completion: { onClose: true, onExit: false },
    allowEnvironment: Object.keys(environment),
    // simple-git guards against settings and variables from strangers; ours are constants or the user's own.
    unsafe: {
      allowUnsafeCustomBinary: true,
      allowUnsafeHooksPath: true,
      allowUnsafeFsMonitor: true,
      allowUnsafeFilter: true,
      allowUnsafeConfigPaths: true,
      allowUnsafeConfigEnvCount: true,
      allowUnsafeExec: true,
    },
    errors: (error, { exitCode, stdErr }) =>
      exitCode === 0
        ? error
        : (error ?? Buffer.from(Buffer.concat(stdErr).toString() || `exit code ${exitCode}`)),
    ...(input === undefined ? {} : { input: () => input }),
    ...(signal === undefined ? {} : { abort: signal }),
  }).env({ ...environment });
}

/**
 * What git said, as the end of a sentence: the line that names the problem, without its prefix. Hints and
 * warnings before it are left out.
 */
export function gitComplaint(stderr: string): string {
  const lines = stderr
    .split("\n")
    .map((line) => line.trim())
    // Where git could not even be started, simple-git puts the stack into the message.
    .filter((line) => line !== "" && !line.startsWith("hint:") && !line.startsWith("at "));
  const problem =
    lines.find((line) => line.startsWith("fatal:")) ??
    lines.find((line) => line.startsWith("error:")) ??
    lines.at(-1) ??
    "it gave no reason";
  return problem.replace(/^(fatal|error): /, "").replace(/\.$/, "");
}

/**
 * The failure of a git command or of a file operation beside it, for the user.
 * @param doing continues "Git could not …".
 */
export function gitFailure(error: unknown, doing: string): RunError {
  if (error instanceof RunError) return error;
  const text = error instanceof Error ? error.message : String(error);
  if (isDiskFullError(error)) return diskFull(error, doing);
  return new RunError("git-failed", `Git could not ${doing}: ${gitComplaint(text)}.`, { cause: error });
}
