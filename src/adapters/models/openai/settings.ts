import { isIPv4, isIPv6 } from "node:net";
import type { ReasoningEffort } from "../../../engine/domain/modelsSpec.ts";
import type { ModelRole } from "../../../engine/languageModel.ts";
import { RunError } from "../../../engine/ports.ts";
import type { Timeouts } from "./patience.ts";

/** What answers for a role, and how long it may think. */
export interface RoleModel {
  /** As the server names it. */
  readonly model: string;
  /** What the model does by itself when left out. */
  readonly reasoningEffort?: ReasoningEffort;
}

export interface OpenAiSettings {
  /** Such as `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  /** Null for a server that wants none. */
  readonly apiKey: string | null;
  /** A role that is left out has no model. */
  readonly roles: Readonly<Partial<Record<ModelRole, RoleModel>>>;
  /** Models that compete with the generator's. */
  readonly rivals?: readonly RoleModel[];
  readonly timeouts?: Partial<Timeouts>;
  readonly retries?: Partial<Retries>;
}

/** How often a request is made again that failed by no fault of its own and cost nothing. */
export interface Retries {
  readonly most: number;
  /** Milliseconds before the first, doubled for each further one; a server that names a time is obeyed instead. */
  readonly backoffMs: number;
}

/**
 * The base URL, without a slash at its end.
 * @throws RunError `bad-spec` when it is none, or would send the key over the internet for all to read.
 */
export function checkedBaseUrl(baseUrl: string, apiKey: string | null): URL {
  const url = URL.parse(baseUrl.trim());
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw new RunError(
      "bad-spec",
      "The base URL of the language model is no web address; write one such as https://api.openai.com/v1.",
    );
  }
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    throw new RunError(
      "bad-spec",
      `The base URL of the language model at ${url.host} holds more than host and path; give a key as the API key.`,
    );
  }
  if (url.protocol === "http:" && apiKey !== null && !isNearby(url.hostname)) {
    throw new RunError(
      "bad-spec",
      `The API key would travel to ${url.host} for all to read; use https:// in the base URL.`,
    );
  }
  url.pathname = url.pathname.replace(/\/+$/, "");
  return url;
}

/**
 * The key without blanks around it.
 * @throws RunError `bad-key` when no server could take it; the message does not hold it.
 */
export function checkedKey(apiKey: string | null, host: string): string | null {
  if (apiKey === null) return null;
  const key = apiKey.trim();
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  const problem = key === "" ? "is empty" : "holds blanks or other characters that no key has";
  throw new RunError("bad-key", `The API key for ${host} ${problem}; copy it again.`);
}

/** Whether what is sent there stays on this machine or in its own network. */
function isNearby(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, "");
  if (isIPv4(host)) return /^(127|10|192\.168|169\.254|172\.(1[6-9]|2\d|3[01]))\./.test(host);
  if (isIPv6(host)) return host === "::1" || /^f[cd]|^fe[89ab]/i.test(host);
  return !host.includes(".") || /\.(localhost|local|lan|internal)$/.test(host);
}
