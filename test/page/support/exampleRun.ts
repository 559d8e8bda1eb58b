import { candidateLabel } from "../../../src/engine/domain/candidate.ts";
import type { BenchmarkFacts, Growth, RunEvent } from "../../../src/engine/domain/events.ts";
import { type GateName, gateNames } from "../../../src/engine/domain/gate.ts";
import { type RunView, viewOf } from "../../../src/engine/domain/runView.ts";
import type { SandboxRecord } from "../../../src/engine/domain/sandbox.ts";
import type { Block, Gain, Metric, Sample, Verdict } from "../../../src/engine/domain/verdict.ts";

type EventOf<Type extends RunEvent["type"]> = Extract<RunEvent, { type: Type }>;

export interface ExampleRunOptions {
  readonly candidates?: number;
  readonly seed?: number;
  readonly run?: string;
  readonly startedAt?: number;
  readonly spec?: Partial<EventOf<"run-started">["spec"]>;
  /** What is known of the benchmark where it is not a function's. */
  readonly facts?: Partial<BenchmarkFacts>;
  /** Changes what is held, such as a summary. */
  readonly held?: (event: EventOf<"candidate-held">) => EventOf<"candidate-held">;
}

const operators = [
  ["set-for-includes", "Look up members in a Set instead of an array"],
  ["hoist-invariant", "Hoist the length of the list out of the loop"],
  ["index-loop", "Replace forEach by an index loop"],
  ["map-for-object", "Keep counts in a Map instead of an object"],
  ["join-strings", "Collect parts in an array and join them once"],
  ["single-pass", "Filter and map in one pass"],
  ["typed-array", "Keep numbers in a Float64Array"],
] as const;

const reasons: Readonly<Record<GateName, string>> = {
  region: "The code outside the target differs in line 4.",
  syntax: "Unexpected token at line 12, column 7.",
  scan: "Line 3 changes Array.prototype.includes, which the checker uses too.",
  build: "npm run build failed: list is not defined.",
  constraints: "Its peak memory is 1.42× (1.38–1.47) the baseline's, and 1.10× is allowed.",
  tests: "npm test failed: “keeps the first of equal items” expected [1, 2, 3] but got [1, 2].",
  differential: "On input 17 the baseline returned [3, 1, 2] and the candidate [1, 2, 3].",
};

/** The gates that a function harness has a use for. */
const gates: readonly GateName[] = gateNames.filter((gate) => gate !== "build" && gate !== "constraints");

const remark = "It keeps a Map at module level, which outlives a call.";

/** Why the best comes before one that it is tied with. */
export const tieReason = "it changes 4 lines rather than 9";
/** What the candidates of examples ran in. */
const exampleSandbox: SandboxRecord = {
  kind: "bubblewrap",
  version: "0.8.0",
  network: "none",
  writes: "own-folders",
  home: "hidden",
  limits: ["memory 512 MiB by rlimit", "64 processes by rlimit"],
};

const exampleFacts: BenchmarkFacts = {
  metric: { kind: "cpu" },
  metricReason: "The baseline keeps one core busy, so CPU time tells more than the wall clock.",
  baseline: { cpuNs: 1_240_000, wallNs: 1_300_000, peakBytes: 58_000_000, reported: {} },
  inputs: { count: 64, heldOut: 64, size: 2000, skipped: [], mutated: false },
  testsMs: 3400,
  sandbox: exampleSandbox,
};

/** Growth as a square, and nearly linear. */
const growths: { readonly baseline: Growth; readonly candidate: Growth } = {
  baseline: { exponent: 2.03, low: 1.95, high: 2.11, label: "n²", sizes: [500, 1000, 2000, 4000] },
  candidate: { exponent: 1.12, low: 1.05, high: 1.19, label: "n log n", sizes: [500, 1000, 2000, 4000] },
};

/**
 * The events of a run that never was, the same ones for the same options: about a third is rejected, now and then
 * two are crossed, the best creeps up, and at the end the best is confirmed.
 */
