import { diff3Merge } from "node-diff3";
import * as z from "zod";
import type { MergeResult } from "../runs/runs.ts";

const lines = z.array(z.string());
/** What `diff3Merge` answers; its own types say `any`. */
const regionsSchema = z.array(
  z.union([z.object({ ok: lines }), z.object({ conflict: z.object({ a: lines, o: lines, b: lines }) })]),
);

/**
 * Brings a candidate's change into the file as it is now: a three-way merge on lines. Line ends stay those of
 * the current text, also when an editor has changed all of them since.
 */
export function mergeCandidate(texts: {
  readonly baselineText: string;
  readonly candidateText: string;
  readonly currentText: string;
}): MergeResult {
  const { baselineText, candidateText, currentText } = texts;
  if (currentText === baselineText) return { kind: "merged", text: candidateText };
  if (candidateText === baselineText || candidateText === currentText)
    return { kind: "merged", text: currentText };
  const adapt = lineEndAdapter(baselineText, currentText);
  const regions = regionsSchema.parse(
    diff3Merge(splitLines(currentText), splitLines(adapt(baselineText)), splitLines(adapt(candidateText)), {
      excludeFalseConflicts: true,
    }),
  );
  const newline = currentText.includes("\r\n") ? "\r\n" : "\n";
  const text = regions
    .map((region) => ("ok" in region ? region.ok.join("") : conflictText(region.conflict, newline)))
    .join("");
  return { kind: regions.every((region) => "ok" in region) ? "merged" : "conflict", text };
}

/** Lines with their line ends, so that a file of mixed ends survives byte for byte. */
function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

type LineEnd = "\n" | "\r\n" | "mixed";

function lineEnd(text: string): LineEnd {
  const all = text.split("\n").length - 1;
  const crlf = text.split("\r\n").length - 1;
  if (crlf === 0) return "\n";
  return crlf === all ? "\r\n" : "mixed";
}

function lineEndAdapter(baseline: string, current: string): (text: string) => string {
  const from = lineEnd(baseline);
  const to = lineEnd(current);
  if (from === to || from === "mixed" || to === "mixed") return (text) => text;
  return (text) => text.replaceAll(/\r?\n/g, to);
}

function conflictText(
  { a, b }: { readonly a: readonly string[]; readonly b: readonly string[] },
  newline: string,
): string {
  const side = (part: readonly string[]): string => {
    const text = part.join("");
    return text === "" || text.endsWith("\n") ? text : text + newline;
  };
  return `<<<<<<< the file as it is now${newline}${side(a)}=======${newline}${side(b)}>>>>>>> the candidate${newline}`;
}
