import { mkdir, mkdtemp, realpath, rm, symlink } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { execa } from "execa";
import { bundle } from "../../esbuild.mjs";

/** How a command line ended. */
export interface Outcome {
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** The `evolvent` program, freshly built, with cache and data folders of its own. */
export interface Program {
  /** Its file, for a test that starts it in its own way. */
  readonly file: string;
  readonly environment: Readonly<Record<string, string>>;
  run(folder: string, ...args: readonly string[]): Promise<Outcome>;
  /** The same with another environment. */
  runWith(
    environment: Readonly<Record<string, string>>,
    folder: string,
    args: readonly string[],
  ): Promise<Outcome>;
  dispose(): Promise<void>;
}

export async function buildProgram(): Promise<Program> {
  const folder = await mkdtemp(path.join(await realpath(os.tmpdir()), "evolvent-program-"));
  const dist = path.join(folder, "dist");
  await bundle(dist);
  // Where the program is installed, its optional packages are beside it.
  await symlink(path.join(import.meta.dirname, "../../node_modules"), path.join(folder, "node_modules"));
  const file = path.join(dist, "cli.js");
  const environment = {
    XDG_CACHE_HOME: path.join(folder, "cache"),
    XDG_DATA_HOME: path.join(folder, "data"),
    // Nothing waits for a turn of other tests that measure.
    TMPDIR: path.join(folder, "tmp"),
    NO_COLOR: "1",
  };
  await mkdir(environment.TMPDIR);
  const runWith = async (env: Readonly<Record<string, string>>, cwd: string, args: readonly string[]) => {
    const { exitCode, stdout, stderr } = await execa(process.execPath, [file, ...args], {
      cwd,
      env,
      reject: false,
      stdin: "ignore",
    });
    return { code: exitCode, stdout, stderr };
  };
  return {
    file,
    environment,
    run: (cwd, ...args) => runWith(environment, cwd, args),
    runWith,
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
}
