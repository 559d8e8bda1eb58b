import { type Dirent, existsSync } from "node:fs";
import { lstat, mkdir, readdir, readlink, realpath, rm, stat, symlink } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { errorCode } from "./fileFailure.ts";

/** A file or submodule of a commit. */
export interface CommittedPath {
  /** Repository-relative POSIX path. */
  readonly path: string;
  readonly submodule: boolean;
}

/** A symbolic link to something in the user's working tree. */
interface SharedLink {
  /** Repository-relative POSIX path. */
  readonly path: string;
  readonly target: string;
  /** Where the target is in the repository when it is a package of it, so that a worktree's own copy is used. */
  readonly own: string | null;
}

/** What a worktree takes from the user's working tree because git does not hold it. */
export interface SharedFolders {
  /** Folders of installed packages, made anew with one link per package. */
  readonly packageFolders: readonly string[];
  readonly links: readonly SharedLink[];
}

const packageFolderName = "node_modules";
const environmentNames = [".venv", "venv"];
const manifests = new Set(["package.json", "pyproject.toml", "setup.py", "requirements.txt"]);
/** Caches that tools keep inside `node_modules`: a worktree has its own, the user's is not written to. */
const toolCaches = new Set([".cache", ".vite", ".vite-temp", ".vitest"]);

/**
 * Finds the installed dependencies in the user's working tree: `node_modules` and Python environments at the
 * root and beside every manifest, unless they are committed, and submodules that are checked out.
 * @param root absolute path of the working tree.
 */
export async function findSharedFolders(
  root: string,
  committed: readonly CommittedPath[],
): Promise<SharedFolders> {
  const packageFolders: string[] = [];
  const links: SharedLink[] = [];
  const inCommit = foldersOf(committed);
  for (const folder of manifestFolders(committed)) {
    const modules = joined(folder, packageFolderName);
    if (!inCommit.has(modules) && (await isFolder(join(root, modules)))) {
      packageFolders.push(modules);
      links.push(...(await packageLinks(root, modules)));
    }
    for (const name of environmentNames) {
      const path = joined(folder, name);
      if (!inCommit.has(path) && (await isFolder(join(root, path)))) {
        links.push({ path, target: join(root, path), own: null });
      }
    }
  }
  for (const { path, submodule } of committed) {
    if (!submodule) continue;
    const target = join(root, path);
    if ((await isFolder(target)) && (await readdir(target)).length > 0)
      links.push({ path, target, own: null });
  }
  return { packageFolders, links };
}

/** Paths that hold shared things and nothing else, for `git clean` to leave alone. */
export function sharedPaths(shared: SharedFolders): readonly string[] {
  const others = shared.links.map(({ path }) => path).filter((path) => !isInPackageFolder(shared, path));
  return [...shared.packageFolders, ...others];
}

/**
 * Absolute paths in the user's working tree, and beside it where packages are linked from elsewhere, that the links of
 * a worktree lead to. None is of a package of the repository that a worktree has a copy of.
 */
export async function dependencyFolders(
  root: string,
  { packageFolders, links }: SharedFolders,
): Promise<readonly string[]> {
  const folders = packageFolders.map((folder) => join(root, folder));
  const targets = links.flatMap(({ target, own }) => (own === null ? target : []));
  const places = await Promise.all(targets.map((target) => realpath(target)));
  const inside = (place: string): boolean => folders.some((folder) => place.startsWith(folder + sep));
  return [...new Set([...folders, ...places.filter((place) => !inside(place))])];
}

/** Makes the links of a worktree what they should be, whatever a candidate did to them. */
export async function linkSharedFolders(tree: string, shared: SharedFolders): Promise<void> {
  const wanted = new Map(shared.links.map((link) => [link.path, link]));
  const folders = new Set(
    shared.links.map(({ path }) => parentOf(path)).filter((path) => isInPackageFolder(shared, path)),
  );
  for (const folder of [...shared.packageFolders, ...[...folders].toSorted()]) {
    await makeFolder(join(tree, folder));
    for (const entry of await readdir(join(tree, folder), { withFileTypes: true })) {
      const path = joined(folder, entry.name);
      const expected = wanted.has(path) ? entry.isSymbolicLink() : folders.has(path) && entry.isDirectory();
      if (!expected) await rm(join(tree, path), { recursive: true, force: true });
    }
  }
  await Promise.all(shared.links.map((link) => ensureLink(tree, link)));
}

async function ensureLink(tree: string, { path, target, own }: SharedLink): Promise<void> {
  const place = join(tree, path);
  const wanted = own !== null && existsSync(join(tree, own)) ? join(tree, own) : target;
  const found = await readlink(place).catch((error: unknown) => {
    const code = errorCode(error);
    if (code === "ENOENT") return null;
    // Something that is not a link.
    if (code === "EINVAL" || code === "UNKNOWN") return "";
    throw error;
  });
  if (found === wanted) return;
  if (found !== null) await rm(place, { recursive: true, force: true });
  await mkdir(dirname(place), { recursive: true });
  await symlink(wanted, place, "junction");
}

/** Makes it a real folder, in place of a link or file that a candidate may have put there. */
async function makeFolder(path: string): Promise<void> {
  const found = await lstat(path).catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  });
  if (found?.isDirectory()) return;
  if (found !== null) await rm(path, { force: true });
  await mkdir(path, { recursive: true });
}

async function packageLinks(root: string, modules: string): Promise<readonly SharedLink[]> {
  const links: SharedLink[] = [];
  for (const entry of await readdir(join(root, modules), { withFileTypes: true })) {
    if (toolCaches.has(entry.name)) continue;
    const path = joined(modules, entry.name);
    if (entry.name.startsWith("@") && entry.isDirectory()) {
      for (const scoped of await readdir(join(root, path), { withFileTypes: true })) {
        links.push(...(await packageLink(root, joined(path, scoped.name), scoped)));
      }
    } else {
      links.push(...(await packageLink(root, path, entry)));
    }
  }
  return links;
}

async function packageLink(root: string, path: string, entry: Dirent): Promise<readonly SharedLink[]> {
  const target = join(root, path);
  if (entry.isDirectory()) return [{ path, target, own: null }];
  if (!entry.isSymbolicLink() || !(await isFolder(target))) return [];
  const place = relative(root, await realpath(target));
  const segments = place.split(sep);
  const isOwn = segments[0] !== ".." && !segments.includes(packageFolderName);
  return [{ path, target, own: isOwn ? segments.join("/") : null }];
}

function manifestFolders(committed: readonly CommittedPath[]): ReadonlySet<string> {
  const folders = new Set([""]);
  for (const { path } of committed) {
    const segments = path.split("/");
    if (manifests.has(segments.at(-1) ?? "") && !segments.includes(packageFolderName))
      folders.add(parentOf(path));
  }
  return folders;
}

function foldersOf(committed: readonly CommittedPath[]): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const { path } of committed) {
    for (let folder = parentOf(path); folder !== "" && !folders.has(folder); folder = parentOf(folder)) {
      folders.add(folder);
    }
  }
  return folders;
}

function isInPackageFolder(shared: SharedFolders, path: string): boolean {
  return shared.packageFolders.some((folder) => path.startsWith(`${folder}/`));
}

function parentOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
}

function joined(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
