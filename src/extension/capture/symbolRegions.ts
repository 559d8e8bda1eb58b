import type { Region } from "../../adapters/languages/other/regions.ts";

/** What is read of an editor's symbol. */
export interface EditorSymbol {
  readonly name: string;
  readonly role: "function" | "container" | "other";
  /** UTF-16 offsets of the whole symbol in the document. */
  readonly start: number;
  readonly end: number;
  readonly children: readonly EditorSymbol[];
}

/**
 * The functions and methods among an editor's symbols, named as the targets of a run are: `Graph.visit` for a method of
 * a class, a struct's implementation or a module. In order of their places.
 * @param lineStart the offset at which the line of an offset begins.
 */
export function symbolRegions(
  symbols: readonly EditorSymbol[],
  lineStart: (offset: number) => number,
): readonly Region[] {
  const regions = regionsWithin(symbols, [], lineStart);
  return [...regions].sort((a, b) => a.span.start - b.span.start);
}

function regionsWithin(
  symbols: readonly EditorSymbol[],
  path: readonly string[],
  lineStart: (offset: number) => number,
): readonly Region[] {
  return symbols.flatMap((symbol) => {
    const own = [...path, bareName(symbol.name)].filter((name) => name !== "");
    const { start, end, role, children } = symbol;
    const region: Region = { symbol: own.join("."), span: { start, end }, helperOffset: lineStart(start) };
    return [
      ...(role === "function" ? [region] : []),
      ...regionsWithin(children, role === "other" ? path : own, lineStart),
    ];
  });
}

/**
 * The name alone, as language servers dress it up: `find(int)` in C++ and Java, `(*Graph).Visit` in Go,
 * `impl Shape for Graph` in Rust.
 */
function bareName(name: string): string {
  const implemented = /^impl\b.*?(?:\bfor\s+)?([A-Za-z_]\w*)(?:<.*>)?\s*$/.exec(name)?.[1];
  if (implemented !== undefined) return implemented;
  return name
    .replace(/^\(\*?(\w+)(?:\[.*\])?\)\./, "$1.")
    .replace(/(?<=\w)\s*[(<[].*$/s, "")
    .replaceAll("::", ".")
    .trim();
}
