import type { Memento, SecretStorage } from "vscode";

/** What this window needs of VS Code to keep keys. */
export interface ApiKeyStores {
  /** Holds the keys, each under the origin of its server. */
  readonly secrets: Pick<SecretStorage, "get" | "store" | "delete">;
  /** Holds the origins that have a key, for SecretStorage does not list what it has. */
  readonly state: Pick<Memento, "get" | "update">;
}

const originsKey = "evolvent.serversWithKey";

/** The user's API keys, one for each server. They are in SecretStorage and nowhere else. */
export class ApiKeys {
  readonly #stores: ApiKeyStores;

  constructor(stores: ApiKeyStores) {
    this.#stores = stores;
  }

  /** Origins of the servers that have a key, such as `https://api.openai.com`. */
  get origins(): readonly string[] {
    const known = this.#stores.state.get<unknown>(originsKey);
    return Array.isArray(known) ? known.filter((origin) => typeof origin === "string") : [];
  }

  /** Null when there is none for the server. */
  async of(baseUrl: string): Promise<string | null> {
    const origin = originOf(baseUrl);
    return origin === null ? null : ((await this.#stores.secrets.get(secretName(origin))) ?? null);
  }

  /** @throws Error for a base URL that is no web address. */
  async set(baseUrl: string, key: string): Promise<void> {
    const origin = originOf(baseUrl);
    if (origin === null) throw new Error(`${baseUrl} is no web address.`);
    await this.#stores.secrets.store(secretName(origin), key);
    await this.#remember([...this.origins.filter((known) => known !== origin), origin]);
  }

  /** @param origin one of `origins` */
  async remove(origin: string): Promise<void> {
    await this.#stores.secrets.delete(secretName(origin));
    await this.#remember(this.origins.filter((known) => known !== origin));
  }

  async #remember(origins: readonly string[]): Promise<void> {
    await this.#stores.state.update(originsKey, origins);
  }
}

/** Scheme, host and port of a server; null for what is no web address. */
export function originOf(baseUrl: string): string | null {
  const url = URL.parse(baseUrl.trim());
  return url !== null && /^https?:$/.test(url.protocol) ? url.origin : null;
}

function secretName(origin: string): string {
  return `evolvent.apiKey:${origin}`;
}
