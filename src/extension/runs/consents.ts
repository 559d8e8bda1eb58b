import { type Disposable, EventEmitter, l10n, window } from "vscode";
import { RunError } from "../../engine/ports.ts";

/** The user's consents to run candidates without a sandbox, as far as this window has to do with them. */
export class WindowConsents implements Disposable {
  readonly #changed = new EventEmitter<void>();
  readonly #roots = new Set<string>();
  readonly onDidChange = this.#changed.event;

  /** Roots of the repositories for which there is a consent, as last read. */
  get roots(): readonly string[] {
    return [...this.#roots];
  }

  /** Reads whether there are consents for these repositories. @param roots absolute paths of working trees */
  async refresh(roots: readonly string[]): Promise<void> {
    const { userConsents } = await import("../../adapters/sandbox/consents.ts");
    const consents = userConsents();
    for (const root of roots) this.#note(root, (await consents.of(root)) !== null);
  }

  /**
   * Does what needs a sandbox. Where there is none, the user is told why, what the risk is and what would help, and may
   * consent for this repository; then it is done without.
   * @returns null when the user does not consent.
   */
  async protect<Result>(root: string, task: () => Promise<Result>): Promise<Result | null> {
    try {
      return await task();
    } catch (error) {
      if (!(error instanceof RunError) || error.reason !== "no-sandbox") throw error;
      if (!(await isConsenting(root, error.message))) return null;
    }
    const { userConsents } = await import("../../adapters/sandbox/consents.ts");
    await userConsents().give(root, Date.now());
    this.#note(root, true);
    return task();
  }

  /** Forgets the consents of these repositories; the next run asks again. */
  async revoke(roots: readonly string[]): Promise<void> {
    const { userConsents } = await import("../../adapters/sandbox/consents.ts");
    const consents = userConsents();
    for (const root of roots) {
      await consents.revoke(root);
      this.#note(root, false);
    }
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #note(root: string, given: boolean): void {
    if (this.#roots.has(root) === given) return;
    if (given) this.#roots.add(root);
    else this.#roots.delete(root);
    this.#changed.fire();
  }
}

async function isConsenting(root: string, why: string): Promise<boolean> {
  const allow = l10n.t("Allow for This Workspace");
  const detail = [
    why,
    l10n.t(
      "Without one, code that Evolvent tries out runs with your rights: it could read your files, change them and use the network. It still gets a cleaned environment and limits on time and output.",
    ),
    l10n.t('The consent is for {0} only, and "Evolvent: Revoke Unsandboxed Consent" takes it back.', root),
  ].join("\n\n");
  const question = l10n.t("Run candidates without a sandbox?");
  return (await window.showWarningMessage(question, { modal: true, detail }, allow)) === allow;
}
