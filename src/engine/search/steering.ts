import type { AgentCall } from "../agents/agentCall.ts";
import type { Navigator } from "../agents/navigator/navigator.ts";
import type { CandidateNumber, Direction } from "../domain/candidate.ts";
import type { RunView } from "../domain/runView.ts";
import type { Random } from "../ports.ts";
import { isNewPlateau, progressOf, shiftOf, stageOf } from "./plateau.ts";
import { pickWeighted } from "./population.ts";
import type { Standing } from "./standing.ts";
import { transitionsOf } from "./transitions.ts";

/** Where a proposal is to go. */
export interface Course {
  /** Operators to prefer; empty for no preference. */
  readonly favoured: readonly string[];
  /** The direction they come from; null when they come from none. */
  readonly direction: Direction | null;
}

/** Candidates between one asking for directions and the next. */
export const navigateEvery = 5;
/** How often a change of paradigm is heeded while nothing gets better. */
const shiftShare = 0.5;

/** Decides where proposals go: by directions, and on a plateau away from what has been done. */
export class Steering {
  readonly #navigator: Navigator;
  readonly #call: AgentCall | undefined;
  readonly #operators = new Set<string>();
  /** What the user had said when directions were last asked for. */
  #voice = "";

  /** @param call what the Navigator takes along. */
  constructor(navigator: Navigator, call?: AgentCall) {
    this.#navigator = navigator;
    this.#call = call;
  }

  /** Some proposer has offered it. */
  know(operator: string): void {
    this.#operators.add(operator);
  }

  /** New directions when it is time for them, when a plateau begins or the user has spoken, else null. */
  async navigate(
    view: RunView,
    next: CandidateNumber,
    horizon: CandidateNumber,
  ): Promise<readonly Direction[] | null> {
    const progress = progressOf(view, horizon);
    const voice = voiceIn(view);
    const isDue = (next - 1) % navigateEvery === 0 || voice !== this.#voice;
    if (!isNewPlateau(progress) && (!isDue || next === 1)) return null;
    this.#voice = voice;
    return this.#navigator.navigate(
      {
        transitions: transitionsOf(view, horizon),
        directions: view.directions,
        earlier: view.earlier,
        operators: [...this.#operators].sort(),
        plateau: stageOf(progress) === "climbing" ? null : progress.since,
        voice: view.voice,
      },
      this.#call,
    );
  }

  /** A direction to follow, or, half of the time while nothing gets better, what had the least of a chance so far. */
  course(view: RunView, horizon: CandidateNumber, { stage }: Standing, random: Random): Course {
    const direction = drawn(view.directions, random);
    if (stage !== "climbing" && random.next() < shiftShare) {
      const { prefer } = shiftOf(view, horizon, [...this.#operators]);
      if (prefer.length > 0) return { favoured: prefer, direction: null };
    }
    return { favoured: direction?.operators ?? [], direction };
  }
}

/** What the user said so far, equal only when nothing was added. */
function voiceIn({ voice, candidates }: RunView): string {
  const { pinned, forbidden, notes } = voice;
  const declined = candidates.flatMap((candidate) => (candidate.declined === null ? [] : [candidate.number]));
  const said = pinned.length + forbidden.length + notes.length + declined.length;
  return said === 0 ? "" : JSON.stringify([pinned, forbidden, notes, declined]);
}

/** One direction, with odds by its credit and by how little it has been tried. */
function drawn(directions: readonly Direction[], random: Random): Direction | null {
  if (directions.length === 0) return null;
  const trials = directions.reduce((sum, direction) => sum + direction.trials, 0);
  const paid = directions.map(({ credit }) => Math.max(credit, 0));
  const scale = Math.max(...paid, 0.02);
  const weights = directions.map(
    ({ trials: own }, at) =>
      ((paid[at] ?? 0) + 0.5 * scale * Math.sqrt(Math.log(trials + 2) / (own + 1))) ** 2,
  );
  return pickWeighted(directions, weights, random);
}
