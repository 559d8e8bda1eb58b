import type { Direction } from "../../domain/candidate.ts";
import { creditByOperator, creditOf, noCredit } from "../../search/credit.ts";
import type { Navigator, NavigatorInput } from "./navigator.ts";

/** The operator that joins two parents; every proposer that crosses names it so. */
export const crossoverOperator = "crossover";

const most = 3;

interface Idea {
  readonly idea: string;
  readonly operators: readonly string[];
}

/** Derives directions from what each operator's children achieved, without a model. */
export class RuleNavigator implements Navigator {
  async navigate({ transitions, directions, operators }: NavigatorInput): Promise<readonly Direction[]> {
    const credit = creditByOperator(transitions);
    const known = (operator: string) => credit.get(operator) ?? noCredit;
    const mutations = operators.filter((operator) => operator !== crossoverOperator);
    const paying = mutations
      .filter((operator) => known(operator).improved > 0)
      .sort((a, b) => known(b).mean - known(a).mean || a.localeCompare(b))
      .slice(0, most);
    const untried = mutations.filter((operator) => known(operator).trials === 0);
    const open = mutations.filter((operator) => {
      const { trials, improved } = known(operator);
      return trials > 0 && trials < most && improved === 0;
    });
    const improved = transitions.filter(({ verdict }) => verdict.kind === "improved");
    const ideas: readonly Idea[] = [
      ...(paying.length > 0
        ? [{ idea: `go on with what paid: ${paying.join(", ")}`, operators: paying }]
        : []),
      ...(improved.length > 1
        ? [{ idea: "join improvements that do not overlap", operators: [crossoverOperator] }]
        : []),
      ...(untried.length > 0 ? [{ idea: "try what has not been tried yet", operators: untried }] : []),
      ...(open.length > 0
        ? [{ idea: "give what did not pay another place in the code", operators: open }]
        : []),
    ];
    const next = Math.max(-1, ...directions.map(({ id }) => id)) + 1;
    return ideas.map(({ idea, operators: followed }, index) => {
      const id = directions.find((direction) => direction.idea === idea)?.id ?? next + index;
      const { mean, trials } = creditOf(transitions.filter(({ child }) => child.direction === id));
      return { id, idea, operators: followed, credit: mean, trials };
    });
  }
}
