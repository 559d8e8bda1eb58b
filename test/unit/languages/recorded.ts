import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { deserialize } from "node:v8";
import { onTestFinished } from "vitest";
import { instrumentForRecording } from "../../../src/adapters/languages/javascript/instrument.ts";
import { readRecording } from "../../../src/adapters/languages/javascript/recording.ts";
import { resolveTarget } from "../../../src/adapters/languages/javascript/resolveTarget.ts";

const run = promisify(execFile);

/** A small project of a user, in a folder of its own that goes when the test ends. */
export interface Project {
  /** Contents by path. */
  readonly files: Readonly<Record<string, string>>;
  /** The target, as `file:symbol`. */
  readonly target: readonly [file: string, symbol: string];
  /** Arguments for Node.js. */
  readonly command: readonly string[];
}

/** What a run of the user's command left behind. */
export interface Outcome {
  readonly calls: readonly unknown[];
  readonly skipped: Readonly<Record<string, number>>;
  readonly output: string;
}

/** Folder of this repository, whose node_modules the project shares. */
const root = join(import.meta.dirname, "../../..");

/** Runs a project's command with its target recorded. */
export async function record({ files, target: [file, symbol], command }: Project): Promise<Outcome> {
  const folder = await projectFolder(files);
  const text = files[file] ?? "";
  const target = resolveTarget({ text, file, symbol });
  await writeFile(join(folder, file), instrumentForRecording(text, file, target));
  const recording = join(folder, "calls.bin");
  const output = await runNode(command, folder, { EVOLVENT_RECORD: recording });
  const { calls, skipped } = await readRecording(recording);
  return {
    calls: calls.map(({ payload }): unknown => deserialize(payload)),
    skipped: Object.fromEntries(skipped.map(({ reason, calls }) => [reason, calls])),
    output,
  };
}

/** A new folder with the files and the packages of this repository. */
export async function projectFolder(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "evolvent-recording-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

/** What Node.js prints to its standard output. @throws Error with both outputs when it fails. */
export async function runNode(
  command: readonly string[],
  folder: string,
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  const { VITEST: _, NODE_OPTIONS: __, ...inherited } = process.env;
  const { stdout } = await run(process.execPath, command, {
    cwd: folder,
    env: { ...inherited, ...environment },
  });
  return stdout;
}
