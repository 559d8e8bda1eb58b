import { type AnswerLanguage, type Reading, type TargetPlace, unreadable } from "./answerLanguage.ts";

const marker = /^[^\n]*\bEVOLVE-BLOCK-(START|END)\b[^\n]*$/gm;

/** Marked blocks of whatever language: the lines between the markers, or a fenced text without any. */
export function blockAnswers(place: TargetPlace, fences: readonly string[]): AnswerLanguage {
  return {
    name: place.name,
    fences,
    recognizes: false,
    read: (text) => read(text, place.baseline.symbol),
    problem: place.problem,
    fingerprint: place.fingerprint,
  };
}

function read(text: string, symbol: string): Reading {
  const markers = [...text.matchAll(marker)];
  if (markers.length === 0)
    return { problem: null, targets: [{ start: 0, end: text.length }], others: [], literals: [] };
  const wanted = markers.length === 2 ? 0 : Number(symbol.split(".")[1] ?? "1") - 1;
  const [opening, closing] = [markers[2 * wanted], markers[2 * wanted + 1]];
  if (opening?.[1] !== "START" || closing?.[1] !== "END" || markers.length % 2 === 1)
    return unreadable("Its EVOLVE-BLOCK markers do not come in pairs.");
  const start = Math.min(opening.index + opening[0].length + 1, closing.index);
  return { problem: null, targets: [{ start, end: closing.index }], others: [], literals: [] };
}
