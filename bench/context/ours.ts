import { javascript } from "../../src/adapters/languages/javascript/language.ts";
import type { Tokenizer } from "../../src/adapters/models/tokenizer.ts";
import { answerLanguage } from "../../src/engine/agents/answers/answerLanguages.ts";
import { Generator } from "../../src/engine/agents/generator/generator.ts";
import { ModelProposer } from "../../src/engine/agents/generator/modelProposer.ts";
import { targetContext } from "../../src/engine/agents/generator/targetContext.ts";
import { taskOf } from "../../src/engine/agents/generator/task.ts";
import { ModelNavigator } from "../../src/engine/agents/navigator/modelNavigator.ts";
import { RuleNavigator } from "../../src/engine/agents/navigator/ruleNavigator.ts";
import { OutgoingGuard } from "../../src/engine/agents/outgoing.ts";
import { ModelSampler } from "../../src/engine/agents/sampler/modelSampler.ts";
import { RuleSampler } from "../../src/engine/agents/sampler/ruleSampler.ts";
import { ModelSummarizer } from "../../src/engine/agents/summarizer/modelSummarizer.ts";
import { RuleSummarizer } from "../../src/engine/agents/summarizer/ruleSummarizer.ts";
import { emptyAbstract } from "../../src/engine/agents/summarizer/summarizer.ts";
import type { Baseline, Exemplar } from "../../src/engine/domain/candidate.ts";
import { candidateOf, type RunView } from "../../src/engine/domain/runView.ts";
import { codeFeatures } from "../../src/engine/rewrite/features.ts";
import { fingerprint } from "../../src/engine/rewrite/normalize.ts";
import { pullsOf } from "../../src/engine/search/credit.ts";
import { ModelAccess } from "../../src/engine/search/modelAccess.ts";
import { codeOf, commonAncestor } from "../../src/engine/search/population.ts";
import { RunLog } from "../../src/engine/search/runLog.ts";
import { SeededRandom } from "../../src/engine/search/seededRandom.ts";
import { Standings } from "../../src/engine/search/standing.ts";
import { Steering } from "../../src/engine/search/steering.ts";
import { transitionsOf } from "../../src/engine/search/transitions.ts";
import { editsBetween, editsText } from "./answers.ts";
import { type CallTokens, CountingModel } from "./countingModel.ts";
import type { Kept } from "./lineage.ts";

const { signal } = new AbortController();
const exemplars = 3;
/** Most words that the prompts of Navigator and Sampler allow; their answers are made as long. */
const ideaWords = 30;
const reasonWords = 15;
const directionsPerAnswer = 5;

/**
 * Every call that our agents make for one proposal of the lineage, by the classes of a run. The answers are those of the
 * lineage, where Navigator and Sampler write as much as they may.
 * @param view the lineage before the proposal.
 */
export async function ourCalls(
  { baseline, view, tokenizer }: { baseline: Baseline; view: RunView; tokenizer: Tokenizer },
  kept: Kept,
): Promise<readonly CallTokens[]> {
  const { number, parents, operator, summary, code, verdict, abstract } = kept;
  const horizon = number - 1;
  const direction = view.directions.find(({ id }) => id === kept.direction) ?? view.directions[0] ?? null;
  const parentCode = codeOf(view, parents[0] ?? 0);
  let chosen: readonly Exemplar[] = [];
  const model = new CountingModel(tokenizer, {
    navigator: () => JSON.stringify({ directions: longDirections(view) }),
    sampler: () =>
      JSON.stringify({
        choices: chosen.map(({ reason }, index) => ({
          index: index + 1,
          reason: ofWords(reason, reasonWords),
        })),
      }),
    summarizer: () => JSON.stringify(abstract),
    generator: ([, user]) => {
      const edits = user?.content.includes("<<<<<<< SEARCH") === true;
      const written = edits
        ? editsText(editsBetween(parentCode, code))
        : `\`\`\`javascript\n${[...code.helpers, code.target].join("\n")}\n\`\`\``;
      return `Change: ${summary}\n${written}`;
    },
  });
  const guard = new OutgoingGuard({ repository: "/nowhere", home: null, users: [], strings: [] });
  const options = { model, redact: (text: string) => guard.prose(text) };
  const task = taskOf({
    baseline,
    metric: { kind: "cpu" },
    benchmark: view.spec.benchmark,
    constraints: [],
  });

  const navigator = new ModelNavigator({ ...options, task: task.objective, rule: new RuleNavigator() });
  const steering = new Steering(navigator);
  for (const each of view.candidates) steering.know(each.operator);
  await steering.navigate(view, number, horizon);

  const standings = new Standings([]);
  standings.at(view, number, horizon);
  const sampling = {
    parent: parents[0] ?? 0,
    pool: view.candidates,
    count: exemplars,
    direction: direction?.idea ?? null,
    places: standings.placesOf(view, horizon),
  };
  chosen = await new RuleSampler().sample(sampling);
  const sampler = new ModelSampler({ ...options, rule: new RuleSampler() });

  const language = answerLanguage("javascript", {
    name: javascript.name,
    baseline,
    targets: (text) => javascript.targets(text, baseline.file),
    problem: () => null,
    fingerprint: (each) => fingerprint(baseline, each),
  });
  const proposer = new ModelProposer({
    generator: new Generator(model, guard),
    access: new ModelAccess({
      isAlone: true,
      models: [{ asked: null, name: "counting" }],
      log: new RunLog({ now: () => 0 }, view),
      signal,
      mustStop: () => false,
      wait: async () => undefined,
    }),
    language,
    task,
    context: targetContext(baseline, language, null),
    signal,
    tokensOf: (text) => tokenizer.count(text),
  });
  const [first = 0, second] = parents;
  await proposer.propose({
    baseline,
    parents: parents.map((parent) => ({
      number: parent,
      code: codeOf(view, parent),
      summary: candidateOf(view, parent)?.summary ?? "",
    })),
    ancestor: second === undefined ? null : codeOf(view, commonAncestor(view, first, second)),
    favoured: direction?.operators ?? [],
    random: new SeededRandom(number),
    context: {
      direction,
      exemplars: () => sampler.sample(sampling),
      view,
      horizon,
      pulls: pullsOf(transitionsOf(view, horizon), () => false),
      discard: () => undefined,
      fruitless: () => undefined,
    },
  });

  const rule = new RuleSummarizer((each) => codeFeatures(baseline, each));
  await new ModelSummarizer({ ...options, rule }).summarize({
    operator,
    summary,
    code,
    parents: parents.map((parent) => ({
      code: codeOf(view, parent),
      abstract: candidateOf(view, parent)?.abstract ?? emptyAbstract,
    })),
    verdict,
  });
  return model.calls;
}

function longDirections({ directions, earlier }: RunView): readonly object[] {
  const all = [...directions, ...earlier];
  return Array.from({ length: directionsPerAnswer }, (_, index) => {
    const { id = null, idea = "Trade memory for time.", operators = [] } = all[index % all.length] ?? {};
    return { idea: ofWords(idea, ideaWords), continues: id, operators };
  });
}

/** A text said again and again, to the word. */
function ofWords(text: string, count: number): string {
  const words = text.split(/\s+/);
  return Array.from({ length: count }, (_, index) => words[index % words.length]).join(" ");
}
