import type { SyntaxNode, Tree } from "@lezer/common";
import { parser } from "@lezer/python";
import { plainText } from "./plainText.ts";

/** A parsed Python text. */
export interface ParsedPython {
  /** Its offsets are those of the text, in UTF-16 code units. */
  readonly tree: Tree;
  /** Offset of the first thing that is no Python; null when all of it is. */
  readonly problem: number | null;
}

/**
 * Parses Python 3, whatever its version. Never throws: a broken text gives the best tree there is, and its first
 * problem. What only the compiler knows, such as `return` outside a function, is no problem here.
 */
export function parsePython(text: string): ParsedPython {
  const tree = parser.parse(plainText(text));
  let problem: number | null = null;
  tree.iterate({
    enter({ type, from, node }) {
      if (problem === null && type.isError && !isGap(node)) problem = from;
      return problem === null;
    },
  });
  return { tree, problem };
}

/** Where the grammar misses something that Python lets out: `yield` alone, `5.`, `case Point():`, `case {}:`, `case []:`. */
export function isGap(error: SyntaxNode): boolean {
  const { parent } = error;
  if (parent?.name === "MappingPattern") return error.prevSibling?.name === "{" && error.to === parent.to;
  if (error.from !== error.to || parent === null) return false;
  switch (parent.name) {
    case "YieldStatement":
    case "YieldExpression":
      return error.prevSibling?.name === "yield";
    case "MemberExpression":
      return parent.firstChild?.name === "Number";
    case "LiteralPattern":
      return parent.from === parent.to;
    default:
      return false;
  }
}
