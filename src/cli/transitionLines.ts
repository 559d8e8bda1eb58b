import { directionOf, type RunView } from "../engine/domain/runView.ts";
import { fitnessOf, type Transition, transitionsOf } from "../engine/search/transitions.ts";

/** Every judged step of a run as a line of JSON: state, direction, proposal, verdict and gain. */
export function transitionLines(view: RunView): readonly string[] {
  return transitionsOf(view, view.candidates.length).map((transition) =>
    JSON.stringify(transitionRecord(view, transition)),
  );
}

function transitionRecord(view: RunView, { child, parents, verdict, reward }: Transition): object {
  const direction = child.direction === null ? null : directionOf(view, child.direction);
  return {
    run: view.run,
    target: view.spec.target,
    candidate: child.number,
    state: parents.map((number) => stateOf(view, number)),
    direction: direction === null ? null : { id: direction.id, idea: direction.idea },
    exemplars: child.exemplars,
    proposal: {
      operator: child.operator,
      summary: child.summary,
      changes: child.changes,
      author: child.author,
      code: child.code,
      abstract: child.abstract,
    },
    verdict,
    gain: verdict.kind === "rejected" ? null : verdict.gain,
    /** In ln(gain) over the best parent; null for a rejected candidate. */
    reward,
  };
}

function stateOf(view: RunView, number: number): object {
  const parent = view.candidates[number - 1];
  return {
    candidate: number,
    code: parent?.code ?? view.baseline,
    abstract: parent?.abstract ?? null,
    fitness: fitnessOf(view, number),
  };
}
