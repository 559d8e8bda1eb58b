import path from "node:path";
import type { ProcessRequest } from "../process/runProcess.ts";

const folders: ReadonlySet<string> = new Set(["TMPDIR", "TEMP", "TMP"]);

/**
 * The environment of a request with what a sandbox adds; what the request says itself wins, but for the temporary
 * folder. Git does not look for a repository above the working folder.
 */
export function confinedEnvironment(
  { env, cwd }: ProcessRequest,
  added: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const own = Object.entries(env).filter(([name]) => !(folders.has(name) && "TMPDIR" in added));
  return { GIT_CEILING_DIRECTORIES: path.dirname(cwd), ...added, ...Object.fromEntries(own) };
}
