/** A part of a prompt that is shown whole or left out. */
export interface Piece {
  /** For people, when it is left out. */
  readonly name: string;
  readonly text: string;
}

export interface ChosenPieces {
  readonly kept: ReadonlySet<Piece>;
  /** In the order in which they were left out. */
  readonly leftOut: readonly string[];
}

/** Tokens of the titles of sections. */
const titles = 24;

/** Leaves out pieces in the given order until the rest fits. */
export function fitting(
  expendable: readonly Piece[],
  room: number,
  tokensOf: (text: string) => number,
): ChosenPieces {
  const costs = new Map(expendable.map((piece) => [piece, tokensOf(`${piece.text}\n`)]));
  const kept = new Set(expendable);
  const leftOut: string[] = [];
  let need = titles + [...costs.values()].reduce((sum, cost) => sum + cost, 0);
  for (const piece of expendable) {
    if (need <= room) break;
    need -= costs.get(piece) ?? 0;
    kept.delete(piece);
    leftOut.push(piece.name);
  }
  return { kept, leftOut };
}
