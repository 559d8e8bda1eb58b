import { randomBytes } from "node:crypto";
import { type Disposable, l10n, Uri, type WebviewPanel } from "vscode";
import type { LineageFeed } from "../../protocol/lineageFeed.ts";
import type { PageMessage } from "../../protocol/messages.ts";
import type { RunBoard } from "../runs/runBoard.ts";
import type { RunKey } from "../runs/runKey.ts";
import { Throttle } from "../views/throttle.ts";
import { targetName } from "../views/words.ts";

/** Ten updates a second are as many as a person can follow. */
const updateIntervalMs = 100;

/** What a panel is made with. */
export interface LineagePanelParts {
  readonly panel: WebviewPanel;
  readonly key: RunKey;
  readonly board: RunBoard;
  /** The folder of the page's script and style sheet. */
  readonly pageFolder: Uri;
  /** A valid message from the page. */
  readonly received: (message: PageMessage) => void;
  /** One sentence about an invalid one. */
  readonly refused: (problem: string) => void;
}

/** The lineage page of one run, in a webview panel. */
export class LineagePanel implements Disposable {
  readonly #parts: LineagePanelParts;
  readonly #feed: LineageFeed;
  readonly #disposables: readonly Disposable[];
  /** False until the page listens; messages before that are lost. */
  #listening = false;

  private constructor(parts: LineagePanelParts, protocol: Protocol) {
    this.#parts = parts;
    this.#feed = new protocol.LineageFeed();
    const { panel, board } = parts;
    const update = new Throttle(updateIntervalMs, () => this.#update());
    this.#disposables = [
      update,
      board.onDidChange(() => update.ask()),
      panel.webview.onDidReceiveMessage((data: unknown) => this.#receive(protocol.receivePageMessage(data))),
      panel.onDidChangeViewState(() => {
        // A hidden page is thrown away; it asks again when it comes back.
        if (!panel.visible) this.#listening = false;
      }),
    ];
    this.#show(protocol);
  }

  /** Fills an empty panel, new or restored. */
  static async fill(parts: LineagePanelParts): Promise<LineagePanel> {
    return new LineagePanel(parts, await loadProtocol());
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #show({ lineageHtml }: Protocol): void {
    const { panel, pageFolder, board, key } = this.#parts;
    const view = board.find(key)?.view ?? null;
    panel.title = view === null ? l10n.t("Lineage") : l10n.t("Lineage: {0}", targetName(view));
    panel.webview.options = { enableScripts: true, localResourceRoots: [pageFolder] };
    const address = (file: string): string =>
      panel.webview.asWebviewUri(Uri.joinPath(pageFolder, file)).toString();
    panel.webview.html = lineageHtml({
      nonce: randomBytes(18).toString("base64"),
      cspSource: panel.webview.cspSource,
      scriptUri: address("lineage.js"),
      styleUri: address("lineage.css"),
      title: panel.title,
    });
  }

  #receive(received: ReturnType<Protocol["receivePageMessage"]>): void {
    if (!received.ok) {
      this.#parts.refused(received.problem);
      return;
    }
    const { message } = received;
    if (message.type === "ready" || message.type === "resync") {
      this.#listening = true;
      this.#send(this.#feed.snapshot(this.#view()));
    } else {
      this.#parts.received(message);
    }
  }

  #update(): void {
    const view = this.#view();
    if (this.#listening && view !== null) this.#send(this.#feed.update(view));
  }

  #send(message: ReturnType<LineageFeed["snapshot"]>): void {
    this.#parts.panel.webview.postMessage(message);
  }

  #view() {
    return this.#parts.board.find(this.#parts.key)?.view ?? null;
  }
}

/** The messages and the page, with their validators: loaded with the first panel. */
interface Protocol {
  readonly LineageFeed: typeof LineageFeed;
  readonly receivePageMessage: typeof import("../../protocol/messages.ts").receivePageMessage;
  readonly lineageHtml: typeof import("../../protocol/pageHtml.ts").lineageHtml;
}

async function loadProtocol(): Promise<Protocol> {
  const [feed, messages, page] = await Promise.all([
    import("../../protocol/lineageFeed.ts"),
    import("../../protocol/messages.ts"),
    import("../../protocol/pageHtml.ts"),
  ]);
  return {
    LineageFeed: feed.LineageFeed,
    receivePageMessage: messages.receivePageMessage,
    lineageHtml: page.lineageHtml,
  };
}
