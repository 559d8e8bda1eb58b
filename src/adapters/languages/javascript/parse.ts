import type { File } from "@babel/types";
import { RunError } from "../../../engine/ports.ts";
import { parseSource, SourceSyntaxError } from "../../../engine/rewrite/parse.ts";

/** True for the files whose functions can be optimized; a declaration file holds none. */
export function isSupportedFile(file: string): boolean {
  return /\.[cm]?[jt]sx?$/i.test(file);
}

/**
 * Parses a JavaScript or TypeScript file.
 * @param file Its name, for the dialect and the message.
 * @throws RunError `syntax-error` with one sentence that holds file:line:column; `target-unsupported` for a file in
 * another language.
 */
export function parseFile(text: string, file: string): File {
  if (!isSupportedFile(file)) {
    throw new RunError(
      "target-unsupported",
      `${file} is neither JavaScript nor TypeScript (.js .mjs .cjs .jsx .ts .mts .cts .tsx); choose a function in such a file.`,
    );
  }
  try {
    return parseSource(text, file);
  } catch (error) {
    if (error instanceof SourceSyntaxError)
      throw new RunError("syntax-error", sentence(error, file), { cause: error });
    throw error;
  }
}

/** What makes a source text unparsable, in one sentence with file:line:column; null when it parses. */
export function syntaxProblem(text: string, file: string): string | null {
  try {
    parseSource(text, file);
    return null;
  } catch (error) {
    if (error instanceof SourceSyntaxError) return sentence(error, file);
    throw error;
  }
}

function sentence(error: SourceSyntaxError, file: string): string {
  const message = error.message.replace(/\s+/g, " ").replaceAll(". ", "; ");
  return `${file}:${error.line}:${error.column} has a syntax error: ${message}.`;
}
