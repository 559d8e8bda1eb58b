import { commands, Range, type SymbolKind, type TextDocument } from "vscode";

/** A symbol of a document as a language extension tells of it. */
export interface DocumentSymbolLike {
  readonly name: string;
  readonly kind: SymbolKind;
  /** All of it, comments above it perhaps included. */
  readonly range: Range;
  readonly children: readonly DocumentSymbolLike[];
}

/** The symbols of a document, the outermost ones; none where no extension knows its language. */
export async function editorSymbols(document: TextDocument): Promise<readonly DocumentSymbolLike[]> {
  const found = await commands.executeCommand<unknown>("vscode.executeDocumentSymbolProvider", document.uri);
  return Array.isArray(found) ? found.filter(isSymbol) : [];
}

/** VS Code hands out objects of a class of its own, so that only their shape tells what they are. */
function isSymbol(value: unknown): value is DocumentSymbolLike {
  return (
    typeof value === "object" &&
    value !== null &&
    "name" in value &&
    typeof value.name === "string" &&
    "kind" in value &&
    typeof value.kind === "number" &&
    "range" in value &&
    value.range instanceof Range &&
    "children" in value &&
    Array.isArray(value.children) &&
    value.children.every(isSymbol)
  );
}
