import { stat } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { RunError } from "../../../engine/ports.ts";

/** Where a Python was found. */
export interface PythonPlace {
  /** Its path, or its name on the PATH. */
  readonly program: string;
  /** What to call it in a message, such as `the virtual environment .venv`. */
  readonly what: string;
}

export interface PythonPlacesOptions {
  /** What the user named, absolute or relative to `root`; null when nothing. */
  readonly named: string | null;
  /** Absolute path of the user's working tree. */
  readonly root: string;
  /** The target's file below it: a project inside a repository may have an environment of its own. */
  readonly file: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const folderNames = [".venv", "venv", "env"];
const isWindows = process.platform === "win32";

/**
 * The Python of a workspace: the one that the user names; else a virtual environment beside the target's file or in a
 * folder above it; else the one that is active; else `python3` on the PATH.
 * @throws RunError `runtime-missing` when the user names what is not there, or a virtual environment has no Python
 */
export async function findPython({
  named,
  root,
  file,
  environment,
}: PythonPlacesOptions): Promise<PythonPlace> {
  if (named !== null) return namedPlace(named, root);
  const folders = path.dirname(file).split("/");
  for (let depth = folders.length; depth >= 0; depth -= 1) {
    for (const name of folderNames) {
      const shown = path.posix.normalize([...folders.slice(0, depth), name].join("/"));
      const folder = path.join(root, shown);
      if (await exists(path.join(folder, "pyvenv.cfg"))) {
        return placeIn(folder, `the virtual environment ${shown}`);
      }
    }
  }
  const { VIRTUAL_ENV: active, CONDA_PREFIX: conda } = environment;
  if (active) return placeIn(active, `the active virtual environment ${active}`);
  if (conda) return placeIn(conda, `the active environment ${conda}`);
  return { program: isWindows ? "python" : "python3", what: "Python on the PATH" };
}

async function namedPlace(named: string, root: string): Promise<PythonPlace> {
  const program = path.resolve(root, named);
  if (await exists(path.join(program, "pyvenv.cfg"))) return placeIn(program, named);
  const isPath = named.includes("/") || named.includes(path.sep);
  if (!isPath) return { program: named, what: named };
  if (await exists(program)) return { program, what: named };
  throw new RunError("runtime-missing", `There is no Python at ${program}: correct the path to it.`);
}

async function placeIn(folder: string, what: string): Promise<PythonPlace> {
  const names = isWindows ? ["Scripts/python.exe", "python.exe"] : ["bin/python3", "bin/python"];
  for (const name of names) {
    const program = path.join(folder, name);
    // A link to a Python that was removed is broken.
    if (await exists(program)) return { program, what };
  }
  throw new RunError(
    "runtime-missing",
    `There is no working Python in ${what}: create it anew, or name another Python with --python or the setting evolvent.pythonPath.`,
  );
}

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch {
    return false;
  }
}
