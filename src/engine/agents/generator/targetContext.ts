import { type Baseline, baselineCode } from "../../domain/candidate.ts";
import type { Profile } from "../../domain/events.ts";
import type { AnswerLanguage } from "../answers/answerLanguage.ts";
import type { TargetContext } from "./generatorInput.ts";
import { hotLines } from "./hotLines.ts";

const typeDeclaration = /^\s*(?:export\s+)?(?:declare\s+)?(?:abstract\s+)?(?:interface|type|enum|class)\b/;

/**
 * What of the target's file its code speaks of: imports, and declarations of the types and functions that it names; and
 * where its time goes.
 * @param profile null when it is not known.
 */
export function targetContext(
  baseline: Baseline,
  language: AnswerLanguage,
  profile: Profile | null,
): TargetContext {
  const { target } = baselineCode(baseline);
  const words = new Set(target.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu));
  const { start, end } = baseline.region;
  const named = language
    .read(baseline.text)
    .others.filter(({ names, span }) => {
      const isApart = span.end <= start || span.start >= end;
      return isApart && names?.some((name) => words.has(name));
    })
    .map(({ kind, span }) => ({ kind, text: baseline.text.slice(span.start, span.end) }));
  const declared = named.filter(({ kind }) => kind !== "import" && kind !== "statement");
  return {
    signature: "",
    imports: named.filter(({ kind }) => kind === "import").map(({ text }) => text),
    types: declared.filter(({ text }) => typeDeclaration.test(text)).map(({ text }) => text),
    callees: declared.filter(({ text }) => !typeDeclaration.test(text)).map(({ text }) => text),
    hotLines: profile === null ? [] : hotLines(profile, baseline),
  };
}
