import { commands, DocumentSymbol, type Position, type TextDocument } from "vscode";
import type { Target } from "../../adapters/languages/target.ts";
import { innermost } from "./innermost.ts";

/**
 * The target at the cursor, or null. The editor's symbols come first: they know that the cursor on the name in
 * `const find = () => …` means the arrow function. Where they do not help, the innermost target that holds the cursor
 * is it, be it a function or a marked block.
 */
export async function targetAtCursor(
  document: TextDocument,
  position: Position,
  targets: readonly Target[],
): Promise<Target | null> {
  const symbols = await commands.executeCommand<unknown>(
    "vscode.executeDocumentSymbolProvider",
    document.uri,
  );
  for (const symbol of enclosing(Array.isArray(symbols) ? symbols : [], position)) {
    const start = document.offsetAt(symbol.range.start);
    const end = document.offsetAt(symbol.range.end);
    const target = targets.find(
      (one) =>
        one.symbol.split(".").at(-1) === symbol.name && start <= one.region.start && one.region.end <= end,
    );
    if (target !== undefined) return target;
  }
  return innermost(targets, document.offsetAt(position));
}

/** The symbols that hold the position, innermost first. */
function enclosing(symbols: readonly unknown[], position: Position): readonly DocumentSymbol[] {
  for (const symbol of symbols) {
    if (symbol instanceof DocumentSymbol && symbol.range.contains(position)) {
      return [...enclosing(symbol.children, position), symbol];
    }
  }
  return [];
}
