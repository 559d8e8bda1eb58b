import { randomUUID } from "node:crypto";
import { mkdir, readFile, realpath, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import envPaths from "env-paths";
import * as z from "zod";
import { takeLock } from "../git/processLock.ts";

const consentSchema = z.strictObject({
  /** Absolute real path of the working tree. */
  repository: z.string(),
  /** When it was given: milliseconds since the Unix epoch. */
  at: z.number(),
});
/** That a user agreed to run the code of candidates in a repository without a sandbox. */
export type Consent = Readonly<z.infer<typeof consentSchema>>;

const fileSchema = z.strictObject({ consents: z.array(consentSchema).readonly() });

/**
 * The consents of the user, in one file of the user's own outside of every repository, so that no repository can
 * bring its own. One that cannot be read holds none.
 */
export class Consents {
  readonly #file: string;

  /** @param folder absolute path; created when the first consent is given */
  constructor(folder: string) {
    this.#file = path.join(folder, "consents.json");
  }

  /** Null when there is none for this repository. @param root the working tree's root */
  async of(root: string): Promise<Consent | null> {
    const repository = await realpath(root);
    return (await this.#read()).find((consent) => consent.repository === repository) ?? null;
  }

  /** Remembers a consent. @param at milliseconds since the Unix epoch */
  async give(root: string, at: number): Promise<Consent> {
    const consent: Consent = { repository: await realpath(root), at };
    await this.#change((consents) => [...without(consents, consent.repository), consent]);
    return consent;
  }

  /** Forgets a consent. False when there was none. */
  async revoke(root: string): Promise<boolean> {
    const repository = await realpath(root);
    if ((await this.of(root)) === null) return false;
    await this.#change((consents) => without(consents, repository));
    return true;
  }

  async #read(): Promise<readonly Consent[]> {
    try {
      return fileSchema.parse(JSON.parse(await readFile(this.#file, "utf8"))).consents;
    } catch {
      return [];
    }
  }

  /** Read, changed and replaced as a whole while nobody else does; readable by the user only. */
  async #change(change: (consents: readonly Consent[]) => readonly Consent[]): Promise<void> {
    await mkdir(path.dirname(this.#file), { recursive: true, mode: 0o700 });
    const lock = await this.#lock();
    const draft = `${this.#file}.${randomUUID()}`;
    try {
      const consents = change(await this.#read());
      await writeFile(draft, `${JSON.stringify({ consents }, null, 2)}\n`, { mode: 0o600 });
      await rename(draft, this.#file);
    } finally {
      await rm(draft, { force: true });
      await lock.release();
    }
  }

  async #lock(): Promise<{ release(): Promise<void> }> {
    for (;;) {
      const attempt = await takeLock(`${this.#file}.lock`, "consents");
      if (attempt.kind === "taken") return attempt.lock;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

function without(consents: readonly Consent[], repository: string): readonly Consent[] {
  return consents.filter((consent) => consent.repository !== repository);
}

/** The consents that terminal and editor share. */
export function userConsents(): Consents {
  return new Consents(envPaths("evolvent", { suffix: "" }).data);
}
