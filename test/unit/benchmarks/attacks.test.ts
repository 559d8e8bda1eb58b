import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { firstDifference } from "../../../src/adapters/benchmarks/function/differences.ts";
import {
  type CheckReport,
  changedPhrase,
  differingRound,
  type Timed,
} from "../../../src/adapters/benchmarks/functionBenchmark.ts";
import type { HarnessFault } from "../../../src/adapters/benchmarks/harnessProcess.ts";
import type { Learned } from "../../../src/adapters/benchmarks/learned.ts";
import { type HarnessLab, type LaidOut, never, openLab } from "./support.ts";

// Real processes on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const folder = path.join(import.meta.dirname, "../../fixtures/attacks/javascript");
const seed = 7;

/** What the harness says of the function as it is. */
interface Honest {
  readonly checked: Extract<CheckReport, { readonly kind: "checked" }>;
  readonly learned: Learned;
  readonly timed: Timed;
}

/** Where the inputs come from: a module makes new values for every round, recorded ones repeat. */
type Source = "module" | "recorded";

let lab: HarnessLab;
let inputs: string;
const honest = new Map<Source, Honest>();

beforeAll(async () => {
  lab = await openLab();
  inputs = await readFile(path.join(folder, "inputs.mjs"), "utf8");
  for (const source of ["module", "recorded"] as const) honest.set(source, await learnHonest(source));
});
afterAll(() => lab.dispose());

async function layOut(name: string, source: Source): Promise<LaidOut> {
  const values = (length: number) => Array.from({ length }, (_, at) => ((at * 7919) % 1009) / 4);
  const recorded = Array.from({ length: 12 }, (_, call) => ({ args: [values(400 + call), 20 + call] }));
  return lab.layOut({
    source: await readFile(path.join(folder, `${name}.js`), "utf8"),
    symbol: "smooth",
    size: 500,
    timeoutMs: 10_000,
    ...(source === "module" ? { inputs } : { recorded }),
  });
}

async function learnHonest(source: Source): Promise<Honest> {
  const { run, calls } = await layOut("honest", source);
  const checked = await calls.check(run, never);
  const lesson = await calls.learn(run, { seed, mutates: false, effort: 1 }, never);
  if (checked.kind !== "checked" || lesson.kind !== "learned") throw new Error("the honest one must pass");
  return { checked, learned: lesson.learned, timed: lesson.timed };
}

/** Why an attack is rejected, as the gates and the timing find it; or how many times as fast it seems to be. */
type Outcome =
  | { readonly rejected: string }
  | { readonly cpuGain: number; readonly wallGain: number; readonly remarks: readonly string[] };

async function attack(name: string, source: Source = "module"): Promise<Outcome> {
  const expected = honest.get(source);
  if (expected === undefined) throw new Error("the honest one comes first");
  const { run, calls } = await layOut(name, source);
  const checked = await calls.check(run, never);
  if (checked.kind === "fault") return { rejected: said(checked.fault) };
  if (checked.kind === "incomparable") return { rejected: `incomparable: ${checked.what}` };
  const difference = firstDifference(expected.checked.outcomes, checked.outcomes);
  if (difference !== null) return { rejected: difference.difference };
  const changed = changedPhrase(checked.changed, new Set(expected.checked.changed));
  if (changed !== null) return { rejected: changed };
  const memory = await calls.remembers(run, { seed, learned: expected.learned }, never);
  if (memory !== null) return { rejected: typeof memory === "string" ? memory : said(memory.fault) };
  return timedOutcome(name, source);
}

async function timedOutcome(name: string, source: Source): Promise<Outcome> {
  const expected = honest.get(source);
  if (expected === undefined) throw new Error("the honest one comes first");
  const { run, calls } = await layOut(name, source);
  const timed = await calls.time(run, { seed, paddingBytes: 0, learned: expected.learned }, never);
  if (timed.kind === "fault") return { rejected: said(timed.fault) };
  const round = differingRound(expected.timed, timed);
  if (round !== null) return { rejected: "answers otherwise while it is timed" };
  return {
    cpuGain: (expected.timed.sample.cpuNs ?? Number.NaN) / (timed.sample.cpuNs ?? Number.NaN),
    wallGain: expected.timed.sample.wallNs / timed.sample.wallNs,
    remarks: timed.remarks,
  };
}

function said({ kind, message }: HarnessFault): string {
  return `${kind}: ${message}`;
}

