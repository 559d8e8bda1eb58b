import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import * as z from "zod";

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({ optionalDependencies: z.record(z.string(), z.string()).optional() }),
  ),
});

/** The places where Node would look for a package that one at `from` asks for, nearest first. */
function places(from: string, name: string): readonly string[] {
  const folders = from === "" ? [""] : [from];
  for (let at = from; at.includes("/node_modules/"); ) {
    at = at.slice(0, at.lastIndexOf("/node_modules/"));
    folders.push(at);
  }
  return [...new Set([...folders, ""])].map(
    (folder) => `${folder === "" ? "" : `${folder}/`}node_modules/${name}`,
  );
}

it("npm ci takes the lock file on every platform, since it names every platform's packages", async () => {
  const { packages } = lockSchema.parse(JSON.parse(await readFile("package-lock.json", "utf8")));
  const missing = Object.entries(packages).flatMap(([from, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !places(from, name).some((place) => place in packages),
    ),
  );
  expect(missing).toEqual([]);
});
