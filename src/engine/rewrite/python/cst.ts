import type { SyntaxNode as Cst } from "@lezer/common";

export type { Cst };

/** Something the reader does not know; the statement around it becomes opaque. */
export class Unknown extends Error {
  override readonly name = "Unknown";
}

/** The children of a node without comments and gaps. */
export function parts(node: Cst): readonly Cst[] {
  const found: Cst[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name !== "Comment" && !child.type.isError) found.push(child);
  }
  return found;
}

export function split(
  items: readonly Cst[],
  isSeparator: (item: Cst) => boolean,
): readonly (readonly Cst[])[] {
  const groups: Cst[][] = [[]];
  for (const item of items) {
    if (isSeparator(item)) groups.push([]);
    else groups.at(-1)?.push(item);
  }
  return groups;
}

/** @throws Unknown when there is none of that name. */
export function named(items: readonly Cst[], name: string): Cst {
  return required(items.find((item) => item.name === name));
}

/** @throws Unknown when there is no node. */
export function required(node: Cst | undefined): Cst {
  return node ?? missing();
}

export function missing(): never {
  throw new Unknown("a part is missing");
}
