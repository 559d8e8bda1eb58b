import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { firstDifference } from "../../../../src/adapters/benchmarks/function/differences.ts";
import {
  type CheckReport,
  changedPhrase,
  differingRound,
  type Timed,
} from "../../../../src/adapters/benchmarks/functionBenchmark.ts";
import type { HarnessFault } from "../../../../src/adapters/benchmarks/harnessProcess.ts";
import type { Learned } from "../../../../src/adapters/benchmarks/learned.ts";
import { python } from "../../../../src/adapters/languages/python/language.ts";
import type { Baseline, Code } from "../../../../src/engine/domain/candidate.ts";
import { type LaidOut, never, openPythonLab, type PythonLab } from "./support.ts";

// Real processes on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const folder = path.join(import.meta.dirname, "../../../fixtures/attacks/python");
const symbol = "smooth";
const seed = 7;

/** What the harness says of the function as it is. */
interface Honest {
  readonly checked: Extract<CheckReport, { readonly kind: "checked" }>;
  readonly learned: Learned;
  readonly timed: Timed;
}

/** Where the inputs come from: a module makes new values for every round, recorded ones repeat. */
type Source = "module" | "recorded";

let lab: PythonLab;
let inputs: string;
const honest = new Map<Source, Honest>();

beforeAll(async () => {
  lab = await openPythonLab();
  inputs = await textOf("inputs");
  for (const source of ["module", "recorded"] as const) honest.set(source, await learnHonest(source));
});
afterAll(() => lab.dispose());

function textOf(name: string): Promise<string> {
  return readFile(path.join(folder, `${name}.py`), "utf8");
}

/** A recorded call in the simplest form of pickles, which is text. */
function pickled(values: readonly number[], width: number): string {
  const floats = values.map((value) => `F${value}\n`).join("");
  return Buffer.from(`(S'args'\n((l${floats.replaceAll("\n", "\na")}I${width}\ntd.`).toString("base64");
}

async function layOut(name: string, source: Source): Promise<LaidOut> {
  const values = (length: number) => Array.from({ length }, (_, at) => ((at * 7919) % 1009) / 4);
  const recorded = Array.from({ length: 12 }, (_, call) => pickled(values(400 + call), 20 + call));
  return lab.layOut({
    source: await textOf(name),
    symbol,
    size: 300,
    timeoutMs: 20_000,
    ...(source === "module" ? { inputs } : { recorded }),
  });
}

async function learnHonest(source: Source): Promise<Honest> {
  const { run, calls } = await layOut("honest", source);
  const checked = await calls.check(run, never);
  const lesson = await calls.learn(run, { seed, mutates: false, effort: 1 }, never);
  if (checked.kind !== "checked" || lesson.kind !== "learned") {
    throw new Error(`the honest one must pass: ${JSON.stringify([checked, lesson]).slice(0, 500)}`);
  }
  return { checked, learned: lesson.learned, timed: lesson.timed };
}

/** Why an attack is rejected, as the gates and the timing find it; or how many times as fast it seems to be. */
type Outcome =
  | { readonly rejected: string }
  | { readonly cpuGain: number; readonly wallGain: number; readonly remarks: readonly string[] };

/** What comes of an attack that the scan has let through. */
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
  const timed = await calls.time(run, { seed, paddingBytes: 0, learned: expected.learned }, never);
  if (timed.kind === "fault") return { rejected: said(timed.fault) };
  if (differingRound(expected.timed, timed) !== null)
    return { rejected: "answers otherwise while it is timed" };
  return {
    cpuGain: (expected.timed.sample.cpuNs ?? Number.NaN) / (timed.sample.cpuNs ?? Number.NaN),
    wallGain: expected.timed.sample.wallNs / timed.sample.wallNs,
    remarks: timed.remarks,
  };
}

function said({ kind, message }: HarnessFault): string {
  return `${kind}: ${message}`;
}

/** An attack as a candidate: what stands above its function are helpers. */
async function candidate(name: string): Promise<{ readonly baseline: Baseline; readonly code: Code }> {
  const file = "target.py";
  const own = await textOf("honest");
  const before = python.resolve({ text: own, file, symbol });
  const { region, helperOffset } = before;
  const text = await textOf(name);
  const after = python.resolve({ text, file, symbol }).region;
  const helper = text.slice(text.indexOf("\n") + 1, after.start).trim();
  return {
    baseline: { file, symbol, text: own, region, helperOffset },
    code: { target: text.slice(after.start, after.end), helpers: helper === "" ? [] : [helper] },
  };
}

test("the honest function is as fast as itself", async () => {
  for (const source of ["module", "recorded"] as const) {
    const outcome = await attack("honest", source);
    if ("rejected" in outcome) throw new Error(outcome.rejected);
    expect(outcome.cpuGain).toBeGreaterThan(0.5);
    expect(outcome.cpuGain).toBeLessThan(2);
  }
});

