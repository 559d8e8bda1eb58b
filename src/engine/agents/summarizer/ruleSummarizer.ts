import type { Abstract, Code } from "../../domain/candidate.ts";
import type { Verdict } from "../../domain/verdict.ts";
import { mostPhrases, mostWords, shortened } from "../phrases.ts";
import type { Summarizer, SummarizerInput } from "./summarizer.ts";

/** Writes abstracts from the operator and from features of the code, without a model. */
export class RuleSummarizer implements Summarizer {
  readonly #features: (code: Code) => readonly string[];

  /** @param features phrases about a version of the target, such as "calls includes in a loop". */
  constructor(features: (code: Code) => readonly string[]) {
    this.#features = features;
  }

  async summarize(input: SummarizerInput): Promise<Abstract> {
    const { operator, summary, changes = [{ operator, summary }], code, parents, verdict } = input;
    const own = this.#features(code);
    const before = new Set(parents.flatMap((parent) => this.#features(parent.code)));
    const traits = parents.flatMap(({ abstract }) => [...abstract.introduces, ...abstract.inherits]);
    const introduced = phrases(
      [...changes.map((change) => change.summary), ...own.filter((feature) => !before.has(feature))],
      [],
    );
    const inherited = phrases([...traits, ...own.filter((feature) => before.has(feature))], introduced);
    return {
      inherits:
        inherited.length > 0
          ? inherited
          : [traits.length > 0 ? "the rest of its parent" : "the rest of the original"],
      introduces: introduced.length > 0 ? introduced : [shortened(operator, mostWords)],
      failure: failureOf(verdict),
    };
  }
}

function failureOf(verdict: Verdict): string | null {
  switch (verdict.kind) {
    case "rejected":
      return shortened(`${verdict.gate} gate: ${verdict.reason}`, mostWords);
    case "worse":
      return "worse than the baseline";
    case "improved":
    case "tied":
    case "inconclusive":
      return null;
  }
}

function phrases(all: readonly string[], except: readonly string[]): readonly string[] {
  const short = new Set(all.map((phrase) => shortened(phrase, mostWords)).filter(Boolean));
  return [...short.difference(new Set(except))].slice(0, mostPhrases);
}
