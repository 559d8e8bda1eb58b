import { l10n, type Memento, window } from "vscode";
import type { RunSpec } from "../../engine/domain/runSpec.ts";

/** That a user agreed to have code of a repository sent to a server of language models. */
interface SendingConsent {
  /** Absolute path of the working tree. */
  readonly repository: string;
  /** Origin of the server, or VS Code and a vendor of models. */
  readonly server: string;
}

/** Who is about to get what. */
export interface Sending extends SendingConsent {
  /** As people know the server. */
  readonly name: string;
  readonly model: string;
  readonly target: RunSpec["target"];
}

const stateKey = "evolvent.sending";

/** The user's consents to send code away, in the storage of the extension, where no repository can bring its own. */
export class SendingConsents {
  readonly #state: Pick<Memento, "get" | "update">;

  constructor(state: Pick<Memento, "get" | "update">) {
    this.#state = state;
  }

  /** The servers that code of these repositories may be sent to. @param roots absolute paths of working trees */
  serversOf(roots: readonly string[]): readonly string[] {
    const found = this.#all.filter(({ repository }) => roots.includes(repository));
    return [...new Set(found.map(({ server }) => server))];
  }

  /** Whether the user agrees; asked once for each repository and server. */
  async allow(sending: Sending): Promise<boolean> {
    const { repository, server } = sending;
    if (this.serversOf([repository]).includes(server)) return true;
    if (!(await isAgreeing(sending))) return false;
    await this.#state.update(stateKey, [...this.#all, { repository, server }]);
    return true;
  }

  /** Forgets the consents of these repositories; the next run asks again. */
  async revoke(roots: readonly string[]): Promise<void> {
    await this.#state.update(
      stateKey,
      this.#all.filter(({ repository }) => !roots.includes(repository)),
    );
  }

  get #all(): readonly SendingConsent[] {
    const stored = this.#state.get<unknown>(stateKey);
    return Array.isArray(stored) ? stored.filter(isConsent) : [];
  }
}

function isConsent(value: unknown): value is SendingConsent {
  if (typeof value !== "object" || value === null || !("repository" in value) || !("server" in value))
    return false;
  return typeof value.repository === "string" && typeof value.server === "string";
}

async function isAgreeing({ name, model, target, repository }: Sending): Promise<boolean> {
  const send = l10n.t("Send");
  const { symbol, file } = target;
  const detail = [
    l10n.t(
      "{0} gets, for {1}: the code of {2} and of what it uses in {3}, versions of it, and what tests and measurements say of them.",
      name,
      model,
      symbol,
      file,
    ),
    l10n.t(
      "Keys, mail addresses, paths outside of the repository, values of the environment and your name are taken out before.",
    ),
    l10n.t(
      'The consent is for {0} and {1} only, later runs included, and "Evolvent: Revoke Consent to Send Code" takes it back.',
      repository,
      name,
    ),
  ].join("\n\n");
  const question = l10n.t("Send code to {0}?", name);
  return (await window.showWarningMessage(question, { modal: true, detail }, send)) === send;
}
