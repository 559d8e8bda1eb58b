import type { HostMessage, PageMessage } from "../../src/protocol/messages.ts";
import { receiveHostMessage } from "../../src/protocol/messages.ts";
import { readPageState, type SavedPageState } from "../../src/protocol/pageState.ts";
import { type ReportModel, reportElementId, reportModelSchema } from "../../src/protocol/report.ts";

/** What the page lives in: a webview, or a report on its own. */
export interface Host {
  /** True when there is an extension that acts on messages. */
  readonly interactive: boolean;
  /** Unified diffs against the first parent to be shown on the page, by candidate; null where an editor shows them. */
  readonly diffs: Readonly<Record<number, string>> | null;
  send(message: PageMessage): void;
  /** Calls `handle` with every valid message from now on. */
  listen(handle: (message: HostMessage) => void): void;
  savedState(): SavedPageState | null;
  saveState(state: SavedPageState): void;
}

/** The part of VS Code's API that a webview is given; once per page. */
interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** The host of this page. @throws Error when the report's data is not what the page understands. */
export function findHost(): Host {
  const data = document.getElementById(reportElementId);
  return data === null ? webviewHost(acquireVsCodeApi()) : reportHost(readReport(data.textContent ?? ""));
}

function webviewHost(api: VsCodeApi): Host {
  return {
    interactive: true,
    diffs: null,
    send: (message) => api.postMessage(message),
    listen(handle) {
      window.addEventListener("message", (event: MessageEvent<unknown>) => {
        const received = receiveHostMessage(event.data);
        if (received.ok) handle(received.message);
        // biome-ignore lint/suspicious/noConsole: the console is where a webview reports a fault of its own host.
        else console.error(received.problem);
      });
    },
    savedState: () => readPageState(api.getState()),
    saveState: (state) => api.setState(state),
  };
}

function reportHost(report: ReportModel): Host {
  return {
    interactive: false,
    diffs: report.diffs ?? {},
    send: () => undefined,
    listen: (handle) => handle({ type: "snapshot", generation: 1, seq: 0, run: report.run }),
    savedState: () => null,
    saveState: () => undefined,
  };
}

function readReport(text: string): ReportModel {
  return reportModelSchema.parse(JSON.parse(text));
}
