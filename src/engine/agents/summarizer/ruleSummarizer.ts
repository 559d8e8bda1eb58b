import type { Abstract, Code } from "../../domain/candidate.ts";
import type { Verdict } from "../../domain/verdict.ts";
import type { Summarizer, SummarizerInput } from "./summarizer.ts";

const mostWords = 8;
const mostPhrases = 4;

/** Writes abstracts from the operator and from features of the code, without a model. */
export class RuleSummarizer implements Summarizer {
  readonly #features: (code: Code) => readonly string[];

  /** @param features phrases about a version of the target, such as "calls includes in a loop". */
  constructor(features: (code: Code) => readonly string[]) {
    this.#features = features;
  }

  async summarize({ summary, code, parents, verdict }: SummarizerInput): Promise<Abstract> {
    const own = this.#features(code);
    const before = new Set(parents.flatMap((parent) => this.#features(parent.code)));
    const traits = parents.flatMap(({ abstract }) => [...abstract.introduces, ...abstract.inherits]);
    const introduced = [summary, ...own.filter((feature) => !before.has(feature))];
    const inherited = [...traits, ...own.filter((feature) => before.has(feature))];
    return {
      inherits: phrases(inherited, introduced),
      introduces: phrases(introduced, []),
      failure: failureOf(verdict),
    };
  }
}

function failureOf(verdict: Verdict): string | null {
  switch (verdict.kind) {
    case "rejected":
      return shorten(`${verdict.gate} gate: ${verdict.reason}`);
    case "worse":
      return "slower than the baseline";
    case "improved":
    case "tied":
    case "inconclusive":
      return null;
  }
}

function phrases(all: readonly string[], except: readonly string[]): readonly string[] {
  const taken = new Set(except.map(shorten));
  return [...new Set(all.map(shorten))].filter((phrase) => !taken.has(phrase)).slice(0, mostPhrases);
}

function shorten(phrase: string): string {
  const words = phrase.trim().split(/\s+/);
  return words.length <= mostWords ? words.join(" ") : `${words.slice(0, mostWords).join(" ")}…`;
}
