import type { Language } from "../../../src/adapters/languages/language.ts";
import { languageOf } from "../../../src/adapters/languages/languages.ts";
import type { AnswerLanguage, TargetPlace } from "../../../src/engine/agents/answers/answerLanguage.ts";
import { answerLanguage } from "../../../src/engine/agents/answers/answerLanguages.ts";
import {
  type AnswerCode,
  type AnswerContext,
  readAnswer,
} from "../../../src/engine/agents/answers/readAnswer.ts";
import { assemble, type Baseline, baselineCode, type Code } from "../../../src/engine/domain/candidate.ts";

/** A target in a file, and how answers about it are read. */
export interface Subject {
  readonly baseline: Baseline;
  readonly language: AnswerLanguage;
  readonly context: AnswerContext;
}

/** The real language of a file, as a run would use it. */
export async function subjectOf(file: string, symbol: string, text: string): Promise<Subject> {
  const own = await languageOf({ file, text, symbol, region: null });
  const target = own.resolve({ text, file, symbol });
  const baseline: Baseline = {
    file,
    symbol: target.symbol,
    text,
    region: target.region,
    helperOffset: target.helperOffset,
  };
  const language = answerLanguage(own.id, placeOf(own, baseline));
  return { baseline, language, context: { baseline, parent: baselineCode(baseline), known: [], language } };
}

function placeOf(language: Language, baseline: Baseline): TargetPlace {
  const target = language.resolve({ text: baseline.text, file: baseline.file, symbol: baseline.symbol });
  return {
    name: language.name,
    baseline,
    targets: (text) => language.targets(text, baseline.file),
    problem: (code) => {
      const found = language.findInRegion({ text: assemble(baseline, code), baseline, target, code });
      return found.kind === "problem" ? found.reason : null;
    },
    fingerprint: (code) => language.fingerprint(baseline, code),
  };
}

export function read({ context }: Subject, text: string): AnswerCode {
  return readAnswer({ text, finish: "stop" }, context);
}

/** The code an answer gives. @throws Error with the refusal */
export function codeOf(subject: Subject, text: string): Code {
  const answer = read(subject, text);
  if (answer.kind === "refused") throw new Error(`${answer.because}: ${answer.reason}`);
  return answer.code;
}

/** Why an answer is refused; the file it would give when it is not. */
export function refusalOf(subject: Subject, text: string): string {
  const answer = read(subject, text);
  return answer.kind === "refused" ? answer.because : assemble(subject.baseline, answer.code);
}

/** The code between two fences. */
export function fenced(code: string, tag = ""): string {
  return `\`\`\`${tag}\n${code}\n\`\`\``;
}

export function edit(search: string, replace: string): string {
  return `<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE`;
}
