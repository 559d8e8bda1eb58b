import { crossoverOperator } from "../../src/engine/agents/navigator/ruleNavigator.ts";
import type { Summarizer } from "../../src/engine/agents/summarizer/summarizer.ts";
import type { Code } from "../../src/engine/domain/candidate.ts";
import { candidateOf, type RunView } from "../../src/engine/domain/runView.ts";
import type { Proposal, ProposalRequest, Proposer, Random } from "../../src/engine/ports.ts";
import { mutated, type Told } from "./mutator.ts";
import { type Task, type Version, worthOf } from "./tasks.ts";
import type { Tried, World } from "./world.ts";

const budget = 150;
/** Measured gains of at least this much are called better in what a rival is shown. */
const visible = 0.02;

/** A landscape that is made up, with the synthetic mutator in the place of a model. */
export function syntheticWorld(task: Task): World {
  const text = "";
  return {
    name: task.name,
    baseline: { file: "made.up", symbol: "f", text, region: { start: 0, end: 0 }, helperOffset: 0 },
    best: task.best,
    noise: 0.02,
    budget,
    isByRules: false,
    worth(code) {
      const { version, bungled } = read(code);
      return bungled ? null : worthOf(task, version);
    },
    fingerprint: ({ target }) => target,
    async child(parent, shown, random) {
      const told = { families: [], shown: shown.map((each) => shownAs(task, each)) };
      return codeOf(mutated(task, read(parent).version, told, random));
    },
    proposer: (view, thought) => new SyntheticProposer(task, view, thought),
    summarizer: summarizerOf(task),
  };
}

/** Proposes by the synthetic mutator, told no more than a model would be. */
class SyntheticProposer implements Proposer {
  readonly varies = true;
  readonly #task: Task;
  readonly #view: () => RunView;
  readonly #thought: () => Random;

  constructor(task: Task, view: () => RunView, thought: () => Random) {
    this.#task = task;
    this.#view = view;
    this.#thought = thought;
  }

  async propose({ parents, ancestor, context }: ProposalRequest): Promise<readonly Proposal[]> {
    const [first = [], second] = parents.map(({ code }) => read(code).version);
    if (second !== undefined) {
      const before = ancestor === null ? [] : read(ancestor).version;
      const kept = (id: number) => !before.includes(id) || (first.includes(id) && second.includes(id));
      const version = [...new Set([...first, ...second])].filter(kept).sort((a, b) => a - b);
      const code = codeOf({ version, bungled: false });
      return [{ operator: crossoverOperator, summary: crossoverOperator, code }];
    }
    const exemplars = (await context?.exemplars()) ?? [];
    const told: Told = {
      families: context?.direction?.operators ?? [],
      shown: exemplars.flatMap(({ candidate }) => this.#shown(candidate)),
    };
    const thought = mutated(this.#task, first, told, this.#thought());
    const author = { model: "synthetic", temperature: null, tokens: 0 };
    return [{ operator: thought.family, summary: thought.family, code: codeOf(thought), author }];
  }

  /** What the abstract of a candidate tells; nothing without one. */
  #shown(number: number): Told["shown"] {
    const { abstract = null, verdict = null } = candidateOf(this.#view(), number) ?? {};
    if (abstract === null || verdict === null) return [];
    const isBad = verdict.kind === "worse" || verdict.kind === "rejected";
    // Of what failed, what it introduced is to blame.
    const phrases = isBad ? abstract.introduces : [...abstract.introduces, ...abstract.inherits];
    return [{ phrases, did: verdict.kind === "improved" ? "better" : isBad ? "worse" : "same" }];
  }
}

function summarizerOf({ traits }: Task): Summarizer {
  const phrases = (ids: readonly number[]) => ids.flatMap((id) => traits[id]?.phrase ?? []).slice(-4);
  return {
    async summarize({ code, parents, verdict }) {
      const inherited = new Set(parents.flatMap((parent) => read(parent.code).version));
      const { version } = read(code);
      return {
        inherits: phrases(version.filter((id) => inherited.has(id))),
        introduces: phrases(version.filter((id) => !inherited.has(id))),
        failure: verdict.kind === "rejected" ? "answers wrongly" : null,
      };
    },
  };
}

/** What raw history tells of a version: all it is, and how it did. */
function shownAs({ traits }: Task, { code, measured }: Tried): Told["shown"][number] {
  const phrases = read(code).version.flatMap((id) => traits[id]?.phrase ?? []);
  const did = measured === null || measured < 0 ? "worse" : measured > visible ? "better" : "same";
  return { phrases, did };
}

function codeOf({ version, bungled }: { readonly version: Version; readonly bungled: boolean }): Code {
  return { target: bungled ? `${version.join(" ")} bungled` : version.join(" "), helpers: [] };
}

function read({ target }: Code): { readonly version: Version; readonly bungled: boolean } {
  return { version: (target.match(/\d+/g) ?? []).map(Number), bungled: target.endsWith("bungled") };
}
