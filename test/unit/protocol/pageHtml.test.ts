import { describe, expect, test } from "vitest";
import { lineageModel } from "../../../src/protocol/lineageModel.ts";
import { lineageHtml, reportHtml } from "../../../src/protocol/pageHtml.ts";
import { exampleRun, runOf } from "../../page/support/exampleRun.ts";

const title = `a"><script>alert(1)</script>`;

describe("the page for a webview", () => {
  const html = lineageHtml({
    nonce: "bm9uY2U",
    cspSource: "https://*.vscode-cdn.net",
    scriptUri: "https://file.vscode-cdn.net/lineage.js?a=1&b=2",
    styleUri: "https://file.vscode-cdn.net/lineage.css",
    title,
  });

  test("allows its own script and style only", () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1]?.replaceAll("&#39;", "'");
    expect(policy).toBe(
      "default-src 'none'; script-src 'nonce-bm9uY2U'; style-src https://*.vscode-cdn.net 'nonce-bm9uY2U'",
    );
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html).toContain('<meta property="csp-nonce" content="bm9uY2U">');
  });

  test("shows a title as text", () => {
    expect(html).not.toContain("alert(1)</script>");
    expect(html).toContain("lineage.js?a=1&#38;b=2");
  });
});

describe("a report", () => {
  test("lets nothing inside it end a script, a style or the data early", () => {
    const view = runOf(exampleRun({ held: (event) => ({ ...event, summary: "</script><!--<script>" }) }));
    const html = reportHtml({
      nonce: "bm9uY2U",
      title,
      model: { run: lineageModel(view), diffs: { 1: "</script>" } },
      script: `const a = "</script><!--";`,
      style: `a::before { content: "</style>"; }`,
    });
    expect(html.match(/<\/script>/gi)).toHaveLength(2);
    expect(html.match(/<\/style>/gi)).toHaveLength(1);
    expect(html).not.toContain("<!--");
    const data = /<script type="application\/json"[^>]*>(.*)<\/script>/.exec(html)?.[1] ?? "";
    expect(JSON.parse(data).diffs).toEqual({ 1: "</script>" });
  });
});
