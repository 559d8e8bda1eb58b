import * as z from "zod";

/** Number of a candidate within its run, in order of evaluation; 0 is the baseline. */
export type CandidateNumber = number;

/** `0007`, as in the branch `evolvent/<run>/0007`. */
export function candidateLabel(number: CandidateNumber): string {
  return String(number).padStart(4, "0");
}

/** Half-open range of UTF-16 offsets in a source text. */
export const spanSchema = z.strictObject({ start: z.int().min(0), end: z.int().min(0) });
export type Span = Readonly<z.infer<typeof spanSchema>>;

/** The code of a version: the target's new text and what it declares beside it. */
export const codeSchema = z.strictObject({
  /** Replaces the target's region byte for byte. */
  target: z.string(),
  /** Top-level import statements and helper declarations, each inserted once before the target's statement. */
  helpers: z.array(z.string()).readonly(),
});
export type Code = Readonly<z.infer<typeof codeSchema>>;

/** The target as captured, uncommitted edits included. */
export interface Baseline {
  /** Repository-relative POSIX path. */
  readonly file: string;
  readonly symbol: string;
  /** The whole text of the file. */
  readonly text: string;
  /** The target within `text`: the only part a candidate may change. */
  readonly region: Span;
  /** Offset in `text` where helpers are inserted: the start of the line of the target's outermost statement. */
  readonly helperOffset: number;
}

/** The file of a candidate: the baseline's text with the region replaced and the helpers inserted. */
export function assemble(baseline: Baseline, code: Code): string {
  const { text, region, helperOffset } = baseline;
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const helpers = code.helpers.map((helper) => helper + newline).join("");
  return (
    text.slice(0, helperOffset) +
    helpers +
    text.slice(helperOffset, region.start) +
    code.target +
    text.slice(region.end)
  );
}

/** The baseline as code: its own region and no helper. */
export function baselineCode(baseline: Baseline): Code {
  return { target: baseline.text.slice(baseline.region.start, baseline.region.end), helpers: [] };
}

/** The region of the target inside the assembled file of `code`. */
export function regionOf(baseline: Baseline, code: Code): Span {
  const shift =
    assemble(baseline, { ...code, target: "" }).length -
    (baseline.text.length - (baseline.region.end - baseline.region.start));
  const start = baseline.region.start + shift;
  return { start, end: start + code.target.length };
}

/** The Summarizer's few phrases about a candidate, each of at most 8 words. */
export const abstractSchema = z.strictObject({
  inherits: z.array(z.string()).readonly(),
  introduces: z.array(z.string()).readonly(),
  /** Why it failed, when it did. */
  failure: z.string().nullable(),
});
export type Abstract = Readonly<z.infer<typeof abstractSchema>>;

/** The Navigator's advice on where to search next: an idea, never code. */
export const directionSchema = z.strictObject({
  id: z.int().min(0),
  idea: z.string(),
  /** Operators that follow the idea; empty when the idea is for a language model only. */
  operators: z.array(z.string()).readonly(),
  /** Credit per unit of evidence: the mean of the reward its children earned, in ln(gain). */
  credit: z.number(),
  /** Children proposed under it so far. */
  trials: z.int().min(0),
});
export type Direction = Readonly<z.infer<typeof directionSchema>>;

/** An earlier candidate the Sampler chose to show to the Generator. */
export const exemplarSchema = z.strictObject({ candidate: z.int().min(0), reason: z.string() });
export type Exemplar = Readonly<z.infer<typeof exemplarSchema>>;

/** The model that wrote a candidate, and what that took. */
export const authorSchema = z.strictObject({
  model: z.string(),
  /** Null for what the model does by itself. */
  temperature: z.number().nullable(),
  /** Prompt and completion tokens, shared among what came of one call. */
  tokens: z.int().min(0),
  /** As the spec names the model, where several compete. */
  asked: z.string().optional(),
});
export type Author = Readonly<z.infer<typeof authorSchema>>;

/** One of the changes that a candidate is made of. */
export const changeSchema = z.strictObject({
  operator: z.string(),
  /** What it changed, in one phrase. */
  summary: z.string(),
});
export type Change = Readonly<z.infer<typeof changeSchema>>;
