import { RunError } from "../../../engine/ports.ts";
import type { CallableTarget } from "../target.ts";
import { findFunctions } from "./find.ts";
import type { FoundFunction } from "./found.ts";
import { nearestNames } from "./nearest.ts";
import { targetOf, unsupported } from "./targets.ts";

/** Names a function in a source text. */
export interface TargetQuery {
  readonly text: string;
  /** Name of the file, for the dialect and the messages. */
  readonly file: string;
  /** As in `Target.symbol`; its last part alone, `Graph.prototype.visit` and `exports.unique` are understood too. */
  readonly symbol: string;
  /** 1-based line in which the function, or the declaration that names it, begins. */
  readonly line?: number | undefined;
}

/**
 * The one function that can be optimized and has the name.
 * @throws RunError `target-missing` with the names most like it, `target-ambiguous` with the choices,
 * `target-unsupported` for a function that cannot be measured, `syntax-error`.
 */
export function resolveTarget({ text, file, symbol, line }: TargetQuery): CallableTarget {
  const { functions, global } = findFunctions(text, file);
  const namesakes = bestMatches(functions, symbol);
  if (namesakes.length === 0) throw missing({ file, symbol }, functions);
  const matches =
    line === undefined
      ? namesakes
      : namesakes.filter((found) => found.line === line || found.firstLine === line);
  if (matches.length === 0) {
    throw new RunError(
      "target-missing",
      `No function named ${symbol} begins at ${file}:${line}; there is ${listed(namesakes)}.`,
    );
  }
  const usable = matches.flatMap((found) => targetOf(found, text, global) ?? []);
  const [target, ...others] = usable;
  if (target === undefined) {
    const [found] = matches;
    if (found === undefined) throw missing({ file, symbol }, functions);
    const place = `(${file}:${found.line})`;
    throw new RunError("target-unsupported", unsupported(found, place));
  }
  if (others.length > 0) {
    throw new RunError(
      "target-ambiguous",
      `${file} has ${usable.length} functions named ${symbol}: ${listed(
        matches.filter((found) => found.site.problem === null),
      )}; add the line to pick one, as in ${file}:${target.symbol}:${target.line}.`,
    );
  }
  return target;
}

/** Functions of that very name; else of that name with `exports` or `prototype` in it; else those whose name ends so. */
function bestMatches(functions: readonly FoundFunction[], symbol: string): readonly FoundFunction[] {
  const path = symbol.split(".");
  const onInstance = path.at(-2) === "prototype";
  const short = symbol.replace(/^(?:module\.)?exports\.(?=.)/, "").replaceAll(".prototype.", ".");
  const tests: readonly ((found: FoundFunction) => boolean)[] = [
    (found) => found.symbol === symbol,
    (found) => found.symbol === short && (!onInstance || found.site.reach?.kind === "instance"),
    (found) => found.symbol === short || found.alias === symbol,
    (found) => found.symbol.endsWith(`.${short}`),
  ];
  for (const test of tests) {
    const matches = functions.filter(test);
    if (matches.length > 0) return matches;
  }
  return [];
}

function missing(
  { file, symbol }: Pick<TargetQuery, "file" | "symbol">,
  functions: readonly FoundFunction[],
): RunError {
  const usable = functions.filter((found) => found.site.problem === null);
  const nearest = nearestNames(
    symbol,
    usable.map((found) => found.symbol),
    5,
  ).flatMap((name) => usable.find((found) => found.symbol === name) ?? []);
  const more = usable.length > nearest.length ? `, and ${usable.length - nearest.length} more` : "";
  const has = nearest.length === 0 ? "nor any other that can be optimized" : `but ${listed(nearest)}${more}`;
  return new RunError("target-missing", `${file} has no function named ${symbol}, ${has}.`);
}

function listed(functions: readonly FoundFunction[]): string {
  return functions.map((found) => `${found.symbol} (line ${found.line})`).join(", ");
}
