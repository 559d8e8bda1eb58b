import path from "node:path";
import { isWithin, locate } from "./places.ts";

/** What is to be seen inside a sandbox whose root is empty otherwise. All paths are absolute. */
export interface View {
  /** May be read; what does not exist is left out. */
  readonly read: readonly string[];
  /** Existing folders that may be read and written. */
  readonly write: readonly string[];
  /** Folders that are empty at first, may be written, and are gone in the end. They need not exist. */
  readonly fresh: readonly string[];
  /**
   * Real paths, not to be seen, also when they lie in something that is. What lies in them is seen when it is named
   * itself.
   */
  readonly hide: readonly string[];
}

/** One step of laying out the files of a sandbox. */
export type Step =
  /** Puts a file or folder of the machine at the same place inside. */
  | { readonly kind: "read" | "write"; readonly path: string }
  | { readonly kind: "fresh"; readonly path: string }
  | { readonly kind: "hidden-folder" | "hidden-file"; readonly path: string }
  | { readonly kind: "link"; readonly path: string; readonly target: string };

/** Which one counts when the same path is asked for twice: what is asked for most expressly. */
const ranks: Readonly<Record<Step["kind"], number>> = {
  link: 0,
  "hidden-folder": 1,
  "hidden-file": 1,
  fresh: 2,
  read: 3,
  write: 4,
};

/**
 * The steps that make a view, outer folders first, so that what is said of an inner path holds. Links are followed:
 * their targets are at their own places and the links lead there. No `.git` of what is asked for can be seen.
 */
export function layOut(view: View): readonly Step[] {
  const steps = new Map<string, Step>();
  const add = (step: Step): void => {
    const other = steps.get(step.path);
    if (other === undefined || ranks[other.kind] < ranks[step.kind]) steps.set(step.path, step);
  };
  for (const file of view.fresh) add({ kind: "fresh", path: file });
  for (const file of view.hide) for (const step of hiding(file)) add(step);
  for (const [kind, files] of [["read", view.read] as const, ["write", view.write] as const]) {
    for (const file of files) {
      const place = locate(file);
      if (place === null) continue;
      for (const link of place.links) add({ kind: "link", ...link });
      add({ kind, path: place.path });
      for (const step of hiding(path.join(place.path, ".git"))) add(step);
    }
  }
  const ordered = [...steps.values()].toSorted(
    (one, other) => depth(one.path) - depth(other.path) || (one.path < other.path ? -1 : 1),
  );
  return ordered.filter((step, index) => isNeeded(step, enclosing(step, ordered.slice(0, index))));
}

/** A link is not hidden: what it leads to is seen only when that may be seen. A candidate may have put it there. */
function hiding(file: string): readonly Step[] {
  const place = locate(file);
  if (place === null || place.links.length > 0) return [];
  return [{ kind: place.isFolder ? "hidden-folder" : "hidden-file", path: place.path }];
}

/** The innermost of the steps whose path encloses that of the step; null when nothing does but the empty root. */
function enclosing(step: Step, outer: readonly Step[]): Step | null {
  return outer.findLast(({ path: folder, kind }) => kind !== "link" && isWithin(folder, step.path)) ?? null;
}

function isNeeded(step: Step, around: Step | null): boolean {
  const isSeen = around?.kind === "read" || around?.kind === "write";
  switch (step.kind) {
    case "read":
      return around?.kind !== "read";
    case "write":
      return around?.kind !== "write";
    case "fresh":
      return true;
    case "hidden-folder":
    case "hidden-file":
      return isSeen;
    case "link":
      return !isSeen;
  }
}

function depth(file: string): number {
  return file.split("/").filter((segment) => segment !== "").length;
}
