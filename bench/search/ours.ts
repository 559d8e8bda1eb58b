import type { Navigator } from "../../src/engine/agents/navigator/navigator.ts";
import { crossoverOperator, RuleNavigator } from "../../src/engine/agents/navigator/ruleNavigator.ts";
import { RuleSampler } from "../../src/engine/agents/sampler/ruleSampler.ts";
import type { Sampler } from "../../src/engine/agents/sampler/sampler.ts";
import type { Abstract, Code } from "../../src/engine/domain/candidate.ts";
import { type CandidateView, candidateOf, type RunView } from "../../src/engine/domain/runView.ts";
import { silentVoice } from "../../src/engine/domain/userVoice.ts";
import type { Verdict } from "../../src/engine/domain/verdict.ts";
import type { Proposal, ProposalRequest, Proposer } from "../../src/engine/ports.ts";
import { Proposing } from "../../src/engine/search/proposing.ts";
import type { SearchPart } from "../../src/engine/search/standing.ts";
import { mutated, type Told } from "./mutator.ts";
import type { Rule } from "./rivals.ts";
import type { Task, Version } from "./tasks.ts";
import type { Tried } from "./trial.ts";

export type Agent = "summarizer" | "navigator" | "sampler";

/**
 * Our own search: the class that a run uses, with the agents' rules, on candidates that are made up. As the
 * rivals do it knows every verdict at once; in a run, four candidates are under way.
 */
export function ours(without: readonly (SearchPart | Agent)[] = []): Rule {
  const agents: readonly string[] = ["summarizer", "navigator", "sampler"] satisfies Agent[];
  const isPart = (part: SearchPart | Agent): part is SearchPart => !agents.includes(part);
  return async (trial, random) => {
    const { task } = trial;
    let view = startOf(task);
    const proposing = new Proposing({
      baseline: { file: "made.up", symbol: "f", text: "", region: { start: 0, end: 0 }, helperOffset: 0 },
      proposers: [new SyntheticProposer(task, () => view)],
      navigator: without.includes("navigator") ? noNavigator : new RuleNavigator(),
      sampler: without.includes("sampler") ? noSampler : new RuleSampler(),
      random,
      fingerprint: ({ target }) => target,
      without: without.filter(isPart),
    });
    while (!trial.isOver) {
      const next = trial.tried.length + 1;
      const directions = await proposing.navigate(view, next, next - 1);
      if (directions !== null) view = { ...view, directions };
      const choice = await proposing.choose(view, next, next - 1, ignored);
      if (choice === null) return;
      const { proposal, parents, direction, exemplars } = choice;
      const { version, bungled } = read(proposal.code);
      trial.evaluate({ version, bungled, parents, family: proposal.operator });
      const tried = trial.tried.at(-1);
      if (tried === undefined) throw new Error("nothing was evaluated");
      const abstract = without.includes("summarizer") ? null : abstractOf(task, tried, view);
      const candidate = candidateFrom(next, tried, { proposal, direction, exemplars, abstract });
      view = { ...view, candidates: [...view.candidates, candidate] };
    }
  };
}

const ignored = () => undefined;
const noNavigator: Navigator = { navigate: async () => [] };
/** Partners of a crossover are still taken as they come. */
const noSampler: Sampler = {
  sample: async ({ pool, places }) =>
    places === undefined ? pool.map(({ number }) => ({ candidate: number, reason: "as it comes" })) : [],
};

/** Proposes by the synthetic mutator, told no more than a model would be; or all single changes, as rules do. */
class SyntheticProposer implements Proposer {
  readonly varies: boolean;
  readonly #task: Task;
  readonly #view: () => RunView;

  constructor(task: Task, view: () => RunView) {
    this.#task = task;
    this.#view = view;
    this.varies = task.proposals === "one";
  }

