import { applyChange, type CandidateModel, type LineageModel } from "../../src/protocol/lineageModel.ts";
import type { HostMessage } from "../../src/protocol/messages.ts";
import type { ListFilter, SavedPageState } from "../../src/protocol/pageState.ts";
import { passes } from "./standing.ts";

/** Everything the page shows follows from this and from the zoom of the drawing. */
export interface PageState {
  /** `waiting` for a first snapshot, `live`, or `lost` after a gap, until the next snapshot. */
  readonly sync: "waiting" | "live" | "lost";
  readonly generation: number;
  readonly seq: number;
  readonly model: LineageModel | null;
  /** A candidate, the baseline (0), or nothing. */
  readonly selected: number | null;
  readonly filter: ListFilter;
  /** The user asked to stop the run, which has not ended yet. */
  readonly stopping: boolean;
}

export type PageAction =
  | { readonly type: "received"; readonly message: HostMessage }
  | { readonly type: "selected"; readonly number: number | null }
  | { readonly type: "filtered"; readonly filter: ListFilter }
  | { readonly type: "stop-asked" };

export const initialState: PageState = {
  sync: "waiting",
  generation: 0,
  seq: 0,
  model: null,
  selected: null,
  filter: "all",
  stopping: false,
};

/** The state after an action. A first snapshot also takes up what the page had saved about that run. */
export function reducePage(state: PageState, action: PageAction, saved: SavedPageState | null): PageState {
  switch (action.type) {
    case "received":
      return settle(state, receive(state, action.message), saved);
    case "selected":
      return exists(state.model, action.number) ? { ...state, selected: action.number } : state;
    case "filtered":
      return { ...state, filter: action.filter };
    case "stop-asked":
      return { ...state, stopping: true };
  }
}

function receive(state: PageState, message: HostMessage): PageState {
  if (message.generation < state.generation) return state;
  switch (message.type) {
    case "snapshot":
      return {
        ...state,
        sync: "live",
        generation: message.generation,
        seq: message.seq,
        model: message.run,
      };
    case "update": {
      if (state.sync !== "live") return state;
      const follows = message.generation === state.generation && message.seq === state.seq + 1;
      const model = follows && state.model !== null ? applyChange(state.model, message.change) : null;
      return model === null ? { ...state, sync: "lost" } : { ...state, seq: message.seq, model };
    }
  }
}

function settle(before: PageState, after: PageState, saved: SavedPageState | null): PageState {
  const { model } = after;
  if (model === null) return { ...after, selected: null, stopping: false };
  const sameRun = before.model?.header.run === model.header.run;
  const ended = model.header.end !== null;
  const kept = !sameRun && saved?.run === model.header.run ? saved : null;
  const filter = sameRun ? after.filter : (kept?.filter ?? "all");
  let selected = sameRun ? after.selected : (kept?.selected ?? null);
  // Whoever has not chosen anything wants to see what came out.
  const endIsNews = ended && kept === null && (!sameRun || before.model?.header.end === null);
  if (selected === null && endIsNews) selected = model.header.leader;
  if (!exists(model, selected)) selected = null;
  return { ...after, selected, filter, stopping: sameRun && after.stopping && !ended };
}

function exists(model: LineageModel | null, number: number | null): boolean {
  return number === null || (model !== null && number <= model.candidates.length);
}

/** The candidate with that number; null for the baseline and for a number that is not there. */
export function candidateAt(model: LineageModel | null, number: number | null): CandidateModel | null {
  return number === null || number === 0 ? null : (model?.candidates[number - 1] ?? null);
}

/** Numbers of the list's rows, in order: the baseline, then the candidates that pass the filter. */
export function listedNumbers(model: LineageModel, filter: ListFilter): readonly number[] {
  const numbers = model.candidates
    .filter((candidate) => passes(filter, candidate))
    .map(({ number }) => number);
  return filter === "all" ? [0, ...numbers] : numbers;
}

/** What is to be kept through hiding and reload; null while there is no run. */
export function stateToSave(state: PageState, zoom: SavedPageState["zoom"]): SavedPageState | null {
  if (state.model === null) return null;
  return { run: state.model.header.run, selected: state.selected, filter: state.filter, zoom };
}
