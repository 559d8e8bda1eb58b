import { isSandboxed } from "../../src/engine/domain/sandboxText.ts";
import type { LineageModel } from "../../src/protocol/lineageModel.ts";
import { type Button, button, linkButton, progressRing } from "../ui/controls.ts";
import { element } from "../ui/dom.ts";
import { bestText, progressOf, statusText, statusWord } from "./status.ts";

export interface HeaderOptions {
  readonly interactive: boolean;
  readonly onStop: () => void;
  readonly onShowLog: () => void;
  readonly onHelp: () => void;
  readonly onSelect: (number: number) => void;
}

const tickMs = 5_000;

/** What is optimized, how far it is, and what has been found. */
export class Header {
  readonly element: HTMLElement;
  readonly #name = element("h1");
  readonly #target = element("code", { class: "target" });
  readonly #word = element("span", { class: "status-word" });
  readonly #ring = progressRing();
  readonly #status = element("span", { class: "status-text" });
  readonly #best: HTMLElement;
  readonly #warnings: HTMLElement;
  readonly #unsandboxed: HTMLElement;
  readonly #bar = element("div", { class: "bar-fill" });
  readonly #progress = element("div", {
    class: "bar",
    attributes: {
      role: "progressbar",
      "aria-label": "Budget used",
      "aria-valuemin": "0",
      "aria-valuemax": "100",
    },
    children: [this.#bar],
  });
  readonly #stop: Button;
  readonly #log: Button;
  readonly #interactive: boolean;
  #model: LineageModel | null = null;
  #stopping = false;

  constructor({ interactive, onStop, onShowLog, onHelp, onSelect }: HeaderOptions) {
    this.#interactive = interactive;
    this.#best = linkButton("", () => {
      const leader = this.#model?.header.leader;
      if (leader != null) onSelect(leader);
    });
    this.#warnings = linkButton("", () => onSelect(0));
    this.#unsandboxed = linkButton("No sandbox", () => onSelect(0));
    this.#stop = button({ label: "Stop Run", appearance: "secondary", onPress: onStop });
    this.#log = button({ label: "Show Log", appearance: "secondary", onPress: onShowLog });
    const help = button({
      label: "?",
      name: "Keyboard",
      title: "Keyboard (?)",
      appearance: "icon",
      onPress: onHelp,
    });
    this.element = element("header", {
      class: "header",
      children: [
        element("div", {
          class: "header-title",
          children: [
            this.#name,
            this.#target,
            element("span", {
              class: "header-buttons",
              children: [this.#log.element, this.#stop.element, help.element],
            }),
          ],
        }),
        element("div", {
          class: "header-status",
          children: [this.#ring, this.#word, this.#status, this.#best, this.#warnings, this.#unsandboxed],
        }),
        this.#progress,
      ],
    });
    setInterval(() => this.#render(), tickMs);
  }

  show(model: LineageModel, stopping: boolean): void {
    this.#model = model;
    this.#stopping = stopping;
    this.#render();
  }

  #render(): void {
    const model = this.#model;
    if (model === null) return;
    const { header } = model;
    const running = header.end === null;
    const now = Date.now();
    setText(this.#name, header.name);
    setText(this.#target, `${header.target.file}:${header.target.symbol}`);
    setText(this.#word, statusWord(model, this.#stopping));
    this.#word.className = `status-word status-${header.end?.outcome ?? "running"}`;
    setText(this.#status, statusText(model, now));
    const best = bestText(model);
    setText(this.#best, best ?? "");
    this.#best.hidden = best === null;
    const { warnings } = header;
    setText(this.#warnings, warnings.length === 1 ? "1 warning" : `${warnings.length} warnings`);
    this.#warnings.hidden = warnings.length === 0;
    this.#unsandboxed.hidden = header.facts === null || isSandboxed(header.facts.sandbox);
    this.#ring.hidden = !running;
    this.#progress.hidden = !running;
    const percent = Math.round(progressOf(model, now) * 100);
    this.#progress.setAttribute("aria-valuenow", String(percent));
    this.#bar.style.width = `${percent}%`;
    this.#stop.element.hidden = !running || !this.#interactive;
    this.#stop.setEnabled(!this.#stopping);
    this.#stop.setLabel(this.#stopping ? "Stopping…" : "Stop Run");
    this.#log.element.hidden =
      !this.#interactive || !(header.end?.outcome === "failed" || warnings.length > 0);
  }
}

/** Leaves an unchanged text alone: writing it would drop what the user has marked. */
function setText(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}
