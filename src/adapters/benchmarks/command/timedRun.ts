import { existsSync } from "node:fs";
import path from "node:path";
import { TreeClock, type TreeUsage } from "../../process/cpuTime.ts";
import type { ProcessRequest, ProcessResult } from "../../process/runProcess.ts";
import { outputLimit } from "../../process/userCommand.ts";
import type { Cell, Confinement } from "../../sandbox/sandbox.ts";
import { processesBelow } from "./processesBelow.ts";

/** A shell command that runs some times in a row, all of which is timed some times. */
export interface TimedRequest {
  readonly line: string;
  /** Absolute path of the folder it runs in. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Runs in one round. */
  readonly count: number;
  readonly rounds: number;
  readonly confinement: Confinement;
  /** Wall milliseconds after which all of it is killed. */
  readonly timeoutMs: number;
}

/** One round, divided by its runs. */
export interface Round {
  readonly wallNs: number;
  /** Of the command with everything it started; null where the machine does not tell. */
  readonly cpuNs: number | null;
}

export interface TimedRun {
  readonly result: ProcessResult;
  /** Complete when the command succeeded every time. */
  readonly rounds: readonly Round[];
  /** Names of processes that were still running when a round was over; empty where the machine does not tell. */
  readonly leftBehind: readonly string[];
  /** Somebody else spoke in the place of the shell that runs the command. */
  readonly isForged: boolean;
}

const channelLimit = 2 ** 16;

/**
 * CPU time that the machine accounts for beyond what the shell tells: less is the coarseness of its clock, more was
 * used by processes that the command did not wait for.
 */
const unaccountedNs = 5e7;

/**
 * Runs a command and times it from outside: the wall clock is ours, and the shell that starts the command, which the
 * command cannot speak to, tells the CPU time of all processes that were waited for (POSIX `getrusage`), to a
 * millisecond. That time is checked against what the kernel accounts for the whole tree, so that none can be hidden in
 * a process that nobody waits for.
 */
export async function runTimed(
  { processes, sandbox }: Cell,
  { line, folder, env, count, rounds, confinement, timeoutMs }: TimedRequest,
  signal: AbortSignal,
): Promise<TimedRun> {
  const bash = bashPath();
  const watch = new RoundWatch(count);
  const request: ProcessRequest = {
    command: {
      kind: "program",
      file: bash ?? "/bin/sh",
      args: ["-c", script(bash !== null), "benchmark", line, String(count), String(rounds)],
    },
    cwd: folder,
    env,
    timeoutMs,
    output: { limit: outputLimit, kept: outputLimit },
    channel: { limit: channelLimit, hear: (said, pid) => watch.hear(said, pid) },
  };
  const result = await processes.run(sandbox.confine(request, confinement), signal);
  return { result, rounds: watch.rounds, leftBehind: [...watch.leftBehind], isForged: watch.isForged };
}

const begin = "begin";
const go = "go";
const end = /^(?:(\d+)[.,](\d{3}) (\d+)[.,](\d{3})|unknown)$/;

class RoundWatch {
  readonly rounds: Round[] = [];
  readonly leftBehind = new Set<string>();
  isForged = false;
  readonly #count: number;
  #running: {
    readonly startedNs: bigint;
    readonly clock: TreeClock;
    readonly first: TreeUsage | null;
    readonly pids: ReadonlySet<number>;
  } | null = null;

  constructor(count: number) {
    this.#count = count;
  }

  hear(line: string, pid: number): string | null {
    const now = process.hrtime.bigint();
    const running = this.#running;
    const told = end.exec(line);
    if (line === begin && running === null) {
      const clock = new TreeClock(pid);
      const first = clock.read();
      const pids = new Set(processesBelow(pid).keys());
      this.#running = { clock, first, pids, startedNs: process.hrtime.bigint() };
      return go;
    }
    if (told === null || running === null) {
      this.isForged = true;
      return null;
    }
    this.#running = null;
    for (const [other, name] of processesBelow(pid)) if (!running.pids.has(other)) this.leftBehind.add(name);
    const wallNs = Number(now - running.startedNs) / this.#count;
    const cpuNs = cpuOf(told, running.first, running.clock.read());
    this.rounds.push({ wallNs, cpuNs: cpuNs === null ? null : cpuNs / this.#count });
    return go;
  }
}

function cpuOf(told: RegExpExecArray, first: TreeUsage | null, last: TreeUsage | null): number | null {
  const [, user, userMs, system, systemMs] = told;
  if (user === undefined) return null;
  const toldNs = (Number(user) + Number(system)) * 1e9 + (Number(userMs) + Number(systemMs)) * 1e6;
  const accountedNs =
    first === null || last === null ? 0 : last.cpuNs + last.hiddenNs - first.cpuNs - first.hiddenNs;
  const cpuNs = accountedNs > toldNs + unaccountedNs ? accountedNs : toldNs;
  return cpuNs > 0 ? cpuNs : null;
}

/**
 * The command gets none of the descriptors that we are spoken to on. It stops at the first run that fails, with its
 * status. After each round we look at what is still there before it goes on. Only bash can tell the CPU time of what it waited for in milliseconds.
 */
function script(isBash: boolean): string {
  return `TIMEFORMAT='%3U %3S'
round=0
while [ $round -lt "$3" ]; do
  round=$((round + 1)); run=0
  echo ${begin} >&3; read -r go <&4 || exit 1
  { ${isBash ? "time" : ""} while [ $run -lt "$2" ]; do
      run=$((run + 1))
      /bin/sh -c "$1" 2>&6 3>&- 4>&- 6>&- || exit $?
    done; } 6>&2 2>&3
  ${isBash ? "" : "echo unknown >&3"}
  read -r go <&4 || exit 1
done`;
}

function bashPath(): string | null {
  const folders = ["/bin", "/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"];
  return folders.map((folder) => path.join(folder, "bash")).find((file) => existsSync(file)) ?? null;
}
