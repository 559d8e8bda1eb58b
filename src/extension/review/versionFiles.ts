import {
  Disposable,
  EventEmitter,
  type FileChangeEvent,
  FileSystemError,
  type FileSystemProvider,
  FileType,
  type Uri,
} from "vscode";
import type { RunBoard } from "../runs/runBoard.ts";
import { mergeIntoFile } from "./merge.ts";
import { type Version, versionOf, versionUri } from "./versionUri.ts";

/**
 * The documents of candidates. A read-only file system and not a content provider, because only the first has
 * an activation event: diffs that were open come back when the window is reloaded.
 */
export class VersionFiles implements FileSystemProvider {
  readonly #board: RunBoard;
  /** Sources of candidates never change. */
  readonly #sources = new Map<string, Promise<Uint8Array>>();
  readonly #changed = new EventEmitter<FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;

  constructor(board: RunBoard) {
    this.#board = board;
  }

  async stat(uri: Uri) {
    const content = await this.readFile(uri);
    return { type: FileType.File, ctime: 0, mtime: 0, size: content.byteLength };
  }

  async readFile(uri: Uri): Promise<Uint8Array> {
    const version = versionOf(uri);
    if (version === null) throw FileSystemError.FileNotFound(uri);
    return version.content === "conflict" ? this.#conflict(version) : this.#source(version);
  }

  #source(version: Version): Promise<Uint8Array> {
    const address = versionUri(version).toString();
    const known = this.#sources.get(address);
    if (known !== undefined) return known;
    const read = this.#read(version);
    this.#sources.set(address, read);
    read.catch(() => this.#sources.delete(address));
    return read;
  }

  async #read({ root, run, candidate }: Version): Promise<Uint8Array> {
    const runs = await this.#board.repository(root);
    return new TextEncoder().encode(await runs.source(run, candidate));
  }

  async #conflict(version: Version): Promise<Uint8Array> {
    const { result } = await mergeIntoFile(await this.#board.repository(version.root), version);
    return new TextEncoder().encode(result.text);
  }

  watch(): Disposable {
    return new Disposable(() => undefined);
  }

  readDirectory(uri: Uri): never {
    throw FileSystemError.FileNotADirectory(uri);
  }

  createDirectory(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  delete(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  rename(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }
}
