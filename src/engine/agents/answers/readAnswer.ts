import type { Baseline, Code } from "../../domain/candidate.ts";
import type { AnswerText } from "../../languageModel.ts";
import type { AnswerLanguage } from "./answerLanguage.ts";
import { applyEdits, tearsLiteral } from "./applyEdits.ts";
import { type SearchEdit, searchEdits } from "./edits.ts";
import { type FencedBlock, fencedBlocks } from "./fences.ts";
import { helpersOf } from "./helpers.ts";
import { indentAt, moved } from "./indentation.ts";
import { leftOutLine } from "./leftOut.ts";
import { shownCode } from "./shownCode.ts";
import { suspicionOf } from "./suspiciousText.ts";
import { withoutThinking } from "./thinking.ts";
import { unfencedCode } from "./unfencedCode.ts";

/** Why an answer gives no proposal; decided by this, never by the text. */
export const refusalKinds = [
  "truncated",
  "filtered",
  "too-long",
  "no-code",
  "other-language",
  "unparsable",
  "left-out",
  "edit-mismatch",
  "ambiguous",
  "outside-region",
  "unfit",
  "hidden-characters",
  "unchanged",
] as const;
export type RefusalKind = (typeof refusalKinds)[number];

export type AnswerCode =
  | { readonly kind: "code"; readonly code: Code }
  | {
      readonly kind: "refused";
      readonly because: RefusalKind;
      /** One sentence, fit to be shown to a person and to the model. */
      readonly reason: string;
    };
type Refused = Extract<AnswerCode, { readonly kind: "refused" }>;

export interface AnswerContext {
  readonly baseline: Baseline;
  /** What the model was shown as the code to change; edits refer to it, and its helpers stay where needed. */
  readonly parent: Code;
  /** Other codes that would be nothing new, such as the second parent. */
  readonly known: readonly Code[];
  readonly language: AnswerLanguage;
}

/** In UTF-16 code units. Longer ones are no code of a function, and only cost time. */
const longestAnswer = 1_000_000;
/** All code of an answer, in UTF-16 code units, unless the target's own file is so long that more makes sense. */
const mostCode = 60_000;
const mostBlocks = 12;
const mostEdits = 64;

/**
 * The code that an answer gives for the target, or why it gives none. An answer is adopted only when it leaves no
 * choice: exactly one new version, whole, in its place. Never throws; the time is linear in the answer, but for what
 * the language's parser takes for 60 000 characters of code, or for three times the target's file.
 */
export function readAnswer({ text, finish }: AnswerText, context: AnswerContext): AnswerCode {
  if (finish === "length") return refused("truncated", "The answer was cut off at the most tokens.");
  if (finish === "filtered") return refused("filtered", "The server's filter withheld the answer.");
  if (text.length > longestAnswer)
    return refused("too-long", `The answer has ${text.length} characters, more than any function needs.`);
  const said = withoutThinking(text.replaceAll("\r\n", "\n"));
  if (said === null) return refused("truncated", "The answer ends in the middle of its thinking.");
  const { edits, rest, problem } = searchEdits(said);
  if (problem !== null) return refused("edit-mismatch", problem);
  const blocks = fencedBlocks(rest);
  if (blocks.length > mostBlocks || edits.length > mostEdits)
    return refused("ambiguous", `The answer has ${blocks.length} blocks of code and ${edits.length} edits.`);
  const length =
    sum(blocks.map(({ code }) => code.length)) + sum(edits.flatMap(({ replace }) => replace.map(lengthOf)));
  const most = Math.max(mostCode, 3 * context.baseline.text.length);
  if (length > most)
    return refused(
      "too-long",
      `The answer gives ${length} characters of code, more than any function needs.`,
    );
  const read: (AnswerCode | null)[] = blocks.map((block) => fromBlock(block, context));
  if (edits.length > 0) read.unshift(fromEdits(edits, context));
  if (read.length === 0 && context.language.recognizes && rest.length <= most) {
    const bare = unfencedCode(rest, context);
    if (bare !== null) read.push(fromText(bare, context));
  }
  return chosen(
    read.filter((each) => each !== null),
    context,
  );
}

/** The one new version among those that an answer gives; else the most telling reason for there being none. */
function chosen(read: readonly AnswerCode[], { language }: AnswerContext): AnswerCode {
  const codes = new Map<string, AnswerCode>();
  for (const each of read) if (each.kind === "code") codes.set(language.fingerprint(each.code), each);
  const [only] = codes.values();
  if (codes.size > 1)
    return refused(
      "ambiguous",
      `The answer gives ${codes.size} different versions, and nobody can tell which it means.`,
    );
  if (only !== undefined) return only;
  const refusals = read.filter((each) => each.kind === "refused");
  const telling = refusals.find(({ because }) => because !== "unchanged" && because !== "no-code");
  return telling ?? refusals[0] ?? refused("no-code", "The answer holds no code of the target.");
}