  async propose({ parents, ancestor, random, context }: ProposalRequest): Promise<readonly Proposal[]> {
    const [first = [], second] = parents.map(({ code }) => read(code).version);
    if (second !== undefined) {
      const before = ancestor === null ? [] : read(ancestor).version;
      const kept = (id: number) => !before.includes(id) || (first.includes(id) && second.includes(id));
      const joined = [...new Set([...first, ...second])].filter(kept).sort((a, b) => a - b);
      return [proposal(crossoverOperator, joined, false)];
    }
    if (this.#task.proposals === "all") {
      return this.#task.traits
        .filter(({ id }) => !first.includes(id))
        .map(({ id, family, phrase }) => ({
          ...proposal(
            `${family} ${id % 3}`,
            [...first, id].sort((a, b) => a - b),
            false,
          ),
          summary: phrase,
        }));
    }
    const exemplars = (await context?.exemplars()) ?? [];
    const direction = context?.direction ?? null;
    const told: Told = {
      families: direction?.operators ?? [],
      shown: exemplars.flatMap(({ candidate }) => this.#shown(candidate)),
    };
    const { version, family, bungled } = mutated(this.#task, first, told, random);
    const author = { model: "synthetic", temperature: null, tokens: 0 };
    return [{ ...proposal(family, version, bungled), author }];
  }

  /** What the abstract of a candidate tells; nothing without one. */
  #shown(number: number): Told["shown"] {
    const { abstract = null, verdict = null } = candidateOf(this.#view(), number) ?? {};
    if (abstract === null || verdict === null) return [];
    const did =
      verdict.kind === "improved"
        ? "better"
        : verdict.kind === "worse" || verdict.kind === "rejected"
          ? "worse"
          : "same";
    // Of what failed, what it introduced is to blame.
    const phrases = did === "worse" ? abstract.introduces : [...abstract.introduces, ...abstract.inherits];
    return [{ phrases, did }];
  }
}

function proposal(operator: string, version: Version, bungled: boolean): Proposal {
  const target = bungled ? `${version.join(" ")} bungled` : version.join(" ");
  return { operator, summary: operator, code: { target, helpers: [] } };
}

function read({ target }: Code): { readonly version: Version; readonly bungled: boolean } {
  const bungled = target.endsWith("bungled");
  return { version: (target.match(/\d+/g) ?? []).map(Number), bungled };
}

function abstractOf({ traits }: Task, { version, parents, measured }: Tried, view: RunView): Abstract {
  const inherited = new Set(
    parents.flatMap((parent) => read(candidateOf(view, parent)?.code ?? view.baseline).version),
  );
  const phrases = (ids: readonly number[]) => ids.flatMap((id) => traits[id]?.phrase ?? []).slice(-4);
  return {
    inherits: phrases(version.filter((id) => inherited.has(id))),
    introduces: phrases(version.filter((id) => !inherited.has(id))),
    failure: measured === null ? "answers wrongly" : null,
  };
}

function verdictOf(measured: number | null): Verdict {
  if (measured === null) return { kind: "rejected", gate: "differential", reason: "It answers wrongly." };
  const estimate = Math.exp(measured);
  const gain = { estimate, low: estimate * 0.98, high: estimate * 1.02, blocks: 8 };
  return { kind: gain.low > 1 ? "improved" : gain.high < 1 ? "worse" : "tied", gain };
}

type Origin = Pick<CandidateView, "direction" | "exemplars" | "abstract"> & { readonly proposal: Proposal };

function candidateFrom(number: number, { parents, measured }: Tried, origin: Origin): CandidateView {
  const { proposal, direction, exemplars, abstract } = origin;
  return {
    number,
    parents,
    operator: proposal.operator,
    summary: proposal.summary,
    direction,
    exemplars,
    author: proposal.author ?? null,
    code: proposal.code,
    commit: "",
    stage: "judged",
    gates: [],
    blocks: [],
    verdict: verdictOf(measured),
    sandbox: null,
    abstract,
    notes: [],
    answers: [],
    confirmation: null,
    confirmationAttempts: 0,
    confirmationBlocks: [],
    acceptedInto: null,
    declined: null,
  };
}

function startOf({ name }: Task): RunView {
  return {
    run: "bench-0000",
    spec: {
      name: "bench",
      target: { file: "made.up", symbol: "f" },
      benchmark: { kind: "function", inputs: { kind: "types" } },
      tests: null,
      budget: { candidates: 1, minutes: 1 },
      seed: 0,
    },
    base: "",
    file: name,
    region: { start: 0, end: 0 },
    baseline: { target: "", helpers: [] },
    machine: { cpu: "none", cores: 1, platform: "none", runtime: "none" },
    startedAt: 0,
    facts: null,
    calibration: null,
    directions: [],
    candidates: [],
    earlier: [],
    discarded: 0,
    models: [],
    voice: silentVoice,
    parentsAsked: [],
    agents: [],
    answersAhead: [],
    warnings: [],
    end: null,
  };
}
