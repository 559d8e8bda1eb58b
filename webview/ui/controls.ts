import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
} from "@vscode/webview-ui-toolkit";
import { dress, element } from "./dom.ts";

/**
 * Makes the controls known to the page. They are registered one by one so that the others stay out of the bundle.
 * Call it while the page loads: later the toolkit would miss the theme's colours.
 */
export function registerControls(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodeProgressRing(),
  );
}

/** A push button. */
export interface Button {
  readonly element: HTMLElement;
  setEnabled(enabled: boolean): void;
  setLabel(label: string): void;
}

export interface ButtonOptions {
  readonly label: string;
  readonly appearance: "primary" | "secondary" | "icon";
  /** Names the button where its label is a sign. */
  readonly name?: string;
  readonly title?: string;
  readonly onPress: () => void;
}

export function button({ label, appearance, name, title, onPress }: ButtonOptions): Button {
  const made = control("vscode-button", {
    appearance,
    ...(name === undefined ? {} : { "aria-label": name }),
    ...(title === undefined ? {} : { title }),
  });
  made.textContent = label;
  let enabled = true;
  made.addEventListener("click", () => {
    if (enabled) onPress();
  });
  return {
    element: made,
    setEnabled(next) {
      enabled = next;
      made.toggleAttribute("disabled", !next);
    },
    setLabel(next) {
      if (made.textContent !== next) made.textContent = next;
    },
  };
}

/** A button that reads as a link: it leads to another place on the page. */
export function linkButton(label: string, onPress: () => void): HTMLElement {
  return element("button", { class: "link", text: label, attributes: { type: "button" }, onClick: onPress });
}

export interface Dropdown<Value extends string> {
  readonly element: HTMLElement;
  setValue(value: Value): void;
}

export interface DropdownOptions<Value extends string> {
  readonly name: string;
  readonly choices: readonly { readonly value: Value; readonly label: string }[];
  readonly onChange: (value: Value) => void;
}

/** A choice among a few. */
export function dropdown<Value extends string>({
  name,
  choices,
  onChange,
}: DropdownOptions<Value>): Dropdown<Value> {
  const made = control("vscode-dropdown", { "aria-label": name });
  for (const { value, label } of choices) {
    const option = control("vscode-option", { value });
    option.textContent = label;
    made.append(option);
  }
  made.addEventListener("change", () => {
    const chosen = choices.find((choice) => choice.value === currentValue(made));
    if (chosen !== undefined) onChange(chosen.value);
  });
  return {
    element: made,
    setValue(value) {
      // The toolkit shows a value only once its options are connected, which happens in a microtask.
      queueMicrotask(() => {
        if ("value" in made && made.value !== value) made.value = value;
      });
    },
  };
}

/** A ring that turns while something is under way. */
export function progressRing(): HTMLElement {
  return control("vscode-progress-ring", { "aria-hidden": "true" });
}

/**
 * A short label set apart, such as an operator's name. Not the toolkit's tag: its template sets a style attribute,
 * which the page's policy refuses.
 */
export function tag(text: string): HTMLElement {
  return element("span", { class: "tag", text });
}

function control(name: string, attributes: Readonly<Record<string, string>>): HTMLElement {
  return dress(document.createElement(name), { attributes });
}

function currentValue(made: HTMLElement): unknown {
  return "value" in made ? made.value : null;
}
