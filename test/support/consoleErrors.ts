import { readFile } from "node:fs/promises";
import path from "node:path";
import type { ConsoleMessage, Page } from "playwright-core";

/**
 * Collects, from now on, the errors of a page that our own extension or its webviews caused.
 * VS Code itself reports much that is no concern of ours (no gallery, no sign-in).
 */
export async function collectConsoleErrors(page: Page, extensionPath: string): Promise<readonly string[]> {
  const id = await extensionId(extensionPath);
  const marks = [extensionPath, encodeURIComponent(extensionPath), id];
  const errors: string[] = [];
  const take = (text: string): void => {
    if (marks.some((mark) => text.includes(mark))) errors.push(withoutFramesOfVSCode(text));
  };
  page.on("console", (message: ConsoleMessage) => {
    if (message.type() === "error") take(`${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => take(error.stack ?? error.message));
  return errors;
}

/** A stack goes through dozens of frames of VS Code, which say nothing about our error. */
function withoutFramesOfVSCode(text: string): string {
  const foreign = /^\s+at .*\/out\/vs\//;
  return text
    .split("\n")
    .filter((line) => !foreign.test(line))
    .join("\n");
}

async function extensionId(extensionPath: string): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(path.join(extensionPath, "package.json"), "utf8"));
  const { publisher, name } = manifest as { publisher: string; name: string };
  return `${publisher}.${name}`;
}
