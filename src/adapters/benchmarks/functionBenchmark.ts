import type { Profile } from "../../engine/domain/events.ts";
import type { CallableTarget } from "../languages/target.ts";
import type {
  BenchmarkRun,
  CheckReport,
  Fault,
  LearnOptions,
  RememberOptions,
  Timed,
  TimeOptions,
  TimeReport,
  Unsteady,
} from "./functionReports.ts";
import type { HarnessInputs, HarnessTask, Plan } from "./harness/messages.ts";
import type { Heard } from "./harnessConversation.ts";
import type { Harness, HarnessFault, HarnessReport } from "./harnessProcess.ts";
import { type LapTimes, lapTimesOf } from "./lapTimes.ts";
import { grownLoadNs, type Learned, worksBesideLaps } from "./learned.ts";
import { mayRemember, type Novelty, type NoveltyPair, noveltyOf, recollectionOf } from "./novelty.ts";
import { profileOf } from "./profile.ts";

/** Threads and processes that come and go may use so much unseen, for the machine counts in hundredths of a second. */
const hiddenSlackNs = 5e7;
/** One process is not enough to say that a target works beside its laps. */
const attempts = 3;
/** How many processes of the baseline are remembered. */
const mostTimes = 12;

/** How a function is measured: each question is answered by a fresh process. */
export class FunctionBenchmark {
  readonly #harness: Harness;
  readonly #file: string;
  readonly #target: CallableTarget;

  /** @param options.file path of the target's file below the folder of every version */
  constructor(options: {
    readonly harness: Harness;
    readonly file: string;
    readonly target: CallableTarget;
  }) {
    this.#harness = options.harness;
    this.#file = options.file;
    this.#target = options.target;
  }

  /** What a version does on each input. */
  async check(run: BenchmarkRun, signal: AbortSignal): Promise<CheckReport> {
    const { heard, failure, ms } = await this.#run(run, { kind: "check" }, 0, signal);
    if (failure !== null) return { kind: "fault", fault: failure };
    const incomparable = heard.messages.find((message) => message.kind === "incomparable");
    if (incomparable !== undefined) return { ...incomparable, input: incomparable.input ?? 1 };
    const outcomes = heard.messages.flatMap((message) =>
      message.kind === "outcome" ? [message.outcome] : [],
    );
    const { outcomesNs } = heard;
    return { kind: "checked", outcomes, outcomesNs, changed: changesIn(heard), ms };
  }

  /** The largest useful size of inputs from a module; that found so far when the next one fails or never ends. */
  async calibrate(run: BenchmarkRun, signal: AbortSignal): Promise<number | Fault> {
    const task: HarnessTask = { kind: "calibrate", passNs: 5e6, mostSize: 65_536 };
    const { heard, failure } = await this.#run(run, task, 0, signal);
    const last = heard.messages.findLast((message) => message.kind === "calibrated");
    if (last !== undefined) return last.size;
    return { kind: "fault", fault: failure ?? silent("gave no size") };
  }

  /** About how many nanoseconds a pass over the inputs takes; 0 when it is too short to be timed. */
  async passNs(run: BenchmarkRun, seed: number, signal: AbortSignal): Promise<number | Fault> {
    const report = await this.check(run, signal);
    if (report.kind === "fault") return report;
    const mutates = report.kind === "checked" && report.outcomes.some(({ mutated }) => mutated);
    const found = await this.#timing(run, { kind: "time", seed, mutates, effort: 1, plan: null }, 0, signal);
    if (found.kind === "timing") return found.timed.sample.cpuNs ?? found.timed.sample.wallNs;
    const { kind, stage } = found.fault;
    return mutates && kind === "refused" && stage === "inputs" ? 0 : found;
  }

  /**
   * Times the baseline in two processes of the same seed: what a round should do, and what candidates are compared
   * with.
   */
  async learn(
    baseline: BenchmarkRun,
    { seed, mutates, effort }: LearnOptions,
    signal: AbortSignal,
  ): Promise<
    { readonly kind: "learned"; readonly learned: Learned; readonly timed: Timed } | Unsteady | Fault
  > {
    const task = { kind: "time", seed, mutates, effort } as const;
    const first = await this.#timing(baseline, { ...task, plan: null }, 0, signal);
    if (first.kind === "fault") return first;
    const { plan } = first;
    const second = await this.#timing(baseline, { ...task, plan }, 0, signal);
    if (second.kind === "fault") return second;
    if (differingRound(first.timed, second.timed) !== null) return { kind: "unsteady" };
    const learned: Learned = {
      plan,
      mutates,
      effort,
      times: [first.times, second.times],
      changed: new Set([...first.changed, ...second.changed]),
    };
    return { kind: "learned", learned, timed: second.timed };
  }

