import { assemble, type Baseline } from "../../engine/domain/candidate.ts";
import type { RunId } from "../../engine/domain/runSpec.ts";
import type { Verdict } from "../../engine/domain/verdict.ts";
import type { CandidateStore, Clock, Holding } from "../../engine/ports.ts";
import { candidateMessage } from "./commitMessage.ts";
import { type Identity, identityOf } from "./identity.ts";
import { GitPlumbing, type ObjectId } from "./plumbing.ts";
import { branchRef, hiddenRef } from "./refs.ts";
import type { Repository } from "./repository.ts";
import { type Storing, storeText, storingOf } from "./storedText.ts";
import { readTreePath, type TreePath, writeTreePath } from "./treePath.ts";

export interface CandidateStoreOptions {
  readonly repository: Repository;
  readonly run: RunId;
  /** Commit 0, made by `snapshotBase` from the same text as the baseline's. */
  readonly base: ObjectId;
  readonly baseline: Baseline;
  readonly clock: Clock;
}

interface Layout {
  readonly identity: Identity;
  readonly path: TreePath;
  readonly storing: Storing;
}

/**
 * Holds candidates as commits that differ from commit 0 in one file. Refs: `refs/evolvent/<run>/<nnnn>` while a
 * candidate is judged and when it is rejected, the branch `evolvent/<run>/<nnnn>` otherwise.
 */
export class GitCandidateStore implements CandidateStore {
  readonly #options: CandidateStoreOptions;
  readonly #plumbing: GitPlumbing;
  readonly #layout: Layout;

  private constructor(options: CandidateStoreOptions, plumbing: GitPlumbing, layout: Layout) {
    this.#options = options;
    this.#plumbing = plumbing;
    this.#layout = layout;
  }

  /**
   * Reads what every candidate needs of commit 0. Makes no ref yet; see {@link holdBaseline}.
   * @throws RunError when the file cannot be held.
   */
  static async open(options: CandidateStoreOptions): Promise<GitCandidateStore> {
    const { repository, base, baseline } = options;
    const plumbing = new GitPlumbing(repository);
    try {
      const [identity, path] = await Promise.all([
        identityOf(repository),
        readTreePath(plumbing, base, baseline.file),
      ]);
      const stored = path.file === null ? null : await plumbing.readObject(path.file.id);
      const storing = await storingOf(repository, {
        path: baseline.file,
        text: baseline.text,
        stored: stored?.content ?? null,
      });
      return new GitCandidateStore(options, plumbing, { identity, path, storing });
    } catch (error) {
      await plumbing.close();
      throw error;
    }
  }

  /** Puts commit 0 on the branch `evolvent/<run>/0000`. */
  async holdBaseline(): Promise<void> {
    await this.#plumbing.changeRefs([{ ref: branchRef(this.#options.run, 0), id: this.#options.base }]);
  }

  async hold(holding: Holding): Promise<string> {
    const id = await this.#commit(holding, null);
    await this.#plumbing.changeRefs([{ ref: hiddenRef(this.#options.run, holding.number), id }]);
    return id;
  }

  async settle(holding: Holding, verdict: Verdict): Promise<string> {
    const { run } = this.#options;
    const id = await this.#commit(holding, verdict);
    const hidden = hiddenRef(run, holding.number);
    await this.#plumbing.changeRefs(
      verdict.kind === "rejected"
        ? [{ ref: hidden, id }]
        : [
            { ref: branchRef(run, holding.number), id },
            { ref: hidden, id: null },
          ],
    );
    return id;
  }

  /** Ends the git processes. The store can be used again afterwards and then has to be closed again. */
  async close(): Promise<void> {
    await this.#plumbing.close();
  }

  async #commit(holding: Holding, verdict: Verdict | null): Promise<ObjectId> {
    const { repository, run, baseline, clock } = this.#options;
    const { identity, path, storing } = this.#layout;
    const text = assemble(baseline, holding.code);
    const tools = { repository, plumbing: this.#plumbing };
    const blob = await storeText(tools, { path: baseline.file, text, storing });
    return await this.#plumbing.writeCommit({
      tree: await writeTreePath(this.#plumbing, path, blob),
      parents: holding.parents,
      ...identity,
      at: clock.now(),
      message: candidateMessage(run, holding, verdict),
    });
  }
}
