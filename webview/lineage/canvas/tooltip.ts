import { gainText } from "../../../src/engine/domain/gainText.ts";
import type { LineageModel } from "../../../src/protocol/lineageModel.ts";
import { element } from "../../ui/dom.ts";
import { standingOf } from "../standing.ts";
import { nameOf, standingWords } from "../words.ts";
import type { Frame } from "./frame.ts";
import type { Place } from "./layout.ts";

const gap = 18;

/** What the pointer is over, in words. Only repeats what list and details say, so screen readers skip it. */
export class Tooltip {
  readonly element = element("div", {
    class: "tooltip",
    attributes: { "aria-hidden": "true", hidden: true },
  });

  show({ header, candidates }: LineageModel, place: Place, frame: Frame): void {
    const candidate = candidates[place.number - 1];
    const lines =
      candidate === undefined
        ? [element("strong", { text: `Baseline: ${header.target.symbol} as captured` })]
        : [
            element("strong", {
              text: `${nameOf(candidate.number)} ${standingWords[standingOf(candidate)]}${
                candidate.gain === null ? "" : ` ${gainText(candidate.gain)}`
              }`,
            }),
            element("span", { text: candidate.summary }),
          ];
    this.element.replaceChildren(...lines);
    this.element.hidden = false;
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const x = place.x + gap + width > frame.width ? place.x - gap - width : place.x + gap;
    const y = Math.min(Math.max(0, place.y - height / 2), frame.height - height);
    this.element.style.transform = `translate(${Math.max(0, Math.round(x))}px, ${Math.round(y)}px)`;
  }

  hide(): void {
    this.element.hidden = true;
  }
}
