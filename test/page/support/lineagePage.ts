import { createServer, type Server } from "node:http";
import type { Browser, Page } from "playwright-core";
import type { PageMessage } from "../../../src/protocol/messages.ts";
import { receivePageMessage } from "../../../src/protocol/messages.ts";
import { lineageHtml } from "../../../src/protocol/pageHtml.ts";
import type { SavedPageState } from "../../../src/protocol/pageState.ts";
import type { PageBundle } from "./bundle.ts";
import { dark, type Theme } from "./themes.ts";

export interface OpenOptions {
  readonly theme?: Theme;
  readonly width?: number;
  readonly height?: number;
  readonly savedState?: SavedPageState | undefined;
  readonly reducedMotion?: boolean;
}

/** The real page in a browser, and at its other end what the extension would see. */
export interface LineagePage {
  readonly page: Page;
  /** Messages the page has sent, all of them valid, in order. */
  readonly sent: readonly PageMessage[];
  /** Errors of the console so far, uncaught ones and violations of the policy included; they are forgotten then. */
  takeErrors(): readonly string[];
  /** Sends a message to the page and waits until it has been drawn. */
  post(message: unknown): Promise<void>;
  savedState(): Promise<unknown>;
  setTheme(theme: Theme): Promise<void>;
  close(): Promise<void>;
}

/** Opens pages as a webview does: served with the real policy, with a stand-in for VS Code's API. */
export class PageHost {
  readonly #browser: Browser;
  readonly #server: Server;
  readonly #origin: string;

  private constructor(browser: Browser, server: Server, origin: string) {
    this.#browser = browser;
    this.#server = server;
    this.#origin = origin;
  }

  static async start(browser: Browser, bundle: PageBundle): Promise<PageHost> {
    const html = lineageHtml({
      nonce: "dGVzdA",
      cspSource: "'self'",
      scriptUri: "/lineage.js",
      styleUri: "/lineage.css",
      title: "Lineage",
    });
    const files = new Map([
      ["/", { type: "text/html", text: html }],
      ["/lineage.js", { type: "text/javascript", text: bundle.script }],
      ["/lineage.css", { type: "text/css", text: bundle.style }],
    ]);
    const server = createServer((request, response) => {
      const file = files.get(request.url ?? "");
      response.writeHead(file === undefined ? 404 : 200, { "content-type": `${file?.type}; charset=utf-8` });
      response.end(file?.text);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("The server has no port.");
    return new PageHost(browser, server, `http://127.0.0.1:${address.port}/`);
  }

  async open(options: OpenOptions = {}): Promise<LineagePage> {
    const { theme = dark, width = 1180, height = 800, savedState, reducedMotion = false } = options;
    const page = await this.#browser.newPage({
      viewport: { width, height },
      reducedMotion: reducedMotion ? "reduce" : "no-preference",
    });
    const sent: PageMessage[] = [];
    const errors: string[] = [];
    page.on("console", (message) => {
      const ours = !message.location().url.endsWith("favicon.ico");
      if (message.type() === "error" && ours) errors.push(message.text());
    });
    page.on("pageerror", (error) => errors.push(String(error)));
    await page.exposeFunction("evolventReceive", (data: unknown) => {
      const received = receivePageMessage(data);
      if (received.ok) sent.push(received.message);
      else errors.push(received.problem);
    });
    await page.addInitScript(
      ({ saved, variables, bodyClass }) => {
        // What VS Code's own script does in a webview's frame before ours runs.
        document.addEventListener("securitypolicyviolation", (event) => {
          console.error(`policy violated: ${event.violatedDirective} by ${event.blockedURI} ${event.sample}`);
        });
        let state: unknown = saved;
        Object.assign(window, {
          acquireVsCodeApi: () => ({
            postMessage: (message: unknown) => Reflect.get(window, "evolventReceive")(message),
            getState: () => state,
            setState: (next: unknown) => {
              state = next;
            },
          }),
          evolventState: () => state,
          evolventTheme: (next: { bodyClass: string; variables: Record<string, string> }) => {
            for (const [name, value] of Object.entries(next.variables))
              document.documentElement.style.setProperty(`--vscode-${name}`, value);
            document.body.className = next.bodyClass;
            document.body.style.backgroundColor = "var(--vscode-editor-background)";
          },
        });
        new MutationObserver((_, observer) => {
          if (document.body === null) return;
          observer.disconnect();
          Reflect.get(window, "evolventTheme")({ bodyClass, variables });
        }).observe(document, { childList: true, subtree: true });
      },
      { saved: savedState, variables: { ...theme.variables }, bodyClass: theme.bodyClass },
    );
    await page.goto(this.#origin);
    await page.waitForFunction(() => document.querySelector(".run, .nothing") !== null);
    return {
      page,
      sent,
      takeErrors: () => errors.splice(0),
      async post(message) {
        await page.evaluate((data) => window.postMessage(data, "*"), message);
        await settled(page);
      },
      savedState: () => page.evaluate((): unknown => Reflect.get(window, "evolventState")()),
      async setTheme({ bodyClass, variables }) {
        await page.evaluate((next) => Reflect.get(window, "evolventTheme")(next), {
          bodyClass,
          variables: { ...variables },
        });
        await settled(page);
      },
      close: () => page.close(),
    };
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Waits until the frames are drawn that a message or a key has asked for. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const frames = (left: number): void => {
          if (left === 0) resolve();
          else requestAnimationFrame(() => frames(left - 1));
        };
        setTimeout(() => frames(3), 0);
      }),
  );
}
