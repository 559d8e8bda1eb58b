import { element } from "../../ui/dom.ts";

/** A unified diff, line by line; the signs tell added from removed, the colours repeat it. */
export function diffText(diff: string): HTMLElement {
  const lines = diff.replace(/\n$/, "").split("\n");
  return element("pre", {
    class: "diff",
    attributes: { tabindex: "0", "aria-label": "Diff with the first parent" },
    children: lines.map((line) => element("span", { class: lineClass(line), text: `${line}\n` })),
  });
}

function lineClass(line: string): string {
  if (line.startsWith("+++") || line.startsWith("---") || /^(diff|index|new|deleted) /.test(line))
    return "diff-head";
  if (line.startsWith("@@")) return "diff-hunk";
  if (line.startsWith("+")) return "diff-added";
  if (line.startsWith("-")) return "diff-removed";
  return "diff-context";
}
