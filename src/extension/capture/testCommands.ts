import * as z from "zod";

/** What is read of a package.json. */
const packageSchema = z.object({
  scripts: z.record(z.string(), z.string()).optional(),
});

/** What npm writes into a new package for want of tests. */
const noTests = /no test specified/;

/** Where a package.json is, and what tells which package manager its project uses. */
export interface PackageFacts {
  /** The text of the package.json. */
  readonly text: string;
  /** Repository-relative POSIX path of its folder; empty for the root. */
  readonly folder: string;
  /** Names of the files beside the repository's topmost package.json. */
  readonly rootFiles: readonly string[];
}

/** Commands that run a project's tests, likeliest first; none when the file says nothing usable. */
export function testCommands({ text, folder, rootFiles }: PackageFacts): readonly string[] {
  const manifest = packageSchema.safeParse(json(text));
  const scripts = Object.entries((manifest.success && manifest.data.scripts) || {});
  const names = scripts
    .filter(([name, script]) => /^test($|[:\-_])/.test(name) && !noTests.test(script))
    .map(([name]) => name)
    .sort((a, b) => a.length - b.length);
  const manager = managerOf(rootFiles);
  const enter = folder === "" ? "" : `cd ${quoted(folder)} && `;
  return names.map(
    (name) => `${enter}${manager} ${name === "test" && manager !== "bun" ? name : `run ${name}`}`,
  );
}

function managerOf(files: readonly string[]): "npm" | "pnpm" | "yarn" | "bun" {
  if (files.includes("pnpm-lock.yaml")) return "pnpm";
  if (files.includes("yarn.lock")) return "yarn";
  if (files.includes("bun.lock") || files.includes("bun.lockb")) return "bun";
  return "npm";
}

/** A path that the shell takes as one word. */
function quoted(path: string): string {
  return /^[\w./@-]+$/.test(path) ? path : `"${path.replace(/(["\\$`])/g, "\\$1")}"`;
}

/** Undefined for what is no JSON: a package.json with a mistake in it names no tests. */
function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
