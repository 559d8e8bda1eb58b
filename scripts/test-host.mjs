/*
 * Runs the suites of test/host inside the extension host of a real VS Code.
 * Usage: node scripts/test-host.mjs [--grep <text>]
 */
import { parseArgs } from "node:util";
import { launchBrowser } from "../test/support/browser.ts";
import { collectConsoleErrors } from "../test/support/consoleErrors.ts";
import { makeFixtureRepository } from "../test/support/fixtureRepository.ts";
import { startServer } from "../test/support/server.ts";
import { workbenchUrl } from "../test/support/workbench.ts";
import { buildExtension, buildHostTests } from "./lib/build.mjs";
import { repositoryRoot } from "./lib/node.mjs";
import { runMain } from "./lib/process.mjs";

const timeoutMs = 25 * 60_000;
const mark = "evolvent-test|";

await runMain(async () => {
  const { values } = parseArgs({ options: { grep: { type: "string" } } });
  await buildExtension();
  const testsPath = await buildHostTests();
  const grep = values.grep === undefined ? {} : { EVOLVENT_TEST_GREP: values.grep };
  const environment = { EVOLVENT_TEST_MARK: mark, ...grep };
  const repository = await makeFixtureRepository("list-tools");
  const started = [repository.dispose];
  try {
    const server = await startServer({ environment, watchdogMs: timeoutMs + 30_000 });
    started.unshift(server.dispose);
    const browser = await launchBrowser();
    started.unshift(() => browser.close());
    const page = await browser.newPage();
    const address = workbenchUrl(server.port, repository.folder, {
      extensionPath: repositoryRoot,
      testsPath,
    });
    return await runIn(page, address);
  } finally {
    for (const stop of started) await stop();
  }
});

/**
 * @param {import("playwright-core").Page} page
 * @param {string} address
 * @returns {Promise<number>} the exit code of the suites
 */
async function runIn(page, address) {
  const errors = await collectConsoleErrors(page, repositoryRoot);
  /** @type {PromiseWithResolvers<number>} */
  const ended = Promise.withResolvers();
  await page.exposeFunction("codeAutomationExit", ended.resolve);
  await page.exposeFunction("codeAutomationLog", show);
  page.on("crash", () => ended.reject(new Error("The page of VS Code crashed.")));
  const watchdog = setTimeout(() => {
    ended.reject(new Error(`The tests inside VS Code did not end within ${timeoutMs / 60_000} minutes.`));
  }, timeoutMs);
  try {
    await page.goto(address);
    const code = await ended.promise;
    if (code !== 0) for (const error of errors) console.error(error);
    return code;
  } finally {
    clearTimeout(watchdog);
  }
}

/**
 * Shows what the suites print, and nothing of what VS Code has to say.
 * @param {string} _type
 * @param {unknown[]} values
 */
function show(_type, [text]) {
  if (typeof text === "string" && text.startsWith(mark)) console.log(text.slice(mark.length));
}
