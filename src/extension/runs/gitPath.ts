import { extensions } from "vscode";

/** The git of VS Code's own git extension, which honours the user's `git.path`; else `git`, from the PATH. */
export async function gitPath(): Promise<string> {
  // The extension is not even listed in Restricted Mode, and has no API when the user has turned git off.
  const extension = extensions.getExtension<unknown>("vscode.git");
  return extension === undefined ? "git" : pathIn(await extension.activate());
}

/** The same, or null while the git extension is still being activated, which can take seconds. */
export function gitPathNow(): string | null {
  const extension = extensions.getExtension<unknown>("vscode.git");
  if (extension === undefined) return "git";
  return extension.isActive ? pathIn(extension.exports) : null;
}

function pathIn(exported: unknown): string {
  return isGitExtension(exported) && exported.enabled ? exported.getAPI(1).git.path : "git";
}

/** The part of the git extension's exports that is read here; see its `api/git.d.ts`. */
interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): { readonly git: { readonly path: string } };
}

function isGitExtension(value: unknown): value is GitExtension {
  return (
    typeof value === "object" &&
    value !== null &&
    "enabled" in value &&
    typeof value.enabled === "boolean" &&
    "getAPI" in value &&
    typeof value.getAPI === "function"
  );
}
