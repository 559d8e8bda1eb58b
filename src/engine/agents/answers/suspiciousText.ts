/** Controls, marks of direction, invisible letters, odd spaces, line breaks of other sorts, private use, half letters. */
const hidden = /(?![\t ])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Z}\p{Default_Ignorable_Code_Point}]/u;

const word = /[\p{L}\p{Nl}_$][\p{L}\p{M}\p{N}\p{Pc}$]*/gu;
const otherScript =
  /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Coptic}\p{Script=Lisu}\p{Script=Deseret}]/u;
const latin = /\p{Script=Latin}/u;

/** Letters of other scripts that look like Latin ones. */
const lookalikes: ReadonlyMap<string, string> = new Map(
  [
    ..."аaеeоoрpсcуyхxіiјjѕsһhԁdԛqԝwвbкkмmнhтtгrпnАAВBЕEКKМMНHОOРPСCТTХXІIЈJЅSУYαaοoνvρpιiκkυuτtωwΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXօoսuոnհhցgզq",
  ].reduce<[string, string][]>((pairs, letter, index, all) => {
    if (index % 2 === 0) pairs.push([letter, all[index + 1] ?? ""]);
    return pairs;
  }, []),
);

/**
 * What a reader could not see or would take for something else in the lines that are new, as a sentence; null when
 * nothing: hidden and bidirectional characters, words of mixed scripts, and words that only look like others.
 * @param known the code that was there; its lines may have what they have, and its words are what others may look like
 */
export function suspicionOf(text: string, known: string): string | null {
  const old = new Set(known.split(/\r?\n/).map(unindented));
  const lines = text.split(/\r?\n/).filter((line) => !old.has(unindented(line)));
  for (const line of lines) {
    const found = hidden.exec(unindented(line));
    if (found !== null) return `It holds the hidden character ${codePoint(found[0])}.`;
  }
  const foreign = lines.flatMap((line) => line.match(word) ?? []).filter((each) => /[^\w$]/.test(each));
  if (foreign.length === 0) return null;
  const familiar = new Set(known.match(word));
  const plain = new Set([...familiar, ...(text.match(word) ?? [])]);
  const deceptive = foreign.find((each) => !familiar.has(each) && isDeceptive(each, plain));
  return deceptive === undefined
    ? null
    : `It holds the word "${deceptive}", whose letters only look like those of another.`;
}

function isDeceptive(each: string, words: ReadonlySet<string>): boolean {
  if (latin.test(each) && otherScript.test(each)) return true;
  const plain = each.normalize("NFKC");
  if (plain !== each.normalize("NFC") && /^[\w$]+$/.test(plain)) return true;
  return (
    words.has([...each].map((letter) => lookalikes.get(letter) ?? letter).join("")) && otherScript.test(each)
  );
}

/** Only spaces, tabs and form feeds go: other white space is what is looked for. */
function unindented(line: string): string {
  return line.replace(/^[ \t]+/, "").replace(/[ \t\f]+$/, "");
}

function codePoint(sign: string): string {
  return `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
