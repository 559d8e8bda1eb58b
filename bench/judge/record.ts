// Records pairs of real processes for the replay: identical code, and code of known gains, in every workload.
// usage: node bench/judge/record.ts quiet|loaded node|python [--identical n] [--gains n]
// Takes about an hour; let nothing else run, but for the other language on a core of its own. "loaded" makes its own
// load: a busy process for every core. Every series is kept as soon as it is whole, and what is kept is not recorded
// again: delete the file to begin anew.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import os from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { bundle } from "../../esbuild.mjs";
import { openRepository } from "../../src/adapters/git/repository.ts";
import { removeTree } from "../../src/adapters/git/worktreeSlot.ts";
import { ProcessRunner } from "../../src/adapters/process/runProcess.ts";
import { openSandboxHere } from "../../src/adapters/runs/openSandboxHere.ts";
import { withReadable } from "../../src/adapters/sandbox/withReadable.ts";
import { dice } from "./draw.ts";
import {
  type Comparison,
  type Condition,
  conditions,
  type Language,
  languages,
  type Pair,
  type ProcessRecord,
  type Recording,
  readPart,
  type Series,
  workloads,
  writePart,
} from "./recording.ts";
import { openSubject, roundsOf, type Subject } from "./subjects.ts";

const gains = [1.05, 1.1, 1.25];
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    identical: { type: "string", default: "200" },
    gains: { type: "string", default: "60" },
  },
});
const condition = conditions.find((each) => each === positionals[0]);
if (condition === undefined) throw new Error("say which condition to record: quiet or loaded");
const language = languages.find((each) => each === positionals[1]);
if (language === undefined) throw new Error("say which language to record: node or python");
const signal = new AbortController().signal;
const roll = dice(Date.now());
const home = await mkdtemp(join(os.tmpdir(), "evolvent-bench-"));
const load = condition === "loaded" ? os.cpus().map(() => busyProcess()) : [];
try {
  await record(condition, language);
} finally {
  for (const process of load) process.kill("SIGKILL");
  await removeTree(home);
}

async function record(condition: Condition, language: Language): Promise<void> {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const repository = await openRepository({ folder: root, gitPath: "git" });
  const sandbox = await openSandboxHere({ nodePath: process.execPath, nodeEnv: {} }, repository, signal);
  // A build of its own, so that nobody replaces it meanwhile.
  const built = join(home, "dist");
  await bundle(built);
  const cell = { processes: new ProcessRunner(), sandbox: withReadable(sandbox, [built]) };
  let { series, tinybench } = await kept(condition, language);
  for (const workload of workloads) {
    // The known gains are for the power, which is asked for on a quiet machine only.
    for (const gain of condition === "quiet" ? [1, ...gains] : [1]) {
      const isKept = (each: Pick<Series, "workload" | "gain">) =>
        each.workload === workload && each.gain === gain;
      if (series.some(isKept)) continue;
      const count = Number(gain === 1 ? values.identical : values.gains);
      const started = performance.now();
      const subject = await openSubject({ language, workload, cell, home, built }, signal);
      const pairs = await pairsOf(subject, gain, count);
      const each = (performance.now() - started) / count / 1000;
      console.log(`${language} ${workload} ${gain}: ${count} pairs, ${each.toFixed(2)} s each`);
      series = [...series, { machine: machineWith(subject.runtime), language, workload, gain, pairs }];
      if (language === "node")
        tinybench = [...tinybench, ...(await comparisons(workload, gain, Math.ceil(count / 2)))];
      await writePart(language, { condition, series, tinybench });
    }
  }
}

async function kept(
  condition: Condition,
  language: Language,
): Promise<Pick<Recording, "series" | "tinybench">> {
  try {
    return await readPart(condition, language);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT")
      return { series: [], tinybench: [] };
    throw error;
  }
}

function machineWith(runtime: string): Series["machine"] {
  const cpu = os.cpus()[0]?.model ?? "unknown";
  return {
    cpu,
    cores: os.availableParallelism(),
    runtime,
    recordedAt: new Date().toISOString().slice(0, 10),
  };
}

async function pairsOf(subject: Subject, gain: number, count: number): Promise<readonly Pair[]> {
  const found = await subject.calls.learn(subject.run(gain), { seed: 1, mutates: false, effort: 1 }, signal);
  if (found.kind !== "learned") throw new Error(`the baseline cannot be timed: ${JSON.stringify(found)}`);
  const { learned } = found;
  const timed = async (times: number, seed: number, paddingBytes: number): Promise<ProcessRecord> => {
    const started = performance.now();
    const report = await subject.calls.time(subject.run(times), { seed, paddingBytes, learned }, signal);
    const whole = performance.now() - started;
    if (report.kind === "fault") throw new Error(`a process failed: ${report.fault.message}`);
    const { cpuNs, wallNs } = report.sample;
    if (cpuNs === null) throw new Error("this machine does not tell CPU time");
    return { cpu: cpuNs, wall: wallNs, whole, rounds: report.rounds.map((round) => round.wallNs) };
  };
  const pairs: Pair[] = [];
  while (pairs.length < count) {
    const seed = roll(2 ** 31);
    const paddingBytes = roll(4096);
    const first = roll(2) === 0 ? "baseline" : "candidate";
    const one = await timed(first === "baseline" ? gain : 1, seed, paddingBytes);
    const other = await timed(first === "baseline" ? 1 : gain, seed, paddingBytes);
    pairs.push(
      first === "baseline"
        ? { baseline: one, candidate: other, first }
        : { baseline: other, candidate: one, first },
    );
  }
  return pairs;
}

async function comparisons(
  workload: Series["workload"],
  gain: number,
  count: number,
): Promise<readonly Comparison[]> {
  const script = fileURLToPath(new URL("tinybenchPair.mjs", import.meta.url));
  // A fifth of the rounds, so that tinybench sees enough of them.
  const candidate = Math.max(roundsOf("node", workload) / 5, 20);
  const found: Comparison[] = [];
  while (found.length < count) {
    const rounds = [String(Math.round(candidate * gain)), String(candidate)];
    const { stdout } = await promisify(execFile)(process.execPath, [script, workload, ...rounds]);
    const figures: Pick<Comparison, "baseline" | "candidate"> = JSON.parse(stdout);
    found.push({ workload, gain, ...figures });
  }
  return found;
}

/** Works and rests in turn, so that the load is neither steady nor in step with the rounds. */
function busyProcess(): ChildProcess {
  const program = `for (;;) {
    const end = Date.now() + 100 + 400 * Math.random();
    while (Date.now() < end);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200 * Math.random());
  }`;
  return spawn(process.execPath, ["-e", program], { stdio: "ignore" });
}