  /** How long a version takes. */
  async time(run: BenchmarkRun, options: TimeOptions, signal: AbortSignal): Promise<TimeReport> {
    const { seed, paddingBytes, learned } = options;
    const { plan, mutates, effort } = learned;
    const task = { kind: "time", seed, mutates, effort, plan } as const;
    for (let attempt = 1; ; attempt += 1) {
      const found = await this.#timing(run, task, paddingBytes, signal);
      if (found.kind === "fault") return found;
      const { timed, times, changed } = found;
      const changes = changedPhrase(changed, learned.changed);
      if (changes !== null) return unfair(changes);
      if (worksBesideLaps(times, learned)) {
        if (attempt < attempts) continue;
        return unfair("goes on computing after it has answered");
      }
      const loadNs = grownLoadNs(times, learned);
      return loadNs === 0 ? timed : charged(timed, loadNs);
    }
  }

  /**
   * How long the baseline takes, by the plan of what was learned of it before, and what is known of it now: a machine
   * that has become busier shows in its processes too.
   */
  async timeBaseline(
    run: BenchmarkRun,
    { seed, paddingBytes, learned }: TimeOptions,
    signal: AbortSignal,
  ): Promise<{ readonly kind: "timed-baseline"; readonly learned: Learned; readonly timed: Timed } | Fault> {
    const { plan, mutates, effort } = learned;
    const task = { kind: "time", seed, mutates, effort, plan } as const;
    const found = await this.#timing(run, task, paddingBytes, signal);
    if (found.kind === "fault") return found;
    const { timed, times, changed } = found;
    const known = { ...learned, times: [...learned.times, times].slice(-mostTimes) };
    return {
      kind: "timed-baseline",
      timed,
      learned: { ...known, changed: new Set([...learned.changed, ...changed]) },
    };
  }

  /**
   * Whether a version remembers earlier calls although the baseline does not, as a phrase that follows "it"; null when
   * nothing of it shows.
   */
  async remembers(
    run: BenchmarkRun,
    { baseline, seed, learned }: RememberOptions,
    signal: AbortSignal,
  ): Promise<string | null | Fault> {
    if (!canBeRemembered(run.inputs, learned.plan)) return null;
    const task = {
      kind: "probe",
      mutates: learned.mutates,
      effort: learned.effort,
      plan: learned.plan,
    } as const;
    const pairs: NoveltyPair[] = [];
    for (;;) {
      const probe = { ...task, seed: seed + pairs.length };
      const version = await this.#novelty(run, probe, signal);
      if (version === null || version.kind === "fault") return version;
      // One process of the version shows whether there is anything to be compared.
      if (pairs.length === 0 && !mayRemember(version)) return null;
      const usual = await this.#novelty(baseline, probe, signal);
      if (usual === null || usual.kind === "fault") return usual;
      pairs.push({ version, baseline: usual });
      const found = recollectionOf(pairs);
      if (found.kind === "forgets") return null;
      if (found.kind === "remembers") {
        return `remembers earlier calls: on inputs it has not seen it takes ${found.ratio.toPrecision(2)} times as long`;
      }
    }
  }

