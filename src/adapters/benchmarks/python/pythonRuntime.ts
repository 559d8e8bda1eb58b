import os from "node:os";
import path from "node:path";
import * as z from "zod";
import { RunError } from "../../../engine/ports.ts";
import { cleanEnvironment } from "../../process/environment.ts";
import type { ProcessRunner } from "../../process/runProcess.ts";
import type { HarnessRuntime } from "../harnessRuntime.ts";
import { findPython, type PythonPlace, type PythonPlacesOptions } from "./pythonPlaces.ts";

const probe = `
import json, os, platform, site, sys, sysconfig
names = ("stdlib", "platstdlib", "purelib", "platlib")
user = site.getuserbase() if site.ENABLE_USER_SITE and os.path.isdir(site.getusersitepackages()) else None
print(json.dumps({
    "version": list(sys.version_info[:3]),
    "implementation": platform.python_implementation(),
    "executable": sys.executable,
    "program": os.path.realpath(sys.executable),
    "folders": [sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix]
        + [sysconfig.get_path(name) for name in names]
        + [entry for entry in sys.path if os.path.isabs(entry)],
    "userBase": user,
}))
`;
const foundSchema = z.object({
  version: z.tuple([z.int(), z.int(), z.int()]),
  implementation: z.string(),
  executable: z.string(),
  /** The same without links. */
  program: z.string(),
  folders: z.array(z.string().nullable()),
  /** Where packages of the user's are installed; null when there is no such folder, or it is not used. */
  userBase: z.string().nullable(),
});
const limitMs = 30_000;
/** What programs that choose among Pythons go by. */
const choosing = /^(?:PYENV|ASDF|MISE|UV)_|^LD_LIBRARY_PATH$|^CONDA_PREFIX$/;

export interface PythonRuntimeOptions extends PythonPlacesOptions {
  readonly processes: ProcessRunner;
}

/**
 * Finds the Python of a workspace and asks it what it is. It must be CPython 3.8 or newer.
 * @throws RunError `runtime-missing`
 */
export async function probePythonRuntime(
  options: PythonRuntimeOptions,
  signal: AbortSignal,
): Promise<HarnessRuntime> {
  const { processes, root, environment } = options;
  const place = await findPython(options);
  const chosen = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && choosing.test(entry[0]),
  );
  const result = await processes.run(
    {
      command: { kind: "program", file: place.program, args: ["-B", "-c", probe] },
      cwd: root,
      // The user's own home folder tells where the user's packages are; nothing of a candidate runs here.
      env: cleanEnvironment(os.homedir(), Object.fromEntries(chosen)),
      timeoutMs: limitMs,
      output: { limit: 1 << 20, kept: 1 << 18 },
    },
    signal,
  );
  if (result.kind === "not-started") {
    throw new RunError(
      "runtime-missing",
      `Python cannot be started as ${place.program} (${result.message}): install Python 3.8 or newer, or name another with --python or the setting evolvent.pythonPath.`,
    );
  }
  return runtimeOf(answerIn(result.output), place, root);
}

function runtimeOf(
  found: z.infer<typeof foundSchema> | null,
  { program, what }: PythonPlace,
  root: string,
): HarnessRuntime {
  if (found === null) {
    throw new RunError(
      "runtime-missing",
      `${program} (${what}) does not work as Python: create or install it anew, or name another with --python or the setting evolvent.pythonPath.`,
    );
  }
  const version = found.version.join(".");
  const [major, minor] = found.version;
  if (found.implementation !== "CPython" || major !== 3 || minor < 8) {
    const name = found.implementation === "CPython" ? "Python" : found.implementation;
    throw new RunError(
      "runtime-missing",
      `${program} (${what}) is ${name} ${version}, but functions are measured with CPython 3.8 or newer: name such a one with --python or the setting evolvent.pythonPath.`,
    );
  }
  const { userBase, executable } = found;
  const folders = found.folders.filter((folder) => folder !== null);
  const readable = [...folders, path.dirname(executable), path.dirname(found.program)];
  return {
    name: "Python",
    version,
    path: executable,
    env: {
      PYTHONDONTWRITEBYTECODE: "1",
      PYTHONIOENCODING: "utf-8",
      ...(userBase === null ? { PYTHONNOUSERSITE: "1" } : { PYTHONUSERBASE: userBase }),
    },
    flags: ["-B"],
    readable: outermost(userBase === null ? readable : [...readable, userBase], root),
    seedVariable: "PYTHONHASHSEED",
  };
}

/** Without what lies in another of them. The user's own working tree is never read, but what is installed in it is. */
function outermost(folders: readonly string[], root: string): readonly string[] {
  const unique = [...new Set(folders.map((folder) => path.resolve(folder)))].filter(
    (folder) => folder !== path.parse(folder).root && !contains(folder, root),
  );
  return unique.filter((folder) => !unique.some((other) => other !== folder && contains(other, folder)));
}

function contains(outer: string, inner: string): boolean {
  const relative = path.relative(outer, inner);
  return relative === "" || !(relative.startsWith("..") || path.isAbsolute(relative));
}

function answerIn(output: string): z.infer<typeof foundSchema> | null {
  // What starts with Python, such as a .pth file, may print before it.
  const line = output.split("\n").findLast((each) => each.startsWith("{"));
  try {
    return foundSchema.parse(JSON.parse(line ?? ""));
  } catch {
    return null;
  }
}