export function exampleRun(options: ExampleRunOptions = {}): readonly RunEvent[] {
  const { candidates = 25, seed = 46, run = "unique-3f2a", startedAt = Date.UTC(2025, 4, 6, 9) } = options;
  const facts: BenchmarkFacts = { ...exampleFacts, ...options.facts };
  const random = generator(seed);
  const events: RunEvent[] = [];
  let at = startedAt;
  const later = (): number => {
    at += 1200;
    return at;
  };
  events.push(started(run, startedAt, options.spec));
  events.push({
    type: "baseline-measured",
    at: later(),
    facts,
  });
  events.push({
    type: "benchmark-calibrated",
    at: later(),
    calibration: { sigma: 0.013, smallestGain: 1.02, effort: 1, blocks: 8, at, load: 0.1 },
    cached: false,
  });
  events.push({
    type: "directions-set",
    at: later(),
    directions: [
      {
        id: 0,
        idea: "Replace linear searches by keyed look-ups",
        operators: ["set-for-includes"],
        credit: 0.4,
        trials: 6,
      },
      { id: 1, idea: "Allocate less within the loop", operators: ["single-pass"], credit: 0.1, trials: 4 },
    ],
  });
  const elites: { readonly number: number; readonly log: number }[] = [{ number: 0, log: 0 }];
  for (let number = 1; number <= candidates; number++) {
    const parent = elites[Math.floor(random() ** 2 * elites.length)] ?? { number: 0, log: 0 };
    const other = elites[Math.floor(random() * elites.length)];
    const crossed = number % 6 === 0 && other !== undefined && other.number !== parent.number;
    const [operator, summary] = operators[Math.floor(random() * operators.length)] ?? operators[0];
    const held: EventOf<"candidate-held"> = {
      type: "candidate-held",
      at: later(),
      candidate: number,
      parents: crossed ? [parent.number, other.number] : [parent.number],
      operator: crossed ? "crossover" : operator,
      summary: crossed ? `Combine ${parent.number} with ${other.number}` : summary,
      direction: number % 3 === 0 ? null : number % 2,
      exemplars:
        elites.length > 2 ? [{ candidate: 1 + (number % 2), reason: "ranks high and differs most" }] : [],
      code: { target: `function unique(list) { return [...new Set(list)]; } // ${number}`, helpers: [] },
      commit: commitOf(number),
    };
    events.push(options.held?.(held) ?? held);
    const fate = random();
    const failing = fate < 0.3 ? gates[fate < 0.03 ? 1 : fate < 0.06 ? 2 : fate < 0.14 ? 3 : 4] : undefined;
    for (const gate of gates) {
      const ms = gate === "tests" ? 2000 + random() * 900 : 3 + random() * 40;
      if (gate === failing) {
        events.push({ type: "gate-failed", at: later(), candidate: number, gate, ms, reason: reasons[gate] });
        break;
      }
      const remarks = gate === "scan" && number % 4 === 0 ? [remark] : [];
      events.push({ type: "gate-passed", at: later(), candidate: number, gate, ms, remarks });
    }
    if (failing === undefined) events.push({ type: "gates-passed", at: later(), candidate: number });
    if (failing !== undefined) {
      events.push(judged(later(), number, { kind: "rejected", gate: failing, reason: reasons[failing] }));
    } else {
      const log = parent.log + (random() - 0.45) * 0.35 + (crossed ? 0.08 : 0);
      const noise = 0.01 + random() * (random() < 0.2 ? 0.16 : 0.03);
      const blocks = Array.from({ length: 12 }, () =>
        blockOf(log + (random() - 0.5) * noise * 3, { random, facts }),
      );
      for (const block of blocks) {
        events.push({ type: "block-measured", at: later(), candidate: number, phase: "search", block });
      }
      const verdict = verdictOf(log, noise);
      events.push(judged(later(), number, verdict));
      if (verdict.kind === "improved") elites.unshift({ number, log });
      elites.sort((a, b) => b.log - a.log);
    }
    events.push({
      type: "candidate-summarized",
      at: later(),
      candidate: number,
      abstract: {
        inherits: parent.number === 0 ? [] : ["membership test by Set", "single loop over the list"],
        introduces: [summary.toLowerCase()],
        failure: failing === undefined ? null : `stopped by the ${failing} gate`,
      },
    });
  }
  const best = elites[0];
  if (best !== undefined && best.number !== 0) {
    const gain = gainOf(best.log - 0.01, 0.02);
    events.push({
      type: "confirmation-started",
      at: later(),
      candidates: [best.number],
      alpha: 0.01,
      because: `Measurements do not tell two apart; ${candidateLabel(best.number)} comes first because ${tieReason}.`,
    });
    for (let index = 0; index < 12; index++) {
      const block = blockOf(best.log - 0.01 + (random() - 0.5) * 0.06, { random, facts });
      events.push({
        type: "block-measured",
        at: later(),
        candidate: best.number,
        phase: "confirmation",
        block,
      });
    }
    const growth = facts.inputs === null ? null : growths;
    events.push({
      type: "candidate-confirmed",
      at: later(),
      candidate: best.number,
      confirmed: true,
      gain,
      growth,
    });
    events.push(ended(later(), best.number, startedAt));
  } else {
    events.push(ended(later(), null, startedAt));
  }
  return events;
}

