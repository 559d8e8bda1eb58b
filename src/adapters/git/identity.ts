import type { Repository } from "./repository.ts";

/** Who commits: `Name <address>` each. */
export interface Identity {
  readonly author: string;
  readonly committer: string;
}

const ours = "Evolvent <noreply@evolvent.invalid>";

/** The user's identity as configured, ours where there is none; git's guess from the host's name is not used. */
export async function identityOf(repository: Repository): Promise<Identity> {
  const [author, committer] = await Promise.all([
    configured(repository, "GIT_AUTHOR_IDENT"),
    configured(repository, "GIT_COMMITTER_IDENT"),
  ]);
  return { author: author ?? ours, committer: committer ?? ours };
}

async function configured(repository: Repository, variable: string): Promise<string | null> {
  // `git var` fails exactly when there is no identity, because guessing is forbidden here.
  const line = await repository.git.raw("-c", "user.useConfigOnly=true", "var", variable).catch(() => null);
  return line === null ? null : (/^(.*>) \d+ [+-]\d{4}\s*$/.exec(line)?.[1] ?? null);
}
