import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AnswerParser, BatchProcess, lineAnswer } from "./batchProcess.ts";
import { gitFailure, gitSettings } from "./gitCommand.ts";
import type { Repository } from "./repository.ts";

/** An object's id: 40 hex digits, or 64 in a sha256 repository. */
export type ObjectId = string;

export interface GitObject {
  readonly id: ObjectId;
  readonly type: string;
  readonly content: Buffer;
}

/** One line of a tree. */
export interface TreeEntry {
  /** Six octal digits: `100644` file, `100755` executable, `120000` link, `040000` folder, `160000` submodule. */
  readonly mode: string;
  readonly id: ObjectId;
  /** The name's bytes as Latin-1, because git does not promise UTF-8. */
  readonly name: string;
}

export interface CommitDraft {
  readonly tree: ObjectId;
  readonly parents: readonly ObjectId[];
  /** `Name <address>`. */
  readonly author: string;
  readonly committer: string;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly message: string;
}

/** A change of one ref; `id` null deletes it, which succeeds too when it is gone already. */
export interface RefChange {
  readonly ref: string;
  readonly id: ObjectId | null;
  /** Fails the transaction when the ref exists already. */
  readonly mustBeNew?: true;
}

/**
 * Writes objects and refs through git processes that stay open, because a process per object is what holding a
 * candidate costs. Nothing here reads or writes an index or a working tree, runs a hook or signs.
 * Methods throw RunError `git-failed` or `disk-full`.
 */
export class GitPlumbing {
  readonly #objects: BatchProcess;
  readonly #trees: BatchProcess;
  readonly #blobs: BatchProcess;
  readonly #commits: BatchProcess;
  readonly #refs: BatchProcess;
  #scratch: Promise<string> | null = null;

  constructor(repository: Repository) {
    const settings = [...gitSettings, ...repository.settings].flatMap((setting) => ["-c", setting]);
    const start = (...args: readonly string[]): BatchProcess =>
      new BatchProcess(repository.gitPath, [...settings, ...args], {
        cwd: repository.root,
        env: repository.environment,
      });
    this.#objects = start("cat-file", "--batch");
    this.#trees = start("mktree", "-z", "--missing", "--batch");
    this.#blobs = start("hash-object", "-w", "--no-filters", "--stdin-paths");
    this.#commits = start("hash-object", "-w", "--no-filters", "-t", "commit", "--stdin-paths");
    this.#refs = start("update-ref", "--stdin", "-z");
  }

  /** The object, or null when there is none of that id. */
  async readObject(id: ObjectId): Promise<GitObject | null> {
    return await this.#ask(`read object ${id}`, () => this.#objects.ask(async () => `${id}\n`, objectAnswer));
  }

  /** Stores bytes as they are, without filters and line-end conversion. */
  async writeBlob(content: Buffer): Promise<ObjectId> {
    return await this.#ask("store a file", () => this.#hash(this.#blobs, "blob", content));
  }

  /** Stores a folder; entries in any order. */
  async writeTree(entries: readonly TreeEntry[]): Promise<ObjectId> {
    const request = entries
      .map(({ mode, id, name }) => `${mode} ${typeOf(mode)} ${id}\t${name}\0`)
      .concat("\0")
      .join("");
    return await this.#ask("store a folder", () =>
      this.#trees.ask(async () => Buffer.from(request, "latin1"), lineAnswer),
    );
  }

  async writeCommit(draft: CommitDraft): Promise<ObjectId> {
    const time = gitTime(draft.at);
    const header = [
      `tree ${draft.tree}`,
      ...draft.parents.map((parent) => `parent ${parent}`),
      `author ${draft.author} ${time}`,
      `committer ${draft.committer} ${time}`,
    ];
    const content = Buffer.from(`${header.join("\n")}\n\n${draft.message}`);
    return await this.#ask("store a commit", () => this.#hash(this.#commits, "commit", content));
  }

  /** Changes all of the refs or none. */
  async changeRefs(changes: readonly RefChange[]): Promise<void> {
    if (changes.length === 0) return;
    const commands = changes.map(({ ref, id, mustBeNew }) => {
      if (id === null) return `delete ${ref}\0\0`;
      return mustBeNew ? `create ${ref}\0${id}\0` : `update ${ref}\0${id}\0\0`;
    });
    const request = ["start\0", ...commands, "prepare\0", "commit\0"].join("");
    await this.#ask(`change ${changes.length === 1 ? changes[0]?.ref : `${changes.length} refs`}`, () =>
      this.#refs.ask(async () => request, transactionAnswer),
    );
  }

  /** Ends the processes and removes the scratch folder. */
  async close(): Promise<void> {
    await Promise.all(
      [this.#objects, this.#trees, this.#blobs, this.#commits, this.#refs].map((batch) => batch.close()),
    );
    const scratch = this.#scratch;
    this.#scratch = null;
    if (scratch !== null) await rm(await scratch, { recursive: true, force: true });
  }

  async #hash(batch: BatchProcess, name: string, content: Buffer): Promise<ObjectId> {
    return await batch.ask(async () => {
      const path = join(await this.#scratchFolder(), name);
      await writeFile(path, content);
      return `${path}\n`;
    }, lineAnswer);
  }

  #scratchFolder(): Promise<string> {
    this.#scratch ??= mkdtemp(join(tmpdir(), "evolvent-git-")).catch((error: unknown) => {
      this.#scratch = null;
      throw error;
    });
    return this.#scratch;
  }

  async #ask<Answer>(doing: string, ask: () => Promise<Answer>): Promise<Answer> {
    try {
      return await ask();
    } catch (error) {
      throw gitFailure(error, doing);
    }
  }
}

/** The entries of a tree object. @param idBytes 20, or 32 in a sha256 repository. */
export function parseTree(content: Buffer, idBytes: number): readonly TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(0x20, at);
    const nul = content.indexOf(0, space);
    entries.push({
      mode: content.toString("latin1", at, space).padStart(6, "0"),
      name: content.toString("latin1", space + 1, nul),
      id: content.toString("hex", nul + 1, nul + 1 + idBytes),
    });
    at = nul + 1 + idBytes;
  }
  return entries;
}

function typeOf(mode: string): string {
  if (mode === "040000") return "tree";
  return mode === "160000" ? "commit" : "blob";
}

/** Seconds since the epoch and the local offset, as in `1700000000 +0200`. */
function gitTime(at: number): string {
  const minutes = -new Date(at).getTimezoneOffset();
  const distance = Math.abs(minutes);
  const offset = String(Math.floor(distance / 60) * 100 + (distance % 60)).padStart(4, "0");
  return `${Math.floor(at / 1000)} ${minutes < 0 ? "-" : "+"}${offset}`;
}

const objectAnswer: AnswerParser<GitObject | null> = (output) => {
  const header = lineAnswer(output);
  if (header === null) return null;
  const [id, type, size] = header.answer.split(" ");
  if (id === undefined || type === undefined || size === undefined)
    return { answer: null, length: header.length };
  const end = header.length + Number(size);
  // The content is followed by a line feed of its own.
  if (output.length < end + 1) return null;
  return { answer: { id, type, content: Buffer.from(output.subarray(header.length, end)) }, length: end + 1 };
};

const transactionDone = "commit: ok\n";
const transactionAnswer: AnswerParser<void> = (output) => {
  const end = output.indexOf(transactionDone);
  return end === -1 ? null : { answer: undefined, length: end + transactionDone.length };
};
