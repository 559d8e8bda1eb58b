import * as vscode from "vscode";

/** A modal question that the extension has asked. */
export interface AskedModal {
  readonly question: string;
  readonly detail: string;
  readonly choices: readonly string[];
}

/**
 * Answers modal warnings in place of a person, since VS Code shows none while it is under test.
 * @param answer the button to press; null to cancel.
 */
export async function answering(
  answer: string | null,
  task: () => Promise<unknown>,
): Promise<readonly AskedModal[]> {
  const asked: AskedModal[] = [];
  const original = vscode.window.showWarningMessage;
  const stub = async (
    question: string,
    options: vscode.MessageOptions,
    ...choices: readonly string[]
  ): Promise<string | undefined> => {
    asked.push({ question, detail: options.detail ?? "", choices });
    return answer ?? undefined;
  };
  Object.assign(vscode.window, { showWarningMessage: stub });
  try {
    await task();
  } finally {
    Object.assign(vscode.window, { showWarningMessage: original });
  }
  return asked;
}
