import type { AnswerLanguage, TargetPlace } from "./answerLanguage.ts";
import { blockAnswers } from "./blockAnswers.ts";
import { pythonAnswers } from "./pythonAnswers.ts";
import { scriptAnswers } from "./scriptAnswers.ts";
import { textAnswers } from "./textAnswers.ts";

/** How answers about a target are read, by the language of its file. */
export function answerLanguage(
  id: "javascript" | "typescript" | "python" | "other",
  place: TargetPlace,
): AnswerLanguage {
  const fences = id === "other" ? fencesOf(place) : id === "python" ? ["python"] : [id];
  if (place.baseline.symbol.startsWith("EVOLVE-BLOCK")) return blockAnswers(place, fences);
  switch (id) {
    case "javascript":
    case "typescript":
      return scriptAnswers(place);
    case "python":
      return pythonAnswers(place);
    case "other":
      return textAnswers(place, fences);
  }
}

/** The language's name and the ending of its file. */
function fencesOf({ name, baseline }: TargetPlace): readonly string[] {
  const ending = /\.(\w+)$/.exec(baseline.file)?.[1]?.toLowerCase();
  return [...new Set([name.toLowerCase().replaceAll(/\s+/g, ""), ...(ending === undefined ? [] : [ending])])];
}
