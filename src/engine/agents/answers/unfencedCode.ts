import { lastName } from "./answerLanguage.ts";
import { indentOf } from "./indentation.ts";
import type { AnswerContext } from "./readAnswer.ts";

const mostTries = 3;

/**
 * The part of an answer without fences that is code of the target: all of it, or the paragraphs from the first line
 * that looks like code to the last, without prose around. Null when no such part parses and holds the target.
 */
export function unfencedCode(text: string, { baseline, language }: AnswerContext): string | null {
  const lines = text.split("\n");
  const holds = (part: string): boolean => language.read(part).targets.length > 0;
  if (holds(text)) return text;
  const name = lastName(baseline.symbol);
  const first = lines.findIndex((line) => line.includes(name) && !isProse(line));
  if (first < 0) return null;
  const start = lines.slice(0, first).findLastIndex((line) => isProse(line)) + 1;
  const ends = lines.flatMap((line, index) => (index > first && isProse(line) ? [index] : []));
  for (const end of [lines.length, ...ends].slice(0, mostTries)) {
    const part = lines.slice(start, end).join("\n");
    if (holds(part)) return part;
  }
  return null;
}

const firstWords =
  /^(?:import|from|return|def|class|async|await|function|const|let|var|export|if|else|elif|for|while|try|except|with|raise|pass|public|private|protected|static|fn|func|fun|pub|use|type|interface|void|int|end|do|local)\b/;

/** A line of words: it begins at the margin and reads on without the signs of code. */
function isProse(line: string): boolean {
  if (indentOf(line) !== "") return false;
  const words = line
    .slice(0, 300)
    .replace(/^(?:[-*•]|\d+\.|#+)\s/, "")
    .trim();
  return (
    words.includes(" ") &&
    /^["'`*]*\p{L}/u.test(words) &&
    !/[{}[\]=<>|&;\\@]|\w\(/.test(words) &&
    !firstWords.test(words)
  );
}
