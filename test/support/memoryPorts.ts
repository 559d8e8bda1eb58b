import { RuleNavigator } from "../../src/engine/agents/ruleNavigator.ts";
import { RuleSampler } from "../../src/engine/agents/ruleSampler.ts";
import { RuleSummarizer } from "../../src/engine/agents/ruleSummarizer.ts";
import type { Baseline, Code } from "../../src/engine/domain/candidate.ts";
import type { BenchmarkFacts, RunEvent } from "../../src/engine/domain/events.ts";
import type { RunSpec } from "../../src/engine/domain/runSpec.ts";
import type { Block, Verdict } from "../../src/engine/domain/verdict.ts";
import { FixedBlocksJudge } from "../../src/engine/judge/fixedBlocksJudge.ts";
import type {
  CancelSignal,
  CandidateStore,
  Evaluator,
  GateResult,
  Holding,
  Proposal,
  ProposalRequest,
  Proposer,
  Trial,
} from "../../src/engine/ports.ts";
import { type EvolvePorts, type EvolveStart, evolve } from "../../src/engine/search/evolve.ts";
import { SeededRandom } from "../../src/engine/search/seededRandom.ts";

/**
 * A target that is a set of letters, one a line, each of which a "rewrite" can capitalize; letters have gains. What the
 * search does with it can be told from the letters alone.
 */
export interface LetterWorld {
  /** ln gain of each capitalized letter; a letter missing here breaks the candidate. */
  readonly gains: Readonly<Record<string, number>>;
  readonly noise?: number;
  /** Real milliseconds an evaluation waits, by candidate number, to shuffle the order in which they finish. */
  readonly delay?: (number: number) => number;
  /** Gains that a confirmation sees instead. */
  readonly confirmationGains?: Readonly<Record<string, number>>;
}

const letters = "abcdef";
const text = letters.split("").join("\n");

const letterBaseline: Baseline = {
  file: "letters.js",
  symbol: "letters",
  text,
  region: { start: 0, end: text.length },
  helperOffset: 0,
};

class LetterProposer implements Proposer {
  async propose({ parents, ancestor }: ProposalRequest): Promise<readonly Proposal[]> {
    const [first, second] = parents.map(({ code }) => code.target.split("\n"));
    if (first === undefined) return [];
    if (second !== undefined) {
      if (ancestor === null) throw new Error("a crossover without an ancestor");
      const merged = first.map((letter, index) => (second[index] === letter ? letter : letter.toUpperCase()));
      return [{ operator: "crossover", summary: "join", code: { target: merged.join("\n"), helpers: [] } }];
    }
    return first.flatMap((letter, index) =>
      letter === letter.toUpperCase()
        ? []
        : [
            {
              operator: `capitalize-${letter}`,
              summary: `capitalize ${letter}`,
              code: { target: first.with(index, letter.toUpperCase()).join("\n"), helpers: [] },
            },
          ],
    );
  }
}

class MemoryStore implements CandidateStore {
  readonly held: Holding[] = [];
  readonly settled = new Map<number, Verdict>();

  async hold(holding: Holding): Promise<string> {
    this.held.push(holding);
    return commitId(holding.number, 0);
  }

  async settle(holding: Holding, verdict: Verdict): Promise<string> {
    this.settled.set(holding.number, verdict);
    return commitId(holding.number, 1);
  }
}

function commitId(number: number, round: number): string {
  return `${round}${String(number).padStart(39, "0")}`;
}

class LetterEvaluator implements Evaluator {
  timing = 0;
  mostTiming = 0;
  readonly #world: LetterWorld;

  constructor(world: LetterWorld) {
    this.#world = world;
  }

  async prepare(): Promise<BenchmarkFacts> {
    return { inputs: 1, size: null, skipped: [], baselineCpuNs: 1e6, mutatesInputs: false, testsMs: null };
  }

  async *check({ code, number }: Trial, signal: CancelSignal): AsyncGenerator<GateResult> {
    await this.#wait(number, signal);
    const broken = capitals(code).find((letter) => !(letter in this.#world.gains));
    yield { gate: "region", passed: true, ms: 0 };
    if (broken === undefined) yield { gate: "differential", passed: true, ms: 0 };
    else yield { gate: "differential", passed: false, ms: 0, reason: `${broken} breaks it` };
  }

  async block(
    trial: Trial,
    phase: "search" | "confirmation",
    index: number,
    signal: CancelSignal,
  ): Promise<Block> {
    this.timing++;
    this.mostTiming = Math.max(this.mostTiming, this.timing);
    await this.#wait(trial.number, signal);
    this.timing--;
    const gains = (phase === "confirmation" ? this.#world.confirmationGains : undefined) ?? this.#world.gains;
    const gain = capitals(trial.code).reduce((sum, letter) => sum + (gains[letter] ?? 0), 0);
    const noise =
      (new SeededRandom(index).fork(`${trial.number} ${phase}`).next() - 0.5) * (this.#world.noise ?? 0.01);
    const candidate = 1e6 * Math.exp(-gain - noise);
    return {
      baselineCpuNs: 1e6,
      candidateCpuNs: candidate,
      baselineWallNs: 1e6,
      candidateWallNs: candidate,
      first: "baseline",
    };
  }

  processMs(): number {
    return 0;
  }

  async #wait(number: number, signal: CancelSignal): Promise<void> {
    const ms = this.#world.delay?.(number) ?? 0;
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
    if (signal.aborted) throw new Error("aborted");
  }
}

function capitals(code: Code): readonly string[] {
  return code.target
    .split("\n")
    .filter((letter) => letter !== letter.toLowerCase())
    .map((letter) => letter.toLowerCase());
}

export function letterSpec(budget: Partial<RunSpec["budget"]> = {}, seed = 1): RunSpec {
  return {
    name: "letters",
    target: { file: "letters.js", symbol: "letters" },
    benchmark: { inputs: { kind: "recorded", command: "true" } },
    tests: null,
    budget: { candidates: 20, minutes: 10, ...budget },
    seed,
  };
}

/** A run over the letters with every port in memory. */
export function letterRun(
  world: LetterWorld,
  spec: RunSpec = letterSpec(),
  overrides: Partial<EvolvePorts> = {},
) {
  const store = new MemoryStore();
  const evaluator = new LetterEvaluator(world);
  const start: EvolveStart = {
    run: "letters-0001",
    spec,
    base: commitId(0, 0),
    baseline: letterBaseline,
    machine: { cpu: "test", cores: 2, platform: "test", runtime: "test", sandbox: "none" },
  };
  const ports: EvolvePorts = {
    proposers: [new LetterProposer()],
    store,
    evaluator,
    judge: new FixedBlocksJudge(),
    summarizer: new RuleSummarizer((code) => capitals(code)),
    navigator: new RuleNavigator(),
    sampler: new RuleSampler(),
    clock: { now: () => Date.now() },
    random: new SeededRandom(spec.seed),
    fingerprint: (code) => code.target,
    checksAtOnce: 2,
    ...overrides,
  };
  const events = (signal: AbortSignal = new AbortController().signal): AsyncGenerator<RunEvent, void> =>
    evolve(start, ports, signal);
  return { store, evaluator, events };
}

/** All of an async sequence. */
export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}
