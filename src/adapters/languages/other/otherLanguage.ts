import { regionOf, type Span } from "../../../engine/domain/candidate.ts";
import { RunError } from "../../../engine/ports.ts";
import { ConstantTuner } from "../../../engine/rewrite/text/constantTuner.ts";
import { textFeatures } from "../../../engine/rewrite/text/textFeatures.ts";
import { textFingerprint } from "../../../engine/rewrite/text/textFingerprint.ts";
import { nearestNames } from "../javascript/nearest.ts";
import type { FoundTarget, Language } from "../language.ts";
import type { Target } from "../target.ts";
import { languageName } from "./grammars.ts";
import { holdsMarker, isBlockSymbol, markedBlocks } from "./markedBlocks.ts";
import { lineAt, type Region, type RegionFinder } from "./regions.ts";
import { textScan } from "./textScan.ts";

/**
 * Any language that we have no parser of our own for.
 * @param finder finds its functions; null when only marked blocks can be targets
 */
export function otherLanguage(file: string, finder: RegionFinder | null): Language {
  const name = languageName(file);
  const regionsIn = (text: string): readonly Region[] => [
    ...markedBlocks(text, file),
    ...(finder?.regions(text) ?? []),
  ];
  return {
    id: "other",
    name,
    targets: (text) => regionsIn(text).map((region) => targetOf(region, text)),
    resolve({ text, symbol, line }) {
      const regions = regionsIn(text);
      const matches = matchesOf(regions, symbol).filter(
        ({ span }) => line === undefined || lineAt(text, span.start) === line,
      );
      const [match, ...others] = matches;
      if (match === undefined) throw missing({ file, name, symbol }, regions, finder !== null);
      if (others.length > 0) {
        const lines = matches.map(({ span }) => lineAt(text, span.start)).join(", ");
        throw new RunError(
          "target-ambiguous",
          `${file} has ${matches.length} functions named ${symbol}, at lines ${lines}; add the line to pick one, as in ${file}:${symbol}:${lineAt(text, match.span.start)}.`,
        );
      }
      return targetOf(match, text);
    },
    findInRegion({ text, baseline, target, code }) {
      const region = regionOf(baseline, code);
      if (isBlockSymbol(target.symbol)) return foundBlock(text, region, { target, finder });
      const error = finder?.firstError(text) ?? null;
      if (finder !== null && error !== null && finder.firstError(baseline.text) === null)
        return problem(`It does not parse (line ${error}).`);
      if (finder === null) return found(target, region, baseline.helperOffset);
      const match = finder
        .regions(text)
        .find(({ symbol, span }) => symbol === target.symbol && isWhole(text, region, span));
      return match === undefined
        ? problem(
            `The candidate does not hold the function ${baseline.symbol}, and nothing else, in its place.`,
          )
        : { kind: "found", target: targetOf(match, text) };
    },
    scan: textScan,
    instrument: null,
    proposers: [new ConstantTuner()],
    fingerprint: textFingerprint,
    features: textFeatures,
  };
}

/** A finder that knows one region only, which an editor told: there is no parser to find it again. */
export function knownRegion(region: Region): RegionFinder {
  return { regions: () => [region], firstError: () => null };
}

function foundBlock(
  text: string,
  region: Span,
  { target, finder }: { readonly target: Target; readonly finder: RegionFinder | null },
): FoundTarget {
  const block = text.slice(region.start, region.end);
  if (holdsMarker(block)) return problem("The candidate puts a marker of blocks into its block.");
  if (block !== "" && !block.endsWith("\n"))
    return problem("The candidate's block does not end with a line break, so its end marker is swallowed.");
  const error = finder?.firstError(text) ?? null;
  if (error !== null) return problem(`It does not parse (line ${error}).`);
  return found(target, region, target.helperOffset);
}

function matchesOf(regions: readonly Region[], symbol: string): readonly Region[] {
  const wanted = symbol.replaceAll("::", ".");
  const exact = regions.filter((region) => region.symbol === wanted);
  return exact.length > 0 ? exact : regions.filter((region) => region.symbol.endsWith(`.${wanted}`));
}

function missing(
  query: { readonly file: string; readonly name: string; readonly symbol: string },
  regions: readonly Region[],
  hasParser: boolean,
): RunError {
  const { file, name, symbol } = query;
  if (isBlockSymbol(symbol)) {
    return new RunError(
      "target-missing",
      `${file} has no marked block ${symbol}: put comments with EVOLVE-BLOCK-START and EVOLVE-BLOCK-END around the lines that may change.`,
    );
  }
  const nearest = nearestNames(
    symbol,
    regions.map((region) => region.symbol),
    5,
  );
  if (nearest.length > 0)
    return new RunError(
      "target-missing",
      `${file} has no function named ${symbol}, but ${nearest.join(", ")}.`,
    );
  return new RunError(
    "target-missing",
    hasParser
      ? `${file} has no function named ${symbol}, nor any other.`
      : `Functions of ${name} cannot be found here: install the npm package @vscode/tree-sitter-wasm, or put comments with EVOLVE-BLOCK-START and EVOLVE-BLOCK-END around the lines that may change.`,
  );
}

function targetOf({ symbol, span, helperOffset }: Region, text: string): Target {
  return { symbol, line: lineAt(text, span.start), region: span, helperOffset, async: false, entry: null };
}

function isWhole(text: string, region: Span, span: Span): boolean {
  const inside = region.start <= span.start && span.end <= region.end;
  const beside = text.slice(region.start, span.start) + text.slice(span.end, region.end);
  return inside && beside.trim() === "";
}

function found(target: Target, region: Span, helperOffset: number): FoundTarget {
  return { kind: "found", target: { ...target, region, helperOffset } };
}

function problem(reason: string): FoundTarget {
  return { kind: "problem", reason };
}
