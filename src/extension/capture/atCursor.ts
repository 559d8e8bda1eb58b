import type { Position, TextDocument } from "vscode";
import { isBlockSymbol } from "../../adapters/languages/other/markedBlocks.ts";
import type { Target } from "../../adapters/languages/target.ts";
import { type DocumentSymbolLike, editorSymbols } from "./editorSymbols.ts";
import { innermost } from "./innermost.ts";

/**
 * The target at the cursor, or null: on the line of a marker, the block that it begins or ends; elsewhere the innermost
 * function or marked block that holds the cursor. The editor's symbols know
 * besides that the cursor on the name in `const find = () => …` means the arrow function.
 */
export async function targetAtCursor(
  document: TextDocument,
  position: Position,
  targets: readonly Target[],
): Promise<Target | null> {
  const marked = markedAt(document, position, targets);
  if (marked !== null) return marked;
  const around = innermost(targets, document.offsetAt(position));
  const named = await namedBySymbol(document, position, targets);
  if (around === null || named === null) return around ?? named;
  return lengthOf(named) < lengthOf(around) ? named : around;
}

/** The block whose marker stands in the line. */
function markedAt(document: TextDocument, { line }: Position, targets: readonly Target[]): Target | null {
  const blocks = targets.filter(({ symbol }) => isBlockSymbol(symbol));
  const markedBy = ({ region }: Target): readonly number[] => [
    document.positionAt(region.start).line - 1,
    document.positionAt(region.end).line,
  ];
  return blocks.find((block) => markedBy(block).includes(line)) ?? null;
}

/** The target of the innermost symbol that has one. */
async function namedBySymbol(
  document: TextDocument,
  position: Position,
  targets: readonly Target[],
): Promise<Target | null> {
  for (const symbol of enclosing(await editorSymbols(document), position)) {
    const start = document.offsetAt(symbol.range.start);
    const end = document.offsetAt(symbol.range.end);
    const target = targets.find(
      (one) =>
        one.symbol.split(".").at(-1) === symbol.name && start <= one.region.start && one.region.end <= end,
    );
    if (target !== undefined) return target;
  }
  return null;
}

function lengthOf({ region }: Target): number {
  return region.end - region.start;
}

/** The symbols that hold the position, innermost first. */
function enclosing(
  symbols: readonly DocumentSymbolLike[],
  position: Position,
): readonly DocumentSymbolLike[] {
  for (const symbol of symbols) {
    if (symbol.range.contains(position)) return [...enclosing(symbol.children, position), symbol];
  }
  return [];
}
