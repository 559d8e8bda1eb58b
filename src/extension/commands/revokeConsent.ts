import { l10n, window } from "vscode";
import type { WindowConsents } from "../runs/consents.ts";

/** "Revoke Unsandboxed Consent": the next run without a sandbox asks again. */
export async function revokeConsent(consents: WindowConsents): Promise<void> {
  const { roots } = consents;
  if (roots.length === 0) {
    window.showInformationMessage(l10n.t("There is no consent to run candidates without a sandbox here."));
    return;
  }
  await consents.revoke(roots);
  window.showInformationMessage(
    l10n.t("Evolvent no longer runs candidates of {0} without a sandbox.", roots.join(", ")),
  );
}