  async #novelty(
    run: BenchmarkRun,
    task: Extract<HarnessTask, { readonly kind: "probe" }>,
    signal: AbortSignal,
  ): Promise<Novelty | Fault | null> {
    const { heard, failure } = await this.#run(run, task, 0, signal);
    return failure === null ? noveltyOf(heard) : { kind: "fault", fault: failure };
  }

  /** Where the baseline's time goes; null when too little was seen of it. Never asked of a candidate. */
  async profile(
    baseline: BenchmarkRun,
    { seed, learned }: Pick<RememberOptions, "seed" | "learned">,
    signal: AbortSignal,
  ): Promise<Profile | null | Fault> {
    const { mutates, plan } = learned;
    const { heard, failure } = await this.#run(baseline, { kind: "profile", seed, mutates, plan }, 0, signal);
    return failure === null ? profileOf(heard) : { kind: "fault", fault: failure };
  }

  async #timing(
    run: BenchmarkRun,
    task: Extract<HarnessTask, { readonly kind: "time" }>,
    paddingBytes: number,
    signal: AbortSignal,
  ): Promise<Timing | Fault> {
    const { heard, failure, ms } = await this.#run(run, task, paddingBytes, signal);
    if (failure !== null) return { kind: "fault", fault: failure };
    const incomparable = heard.messages.find((message) => message.kind === "incomparable");
    if (incomparable !== undefined) {
      return unfair(`gives what cannot be compared while it is timed: ${incomparable.what}`);
    }
    if ((heard.hiddenNs ?? 0) > hiddenSlackNs) {
      return unfair("works in threads or processes that come and go, where it cannot be timed");
    }
    const times = lapTimesOf(heard);
    const planned = heard.messages.find((message) => message.kind === "planned");
    const plan = task.plan ?? planned?.plan;
    if (times === null || plan === undefined) return { kind: "fault", fault: silent("gave no time") };
    const { sample, rounds } = times;
    const timed: Timed = { kind: "timed", sample, rounds, answers: answersIn(heard, plan), remarks: [], ms };
    return { kind: "timing", timed, times, plan, changed: changesIn(heard) };
  }

  #run(
    run: BenchmarkRun,
    task: HarnessTask,
    paddingBytes: number,
    signal: AbortSignal,
  ): Promise<HarnessReport> {
    const { receiver, member } = this.#target.entry;
    const { root, capture } = run.version;
    const target = { root, file: this.#file, capture, receiver, member: member?.name ?? null };
    const job = { target, inputs: run.inputs, task };
    const { timeoutMs, confinement } = run;
    return this.#harness.run({ job, timeoutMs, confinement, paddingBytes }, signal);
  }
}

interface Timing {
  readonly kind: "timing";
  readonly timed: Timed;
  readonly times: LapTimes;
  readonly plan: Plan;
  readonly changed: readonly string[];
}

/**
 * The first round (1-based) in which two processes of the same plan and seed answered differently; null when there is
 * none. A slower one may have made fewer rounds.
 */
export function differingRound(one: Timed, other: Timed): number | null {
  const rounds = Math.min(one.rounds.length, other.rounds.length);
  const parts = one.answers.length / one.rounds.length;
  const index = one.answers.findIndex((digest, at) => at < rounds * parts && digest !== other.answers[at]);
  return index === -1 ? null : Math.floor(index / parts) + 1;
}

/**
 * Which parts of the language a version changes although the baseline does not, as a phrase that follows "it"; null
 * when there is none.
 */
export function changedPhrase(changed: readonly string[], byBaseline: ReadonlySet<string>): string | null {
  const [first, second, ...rest] = changed.filter((name) => !byBaseline.has(name));
  if (first === undefined) return null;
  if (second === undefined) return `changes ${first}`;
  return rest.length === 0
    ? `changes ${first} and ${second}`
    : `changes ${first}, ${second} and ${rest.length} more`;
}

/** By round, then by part. */
function answersIn({ messages }: Heard, { passes }: Plan): readonly string[] {
  const answers: string[] = [];
  for (const message of messages) {
    if (message.kind === "answers") answers[message.round * passes.length + message.part] = message.digest;
  }
  return answers;
}

function changesIn({ messages }: Heard): readonly string[] {
  return messages.flatMap((message) => (message.kind === "changed" ? message.names : []));
}

/** Values that are handed over more than once might be remembered. */
function canBeRemembered({ kind }: HarnessInputs, { passes, sets }: Plan): boolean {
  return kind === "recorded" || passes.some((each) => each > sets);
}

function charged(timed: Timed, loadNs: number): Timed {
  const { sample, remarks } = timed;
  const ms = Number((loadNs / 1e6).toPrecision(2));
  return {
    ...timed,
    sample: {
      ...sample,
      cpuNs: sample.cpuNs === null ? null : sample.cpuNs + loadNs,
      wallNs: sample.wallNs + loadNs,
    },
    remarks: [
      ...remarks,
      `Loading it and calling it for the first time takes ${ms} ms longer than the baseline, which is added to its time.`,
    ],
  };
}

function unfair(message: string): Fault {
  return { kind: "fault", fault: { kind: "unfair", stage: "run", input: null, message } };
}

function silent(message: string): HarnessFault {
  return { kind: "died", stage: "run", input: null, message };
}
