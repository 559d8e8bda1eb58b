import { RunError } from "../../../engine/ports.ts";
import { nearestNames } from "../javascript/nearest.ts";
import type { Language } from "../language.ts";
import { type FoundFunction, findFunctions } from "./functions.ts";
import { targetOf, unsupported } from "./targets.ts";

/** The one function that can be optimized and has the name; its last part alone is understood too. */
export const resolveTarget: Language["resolve"] = ({ text, file, symbol, line }) => {
  const functions = findFunctions(text, file);
  const namesakes = bestMatches(functions, symbol);
  if (namesakes.length === 0) throw missing({ file, symbol }, functions);
  const matches =
    line === undefined
      ? namesakes
      : namesakes.filter((found) => found.line === line || found.defLine === line);
  if (matches.length === 0) {
    throw new RunError(
      "target-missing",
      `No function named ${symbol} begins at ${file}:${line}; there is ${listed(namesakes)}.`,
    );
  }
  const usable = matches.flatMap((found) => targetOf(found, text) ?? []);
  const [target, ...others] = usable;
  if (target === undefined) {
    const [found] = matches;
    if (found === undefined) throw missing({ file, symbol }, functions);
    throw new RunError("target-unsupported", unsupported(found, `(${file}:${found.line})`));
  }
  if (others.length > 0) {
    throw new RunError(
      "target-ambiguous",
      `${file} has ${usable.length} functions named ${symbol}: ${listed(
        matches.filter(({ site }) => site.problem === null),
      )}; add the line to pick one, as in ${file}:${target.symbol}:${target.line}.`,
    );
  }
  return target;
};

function bestMatches(functions: readonly FoundFunction[], symbol: string): readonly FoundFunction[] {
  const exact = functions.filter((found) => found.symbol === symbol);
  return exact.length > 0 ? exact : functions.filter((found) => found.symbol.endsWith(`.${symbol}`));
}

function missing(
  { file, symbol }: { readonly file: string; readonly symbol: string },
  functions: readonly FoundFunction[],
): RunError {
  const usable = functions.filter(({ site }) => site.problem === null);
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
  return functions.map(({ symbol, line }) => `${symbol} (line ${line})`).join(", ");
}
