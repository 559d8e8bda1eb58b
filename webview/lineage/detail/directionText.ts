import type { Direction } from "../../../src/engine/domain/candidate.ts";
import { element } from "../../ui/dom.ts";
import { count } from "../words.ts";

/** A direction with what it has earned: `Swap the container first · direction 3, 4 trials, credit +2.1 %`. */
export function directionText({ idea, id, trials, credit }: Direction): HTMLElement {
  const earned = trials === 0 ? "no credit yet" : `credit ${percent(credit)}`;
  return element("span", {
    children: [
      element("span", { text: idea }),
      element("span", { class: "muted", text: ` · no. ${id}, ${count(trials, "trial")}, ${earned}` }),
    ],
  });
}

/** A mean of ln(gain) as what it comes to. */
function percent(credit: number): string {
  const share = Math.expm1(credit) * 100;
  const text = Math.abs(share).toFixed(1);
  return text === "0.0" ? "0 %" : `${share < 0 ? "−" : "+"}${text} %`;
}
