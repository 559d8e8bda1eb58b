import { writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as vscode from "vscode";
import { openRuns } from "../../../src/adapters/runs/openRuns.ts";
import type { Runs } from "../../../src/adapters/runs/runs.ts";
import type { CandidateKey } from "../../../src/extension/runs/runKey.ts";
import { recordRun } from "./recordedRun.ts";

/** The folder that is open: a fixture repository. */
export function workspaceFolder(): string {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  if (folder === undefined) throw new Error("No folder is open.");
  return folder;
}

/** The runs of the open repository, read by the test itself. */
export function runsOnDisk(): Promise<Runs> {
  const folder = workspaceFolder();
  return openRuns({
    folder,
    gitPath: "git",
    nodePath: process.execPath,
    nodeEnv: {},
    pythonPath: null,
    cacheFolder: path.join(folder, ".git", "test-cache"),
    branchesToKeep: 5,
  });
}

/** Waits until a condition holds; the test's own timeout ends the waiting. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(50);
}

/** In the browser VS Code saves by itself, and what is saved cannot be told from what is edited. */
export async function switchAutoSaveOff(): Promise<void> {
  const files = vscode.workspace.getConfiguration("files");
  await files.update("autoSave", "off", vscode.ConfigurationTarget.Global);
}

/** Puts a recorded run into the open repository, a clean editor before every test, and all back after it. */
export function useRecordedRun() {
  const targetPath = path.join(workspaceFolder(), "src/lists.js");
  let original = "";
  let count = 0;
  let run = "";

  setup(async () => {
    await switchAutoSaveOff();
    original = (await vscode.workspace.openTextDocument(targetPath)).getText();
    count += 1;
    run = `unique-${String(count).padStart(4, "0")}`;
    await recordRun(workspaceFolder(), run);
  });

  teardown(async () => {
    await vscode.commands.executeCommand("workbench.action.files.revert");
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await writeFile(targetPath, original);
    const document = await vscode.workspace.openTextDocument(targetPath);
    await until(() => document.getText() === original);
    await (await runsOnDisk()).clean(run);
  });

  return {
    /** The target's file before the test. */
    original: () => original,
    candidate: (candidate: number): CandidateKey => ({ root: workspaceFolder(), run, candidate }),
    async editor(): Promise<vscode.TextEditor> {
      return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(targetPath));
    },
  };
}
