/*
 * Runs the suites of test/host inside a desktop VS Code: the one that VSCODE_EXECUTABLE_PATH names,
 * or else the newest one, downloaded once.
 */
import { existsSync } from "node:fs";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { downloadAndUnzipVSCode, runTests, SilentReporter } from "@vscode/test-electron";
import { makeFixtureRepository } from "../test/support/fixtureRepository.ts";
import { buildExtension, buildHostTests } from "./lib/build.mjs";
import { cacheFolder } from "./lib/cache.mjs";
import { repositoryRoot } from "./lib/node.mjs";
import { runMain } from "./lib/process.mjs";

await runMain(async () => {
  const vscodeExecutablePath = await desktopVSCode();
  await buildExtension();
  const extensionTestsPath = await buildHostTests();
  const repository = await makeFixtureRepository("list-tools");
  const data = await mkdtemp(path.join(await realpath(os.tmpdir()), "evolvent-desktop-"));
  try {
    return await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: repositoryRoot,
      extensionTestsPath,
      launchArgs: [
        repository.folder,
        ...["--user-data-dir", path.join(data, "user"), "--extensions-dir", path.join(data, "extensions")],
        ...["--disable-gpu", "--skip-welcome", "--skip-release-notes"],
        // Electron refuses to start as root with its sandbox.
        ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      ],
    });
  } catch {
    // Its own message says only that the tests failed, which Mocha has just said better.
    throw new Error("The tests inside the desktop VS Code failed, or it could not be started.");
  } finally {
    await rm(data, { recursive: true, force: true });
    await repository.dispose();
  }
});

async function desktopVSCode() {
  const told = process.env.VSCODE_EXECUTABLE_PATH;
  if (told !== undefined && told !== "") {
    if (existsSync(told)) return told;
    throw new Error(`VSCODE_EXECUTABLE_PATH names ${told}, which does not exist.`);
  }
  const cachePath = path.join(cacheFolder(), "vscode-desktop");
  try {
    return await downloadAndUnzipVSCode({ cachePath, reporter: new SilentReporter() });
  } catch {
    throw new Error(
      "No desktop VS Code could be downloaded: name an installed one in VSCODE_EXECUTABLE_PATH, or use npm run test:host.",
    );
  }
}
