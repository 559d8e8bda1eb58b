import { mkdir, readdir, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import type { LogOutputChannel } from "vscode";
import { readSpecFile } from "../../adapters/runs/specFile.ts";
import type { RunSpec } from "../../engine/domain/runSpec.ts";
import { RunError } from "../../engine/ports.ts";

/** The specs a repository keeps in `.evolvent/`: what was answered before. */
export class SavedSpecs {
  readonly #folder: string;
  readonly #log: LogOutputChannel;

  /** @param root absolute path of the repository's working tree. */
  constructor(root: string, log: LogOutputChannel) {
    this.#folder = path.join(root, ".evolvent");
    this.#log = log;
  }

  /** Names that are taken, also by files that are no valid spec. */
  async names(): Promise<ReadonlySet<string>> {
    const files = await readdir(this.#folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return [];
      throw error;
    });
    return new Set(
      files.filter((file) => file.endsWith(".json")).map((file) => file.slice(0, -".json".length)),
    );
  }

  /** The spec for a target, or null. Files that are no valid spec are told in the log. */
  async of({ file, symbol, line }: RunSpec["target"]): Promise<RunSpec | null> {
    const specs = await Promise.all([...(await this.names())].sort().map((name) => this.#read(name)));
    const same = specs.filter((spec) => spec?.target.file === file && spec.target.symbol === symbol);
    return same.find((spec) => spec?.target.line === line) ?? null;
  }

  /** Writes `.evolvent/<name>.json`; whoever reads it meanwhile sees the old text or the new one. */
  async save(spec: RunSpec): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const final = path.join(this.#folder, `${spec.name}.json`);
    const temporary = `${final}.${process.pid}`;
    await writeFile(temporary, `${JSON.stringify(spec, null, 2)}\n`);
    await rename(temporary, final);
  }

  async #read(name: string): Promise<RunSpec | null> {
    try {
      return await readSpecFile(path.join(this.#folder, `${name}.json`));
    } catch (error) {
      if (!(error instanceof RunError)) throw error;
      this.#log.warn(error.message);
      return null;
    }
  }
}