/** Null for a block that does not hold the target, such as an example of its use. */
function fromBlock({ tag, code }: FencedBlock, context: AnswerContext): AnswerCode | null {
  const { language } = context;
  if (tag === "diff" || tag === "patch")
    return refused(
      "edit-mismatch",
      "The answer gives a patch where SEARCH/REPLACE edits or whole code are understood.",
    );
  const read = fromText(code, context);
  const isOther = tag !== "" && !language.fences.includes(tag) && knownTags.has(tag);
  if (isOther && read?.kind === "refused" && read.because === "unparsable")
    return refused("other-language", `The answer gives code in ${tag} instead of ${language.name}.`);
  return read;
}

/** Tags that name another language for sure, once a block could not be parsed. */
const knownTags: ReadonlySet<string> = new Set(
  (
    "js javascript jsx mjs cjs ts typescript tsx py python python3 c cpp c++ cc rust rs go golang java kotlin kt swift " +
    "ruby rb php cs csharp c# scala haskell hs lua perl r julia zig dart elixir ocaml"
  ).split(" "),
);

function fromText(text: string, context: AnswerContext): AnswerCode | null {
  const { baseline, language, parent } = context;
  const reading = language.read(text);
  if (reading.problem !== null) {
    const suspicion = suspicionOf(text, baseline.text);
    return suspicion === null
      ? refused("unparsable", reading.problem)
      : refused("hidden-characters", suspicion);
  }
  const [span, ...more] = reading.targets;
  if (span === undefined) return null;
  if (more.length > 0)
    return refused("ambiguous", `The code holds ${baseline.symbol} ${reading.targets.length} times.`);
  const target = moved(text, span, indentAt(baseline.text, baseline.region.start), reading.literals);
  const found = helpersOf({ text, reading, target, parent, baseline, language });
  return found.kind === "refused"
    ? refused("outside-region", found.reason)
    : tried({ target, helpers: found.helpers }, context);
}

function fromEdits(edits: readonly SearchEdit[], context: AnswerContext): AnswerCode {
  const { baseline, language, parent } = context;
  const shown = shownCode(baseline, parent);
  const edited = applyEdits(shown, edits);
  if (edited.kind === "refused") return refused(edited.because, edited.reason);
  const { before, after } = shown;
  const { target, helpers } = edited;
  if (edited.shifted.length > 0 && tearsLiteral(edited.shifted, language.read(target).literals))
    return refused("edit-mismatch", "An edit would have to change the indentation inside of a string.");
  const isFramed =
    target.startsWith(before) && target.endsWith(after) && target.length >= before.length + after.length;
  const direct = isFramed
    ? tried({ target: target.slice(before.length, target.length - after.length), helpers }, context)
    : refused(
        "outside-region",
        "An edit changes what stands in a line with the target but is not part of it.",
      );
  if (direct.kind === "code" || (direct.because !== "outside-region" && direct.because !== "unfit"))
    return direct;
  // Something may have been put before the target that can be a helper of it.
  const split = fromText(target, { ...context, parent: { target: parent.target, helpers } });
  return split?.kind === "code" ? split : direct;
}

/** The code when nothing speaks against it. */
function tried(given: Code, context: AnswerContext): AnswerCode {
  const { baseline, parent, known, language } = context;
  const before = [baseline.text, parent.target, ...parent.helpers].join("\n");
  const code = withNewlines(given, baseline);
  const text = [code.target, ...code.helpers].join("\n");
  const suspicion = suspicionOf(text, before);
  if (suspicion !== null) return refused("hidden-characters", suspicion);
  const leftOut = leftOutLine(text, before);
  if (leftOut !== null) return refused("left-out", `The answer leaves code out, at "${leftOut}".`);
  const problem = language.problem(code);
  if (problem !== null) return refused("unfit", problem);
  const fingerprint = language.fingerprint(code);
  return [parent, ...known].some((old) => language.fingerprint(old) === fingerprint)
    ? refused("unchanged", "The answer gives the code as it was.")
    : { kind: "code", code };
}

/** The code with the line breaks of its file. */
function withNewlines({ target, helpers }: Code, { text, region }: Baseline): Code {
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const broken = (part: string): string => part.replace(/\r?\n/g, newline);
  // A block of whole lines ends with one.
  const isWhole = text.slice(region.start, region.end).endsWith("\n") && !target.endsWith("\n");
  return { target: broken(isWhole ? `${target}\n` : target), helpers: helpers.map(broken) };
}

function refused(because: RefusalKind, reason: string): Refused {
  return { kind: "refused", because, reason };
}

function lengthOf(line: string): number {
  return line.length + 1;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
