/** What a key can do. */
export type KeyAction =
  | "next"
  | "previous"
  | "first"
  | "last"
  | "page-down"
  | "page-up"
  | "parent"
  | "child"
  | "best"
  | "clear"
  | "diff-parent"
  | "diff-baseline"
  | "accept"
  | "measure-more"
  | "reject"
  | "note"
  | "evolve-from"
  | "zoom-in"
  | "zoom-out"
  | "fit"
  | "help";

export interface KeyBinding {
  /** As `KeyboardEvent.key` names them. */
  readonly keys: readonly string[];
  readonly action: KeyAction;
  readonly words: string;
  /** `list`: while the list has the focus, so that letters disturb nobody elsewhere. `page`: everywhere. */
  readonly scope: "list" | "page";
  /** Needs an extension to act; left out of reports. */
  readonly acts: boolean;
}

/** Every key of the page; the sheet that `?` opens is made from it. */
export const keyBindings: readonly KeyBinding[] = [
  { keys: ["ArrowDown"], action: "next", words: "Next candidate", scope: "list", acts: false },
  { keys: ["ArrowUp"], action: "previous", words: "Previous candidate", scope: "list", acts: false },
  { keys: ["Home"], action: "first", words: "First in the list", scope: "list", acts: false },
  { keys: ["End"], action: "last", words: "Last in the list", scope: "list", acts: false },
  { keys: ["PageDown"], action: "page-down", words: "A page down", scope: "list", acts: false },
  { keys: ["PageUp"], action: "page-up", words: "A page up", scope: "list", acts: false },
  { keys: ["ArrowLeft"], action: "parent", words: "First parent", scope: "list", acts: false },
  { keys: ["ArrowRight"], action: "child", words: "Best child, else the newest", scope: "list", acts: false },
  { keys: ["b"], action: "best", words: "Best candidate", scope: "list", acts: false },
  { keys: ["d"], action: "diff-parent", words: "Diff with Parent", scope: "list", acts: true },
  { keys: ["D"], action: "diff-baseline", words: "Diff with Baseline", scope: "list", acts: true },
  { keys: ["a"], action: "accept", words: "Accept…", scope: "list", acts: true },
  { keys: ["m"], action: "measure-more", words: "Measure More", scope: "list", acts: true },
  { keys: ["e"], action: "evolve-from", words: "Evolve from Here", scope: "list", acts: true },
  { keys: ["n"], action: "note", words: "Note…", scope: "list", acts: true },
  { keys: ["r"], action: "reject", words: "Reject…", scope: "list", acts: true },
  { keys: ["+", "="], action: "zoom-in", words: "Zoom in", scope: "list", acts: false },
  { keys: ["-"], action: "zoom-out", words: "Zoom out", scope: "list", acts: false },
  { keys: ["0"], action: "fit", words: "Fit all", scope: "list", acts: false },
  { keys: ["Escape"], action: "clear", words: "Select nothing", scope: "list", acts: false },
  { keys: ["?"], action: "help", words: "This sheet", scope: "page", acts: false },
];

/** What the key press means in that scope, or null. Combinations with Ctrl, Alt and Meta belong to VS Code. */
export function actionOf(
  event: Pick<KeyboardEvent, "key" | "ctrlKey" | "altKey" | "metaKey">,
  scope: KeyBinding["scope"],
): KeyAction | null {
  if (event.ctrlKey || event.altKey || event.metaKey) return null;
  return (
    keyBindings.find((binding) => binding.scope === scope && binding.keys.includes(event.key))?.action ?? null
  );
}

const keyNames: Readonly<Record<string, string>> = {
  ArrowDown: "↓",
  ArrowUp: "↑",
  ArrowLeft: "←",
  ArrowRight: "→",
  PageDown: "Page Down",
  PageUp: "Page Up",
  Escape: "Esc",
  D: "Shift+D",
  d: "D",
  a: "A",
  m: "M",
  e: "E",
  n: "N",
  r: "R",
  b: "B",
};

/** How a keyboard is labelled. */
export function keyName(key: string): string {
  return keyNames[key] ?? key;
}
