import type { Baseline, Code } from "../../domain/candidate.ts";
import type { AnswerLanguage, Declared, Reading } from "./answerLanguage.ts";

export type FoundHelpers =
  | { readonly kind: "helpers"; readonly helpers: readonly string[] }
  | { readonly kind: "refused"; readonly reason: string };

const mostHelpers = 50;

interface Named {
  readonly text: string;
  /** Null where nobody can tell. */
  readonly names: readonly string[] | null;
}

/**
 * What of an answer goes along with its target: new imports and declarations that the target needs, and those of the
 * parent that it still needs. What the file has already is left out; what only runs after the target, such as an
 * example, too.
 */
export function helpersOf(options: {
  readonly text: string;
  readonly reading: Reading;
  readonly target: string;
  readonly parent: Code;
  readonly baseline: Baseline;
  readonly language: AnswerLanguage;
}): FoundHelpers {
  const { text, reading, target, parent, baseline, language } = options;
  const fileText = collapsed(baseline.text);
  const ofFile = new Set(language.read(baseline.text).others.flatMap(({ names }) => names ?? []));
  const ofParent = parent.helpers.map((helper): Named => named(helper, language));
  const isOfParent = (own: string): boolean =>
    ofParent.some((each) => collapsed(each.text) === collapsed(own));
  const targetStart = reading.targets[0]?.start ?? 0;
  const fresh: Named[] = [];
  for (const other of reading.others) {
    const own = text.slice(other.span.start, other.span.end).trim();
    if (own === "" || stands(collapsed(own), fileText) || isOfParent(own)) continue;
    const refusal = refusalOf(other, own, { ofFile, isBefore: other.span.end <= targetStart });
    if (refusal !== null) return { kind: "refused", reason: refusal };
    if (other.kind !== "statement") fresh.push({ text: own, names: other.names });
    if (fresh.length > mostHelpers)
      return { kind: "refused", reason: `It declares more than ${mostHelpers} things beside the target.` };
  }
  const again = new Set(fresh.flatMap(({ names }) => names ?? []));
  const kept = ofParent.flatMap((old) => {
    const renewed = (old.names ?? []).some((name) => again.has(name));
    if (!renewed) return [old];
    return fresh.filter(({ names }) => names?.some((name) => old.names?.includes(name)));
  });
  const all = [...new Set([...kept, ...fresh])];
  return { kind: "helpers", helpers: needed(all, target).map((helper) => helper.text) };
}

/** Names that a helper gives a meaning to. */
function named(helper: string, language: AnswerLanguage): Named {
  const { problem, others } = language.read(helper);
  const names = others.map((other) => other.names);
  return {
    text: helper,
    names:
      problem !== null || names.length === 0 || names.includes(null)
        ? null
        : names.flatMap((each) => each ?? []),
  };
}

function refusalOf(
  { kind, names }: Declared,
  own: string,
  { ofFile, isBefore }: { readonly ofFile: ReadonlySet<string>; readonly isBefore: boolean },
): string | null {
  const changed = names?.find((name) => ofFile.has(name));
  switch (kind) {
    case "member":
      return `It changes or adds ${shortened(own)} beside the target, where nothing may change.`;
    case "declaration":
      return changed === undefined ? null : `It changes ${changed}, which is outside of the target.`;
    case "import":
      return null;
    case "statement":
      return isBefore ? `It runs ${shortened(own)} outside of the target.` : null;
  }
}

/** The helpers that the target mentions, or that helpers mention which it needs, in order. */
function needed(helpers: readonly Named[], target: string): readonly Named[] {
  const wanted = new Set<Named>();
  const words = new Set(wordsOf(target));
  for (let before = -1; before !== wanted.size; ) {
    before = wanted.size;
    for (const helper of helpers) {
      if (wanted.has(helper) || !(helper.names?.some((name) => words.has(name)) ?? true)) continue;
      wanted.add(helper);
      for (const word of wordsOf(helper.text)) words.add(word);
    }
  }
  return helpers.filter((helper) => wanted.has(helper));
}

function wordsOf(text: string): readonly string[] {
  return text.match(/[\p{ID_Start}_$][\p{ID_Continue}$]*/gu) ?? [];
}

/** Without white space and what may or may not end a statement, to compare. */
function collapsed(text: string): string {
  return text.replace(/\s+/g, " ").trim().replace(/[;,]$/, "");
}

/** Whether a piece of code stands in a file, not as a part of a word. */
function stands(own: string, file: string): boolean {
  for (let at = file.indexOf(own); at >= 0; at = file.indexOf(own, at + 1)) {
    if (
      !/[\w$]$/.test(file.slice(Math.max(0, at - 1), at)) &&
      !/^[\w$]/.test(file.slice(at + own.length, at + own.length + 1))
    )
      return true;
  }
  return false;
}

function shortened(code: string): string {
  const [line = ""] = code.split("\n", 1);
  return `\`${line.length > 60 ? `${line.slice(0, 59)}…` : line}\``;
}
