import type { PageMessage } from "../../src/protocol/messages.ts";
import { progressRing } from "../ui/controls.ts";
import { element } from "../ui/dom.ts";
import { Announcer } from "./announcer.ts";
import { LineageCanvas } from "./canvas/lineageCanvas.ts";
import { candidateActions } from "./detail/actions.ts";
import { DetailView } from "./detail/detailView.ts";
import { Header } from "./header.ts";
import type { Host } from "./host.ts";
import { KeySheet } from "./keySheet.ts";
import { actionOf, type KeyAction } from "./keys.ts";
import { Legend } from "./legend.ts";
import { ListView } from "./list/listView.ts";
import { destination } from "./navigation.ts";
import {
  candidateAt,
  initialState,
  listedNumbers,
  type PageAction,
  type PageState,
  reducePage,
  stateToSave,
} from "./state.ts";
import { announcement } from "./summaries.ts";

/** The lineage page: joins the state, the views and the host. */
export class Page {
  readonly #host: Host;
  readonly #saved: ReturnType<Host["savedState"]>;
  readonly #announcer = new Announcer();
  readonly #legend = new Legend();
  readonly #header: Header;
  readonly #canvas: LineageCanvas;
  readonly #list: ListView;
  readonly #detail: DetailView;
  readonly #keySheet: KeySheet;
  readonly #run: HTMLElement;
  readonly #nothing = element("div", { class: "nothing" });
  #state: PageState = initialState;
  #zoom = { k: 1, x: 0, y: 0 };
  #renderRequested = false;

  constructor(root: HTMLElement, host: Host) {
    this.#host = host;
    this.#saved = host.savedState();
    const onSelect = (number: number | null) => this.#dispatch({ type: "selected", number });
    this.#header = new Header({
      interactive: host.interactive,
      onStop: () => {
        host.send({ type: "stop" });
        this.#dispatch({ type: "stop-asked" });
      },
      onShowLog: () => host.send({ type: "showLog" }),
      onHelp: () => this.#keySheet.open(),
      onSelect,
    });
    this.#canvas = new LineageCanvas({
      onSelect: (number) => {
        onSelect(number);
        this.#list.focus();
      },
      onZoom: (zoom) => {
        this.#zoom = zoom;
        this.#save();
      },
    });
    this.#list = new ListView({
      onSelect,
      onFilter: (filter) => this.#dispatch({ type: "filtered", filter }),
      onKey: (action) => this.#onKey(action),
    });
    this.#detail = new DetailView({ host, onSelect, onMessage: (message) => this.#send(message) });
    this.#keySheet = new KeySheet(host.interactive);
    this.#run = element("div", {
      class: "run",
      children: [
        this.#header.element,
        element("section", {
          class: "drawing",
          attributes: { "aria-label": "Lineage" },
          children: [this.#legend.element, this.#canvas.element],
        }),
        this.#list.element,
        this.#detail.element,
      ],
    });
    root.replaceChildren(this.#nothing, this.#run, this.#keySheet.element, this.#announcer.element);
    this.#render();
    document.addEventListener("keydown", (event) => {
      if (actionOf(event, "page") === "help") this.#keySheet.open();
    });
    host.listen((message) => this.#dispatch({ type: "received", message }));
    host.send({ type: "ready" });
  }

  #dispatch(action: PageAction): void {
    const before = this.#state;
    const after = reducePage(before, action, this.#saved);
    if (after === before) return;
    this.#state = after;
    if (after.sync === "lost" && before.sync !== "lost") this.#host.send({ type: "resync" });
    if (after.selected !== before.selected) this.#host.send({ type: "select", candidate: after.selected });
    if (before.model !== null && after.model !== null && before.model.header.run === after.model.header.run)
      this.#announcer.say(announcement(before.model, after.model));
    if (before.model?.header.run !== after.model?.header.run) this.#restoreZoom();
    this.#save();
    this.#requestRender();
  }

  #restoreZoom(): void {
    const run = this.#state.model?.header.run;
    if (run !== undefined)
      this.#canvas.setZoom(this.#saved?.run === run ? this.#saved.zoom : { k: 1, x: 0, y: 0 });
  }

  #save(): void {
    const state = stateToSave(this.#state, this.#zoom);
    if (state !== null) this.#host.saveState(state);
  }

  #onKey(action: KeyAction): boolean {
    const { model, selected, filter } = this.#state;
    if (model === null) return false;
    switch (action) {
      case "zoom-in":
        this.#canvas.zoomBy(1.5);
        return true;
      case "zoom-out":
        this.#canvas.zoomBy(1 / 1.5);
        return true;
      case "fit":
        this.#canvas.fit();
        return true;
      default:
    }
    const done = candidateActions.find(({ key }) => key === action);
    if (done !== undefined) {
      const candidate = candidateAt(model, selected);
      if (!this.#host.interactive || candidate === null || !done.isEnabled(candidate, model.header))
        return false;
      this.#send(done.message(candidate.number));
      return true;
    }
    const listed = listedNumbers(model, filter);
    const number = destination(action, { model, listed, selected, pageSize: this.#list.pageSize });
    if (number === undefined) return false;
    this.#dispatch({ type: "selected", number });
    return true;
  }

  #send(message: PageMessage): void {
    this.#host.send(message);
  }

  /** At most once per frame, and not at all while the page is hidden. */
  #requestRender(): void {
    if (this.#renderRequested) return;
    this.#renderRequested = true;
    requestAnimationFrame(() => {
      this.#renderRequested = false;
      this.#render();
    });
  }

  #render(): void {
    const { model, selected, filter, stopping, sync } = this.#state;
    this.#run.hidden = model === null;
    this.#nothing.hidden = model !== null;
    if (model === null) {
      this.#nothing.replaceChildren(...(sync === "waiting" ? loading() : noRun()));
      return;
    }
    this.#header.show(model, stopping);
    this.#legend.show(model);
    this.#canvas.show({ model, selected, filter });
    this.#list.show({ model, listed: listedNumbers(model, filter), selected, filter });
    this.#detail.show(model, selected);
  }
}

function loading(): readonly Node[] {
  return [progressRing(), element("p", { text: "Loading the run…", attributes: { role: "status" } })];
}

function noRun(): readonly Node[] {
  return [
    element("h1", { text: "No run to show" }),
    element("p", {
      text: "Put the cursor in a function and use the command “Evolvent: Optimize Function…”.",
    }),
  ];
}
