import { type ParserOptions, type ParserPlugin, parse } from "@babel/parser";
import type { File } from "@babel/types";

/** A source text that is not JavaScript or TypeScript. */
export class SourceSyntaxError extends Error {
  override readonly name = "SourceSyntaxError";
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units. */
  readonly column: number;
  constructor(message: string, at: { readonly line: number; readonly column: number }) {
    super(message);
    this.line = at.line;
    this.column = at.column;
  }
}

/** True for a name that ends in .ts, .tsx, .mts or .cts. */
export function isTypeScript(fileName: string): boolean {
  return /\.[cm]?tsx?$/i.test(fileName);
}

/**
 * Parses a source text by the extension of its name (.js .mjs .cjs .jsx .ts .mts .cts .tsx), accepting whatever some
 * toolchain accepts: JSX, decorators of either kind, `return` and `await` at the top level.
 * @throws SourceSyntaxError whose message is Babel's, without the position and the closing full stop.
 */
export function parseSource(text: string, fileName: string): File {
  try {
    return parse(text, parserOptions(fileName));
  } catch (error) {
    if (error instanceof RangeError)
      throw new SourceSyntaxError("the code is nested too deeply to be parsed", { line: 1, column: 1 });
    if (!(error instanceof SyntaxError) || !hasPosition(error)) throw error;
    throw new SourceSyntaxError(error.message.replace(/ \(\d+:\d+\)$/, "").replace(/\.$/, ""), {
      line: error.loc.line,
      column: error.loc.column + 1,
    });
  }
}

function parserOptions(fileName: string): ParserOptions {
  const plugins: ParserPlugin[] = ["decorators-legacy", "decoratorAutoAccessors"];
  const dts = /\.d\.([^./\\]+\.)?[cm]?ts$/i.test(fileName);
  if (isTypeScript(fileName)) plugins.push(["typescript", { dts }]);
  if (!/\.[cm]?ts$/i.test(fileName)) plugins.push("jsx");
  const sourceType = /\.m[jt]s$/i.test(fileName)
    ? "module"
    : /\.cjs$/i.test(fileName)
      ? "commonjs"
      : "unambiguous";
  return {
    sourceType,
    plugins,
    allowUndeclaredExports: true,
    // Babel refuses these two beside "commonjs", which allows what CommonJS does by itself.
    ...(sourceType === "commonjs"
      ? {}
      : { allowReturnOutsideFunction: true, allowNewTargetOutsideFunction: true }),
  };
}

function hasPosition(
  error: SyntaxError,
): error is SyntaxError & { readonly loc: { line: number; column: number } } {
  return (
    "loc" in error &&
    typeof error.loc === "object" &&
    error.loc !== null &&
    "line" in error.loc &&
    typeof error.loc.line === "number" &&
    "column" in error.loc &&
    typeof error.loc.column === "number"
  );
}
