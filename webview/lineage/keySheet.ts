import { button } from "../ui/controls.ts";
import { element } from "../ui/dom.ts";
import { keyBindings, keyName } from "./keys.ts";

/** The sheet of all keys, as a modal dialog. */
export class KeySheet {
  readonly element: HTMLDialogElement;

  /** @param interactive whether the keys that need an extension are listed too. */
  constructor(interactive: boolean) {
    const rows = keyBindings
      .filter((binding) => interactive || !binding.acts)
      .map((binding) =>
        element("tr", {
          children: [
            element("th", {
              attributes: { scope: "row" },
              children: [element("kbd", { text: keyName(binding.keys[0] ?? "") })],
            }),
            element("td", { text: binding.words }),
          ],
        }),
      );
    this.element = element("dialog", {
      class: "key-sheet",
      attributes: { "aria-labelledby": "key-sheet-title" },
      children: [
        element("h2", { text: "Keyboard", attributes: { id: "key-sheet-title" } }),
        element("p", { text: "While the list of candidates has the focus:" }),
        element("table", { children: [element("tbody", { children: rows })] }),
        button({ label: "Close", appearance: "secondary", onPress: () => this.element.close() }).element,
      ],
    });
  }

  open(): void {
    if (!this.element.open) this.element.showModal();
  }
}
