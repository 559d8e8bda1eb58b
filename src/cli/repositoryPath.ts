import { realpath } from "node:fs/promises";
import { relative, resolve, sep } from "node:path";
import process from "node:process";
import { RunError } from "../engine/ports.ts";

/**
 * The path as the repository names it, whichever folder the user stands in.
 * @throws RunError `outside-repository`
 */
export async function repositoryPath(path: string, root: string): Promise<string> {
  const absolute = resolve(process.cwd(), path);
  const real = await realpath(absolute).catch(() => absolute);
  const inside = relative(await realpath(root), real);
  if (inside === "" || inside.startsWith("..") || resolve(inside) === inside) {
    throw new RunError(
      "outside-repository",
      `${path} is not inside the repository at ${root}: name a file in it.`,
    );
  }
  return inside.split(sep).join("/");
}
