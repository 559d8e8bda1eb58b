import type { TextDocument } from "vscode";
import type { Target } from "../../adapters/languages/target.ts";
import { RunError } from "../../engine/ports.ts";

/** A larger file would make typing wait for its parse; bundles are not what people optimize by hand. */
const mostCharacters = 500_000;

/** The functions of open documents, each document parsed once per version. The parser is loaded on first use. */
export class DocumentTargets {
  readonly #parsed = new WeakMap<
    TextDocument,
    { readonly version: number; readonly targets: Promise<readonly Target[]> }
  >();

  /** All of them. @throws RunError `syntax-error` */
  async all(document: TextDocument): Promise<readonly Target[]> {
    const { listTargets } = await import("../../adapters/languages/javascript/targets.ts");
    return listTargets(document.getText(), document.fileName);
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
