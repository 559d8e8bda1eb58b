import type { LineageModel } from "../../src/protocol/lineageModel.ts";
import { element } from "../ui/dom.ts";
import { markIcon } from "./canvas/marks.ts";
import { tally } from "./summaries.ts";
import { standingWords } from "./words.ts";

/** What each mark means, and how many there are. */
export class Legend {
  readonly element = element("ul", {
    class: "legend",
    attributes: { "aria-label": "Candidates by verdict" },
  });
  #shown = "";

  show({ candidates }: LineageModel): void {
    const counts = tally(candidates);
    const key = counts.map((entry) => entry.join()).join(" ");
    if (key === this.#shown) return;
    this.#shown = key;
    this.element.replaceChildren(
      ...counts.map(([standing, quantity]) =>
        element("li", {
          children: [
            markIcon(standing),
            element("span", { text: standingWords[standing] }),
            element("span", { class: "muted", text: String(quantity) }),
          ],
        }),
      ),
    );
  }
}
