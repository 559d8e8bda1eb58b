import type { RunView } from "../engine/domain/runView.ts";
import { lineageChange, lineageModel } from "./lineageModel.ts";
import type { HostMessage } from "./messages.ts";

/**
 * Numbers the messages to one page, so that the page notices when one was lost: messages to a hidden page are.
 * Send `snapshot` when the page is ready, asks for a resync or is revealed, and `update` when the run goes on.
 */
export class LineageFeed {
  #generation = 0;
  #seq = 0;
  #sent: RunView | null = null;

  /** Everything there is to show; begins a new generation. */
  snapshot(view: RunView | null): HostMessage {
    this.#generation += 1;
    this.#seq = 0;
    this.#sent = view;
    return {
      type: "snapshot",
      generation: this.#generation,
      seq: 0,
      run: view === null ? null : lineageModel(view),
    };
  }

  /** What changed since the last message; a snapshot when that was about another run or about none. */
  update(view: RunView): HostMessage {
    if (this.#sent?.run !== view.run) return this.snapshot(view);
    const change = lineageChange(this.#sent, view);
    this.#sent = view;
    this.#seq += 1;
    return { type: "update", generation: this.#generation, seq: this.#seq, change };
  }
}
