import type { Navigator } from "../../src/engine/agents/navigator/navigator.ts";
import type { Sampler } from "../../src/engine/agents/sampler/sampler.ts";
import { emptyAbstract, type Summarizer } from "../../src/engine/agents/summarizer/summarizer.ts";
import type { Baseline, Code } from "../../src/engine/domain/candidate.ts";
import { candidateOf, type RunView } from "../../src/engine/domain/runView.ts";
import type { Verdict } from "../../src/engine/domain/verdict.ts";
import type { Proposer, Random } from "../../src/engine/ports.ts";
import { codeOf } from "../../src/engine/search/population.ts";
import { Proposing } from "../../src/engine/search/proposing.ts";
import type { SearchPart } from "../../src/engine/search/standing.ts";
import { bareRun, withCandidate, withDirections } from "./bareRun.ts";

/** What a search is done with. */
export interface SearchOptions {
  readonly baseline: Baseline;
  /** Told the run so far. */
  readonly proposer: (view: () => RunView) => Proposer;
  readonly navigator: Navigator;
  readonly sampler: Sampler;
  /** Null writes no abstracts. */
  readonly summarizer: Summarizer | null;
  readonly fingerprint: (code: Code) => string;
  readonly random: Random;
  readonly without?: readonly SearchPart[];
  readonly judge: (code: Code) => Verdict;
}

/**
 * The search of a run, candidate by candidate: the class that a run uses, without repository and processes. It knows
 * every verdict at once; in a run, four candidates are under way. Ends when nothing new can be made.
 */
export async function* searched(options: SearchOptions): AsyncGenerator<RunView> {
  const { baseline, navigator, sampler, summarizer, fingerprint, random, judge } = options;
  let view = bareRun(baseline);
  const proposing = new Proposing({
    baseline,
    proposers: [options.proposer(() => view)],
    navigator,
    sampler,
    random,
    fingerprint,
    without: options.without ?? [],
  });
  for (let next = 1; ; next++) {
    const directions = await proposing.navigate(view, next, next - 1);
    if (directions !== null) view = withDirections(view, directions);
    const choice = await proposing.choose(view, next, next - 1, () => undefined);
    if (choice === null) return;
    const { proposal, parents, direction, exemplars } = choice;
    const { operator, summary, code, author = null, changes } = proposal;
    const verdict = judge(code);
    const before = parents.map((parent) => ({
      code: codeOf(view, parent),
      abstract: candidateOf(view, parent)?.abstract ?? emptyAbstract,
    }));
    const abstract =
      (await summarizer?.summarize({
        operator,
        summary,
        ...(changes && { changes }),
        code,
        parents: before,
        verdict,
      })) ?? null;
    const judged = {
      number: next,
      parents,
      operator,
      summary,
      direction,
      exemplars,
      author,
      code,
      verdict,
      abstract,
      ...(changes && { changes }),
    };
    view = withCandidate(view, judged);
    yield view;
  }
}