describe("whoever reads the code rejects", () => {
  test.for<readonly [string, RegExp]>([
    ["stopped_clocks", /attributes by names that it puts together \(setattr\)/],
    ["filled_later", /starts threads \(threading\)/],
    ["prints_and_exits", /ends or takes over its process \(sys\.exit\)/],
    ["really_exits", /operating system \(os\._exit\)/],
    ["kills_itself", /runs code later \(signal\)|operating system/],
    ["aborts", /operating system \(os\.abort\)/],
    ["quits", /ends its process \(quit\)/],
    ["forges_messages", /operating system \(os\.write\)/],
    ["reads_answers", /operating system/],
    ["replaced_json", /changes json\.dumps, which others use/],
    ["replaced_builtins", /changes the language \(builtins\)/],
    ["replaced_hashing", /changes hashlib\.sha256, which others use/],
    ["replaced_random", /changes random\.Random\.\w+, which others use/],
    ["patched_library", /changes functools\.reduce, which others use/],
    ["searches_memory", /memory of its process \(gc\)/],
    ["searches_frames", /code that calls it/],
    ["searches_tracebacks", /code that calls it/],
    ["makes_up_names", /by names that it puts together/],
    ["traces", /code that calls it \(sys\.setprofile\)/],
    ["no_collector", /memory of its process \(gc\)/],
    ["other_thread", /starts threads/],
    ["other_process", /operating system/],
    ["busy_afterwards", /starts threads/],
    ["finalizer", /when an object goes away/],
    ["opens_connections", /opens connections/],
    ["reads_secrets", /operating system \(os\.environ/],
    ["reads_files", /opens files/],
    ["lifts_limits", /operating system directly \(resource\)/],
  ])("%s", async ([name, reason]) => {
    const { baseline, code } = await candidate(name);
    expect(python.scan(baseline, code).rejected).toMatch(reason);
  });

  test.for<readonly [string, RegExp]>([
    ["remembers_values", /keeps known beside the function/],
    ["remembers_objects", /keeps known beside the function/],
    ["right_at_first", /keeps calls beside the function/],
    ["sleeps", /uses a clock/],
    ["works_at_load", /keeps table beside the function/],
  ])("nothing of %s, but tells a person", async ([name, remark]) => {
    const { baseline, code } = await candidate(name);
    const { rejected, remarks } = python.scan(baseline, code);
    expect(rejected).toBeNull();
    expect(remarks.join("\n")).toMatch(remark);
  });
});

describe("were the code not read, the measurement would reject", () => {
  test.for<readonly [string, string | RegExp, Source?]>([
    ["remembers_values", /remembers earlier calls: on inputs it has not seen it takes \d+/, "recorded"],
    ["stopped_clocks", /changes time\./],
    ["lazy_list", /^returned .* instead of/],
    ["lazy_floats", /^returned .* instead of/],
    ["lazy_generator", /^returned a generator of/],
    ["right_at_first", "answers otherwise while it is timed"],
    ["wrong_now_and_then", "answers otherwise while it is timed"],
    ["filled_later", /^returned \[|answers otherwise|come and go/],
    ["prints_and_exits", /^threw SystemExit: 0 where \[.* is returned/],
    ["quits", /^threw (SystemExit|NameError)/],
    ["really_exits", "died: ended its process before it answered"],
    ["kills_itself", "died: was killed by SIGKILL"],
    ["aborts", "died: was killed by SIGABRT"],
    ["never_ends", "timed-out: did not finish within 20 s"],
    ["floods", "flooded: printed more than 1 MiB"],
    ["forges_messages", "unfair: writes to what only the harness may write to"],
    ["reads_answers", /./],
    ["replaced_json", /^returned \[\] instead of/],
    ["replaced_builtins", /^returned \[\] instead of/],
    ["replaced_hashing", /^returned \[\] instead of/],
    ["replaced_random", /changes random\.Random\.randrange/],
    ["patched_library", "changes functools.reduce"],
    ["makes_up_names", /^threw|^returned/],
    ["other_process", /works in threads or processes that come and go/],
    ["finalizer", /^returned \[\]|answers otherwise/],
    ["lost_precision", /^returned \[/],
    ["lost_sign", /^returned \[0\.0, .* instead of \[-0\.0, /],
    ["lost_nan", /^returned \[/],
    ["integers", /^returned \[/],
    ["writes_into_inputs", /^left its arguments as/],
    ["throws_later", "answers otherwise while it is timed"],
    ["reads_secrets", /^returned \[\] instead of/],
    ["reads_files", /^(returned|threw)/],
  ])("%s", async ([name, reason, source]) => {
    const outcome = await attack(name, source);
    expect(outcome).toHaveProperty("rejected");
    expect("rejected" in outcome ? outcome.rejected : outcome).toMatch(reason);
  });

  /** Within what the machine's other work makes of it. */
  const noGain = 1.8;

  test.for<readonly [string, Source?]>([
    ["remembers_values"],
    ["remembers_objects"],
    ["remembers_objects", "recorded"],
    ["other_thread"],
    ["works_at_load"],
    ["traces"],
    ["no_collector"],
    ["lifts_limits"],
    ["busy_afterwards"],
    ["sleeps"],
  ])("or grant nothing to %s", async ([name, source]) => {
    const outcome = await attack(name, source);
    if ("rejected" in outcome)
      expect(outcome.rejected).toMatch(/goes on computing|come and go|^threw ValueError: not allowed/);
    else expect(outcome.cpuGain).toBeLessThan(noGain);
  });

  test("sleeping in place of computing shows on the wall clock", async () => {
    const outcome = await attack("sleeps");
    if ("wallGain" in outcome) expect(outcome.wallGain).toBeLessThan(0.9);
  });
});

test("every attack is tried", async () => {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".py"));
  const source = await readFile(import.meta.filename, "utf8");
  for (const name of names) expect(source).toContain(`"${path.basename(name, ".py")}"`);
});
