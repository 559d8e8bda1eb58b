import { RunError } from "../../../engine/ports.ts";
import { lineAt, type Region } from "./regions.ts";

/** The symbol of the first marked block; the others are `EVOLVE-BLOCK.2`, `EVOLVE-BLOCK.3`, … */
const blockSymbol = "EVOLVE-BLOCK";

const marker = /^[^\n]*\bEVOLVE-BLOCK-(START|END)\b[^\n]*/gm;

/** Whether a symbol names a marked block. */
export function isBlockSymbol(symbol: string): boolean {
  return /^EVOLVE-BLOCK(?:\.[1-9]\d*)?$/.test(symbol);
}

/** Whether a text holds a marker, so that it may not stand inside a block. */
export function holdsMarker(text: string): boolean {
  return text.search(marker) !== -1;
}

/**
 * The lines between `EVOLVE-BLOCK-START` and `EVOLVE-BLOCK-END`, which stand in comments of whatever syntax, as
 * AlphaEvolve and OpenEvolve mark them. A region holds whole lines, without those of the markers.
 * @throws RunError `syntax-error` when markers do not alternate.
 */
export function markedBlocks(text: string, file: string): readonly Region[] {
  const blocks: Region[] = [];
  let open: { readonly helperOffset: number; readonly start: number } | null = null;
  for (const match of text.matchAll(marker)) {
    const opens = match[1] === "START";
    if (opens === (open !== null)) throw unbalanced(text, file, match.index, opens);
    if (opens) {
      const end = match.index + match[0].length;
      open = { helperOffset: match.index, start: Math.min(end + 1, text.length) };
    } else if (open !== null) {
      const symbol = blocks.length === 0 ? blockSymbol : `${blockSymbol}.${blocks.length + 1}`;
      blocks.push({ symbol, span: { start: open.start, end: match.index }, helperOffset: open.helperOffset });
      open = null;
    }
  }
  if (open !== null) throw unbalanced(text, file, open.helperOffset, true);
  return blocks;
}

function unbalanced(text: string, file: string, offset: number, opens: boolean): RunError {
  const what = opens ? "START is not followed by its END" : "END has no START before it";
  return new RunError(
    "syntax-error",
    `${file}:${lineAt(text, offset)}: this EVOLVE-BLOCK-${what}: close every marked block before the next one opens.`,
  );
}