test("the honest function is as fast as itself", async () => {
  for (const source of ["module", "recorded"] as const) {
    const outcome = await attack("honest", source);
    if ("rejected" in outcome) throw new Error(outcome.rejected);
    expect(outcome.cpuGain).toBeGreaterThan(0.6);
    expect(outcome.cpuGain).toBeLessThan(1.6);
    expect(outcome.remarks).toEqual([]);
  }
});

const rejected: readonly (readonly [string, string | RegExp, Source?])[] = [
  ["remembersValues", /remembers earlier calls: on inputs it has not seen it takes \d+/, "recorded"],
  ["stoppedClocks", "changes Date.now"],
  ["remembersInGlobal", "changes globalThis.known"],
  ["lazyProxy", "incomparable: result is a Proxy"],
  ["lazyElements", "incomparable: result[0] is an accessor"],
  ["throwingGetter", "incomparable: result[0] is an accessor"],
  ["lazyIterator", "incomparable: result is an iterator"],
  ["rightAtFirst", "answers otherwise while it is timed"],
  ["wrongNowAndThen", "answers otherwise while it is timed"],
  ["filledLater", "answers otherwise while it is timed"],
  ["printsAndExits", "died: ended its process before it answered"],
  ["reallyExits", "died: ended its process before it answered"],
  ["killsItself", "died: was killed by SIGKILL"],
  ["aborts", "died: was killed by SIGABRT"],
  ["throwsLater", "died: ended its process with code 1 (Error: too late)"],
  ["neverEnds", "timed-out: did not finish within 10 s"],
  ["floods", "flooded: printed more than 1 MiB"],
  ["forgesMessages", "unfair: writes to what only the harness may write to"],
  ["replacedChecker", /returned \[\] instead of/],
  ["replacedHashing", /^returned \[\] instead of/],
  ["replacedArrays", /^returned \[\] instead of/],
  ["pollutesPrototype", "changes Object.prototype.args, Object.prototype.cpuNs and 6 more"],
  ["replacedThen", "changes Promise.prototype.then"],
  ["seesInputsEarly", "changes Array.from"],
  ["busyAfterwards", "unfair: goes on computing after it has answered"],
  ["otherProcess", /^timed-out|works in threads or processes that come and go/],
  ["lostPrecision", /^returned \[/],
  ["lostSign", /^returned \[ 0, .* instead of \[ -0, /],
  ["lostNotANumber", /^returned \[/],
  ["writesIntoInputs", /^left its arguments as/],
];

test.for(rejected)("%s is rejected", async ([name, reason, source]) => {
  const outcome = await attack(name, source);
  expect(outcome).toHaveProperty("rejected");
  expect("rejected" in outcome ? outcome.rejected : outcome).toMatch(reason);
});

/** Within what the machine's other work makes of it. */
const noGain = 1.6;

test.for<readonly [string, Source?]>([
  ["remembersValues"],
  ["remembersObjects"],
  ["remembersObjects", "recorded"],
  ["worksAtLoad"],
  ["worksAtFirstCall"],
  ["otherThread"],
  ["lazyThenable"],
  ["readsHeap"],
  ["hidesCode"],
])("%s gains nothing, unless it is found out", async ([name, source]) => {
  const outcome = await attack(name, source);
  if ("rejected" in outcome) expect(outcome.rejected).toContain("remembers earlier calls");
  else expect(outcome.cpuGain).toBeLessThan(noGain);
});

test("sleeping instead of computing shows on the wall clock", async () => {
  const outcome = await attack("sleeps");
  if ("wallGain" in outcome) expect(outcome.wallGain).toBeLessThan(0.9);
});

test.each(["worksAtLoad", "worksAtFirstCall"])("the price of %s is said", async (name) => {
  const price = /^Loading it and calling it for the first time takes \d+ ms longer than the baseline/;
  expect(await attack(name)).toMatchObject({ remarks: [expect.stringMatching(price)] });
});

test("seeing inputs early costs as much between the laps as it saves in them", async () => {
  // Were the change not seen, its cost would be.
  expect(await timedOutcome("seesInputsEarly", "module")).toHaveProperty("rejected");
});

test("every attack is tried", async () => {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".js") && name !== "honest.js");
  const source = await readFile(import.meta.filename, "utf8");
  for (const name of names) expect(source).toContain(`"${path.basename(name, ".js")}"`);
});
