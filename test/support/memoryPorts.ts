import { RuleNavigator } from "../../src/engine/agents/navigator/ruleNavigator.ts";
import { RuleSampler } from "../../src/engine/agents/sampler/ruleSampler.ts";
import { RuleSummarizer } from "../../src/engine/agents/summarizer/ruleSummarizer.ts";
import type { Baseline, Code } from "../../src/engine/domain/candidate.ts";
import type { BenchmarkFacts, Calibration, Growth, RunEvent } from "../../src/engine/domain/events.ts";
import type { Objective, RunSpec } from "../../src/engine/domain/runSpec.ts";
import { type RunView, viewOf } from "../../src/engine/domain/runView.ts";
import type { SandboxRecord } from "../../src/engine/domain/sandbox.ts";
import type { Block, Metric, Sample, Verdict } from "../../src/engine/domain/verdict.ts";
import { SequentialJudge } from "../../src/engine/judge/sequentialJudge.ts";
import type {
  BlockRequest,
  Calibrations,
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
  /** Width of the uniform noise on d; 0.01 by default, 0 for a metric that does not vary. */
  readonly noise?: number;
  /** Real milliseconds an evaluation waits, by candidate number, to shuffle the order in which they finish. */
  readonly delay?: (number: number) => number;
  /** Gains that a confirmation sees instead. */
  readonly confirmationGains?: Readonly<Record<string, number>>;
  /** CPU time by default. */
  readonly metric?: Metric;
  /** Changes what one process of a block measured; may throw in its place. */
  readonly sample?: (sample: Sample, side: "baseline" | "candidate", request: BlockRequest) => Sample;
  /** How the time of a version grows; sizes cannot be varied by default. */
  readonly growth?: (trial: Trial | null) => Growth | null;
  /** Called before each block; a test may stop the run or turn the clock here. */
  readonly onBlock?: (request: BlockRequest) => void;
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

const letterSandbox: SandboxRecord = {
  kind: "none",
  version: null,
  network: "open",
  writes: "anything",
  home: "readable",
  limits: [],
};

const baselineSample: Sample = { cpuNs: 1e6, wallNs: 1.1e6, peakBytes: 4e7, reported: {} };

/** Measures in memory, by the letters of a world. */
class LetterEvaluator implements Evaluator {
  timing = 0;
  mostTiming = 0;
  readonly requests: BlockRequest[] = [];
  readonly #world: LetterWorld;

  constructor(world: LetterWorld) {
    this.#world = world;
  }

  async prepare(): Promise<BenchmarkFacts> {
    return {
      metric: this.#metric,
      metricReason: "It is what counts here.",
      baseline: this.#sample(0),
      inputs: { count: 1, heldOut: 1, size: null, skipped: [], mutated: false },
      testsMs: null,
      sandbox: letterSandbox,
    };
  }

  async *check({ code, number }: Trial, signal: CancelSignal): AsyncGenerator<GateResult> {
    await this.#wait(number, signal);
    const broken = capitals(code).find((letter) => !(letter in this.#world.gains));
    yield { gate: "region", passed: true, ms: 0, remarks: [] };
    if (broken === undefined) yield { gate: "differential", passed: true, ms: 0, remarks: ["slow to check"] };
    else yield { gate: "differential", passed: false, ms: 0, reason: `${broken} breaks it` };
  }

  async block(request: BlockRequest, signal: CancelSignal): Promise<Block> {
    const { trial, phase, index } = request;
    this.requests.push(request);
    this.#world.onBlock?.(request);
    this.timing++;
    this.mostTiming = Math.max(this.mostTiming, this.timing);
    await this.#wait(trial?.number ?? 0, signal);
    this.timing--;
    const gains = (phase === "confirmation" ? this.#world.confirmationGains : undefined) ?? this.#world.gains;
    const gain =
      trial === null ? 0 : capitals(trial.code).reduce((sum, letter) => sum + (gains[letter] ?? 0), 0);
    const random = new SeededRandom(index).fork(`${trial?.number ?? 0} ${phase}`);
    const noise = (random.next() - 0.5) * (this.#world.noise ?? 0.01);
    const [baseline, candidate] = [this.#sample(0), this.#sample(gain + noise)];
    const { sample = (measured: Sample) => measured } = this.#world;
    return {
      baseline: sample(baseline, "baseline", request),
      candidate: sample(candidate, "candidate", request),
      first: "baseline",
    };
  }

  async growth(trial: Trial | null): Promise<Growth | null> {
    return this.#world.growth?.(trial) ?? null;
  }

  processMs(): number {
    return 0;
  }

  get #metric(): Metric {
    return this.#world.metric ?? { kind: "cpu" };
  }

  #sample(gain: number): Sample {
    const { cpuNs, wallNs, peakBytes } = baselineSample;
    const share = Math.exp(-gain);
    const metric = this.#metric;
    const reported: Record<string, number> =
      metric.kind === "reported" ? { [metric.name]: metric.better === "higher" ? 1 / share : share } : {};
    return { cpuNs: cpuNs === null ? null : cpuNs * share, wallNs: wallNs * share, peakBytes, reported };
  }

  async #wait(number: number, signal: CancelSignal): Promise<void> {
    const ms = this.#world.delay?.(number) ?? 0;
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
    if (signal.aborted) throw new Error("aborted");
  }
}

/** Remembers one calibration, on a machine with a load that can be set. */
class MemoryCalibrations implements Calibrations {
  last: Calibration | null = null;
  currentLoad = 0.2;

  async read(): Promise<Calibration | null> {
    return this.last;
  }

  async write(calibration: Calibration): Promise<void> {
    this.last = calibration;
  }

  load(): number {
    return this.currentLoad;
  }
}

function capitals(code: Code): readonly string[] {
  return code.target
    .split("\n")
    .filter((letter) => letter !== letter.toLowerCase())
    .map((letter) => letter.toLowerCase());
}

export function letterSpec(
  budget: Partial<RunSpec["budget"]> = {},
  seed = 1,
  objective: Objective = {},
): RunSpec {
  return {
    name: "letters",
    target: { file: "letters.js", symbol: "letters" },
    benchmark: { kind: "function", inputs: { kind: "recorded", command: "true" } },
    objective,
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
  const calibrations = new MemoryCalibrations();
  const start: EvolveStart = {
    run: "letters-0001",
    spec,
    base: commitId(0, 0),
    baseline: letterBaseline,
    machine: { cpu: "test", cores: 2, platform: "test", runtime: "test" },
  };
  const ports: EvolvePorts = {
    proposers: [new LetterProposer()],
    store,
    evaluator,
    judge: new SequentialJudge(),
    calibrations,
    summarizer: new RuleSummarizer((code) => capitals(code)),
    navigator: new RuleNavigator(),
    sampler: new RuleSampler(),
    models: null,
    clock: { now: () => Date.now() },
    random: new SeededRandom(spec.seed),
    fingerprint: (code) => code.target,
    checksAtOnce: 2,
    ...overrides,
  };
  const events = (signal: AbortSignal = new AbortController().signal): AsyncGenerator<RunEvent, void> =>
    evolve(start, ports, signal);
  return { store, evaluator, calibrations, ports, events };
}

/** The view after these events, of which there is at least one. */
export function viewed(events: readonly RunEvent[]): RunView {
  const view = viewOf(events);
  if (view === null) throw new Error("no events");
  return view;
}

/** All of an async sequence. */
export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}
