import { type ReportModel, reportElementId } from "./report.ts";
import { reportTheme } from "./reportTheme.ts";

/** What the page of a webview is made of. */
export interface LineagePage {
  /** Fresh for every page, from a cryptographic source; base64 characters only. */
  readonly nonce: string;
  /** `webview.cspSource`. */
  readonly cspSource: string;
  readonly scriptUri: string;
  readonly styleUri: string;
  readonly title: string;
}

/** The lineage page for a webview. It carries no data: the page asks for it when it is ready. */
export function lineageHtml({ nonce, cspSource, scriptUri, styleUri, title }: LineagePage): string {
  const key = attribute(nonce);
  return html({
    title,
    policy: `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${cspSource} 'nonce-${nonce}'`,
    nonce,
    // The script is at the end of the body and not deferred: the toolkit reads the theme while the page loads.
    head: `<link rel="stylesheet" nonce="${key}" href="${attribute(styleUri)}">`,
    body: `<script nonce="${key}" src="${attribute(scriptUri)}"></script>`,
  });
}

/** What a report is made of. */
export interface ReportPage {
  /** As in {@link LineagePage}. */
  readonly nonce: string;
  readonly title: string;
  readonly model: ReportModel;
  /** Text of the page's script and style sheet. */
  readonly script: string;
  readonly style: string;
}

/** The lineage page as one file that needs neither VS Code nor a network. */
export function reportHtml({ nonce, title, model, script, style }: ReportPage): string {
  const key = attribute(nonce);
  return html({
    title,
    policy: `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'`,
    nonce,
    head: `<style nonce="${key}">${reportTheme}\n${inertStyle(style)}</style>`,
    body:
      `<script type="application/json" id="${reportElementId}">${inertJson(model)}</script>\n` +
      `<script nonce="${key}">${inertScript(script)}</script>`,
  });
}

interface Parts {
  readonly title: string;
  readonly policy: string;
  readonly nonce: string;
  readonly head: string;
  readonly body: string;
}

function html({ title, policy, nonce, head, body }: Parts): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta property="csp-nonce" content="${attribute(nonce)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${attribute(title)}</title>
${head}
</head>
<body>
<div id="lineage"></div>
${body}
</body>
</html>
`;
}

/** Safe between tags and between double quotes. */
function attribute(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** JSON in which no tag can begin or end. */
function inertJson(value: unknown): string {
  return JSON.stringify(value).replace(/</g, "\\u003c");
}

/** In minified code these character sequences occur in literals only, where the escape means the same. */
function inertScript(script: string): string {
  return script.replace(/<(?=!--|\/?script)/gi, "\\x3c");
}

function inertStyle(style: string): string {
  return style.replace(/<(?=\/style)/gi, "\\3c ");
}
