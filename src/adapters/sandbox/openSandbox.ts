import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import type { SandboxRecord } from "../../engine/domain/sandbox.ts";
import { RunError } from "../../engine/ports.ts";
import type { ProcessRunner } from "../process/runProcess.ts";
import {
  Bubblewrap,
  type BubblewrapFeatures,
  bubblewrapName,
  featuresOf,
  temporaryBytes,
  versionOf,
} from "./bubblewrap.ts";
import type { Consents } from "./consents.ts";
import { isWithin, locate } from "./places.ts";
import { checkRuntime, type ProbeRuntime, probeSandbox, probeWatch, startsIn } from "./probe.ts";
import { machineFacts, missingProgram, refusedProgram } from "./refusal.ts";
import type { Sandbox } from "./sandbox.ts";
import { Seatbelt, seatbeltProgram } from "./seatbelt.ts";
import { findToolchains, offlineVariables, programFolders, type ToolchainOptions } from "./toolchains.ts";
import { unsandboxed } from "./unsandboxed.ts";

export interface SandboxOptions {
  readonly processes: ProcessRunner;
  /** The repository whose candidates will run: its working tree and git folder are hidden from them. */
  readonly repository: { readonly root: string; readonly commonDir: string };
  /** The Node.js that runs harnesses. It looks for holes, and can be read by every process. */
  readonly runtime: ProbeRuntime;
  /** The parent's own environment, which says where programs and toolchains are. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What there is on this machine. */
export type FoundSandbox =
  | { readonly kind: "found"; readonly sandbox: Sandbox }
  /** `why` is a sentence without its full stop that also says what to do. */
  | { readonly kind: "none"; readonly why: string };

/**
 * The sandbox that candidates of a repository run in, tried out; or none, when the user has consented to that for
 * this repository and there is no sandbox that works.
 * @throws RunError `no-sandbox`, `runtime-missing`
 */
export async function openSandbox(
  options: SandboxOptions & { readonly consents: Consents },
  signal: AbortSignal,
): Promise<Sandbox> {
  const found = await findSandbox(options, signal);
  if (found.kind === "found") return found.sandbox;
  if ((await options.consents.of(options.repository.root)) !== null) return withoutSandbox(options, signal);
  throw new RunError(
    "no-sandbox",
    `Evolvent runs candidates in a sandbox, and there is none: ${found.why}; or consent to run those of this repository without one (\`evolvent sandbox allow\`).`,
  );
}

/**
 * Looks for a sandbox on this machine and tries out whether it holds. A good result is remembered, a bad one never.
 * @throws RunError `runtime-missing` when the runtime starts nowhere
 */
export async function findSandbox(options: SandboxOptions, signal: AbortSignal): Promise<FoundSandbox> {
  switch (process.platform) {
    case "linux":
      return findBubblewrap(options, signal);
    case "darwin":
      return findSeatbelt(options, signal);
    default:
      return {
        kind: "none",
        why: "there is no sandbox for this system: run Evolvent in WSL 2 or in a Linux container",
      };
  }
}

/** Sandboxes that held, by everything that this depends on. */
const held = new Map<string, { readonly features: BubblewrapFeatures; readonly record: SandboxRecord }>();

async function findBubblewrap(options: SandboxOptions, signal: AbortSignal): Promise<FoundSandbox> {
  const facts = machineFacts();
  const view = viewOf(options);
  const { PATH: searchPath = "" } = options.environment;
  const program = await findProgram(searchPath, bubblewrapName, view.workspace);
  if (program === null) return { kind: "none", why: missingProgram(facts) };
  const version = versionOf(await outputOf(program, "--version"));
  if (version === null)
    return { kind: "none", why: `${program} is not bubblewrap: put bubblewrap before it on the PATH` };
  const { mode, uid } = await stat(program);
  const all = featuresOf(await outputOf(program, "--help"), uid === 0 && (mode & 0o4000) !== 0);
  const make = (features: BubblewrapFeatures, record: SandboxRecord): Bubblewrap =>
    new Bubblewrap({ program, features, record, ...view });
  const key = JSON.stringify([program, version, options.runtime, process.getuid?.()]);
  const known = held.get(key);
  if (known !== undefined) {
    const sandbox = make(known.features, known.record);
    if (await startsIn(sandbox, options, signal)) return { kind: "found", sandbox };
    held.delete(key);
  }
  let problem = "";
  for (const features of alternatives(all)) {
    const draft = {
      kind: "bubblewrap",
      version,
      network: "none",
      writes: "own-folders",
      home: "hidden",
    } as const;
    const trial = { ...options, ...view, sandbox: make(features, { ...draft, limits: [] }) };
    const [hole, unwatched] = await Promise.all([probeSandbox(trial, signal), probeWatch(trial, signal)]);
    if (hole === null) {
      const record = { ...draft, limits: bubblewrapLimits(features, unwatched === null) };
      held.set(key, { features, record });
      return { kind: "found", sandbox: make(features, record) };
    }
    await checkRuntime(options, signal);
    // The first attempt asks for most, so that it says best what is refused.
    problem ||= hole;
  }
  return { kind: "none", why: refusedProgram(problem, facts) };
}

/** What to try, the best first: some kernels, profiles and containers refuse the rest. */
function alternatives(all: BubblewrapFeatures): readonly BubblewrapFeatures[] {
  const counts = all.countsProcesses ? [true, false] : [false];
  const seals = all.sealsUsers ? [true, false] : [false];
  return counts.flatMap((countsProcesses) =>
    seals.map((sealsUsers) => ({ ...all, countsProcesses, sealsUsers })),
  );
}

async function findSeatbelt(options: SandboxOptions, signal: AbortSignal): Promise<FoundSandbox> {
  const view = viewOf(options);
  const draft = { kind: "seatbelt", network: "none", writes: "own-folders", home: "hidden" } as const;
  const record: SandboxRecord = { ...draft, version: os.release(), limits: systemLimits };
  const sandbox = new Seatbelt({ record, ...view });
  const key = JSON.stringify([seatbeltProgram, os.release(), options.runtime]);
  if (held.has(key)) return { kind: "found", sandbox };
  const hole = await probeSandbox({ ...options, ...view, sandbox }, signal);
  if (hole !== null) {
    await checkRuntime(options, signal);
    return { kind: "none", why: `the sandbox of macOS does not work here (${hole})` };
  }
  held.set(key, { record, features: { sealsUsers: false, sizes: false, countsProcesses: false } });
  return { kind: "found", sandbox };
}

/** For a user who has consented. */
async function withoutSandbox(options: SandboxOptions, signal: AbortSignal): Promise<Sandbox> {
  const { env } = viewOf(options);
  const draft = {
    kind: "none",
    version: null,
    network: "open",
    writes: "anything",
    home: "readable",
  } as const;
  const own = process.platform === "win32" ? [] : systemLimits;
  const trial = unsandboxed({ ...draft, limits: own }, env);
  const isWatched =
    process.platform === "linux" &&
    (await probeWatch({ ...options, sandbox: trial, hidden: [], readable: [] }, signal)) === null;
  return unsandboxed({ ...draft, limits: isWatched ? [...own, ...watchedLimits] : own }, env);
}

const systemLimits = ["CPU time of each process", "size of each file"];
const watchedLimits = [
  "CPU time, memory, processes and threads, and bytes written to disk of all together, looked at every 50 ms",
];

function bubblewrapLimits(features: BubblewrapFeatures, isWatched: boolean): readonly string[] {
  return [
    ...systemLimits,
    ...(features.countsProcesses ? ["processes and threads"] : []),
    ...(isWatched ? watchedLimits : []),
    ...(features.sizes ? [`temporary files, ${temporaryBytes / 2 ** 20} MiB`] : []),
  ];
}

interface MachineView {
  readonly workspace: readonly string[];
  readonly hidden: readonly string[];
  readonly readable: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

function viewOf({ repository, runtime, environment }: SandboxOptions): MachineView {
  const home = os.homedir();
  const workspace = [repository.root, repository.commonDir].map((folder) => locate(folder)?.path ?? folder);
  const places: ToolchainOptions = { home, environment, hidden: workspace };
  const installed = findToolchains(places);
  return {
    workspace,
    hidden: [...new Set([locate(home)?.path ?? home, ...workspace])],
    readable: [...installed.folders, ...programFolders(runtime.path, places)],
    env: { ...offlineVariables, ...installed.env },
  };
}

/** Never one of the workspace, which may hold anything by that name. */
async function findProgram(
  searchPath: string,
  name: string,
  workspace: readonly string[],
): Promise<string | null> {
  for (const folder of searchPath.split(path.delimiter)) {
    const file = path.join(folder, name);
    if (!path.isAbsolute(folder) || workspace.some((own) => isWithin(own, file))) continue;
    const isProgram = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isProgram) return file;
  }
  return null;
}

async function outputOf(program: string, argument: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(program, [argument], { timeout: 10_000 });
    return stdout;
  } catch {
    return "";
  }
}
