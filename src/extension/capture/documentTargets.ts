import { SymbolKind, type TextDocument } from "vscode";
import type { Target } from "../../adapters/languages/target.ts";
import { RunError } from "../../engine/ports.ts";
import { type DocumentSymbolLike, editorSymbols } from "./editorSymbols.ts";
import type { EditorSymbol } from "./symbolRegions.ts";

/** A larger file would make typing wait for its parse; bundles are not what people optimize by hand. */
const mostCharacters = 500_000;

/** The targets of open documents, each document parsed once per version. The parser is loaded on first use. */
export class DocumentTargets {
  readonly #parsed = new WeakMap<
    TextDocument,
    { readonly version: number; readonly targets: Promise<readonly Target[]> }
  >();

  /**
   * All of them, in order: marked blocks, and the functions that our own parser finds; in a language that we have none
   * for, those that the editor knows.
   * @throws RunError `syntax-error`
   */
  async all(document: TextDocument): Promise<readonly Target[]> {
    const { ownLanguage } = await import("../../adapters/languages/languages.ts");
    const { otherLanguage } = await import("../../adapters/languages/other/otherLanguage.ts");
    const { fileName } = document;
    const text = document.getText();
    const own = ownLanguage(fileName);
    if (own !== null) {
      return inOrder([
        ...otherLanguage(fileName, null).targets(text, fileName),
        ...own.targets(text, fileName),
      ]);
    }
    const regions = await editorRegions(document);
    const finder = { regions: () => regions, firstError: () => null };
    return inOrder(otherLanguage(fileName, finder).targets(text, fileName));
  }

  /** Those to offer while the user types: empty while there is a syntax error, and for a very large document. */
  offered(document: TextDocument): Promise<readonly Target[]> {
    const known = this.#parsed.get(document);
    if (known?.version === document.version) return known.targets;
    const targets = this.#parse(document);
    this.#parsed.set(document, { version: document.version, targets });
    return targets;
  }

  async #parse(document: TextDocument): Promise<readonly Target[]> {
    if (document.getText().length > mostCharacters) return [];
    try {
      return await this.all(document);
    } catch (error) {
      // Code is unfinished while it is being typed.
      if (error instanceof RunError && error.reason === "syntax-error") return [];
      throw error;
    }
  }
}

function inOrder(targets: readonly Target[]): readonly Target[] {
  return [...targets].sort((a, b) => a.region.start - b.region.start);
}

/** The functions that a language extension tells of; none where there is no such extension. */
async function editorRegions(document: TextDocument) {
  const { symbolRegions } = await import("./symbolRegions.ts");
  const symbols = await editorSymbols(document);
  return symbolRegions(
    symbols.map((symbol) => editorSymbol(symbol, document)),
    (offset) => document.offsetAt(document.positionAt(offset).with({ character: 0 })),
  );
}

function editorSymbol(
  { name, kind, range, children }: DocumentSymbolLike,
  document: TextDocument,
): EditorSymbol {
  return {
    name,
    role: roleOf(kind),
    start: document.offsetAt(range.start),
    end: document.offsetAt(range.end),
    children: children.map((child) => editorSymbol(child, document)),
  };
}

function roleOf(kind: SymbolKind): EditorSymbol["role"] {
  switch (kind) {
    case SymbolKind.Function:
    case SymbolKind.Method:
    case SymbolKind.Constructor:
    case SymbolKind.Operator:
      return "function";
    case SymbolKind.Class:
    case SymbolKind.Struct:
    case SymbolKind.Interface:
    case SymbolKind.Enum:
    case SymbolKind.Module:
    case SymbolKind.Namespace:
    case SymbolKind.Object:
      return "container";
    default:
      return "other";
  }
}