/** The events up to the point where that many candidates have been judged and one more is being timed. */
export function halfway(events: readonly RunEvent[], judgedCandidates: number): readonly RunEvent[] {
  let left = judgedCandidates;
  let blocks = 0;
  for (const [index, event] of events.entries()) {
    if (left > 0) {
      if (event.type === "candidate-judged") left -= 1;
    } else if (event.type === "block-measured" && event.phase === "search") {
      blocks += 1;
      if (blocks === 4) return events.slice(0, index + 1);
    }
  }
  return events;
}

/** The view of events that are a run. */
export function runOf(events: readonly RunEvent[]): RunView {
  const view = viewOf(events);
  if (view === null) throw new Error("There is no event.");
  return view;
}

function started(run: string, at: number, spec: ExampleRunOptions["spec"]): EventOf<"run-started"> {
  return {
    type: "run-started",
    at,
    run,
    spec: {
      name: "unique",
      target: { file: "src/lists.js", symbol: "unique" },
      benchmark: { kind: "function", inputs: { kind: "module", path: "bench/inputs.mjs" } },
      tests: "npm test",
      budget: { candidates: 40, minutes: 10 },
      seed: 1,
      ...spec,
    },
    base: commitOf(0),
    file: "src/lists.js",
    region: { start: 7, end: 45 },
    code: { target: "function unique(list) { return list; }", helpers: [] },
    machine: {
      cpu: "AMD EPYC 7B13",
      cores: 2,
      platform: "linux x64",
      runtime: "Node.js 24.21.0",
    },
  };
}

function judged(at: number, candidate: number, verdict: Verdict): RunEvent {
  return {
    type: "candidate-judged",
    at,
    candidate,
    verdict,
    sandbox: exampleSandbox,
    commit: commitOf(candidate + 100_000),
  };
}

function ended(at: number, best: number | null, startedAt: number): RunEvent {
  const wallMs = at - startedAt;
  return {
    type: "run-ended",
    at,
    outcome: best === null ? "nothing-better" : "improved",
    best,
    reason:
      best === null ? "No candidate was confirmed to be better." : "The budget of candidates is used up.",
    wallMs,
    processMs: wallMs * 0.93,
  };
}

function verdictOf(log: number, noise: number): Verdict {
  const gain = gainOf(log, noise);
  if (gain.low > 1.01) return { kind: "improved", gain };
  if (gain.high < 0.99) return { kind: "worse", gain };
  return { kind: noise > 0.05 ? "inconclusive" : "tied", gain };
}

function gainOf(log: number, noise: number): Gain {
  return { estimate: Math.exp(log), low: Math.exp(log - noise), high: Math.exp(log + noise), blocks: 12 };
}

interface BlockOptions {
  readonly random: () => number;
  readonly facts: BenchmarkFacts;
}

function blockOf(d: number, { random, facts }: BlockOptions): Block {
  const drift = Math.log(0.98 + random() * 0.04);
  return {
    baseline: sampleOf(facts, drift),
    candidate: sampleOf(facts, drift - d),
    first: random() < 0.5 ? "baseline" : "candidate",
  };
}

/** The baseline's sample with its metric off by a factor e^log, downwards where higher is better. */
function sampleOf({ baseline, metric }: BenchmarkFacts, log: number): Sample {
  const { cpuNs, wallNs, peakBytes, reported } = baseline;
  const factor = Math.exp(log);
  return {
    cpuNs: cpuNs === null ? null : cpuNs * factor,
    wallNs: wallNs * factor ** 0.98,
    peakBytes,
    reported:
      metric.kind === "reported"
        ? { ...reported, [metric.name]: scaled(metric, reported, factor) }
        : reported,
  };
}

function scaled(
  { name, better }: Extract<Metric, { kind: "reported" }>,
  reported: Sample["reported"],
  factor: number,
): number {
  return (reported[name] ?? 1) * (better === "higher" ? 1 / factor : factor);
}

/** A commit's id that is different for every number. */
function commitOf(number: number): string {
  return ((number + 1) * 2_654_435_761)
    .toString(16)
    .padStart(40, "a9c3f0b7d2e6148f")
    .slice(-40)
    .padStart(40, "c");
}

/** A small linear congruential generator: examples need no better one. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
