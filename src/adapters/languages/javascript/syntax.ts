import { type Node, VISITOR_KEYS } from "@babel/types";
import type { Span } from "../../../engine/domain/candidate.ts";

/** Half-open range of a parsed node. */
export function spanOf(node: Node): Span {
  if (node.start == null || node.end == null)
    throw new TypeError("a node made by hand has no place in the text");
  return { start: node.start, end: node.end };
}

/** 1-based line in which a parsed node begins. */
export function lineOf(node: Node): number {
  if (node.loc == null) throw new TypeError("a node made by hand has no place in the text");
  return node.loc.start.line;
}

/** The nodes directly below a node, in the order of the text. */
export function childrenOf(node: Node): readonly Node[] {
  const children: Node[] = [];
  for (const key of VISITOR_KEYS[node.type] ?? []) {
    const value: unknown = Reflect.get(node, key);
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) children.push(child);
  }
  return children;
}

/** Every node of a tree for which `enter` does not say to leave out what is below it. */
export function walk(root: Node, enter: (node: Node) => boolean): void {
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (enter(node)) open.push(...childrenOf(node));
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}
