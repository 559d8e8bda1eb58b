import type { LineageModel } from "../../src/protocol/lineageModel.ts";
import type { KeyAction } from "./keys.ts";

/** Where the selection is moved from. */
export interface Position {
  readonly model: LineageModel;
  /** Numbers of the list's rows. */
  readonly listed: readonly number[];
  readonly selected: number | null;
  /** Rows that fit into the list. */
  readonly pageSize: number;
}

/** The number to select; `undefined` when the key does not move the selection or there is nowhere to go. */
export function destination(action: KeyAction, position: Position): number | null | undefined {
  const { model, listed, selected, pageSize } = position;
  switch (action) {
    case "next":
      return step(position, 1);
    case "previous":
      return step(position, -1);
    case "page-down":
      return step(position, pageSize);
    case "page-up":
      return step(position, -pageSize);
    case "first":
      return listed[0];
    case "last":
      return listed.at(-1);
    case "parent":
      return selected === null ? undefined : model.candidates[selected - 1]?.parents[0];
    case "child":
      return selected === null ? undefined : favouriteChild(model, selected);
    case "best":
      return model.header.leader ?? undefined;
    case "clear":
      return null;
    default:
      return undefined;
  }
}

function step({ listed, selected }: Position, by: number): number | undefined {
  if (selected === null) return by > 0 ? listed[0] : listed.at(-1);
  // A selection that the filter hides is taken as lying between its neighbours.
  const after = listed.findIndex((number) => number >= selected);
  const at = after === -1 ? listed.length : after;
  const from = listed[at] === selected || by < 0 ? at : at - 1;
  return listed[Math.min(Math.max(from + by, 0), listed.length - 1)];
}

function favouriteChild({ candidates }: LineageModel, of: number): number | undefined {
  const children = candidates.filter((candidate) => candidate.parents.includes(of));
  let favourite = children.at(-1);
  for (const child of children) {
    if ((child.gain?.low ?? 0) > (favourite?.gain?.low ?? 0)) favourite = child;
  }
  return favourite?.number;
}
