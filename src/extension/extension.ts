import { commands, type ExtensionContext, languages, window, workspace } from "vscode";
import { OptimizeLenses } from "./capture/codeLens.ts";
import { DocumentTargets } from "./capture/documentTargets.ts";
import { OptimizeActions } from "./capture/lightbulb.ts";
import { removeApiKey, setApiKey } from "./commands/apiKeyCommands.ts";
import { accept, openCandidateDiff, reject, reviewBest } from "./commands/candidateCommands.ts";
import { chooseModel } from "./commands/chooseModel.ts";
import { ContextKeys } from "./commands/contextKeys.ts";
import { measureMore } from "./commands/measureMore.ts";
import { optimizeFunction } from "./commands/optimize.ts";
import { type CommandHandler, registerCommand } from "./commands/register.ts";
import { revokeConsent } from "./commands/revokeConsent.ts";
import { revokeSending } from "./commands/revokeSending.ts";
import { cleanUpRun, showLineage, stopRun } from "./commands/runCommands.ts";
import { evolveFromCandidate, forbidIdea, noteCandidate, pinIdea } from "./commands/voiceCommands.ts";
import {
  type CommandId,
  lineagePanelType,
  runsViewId,
  targetLanguages,
  versionScheme,
} from "./contributions.ts";
import { ApiKeys } from "./models/apiKeys.ts";
import { RunModels } from "./models/runModels.ts";
import { SendingConsents } from "./models/sendingConsents.ts";
import { LineagePanels } from "./panel/lineagePanels.ts";
import { commandOf } from "./panel/pageCommands.ts";
import { VersionFiles } from "./review/versionFiles.ts";
import { WindowConsents } from "./runs/consents.ts";
import { Repositories } from "./runs/repositories.ts";
import { RunBoard } from "./runs/runBoard.ts";
import { ConsentStatus } from "./views/consentStatus.ts";
import { RunsTree } from "./views/runsTree.ts";
import { RunStatus } from "./views/statusBar.ts";

/** Runs of this window end with it. */
let stopAll: (() => Promise<void>) | null = null;

/** Puts the shell together. Only small things happen here: engine, parser and git are loaded on first use. */
export function activate(context: ExtensionContext): void {
  const log = window.createOutputChannel("Evolvent", { log: true });
  const board = new RunBoard(new Repositories(context.globalStorageUri.fsPath, log), log);
  const consents = new WindowConsents();
  const keys = new ApiKeys({ secrets: context.secrets, state: context.globalState });
  const sending = new SendingConsents(context.globalState);
  const models = new RunModels({ keys, sending, access: context.languageModelAccessInformation });
  const targets = new DocumentTargets();
  const tree = new RunsTree(board);
  const view = window.createTreeView(runsViewId, { treeDataProvider: tree, showCollapseAll: true });
  const panels = new LineagePanels({
    board,
    log,
    extensionUri: context.extensionUri,
    received: (key, message) => {
      const asked = commandOf(key, message);
      if (asked !== null) void commands.executeCommand(asked.command, asked.argument);
      else if (message.type === "select" && message.candidate && view.visible) {
        void view.reveal({ ...key, candidate: message.candidate });
      }
    },
  });
  stopAll = () => board.stopAll();

  const handlers: Readonly<Record<CommandId, CommandHandler>> = {
    "evolvent.optimizeFunction": (argument) =>
      optimizeFunction({ board, consents, models, panels, targets, log }, argument),
    "evolvent.showLineage": (argument) => showLineage(board, panels, argument),
    "evolvent.stopRun": (argument) => stopRun(board, argument),
    "evolvent.reviewBest": (argument) => reviewBest(board, argument),
    "evolvent.openDiff": (argument) => openCandidateDiff(board, argument),
    "evolvent.acceptCandidate": (argument) => accept(board, argument),
    "evolvent.rejectCandidate": (argument) => reject(board, argument),
    "evolvent.noteCandidate": (argument) => noteCandidate(board, argument),
    "evolvent.evolveFromCandidate": (argument) => evolveFromCandidate(board, argument),
    "evolvent.pinIdea": (argument) => pinIdea(board, argument),
    "evolvent.forbidIdea": (argument) => forbidIdea(board, argument),
    "evolvent.measureMore": (argument) => measureMore({ board, consents, log }, argument),
    "evolvent.revokeConsent": () => revokeConsent(consents),
    "evolvent.cleanUpRun": (argument) => cleanUpRun(board, panels, argument),
    "evolvent.chooseModel": () => chooseModel(keys),
    "evolvent.setApiKey": () => setApiKey(keys),
    "evolvent.removeApiKey": () => removeApiKey(keys),
    "evolvent.revokeSending": () => revokeSending(board, sending),
    "evolvent.showLog": async () => log.show(),
    "evolvent.refreshRuns": () => board.refresh(),
  };
  const lenses = new OptimizeLenses(targets);
  const documents = targetLanguages.map((language) => ({ language, scheme: "file" }));

  context.subscriptions.push(
    log,
    board,
    tree,
    view,
    panels,
    lenses,
    consents,
    new RunStatus(board),
    new ConsentStatus({ board, consents, log }),
    new ContextKeys({ board, consents, log }),
    ...Object.entries(handlers).map(([id, handler]) => registerCommand(log, id, handler)),
    workspace.registerFileSystemProvider(versionScheme, new VersionFiles(board), {
      isCaseSensitive: true,
      isReadonly: true,
    }),
    window.registerWebviewPanelSerializer(lineagePanelType, panels),
    languages.registerCodeLensProvider(documents, lenses),
    languages.registerCodeActionsProvider(documents, new OptimizeActions(targets), {
      providedCodeActionKinds: OptimizeActions.kinds,
    }),
  );
}

/** Stops the runs of this window and waits for them, as long as VS Code does. */
export async function deactivate(): Promise<void> {
  await stopAll?.();
}
