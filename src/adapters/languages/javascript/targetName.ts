import { RunError } from "../../../engine/ports.ts";

/** A target as a person names it. */
export interface TargetName {
  readonly file: string;
  readonly symbol: string;
  /** 1-based line that picks one of several functions with the same name. */
  readonly line?: number;
}

/**
 * Reads `src/a.ts:Graph.visit`, `src/a.ts:Graph.visit:12` or `src/a.rs:Graph::visit`. The file may hold colons, such as
 * a Windows drive.
 * @throws RunError `bad-spec` when it has another form.
 */
export function parseTargetName(name: string): TargetName {
  const match =
    /^(?<file>.+?):(?<symbol>(?:[^:/\\]|::)*[^:/\\\d\s](?:[^:/\\]|::)*)(?::(?<line>[1-9]\d{0,8}))?$/su.exec(
      name.trim(),
    );
  const { file, symbol, line } = match?.groups ?? {};
  if (file === undefined || symbol === undefined) {
    throw new RunError(
      "bad-spec",
      `"${name}" does not name a function; write <file>:<symbol>, as in src/graph.ts:Graph.visit, or <file>:<symbol>:<line>.`,
    );
  }
  return { file, symbol: symbol.trim(), ...(line === undefined ? {} : { line: Number(line) }) };
}
