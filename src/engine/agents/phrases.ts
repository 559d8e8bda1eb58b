/** Most words of a phrase in an abstract. */
export const mostWords = 8;
/** Most phrases in each list of an abstract. */
export const mostPhrases = 4;

/** The text in one line, without control characters and characters that nobody sees. */
export function tidy(text: string): string {
  return text
    .replace(/[\s\p{Cc}\u2028\u2029]+/gu, " ")
    .replace(/\p{Cf}/gu, "")
    .trim();
}

/** Words of a text, by white space. */
export function wordsOf(text: string): readonly string[] {
  return tidy(text).split(" ").filter(Boolean);
}

/** At most so many words of the text; `…` says that there were more. */
export function shortened(text: string, most: number): string {
  const words = wordsOf(text);
  return words.length <= most ? words.join(" ") : `${words.slice(0, most).join(" ")}…`;
}

/** Whether the two say the same but for case, space and a full stop. */
export function sameText(one: string, other: string): boolean {
  return plain(one) === plain(other);
}

function plain(text: string): string {
  return tidy(text).toLowerCase().replace(/\.$/, "");
}
