import { commands, type Disposable, type LogOutputChannel, l10n, workspace } from "vscode";
import { RunError } from "../../engine/ports.ts";
import { showError } from "../log.ts";

/** What a command does with the arguments VS Code or a caller gives it, none of which is to be trusted. */
export type CommandHandler = (...args: readonly unknown[]) => Promise<void>;

/** Registers a command whose errors become one sentence with a way to the log. */
export function registerCommand(log: LogOutputChannel, id: string, handler: CommandHandler): Disposable {
  return commands.registerCommand(id, async (...args: unknown[]) => {
    try {
      await handler(...args);
    } catch (error) {
      // Not awaited: the command has ended, whether or not the user looks at the message.
      void showError(log, error);
    }
  });
}

/** @throws RunError `not-trusted` in Restricted Mode, where nothing of the workspace's may run. */
export function requireTrust(): void {
  if (workspace.isTrusted) return;
  throw new RunError(
    "not-trusted",
    l10n.t(
      "Evolvent runs code of the workspace, which is not trusted: trust it first, with Manage Workspace Trust.",
    ),
  );
}
