import { standings } from "../standing.ts";
import type { MarkName } from "./marks.ts";

/** The theme's colours and font, for a canvas that no style sheet reaches. */
export interface Palette {
  readonly foreground: string;
  readonly muted: string;
  readonly background: string;
  readonly grid: string;
  readonly edge: string;
  readonly focus: string;
  readonly path: string;
  readonly marks: Readonly<Record<MarkName, string>>;
  readonly fontFamily: string;
  /** High contrast: nothing is drawn faintly. */
  readonly strong: boolean;
}

/** Reads the palette from the custom properties of the page's style sheet, which derive from VS Code's. */
export function readPalette(): Palette {
  const style = getComputedStyle(document.body);
  const read = (name: string): string => style.getPropertyValue(`--lineage-${name}`).trim();
  const foreground = read("foreground");
  const marks: Record<MarkName, string> = {
    baseline: foreground,
    improved: foreground,
    unconfirmed: foreground,
    tied: foreground,
    worse: foreground,
    inconclusive: foreground,
    rejected: foreground,
    running: foreground,
    interrupted: foreground,
  };
  for (const standing of standings) marks[standing] = read(standing);
  return {
    foreground,
    muted: read("muted"),
    background: read("background"),
    grid: read("grid"),
    edge: read("edge"),
    focus: read("focus"),
    path: read("improved"),
    marks,
    fontFamily: style.fontFamily,
    strong: document.body.matches(".vscode-high-contrast, .vscode-high-contrast-light"),
  };
}

/** Calls back after VS Code has changed the theme, or the reader's system its scheme. */
export function onThemeChange(changed: () => void): void {
  const observer = new MutationObserver(changed);
  observer.observe(document.body, { attributes: true, attributeFilter: ["class", "data-vscode-theme-id"] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["style", "class"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
}

/** Whether things should stand still. */
export function prefersStillness(): boolean {
  return (
    document.body.classList.contains("vscode-reduce-motion") ||
    matchMedia("(prefers-reduced-motion: reduce)").matches
  );
}
