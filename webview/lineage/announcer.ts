import { element } from "../ui/dom.ts";

const pauseMs = 1_000;

/** A polite live region. What comes within a second is said together, so that a fast run does not chatter. */
export class Announcer {
  readonly element = element("div", {
    class: "sr-only",
    attributes: { role: "status", "aria-live": "polite" },
  });
  #pending: string[] = [];

  say(text: string): void {
    if (text === "") return;
    this.#pending.push(text);
    if (this.#pending.length > 1) return;
    setTimeout(() => {
      this.element.textContent = this.#pending.join(" ");
      this.#pending = [];
    }, pauseMs);
  }
}
