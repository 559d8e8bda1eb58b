/** Code between two fences. */
export interface FencedBlock {
  /** The first word after the opening fence, in lower case; empty without one. */
  readonly tag: string;
  readonly code: string;
}

/**
 * The fenced blocks of a text, as CommonMark has them but at any indentation, which is taken from the code. A block
 * that is not closed lasts to the end; one may also be closed at the end of its last line of code.
 */
export function fencedBlocks(text: string): readonly FencedBlock[] {
  const blocks: FencedBlock[] = [];
  let open: { readonly indent: string; readonly fence: string; readonly tag: string } | null = null;
  let lines: string[] = [];
  const close = (tag: string): void => {
    blocks.push({ tag, code: lines.join("\n") });
    lines = [];
    open = null;
  };
  for (const line of text.split("\n")) {
    const { indent, fence, info } = fenceOf(line);
    if (open === null) {
      if (fence !== "" && !info.includes("`"))
        open = { indent, fence, tag: /^[\w+#.-]*/.exec(info)?.[0].toLowerCase() ?? "" };
    } else if (fence[0] === open.fence[0] && fence.length >= open.fence.length && info === "") {
      close(open.tag);
    } else {
      lines.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line);
      if (line.trimEnd().endsWith(open.fence) && fence === "") {
        lines.push((lines.pop() ?? "").trimEnd().slice(0, -open.fence.length));
        close(open.tag);
      }
    }
  }
  if (open !== null) close(open.tag);
  return blocks.filter(({ code }) => code.trim() !== "");
}

/** What a line has of a fence; an empty fence when it is none. */
function fenceOf(line: string): { readonly indent: string; readonly fence: string; readonly info: string } {
  const [, indent = "", fence = ""] = /^([ \t]*)(`{3,}|~{3,})/.exec(line) ?? [];
  return { indent, fence, info: fence === "" ? "" : line.slice(indent.length + fence.length).trim() };
}
