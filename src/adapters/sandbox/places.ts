import { lstatSync, readlinkSync, type Stats } from "node:fs";
import path from "node:path";

/** A symbolic link on the way to a place. */
export interface Link {
  /** Absolute path of the link, free of other links. */
  readonly path: string;
  /** As written in it. */
  readonly target: string;
}

/** What a path leads to. */
export interface Place {
  /** Absolute path without any links. */
  readonly path: string;
  readonly isFolder: boolean;
  /** All links that are followed, first to last. */
  readonly links: readonly Link[];
}

/** As many as Linux follows. */
const mostLinks = 40;

/** Follows a path link by link. Null when it leads nowhere, or where we may not look. */
export function locate(start: string): Place | null {
  const links: Link[] = [];
  let done = path.parse(start).root;
  let rest = segmentsOf(start);
  let isFolder = true;
  for (let next = rest.shift(); next !== undefined; next = rest.shift()) {
    const here = path.join(done, next);
    const found = lookAt(here);
    if (found === null) return null;
    if (!found.isSymbolicLink()) {
      done = here;
      isFolder = found.isDirectory();
      continue;
    }
    if (links.length === mostLinks) return null;
    const target = readlinkSync(here);
    links.push({ path: here, target });
    const absolute = path.resolve(done, target);
    done = path.parse(absolute).root;
    rest = [...segmentsOf(absolute), ...rest];
  }
  return { path: done, isFolder, links };
}

/** True when `inner` is `outer` or lies below it. Both are absolute. */
export function isWithin(outer: string, inner: string): boolean {
  const way = path.relative(outer, inner);
  return way === "" || (way !== ".." && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way));
}

function segmentsOf(absolute: string): string[] {
  return absolute.split(path.sep).filter((segment) => segment !== "");
}

function lookAt(file: string): Stats | null {
  try {
    return lstatSync(file);
  } catch {
    return null;
  }
}
