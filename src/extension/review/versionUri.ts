import { Uri } from "vscode";
import { versionScheme } from "../contributions.ts";
import { type CandidateKey, candidateKeyOf } from "../runs/runKey.ts";

/** A read-only document about a run. */
export interface Version extends CandidateKey {
  /** Repository-relative POSIX path of the target's file. */
  readonly file: string;
  /** `source`: the file in that candidate. `conflict`: its merge into the file as it is now, conflict markers included. */
  readonly content: "source" | "conflict";
}

/** The document's address. It ends in the real file name, so that editors know its language. */
export function versionUri({ root, run, candidate, file, content }: Version): Uri {
  const query = new URLSearchParams({ root, run, candidate: String(candidate), content });
  return Uri.from({ scheme: versionScheme, path: `/${file}`, query: query.toString() });
}

/** What an address names, or null when it is none of ours. */
export function versionOf(uri: Uri): Version | null {
  if (uri.scheme !== versionScheme) return null;
  const query = new URLSearchParams(uri.query);
  const key = candidateKeyOf({
    root: query.get("root"),
    run: query.get("run"),
    candidate: Number(query.get("candidate") ?? Number.NaN),
  });
  const content = query.get("content");
  if (key === null || (content !== "source" && content !== "conflict")) return null;
  return { ...key, file: uri.path.slice(1), content };
}
