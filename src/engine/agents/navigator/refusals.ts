import { tidy, wordsOf } from "../phrases.ts";

const mostWords = 60;
const mostCharacters = 500;

/**
 * Why an idea cannot be a direction, as in "it holds code"; null when it can. Too strict rather than too lax: an idea
 * that is refused by mistake costs one direction. What gets through all the same meets the gates, which hold every
 * candidate to its region and measure it from outside.
 */
export function refusalOf(idea: string, forbidden: readonly string[]): string | null {
  const text = tidy(idea);
  const words = wordsOf(text).length;
  if (words < 2) return "it says nothing";
  if (words > mostWords || idea.length > mostCharacters) return "it is too long for an idea";
  if (signsOfCode.some((sign) => sign.test(idea))) return "it holds code";
  if (tampering.some((sign) => sign.test(text))) return "it is about the measurement, not about the function";
  const banned = forbidden.find((other) => speaksOf(text, other));
  return banned === undefined ? null : "the user forbade it";
}

/** Whether the idea has a word by which others can be told to be the same. */
export function saysSomething(idea: string): boolean {
  return stems(tidy(idea)).length > 0;
}

const signsOfCode: readonly RegExp[] = [
  /```|[{}]|=>|===?|!==?|&&|\|\||:=/u,
  // `x += 1`, `total = a[i]`; a value such as "block size = 64" is an idea still.
  /[\w$\])]\s*(?:[-+*/%|&^]|<<|>>)=/u,
  /[\w$\])]\s*=\s*(?!\d)\S/u,
  /(?<!\bC)\+\+|\w--(?!\w)/u,
  /;\s*(?:$|\n)/u,
  // `rows[i]`, `get(key, 0)`; not "O(n log n)", "index(es)" or "sort()".
  /[\w$]\[[^\]]+\]/u,
  /\b(?![OΘΩ]\()[\p{L}_$][\w$.]*\((?!e?s\)|ies\)|\))[^)]*\)/u,
  /\b(?:for|while|if|switch)\s*\([^)]*[<>=;.]/u,
  /\bdef\s+\w+\s*\(|\blambda\s+\w+\s*:|\bfunction\s*\*?\s*\w*\s*\(/u,
  /\bfor\s+\w+(?:\s*,\s*\w+)*\s+in\s+[^:]+:\s*(?:$|\n)|\[[^\]]*\bfor\b[^\]]*\bin\b[^\]]*\]/u,
  /\bfrom\s+[\w.]+\s+import\b|#include\b/u,
];

/** What measures and checks, in the order the words are tried; "clock cycles" are the function's own. */
const measuring = String.raw`(?:benchmark(?:s|ing)?|harness|grader|timers?|stopwatch|(?:wall|cpu)?[ -]?clock(?!\s+(?:cycle|rate|speed))|timing(?:s| code)?|measurements?|warm-?up|sandbox|(?:region|syntax|scan|build|tests?|differential|constraints?) gates?|(?:unit|regression|project|failing|existing|the|all|user'?s)\s+tests|test\s+(?:suite|cases?|files?|data|inputs?|expectations?))`;
const change = String.raw`(?:chang|modif|edit|alter|adjust|tweak|disabl|enlarg|skip|bypass|remov|delet|weaken|relax|loosen|replac|rewrit|overrid|overwrit|patch|monkey-?patch|mock|stub|fak|spoof|trick|fool|gam(?:e|ing)\b|exploit|detect|recogni[sz]|hard-?cod|special-?cas|memori[sz]|ignor|escap|break\w* out|circumvent|evad|cheat|tamper|intercept|hook|stop\b|paus|slow|turn(?:ing)? off|switch(?:ing)? off|mak(?:e|ing)\b|shrink|disconnect|leav)`;

const tampering: readonly RegExp[] = [
  new RegExp(String.raw`\b${change}\w*\b(?:[^.;]{0,60}?)\b${measuring}\b`, "iu"),
  new RegExp(
    String.raw`\b${measuring}\b(?:[^.;]{0,40}?)\b(?:is|are|be|can be|should be|must be)\s+${change}`,
    "iu",
  ),
  /\b(?:reduc|shorten|lower|cut|fewer|smaller|easier|simpler|known|fixed)\w*\b(?:\s+\w+){0,4}?\s+(?:(?:benchmark|test|measured|timed)\s+inputs?|(?:benchmark|timing|test)\s+(?:size|rounds?|iterations?|runs?))\b/iu,
  new RegExp(
    String.raw`\b${change}\w*\s+(?:(?:the|its|all|known|given|fixed|recorded|measured|expected|specific|benchmarked|timed)\s+){0,3}(?:inputs|(?:input|expected)\s+(?:set|outputs?|answers?))\b`,
    "iu",
  ),
];

/** Whether every word that counts in the forbidden idea stands in the text, in any order. */
function speaksOf(text: string, forbidden: string): boolean {
  const banned = stems(forbidden);
  const own = new Set(stems(text));
  return banned.length > 0 && banned.every((stem) => own.has(stem));
}

const smallWords = new Set(
  "a an and any are as at be by do for from in into is it its no not of on or that the their them this to try use using with without".split(
    " ",
  ),
);

/** Words without their usual endings, so that "caching the results" speaks of "cache result". */
function stems(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "" && !smallWords.has(word))
    .map((word) => (word.length > 3 ? word.replace(/(?:ing|ies|ied|ed|es|(?<!s)s|e|y)$/u, "") : word));
}
