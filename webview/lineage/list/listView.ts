import type { LineageModel } from "../../../src/protocol/lineageModel.ts";
import { type ListFilter, listFilters } from "../../../src/protocol/pageState.ts";
import { type Dropdown, dropdown } from "../../ui/controls.ts";
import { element } from "../../ui/dom.ts";
import { actionOf, type KeyAction } from "../keys.ts";
import { count, filterWords } from "../words.ts";
import { row, rowId } from "./rows.ts";

export interface ListViewOptions {
  readonly onSelect: (number: number) => void;
  readonly onFilter: (filter: ListFilter) => void;
  /** A key of the list; returns whether it meant anything, so that the browser's own scrolling is kept otherwise. */
  readonly onKey: (action: KeyAction) => boolean;
}

interface Shown {
  readonly model: LineageModel;
  readonly listed: readonly number[];
  readonly selected: number | null;
  readonly filter: ListFilter;
}

/** CSS pixels; the style sheet says the same. */
const rowHeight = 44;
const overscan = 4;

/**
 * The candidates as a list with one tab stop. Only the rows in sight exist, and the selected one, which assistive
 * technology must be able to find.
 */
export class ListView {
  readonly element: HTMLElement;
  readonly #scroller: HTMLElement;
  readonly #rows = element("div", { class: "rows", attributes: { role: "presentation" } });
  readonly #filter: Dropdown<ListFilter>;
  readonly #count = element("span", { class: "muted" });
  /** The elements there are, each with what it was made from. */
  readonly #made = new Map<number, { readonly row: HTMLElement; readonly from: readonly unknown[] }>();
  #shown: Shown | null = null;

  constructor({ onSelect, onFilter, onKey }: ListViewOptions) {
    this.#filter = dropdown({
      name: "Show candidates by verdict",
      choices: listFilters.map((value) => ({ value, label: filterWords[value] })),
      onChange: onFilter,
    });
    this.#scroller = element("div", {
      class: "scroller",
      attributes: { role: "listbox", tabindex: "0", "aria-label": "Candidates" },
      children: [this.#rows],
    });
    this.element = element("section", {
      class: "list",
      attributes: { "aria-label": "List of candidates" },
      children: [
        element("div", { class: "list-head", children: [this.#filter.element, this.#count] }),
        this.#scroller,
      ],
    });
    this.#scroller.addEventListener("scroll", () => this.#renderRows());
    this.#scroller.addEventListener("click", (event) => {
      const target = event.target instanceof Element ? event.target.closest("[data-number]") : null;
      const number = target?.getAttribute("data-number") ?? null;
      if (number !== null) onSelect(Number(number));
    });
    this.#scroller.addEventListener("keydown", (event) => {
      const action = actionOf(event, "list");
      if (action !== null && onKey(action)) event.preventDefault();
    });
    new ResizeObserver(() => this.#renderRows()).observe(this.#scroller);
  }

  /** Rows that fit, for paging. */
  get pageSize(): number {
    return Math.max(1, Math.floor(this.#scroller.clientHeight / rowHeight) - 1);
  }

  focus(): void {
    this.#scroller.focus({ preventScroll: true });
  }

  /** Shows the rows. A newly selected one is scrolled into sight; a list scrolled to its end follows new rows. */
  show(shown: Shown): void {
    const before = this.#shown;
    const following = before !== null && before.filter === shown.filter && this.#isAtEnd();
    this.#shown = shown;
    const { listed, model, selected, filter } = shown;
    this.#filter.setValue(filter);
    this.#count.textContent =
      filter === "all"
        ? count(model.candidates.length, "candidate")
        : `${listed.length} of ${count(model.candidates.length, "candidate")}`;
    this.#rows.style.height = `${listed.length * rowHeight}px`;
    if (selected !== before?.selected || filter !== before?.filter) this.#scrollTo(selected);
    else if (following && listed.length > before.listed.length)
      this.#scroller.scrollTop = this.#rows.clientHeight;
    this.#renderRows();
  }

  #isAtEnd(): boolean {
    const { scrollTop, clientHeight, scrollHeight } = this.#scroller;
    return scrollHeight > clientHeight && scrollTop + clientHeight >= scrollHeight - 2;
  }

  #scrollTo(selected: number | null): void {
    const index = selected === null ? -1 : (this.#shown?.listed.indexOf(selected) ?? -1);
    if (index === -1) return;
    const { scrollTop, clientHeight } = this.#scroller;
    const top = index * rowHeight;
    const far = Math.abs(top - (scrollTop + clientHeight / 2)) > clientHeight;
    if (far) this.#scroller.scrollTop = top - (clientHeight - rowHeight) / 2;
    else if (top < scrollTop) this.#scroller.scrollTop = top;
    else if (top + rowHeight > scrollTop + clientHeight)
      this.#scroller.scrollTop = top + rowHeight - clientHeight;
  }

  #renderRows(): void {
    if (this.#shown === null) return;
    const { model, listed, selected } = this.#shown;
    const { scrollTop, clientHeight } = this.#scroller;
    const first = Math.max(0, Math.floor(scrollTop / rowHeight) - overscan);
    const last = Math.min(listed.length, Math.ceil((scrollTop + clientHeight) / rowHeight) + overscan);
    const indices = Array.from({ length: Math.max(0, last - first) }, (_, offset) => first + offset);
    const selectedIndex = selected === null ? -1 : listed.indexOf(selected);
    if (selectedIndex !== -1 && (selectedIndex < first || selectedIndex >= last)) indices.push(selectedIndex);
    const wanted = new Set<number>();
    for (const index of indices) {
      const number = listed[index];
      if (number === undefined) continue;
      wanted.add(number);
      const made = this.#rowOf(model, number);
      made.style.transform = `translateY(${index * rowHeight}px)`;
      made.setAttribute("aria-posinset", String(index + 1));
      made.setAttribute("aria-setsize", String(listed.length));
      made.setAttribute("aria-selected", String(number === selected));
    }
    for (const [number, { row: made }] of this.#made) {
      if (wanted.has(number)) continue;
      made.remove();
      this.#made.delete(number);
    }
    if (selectedIndex === -1 || selected === null) this.#scroller.removeAttribute("aria-activedescendant");
    else this.#scroller.setAttribute("aria-activedescendant", rowId(selected));
  }

  #rowOf(model: LineageModel, number: number): HTMLElement {
    const from = [model.header.run, model.candidates[number - 1], model.header.leader === number];
    const known = this.#made.get(number);
    if (known?.from.every((part, index) => part === from[index])) return known.row;
    const made = row(model, number);
    if (known === undefined) this.#rows.append(made);
    else known.row.replaceWith(made);
    this.#made.set(number, { row: made, from });
    return made;
  }
}
