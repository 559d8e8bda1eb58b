import { homedir, userInfo } from "node:os";
import process from "node:process";
import type { PrivateThings } from "../../engine/agents/outgoing.ts";
import { identityOf } from "../git/identity.ts";
import type { Repository } from "../git/repository.ts";

/** What of this machine and its user no prompt may hold. @param apiKey the key for the model; null for none. */
export async function privateThings(repository: Repository, apiKey: string | null): Promise<PrivateThings> {
  const { author, committer } = await identityOf(repository);
  const { USER = "", LOGNAME = "", USERNAME = "" } = process.env;
  const names = [author, committer].map((identity) => identity.replace(/\s*<.*$/, ""));
  const environment = Object.values(process.env).filter((value) => value !== undefined);
  return {
    repository: repository.root,
    home: homedir(),
    users: [...new Set([...names, logInName(), USER, LOGNAME, USERNAME])].filter((name) => name !== ""),
    strings: [...new Set([...environment, ...(apiKey === null ? [] : [apiKey])])],
  };
}

function logInName(): string {
  try {
    return userInfo().username;
  } catch {
    // Containers have users without a name.
    return "";
  }
}
