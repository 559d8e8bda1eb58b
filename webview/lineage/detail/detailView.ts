import { gainText } from "../../../src/engine/domain/gainText.ts";
import { comparisonText } from "../../../src/engine/domain/metricText.ts";
import type { Gain } from "../../../src/engine/domain/verdict.ts";
import type { CandidateModel, LineageModel, RunHeader } from "../../../src/protocol/lineageModel.ts";
import type { PageMessage } from "../../../src/protocol/messages.ts";
import { type Button, button } from "../../ui/controls.ts";
import { element } from "../../ui/dom.ts";
import { markIcon } from "../canvas/marks.ts";
import type { Host } from "../host.ts";
import { standingOf } from "../standing.ts";
import { candidateAt } from "../state.ts";
import { count, nameOf, standingWords, verdictSentence } from "../words.ts";
import { type CandidateAction, candidateActions, fateNote, obstacleNote } from "./actions.ts";
import { answersSection } from "./agentSections.ts";
import { diffText } from "./diffText.ts";
import { gatesSection } from "./gatesSection.ts";
import { blocksSection, growthSection } from "./measuredSections.ts";
import { overview } from "./overview.ts";
import { abstractSection, focusKeyName, notesSection, originSection, section } from "./sections.ts";

export interface DetailViewOptions {
  readonly host: Pick<Host, "interactive" | "diffs">;
  readonly onSelect: (number: number) => void;
  readonly onMessage: (message: PageMessage) => void;
}

/** Everything about the selected candidate; about the run while nothing or the baseline is selected. */
export class DetailView {
  readonly element: HTMLElement;
  readonly #options: DetailViewOptions;
  readonly #head = element("div", { class: "detail-head" });
  readonly #note = element("p", { class: "muted small", attributes: { id: "acceptance-note" } });
  /** Built once, so that a live update never takes the focus from a button. */
  readonly #actions: HTMLElement;
  readonly #buttons: readonly { readonly action: CandidateAction; readonly button: Button }[];
  readonly #body = element("div", { class: "detail-body" });
  #candidate: CandidateModel | null = null;
  #from: readonly unknown[] = [];

  constructor(options: DetailViewOptions) {
    this.#options = options;
    this.#buttons = candidateActions.map((action) => ({
      action,
      button: button({
        label: action.label,
        appearance: action.appearance,
        onPress: () => {
          if (this.#candidate !== null) options.onMessage(action.message(this.#candidate.number));
        },
      }),
    }));
    this.#actions = element("div", {
      class: "actions",
      attributes: { role: "group", "aria-label": "Actions", "aria-describedby": "acceptance-note" },
      children: this.#buttons.map(({ button: made }) => made.element),
    });
    this.element = element("section", {
      class: "detail",
      attributes: { "aria-label": "Details" },
      children: [this.#head, this.#actions, this.#note, this.#body],
    });
  }

  show(model: LineageModel, selected: number | null): void {
    const candidate = candidateAt(model, selected);
    const { header } = model;
    const from =
      candidate === null
        ? [header]
        : [candidate, header.directions, header.earlier.length, header.facts, header.calibration, header.end];
    if (from.length === this.#from.length && from.every((part, index) => part === this.#from[index])) return;
    const moved = this.#candidate?.number !== candidate?.number;
    this.#from = from;
    this.#candidate = candidate;
    this.#showActions(candidate, header);
    const focusKey = focusKeyWithin(this.#body);
    if (candidate === null) {
      this.#head.replaceChildren(element("h2", { text: "Run" }));
      this.#body.replaceChildren(...overview(model));
    } else {
      this.#head.replaceChildren(...headOf(candidate, header));
      this.#body.replaceChildren(...this.#bodyOf(candidate, header));
    }
    if (moved) this.element.scrollTop = 0;
    else if (focusKey !== null) focusOn(this.#body, focusKey);
  }

  #showActions(candidate: CandidateModel | null, header: RunHeader): void {
    const { interactive } = this.#options.host;
    this.#actions.hidden = candidate === null || !interactive;
    const note = candidate && (fateNote(candidate) ?? (interactive ? obstacleNote(candidate) : null));
    this.#note.hidden = note === null;
    this.#note.textContent = note ?? "";
    if (candidate === null) return;
    for (const { action, button: made } of this.#buttons)
      made.setEnabled(action.isEnabled(candidate, header));
  }

  #bodyOf(candidate: CandidateModel, header: RunHeader): readonly Node[] {
    const diff = this.#options.host.diffs?.[candidate.number];
    return [
      diff === undefined ? null : section("Diff with parent", [diffText(diff)]),
      originSection(candidate, header, this.#options.onSelect),
      abstractSection(candidate),
      notesSection(candidate),
      answersSection(candidate),
      growthSection(candidate),
      gatesSection(candidate, header),
      blocksSection(candidate, header),
    ].filter((part) => part !== null);
  }
}

function headOf(candidate: CandidateModel, header: RunHeader): readonly Node[] {
  const standing = standingOf(candidate);
  const confirmation = candidate.confirmation;
  const searched = candidate.verdict?.kind === "rejected" ? null : (candidate.verdict?.gain ?? null);
  return [
    element("h2", { text: `Candidate ${nameOf(candidate.number)}` }),
    element("p", {
      class: `verdict verdict-${standing}`,
      children: [
        markIcon(standing),
        element("strong", { text: standingWords[standing] }),
        candidate.gain === null ? null : element("span", { class: "gain", text: gainText(candidate.gain) }),
        valuesOf(candidate, header),
        candidate.gain === null
          ? null
          : element("span", { class: "muted small", text: conditionsOf(candidate.gain, candidate, header) }),
      ],
    }),
    element("p", { class: "prose", text: verdictSentence(candidate, header) }),
    confirmation === null || searched === null
      ? null
      : element("p", {
          class: "muted small",
          text: `Confirmation ${gainText(confirmation.gain)}; in the search it was ${gainText(searched)}.`,
        }),
    candidate.preferred === null ? null : element("p", { class: "muted small", text: candidate.preferred }),
  ].filter((node) => node !== null);
}

/** What an interval is made of. */
function conditionsOf({ blocks }: Gain, { confirmation }: CandidateModel, { facts }: RunHeader): string {
  const unseen = confirmation !== null && (facts?.inputs?.heldOut ?? 0) > 0;
  return `95 % interval, ${count(blocks, "block")}${unseen ? " on unseen inputs" : ""}`;
}

/** `score 0.71 → 0.83`; null before there is a gain, beside which it is written. */
function valuesOf(candidate: CandidateModel, { facts }: RunHeader): HTMLElement | null {
  const { gain, confirmation, confirmationBlocks, blocks } = candidate;
  const { values } = confirmation === null ? blocks : confirmationBlocks;
  if (gain === null || values === null || facts === null) return null;
  return element("span", { class: "values", text: comparisonText(values, facts.metric) });
}

function focusKeyWithin(parent: HTMLElement): string | null {
  const focused = document.activeElement;
  return focused instanceof HTMLElement && parent.contains(focused)
    ? focused.getAttribute(focusKeyName)
    : null;
}

function focusOn(parent: HTMLElement, key: string): void {
  const links = [...parent.querySelectorAll<HTMLElement>(`[${focusKeyName}]`)];
  links.find((link) => link.getAttribute(focusKeyName) === key)?.focus({ preventScroll: true });
}
