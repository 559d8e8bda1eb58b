import type { Direction } from "../../domain/candidate.ts";
import { silentVoice } from "../../domain/userVoice.ts";
import { creditByOperator, noCredit } from "../../search/credit.ts";
import { directionsFrom, type Idea, namedIn } from "./directions.ts";
import type { Navigator, NavigatorInput } from "./navigator.ts";

/** The operator that joins two parents; every proposer that crosses names it so. */
export const crossoverOperator = "crossover";

const most = 3;

/**
 * Derives directions from what each operator's children achieved, without a model. An operator that the user names in a
 * forbidden idea is in no direction.
 */
export class RuleNavigator implements Navigator {
  async navigate(input: NavigatorInput): Promise<readonly Direction[]> {
    const { transitions, operators, voice = silentVoice } = input;
    const credit = creditByOperator(transitions);
    const known = (operator: string) => credit.get(operator) ?? noCredit;
    const banned = voice.forbidden.flatMap((idea) => namedIn(idea, operators));
    const mutations = operators.filter(
      (operator) => operator !== crossoverOperator && !banned.includes(operator),
    );
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
      ...(improved.length > 1 && !banned.includes(crossoverOperator)
        ? [{ idea: "join improvements that do not overlap", operators: [crossoverOperator] }]
        : []),
      ...(untried.length > 0 ? [{ idea: "try what has not been tried yet", operators: untried }] : []),
      ...(open.length > 0
        ? [{ idea: "give what did not pay another place in the code", operators: open }]
        : []),
    ];
    return directionsFrom(ideas, input);
  }
}
