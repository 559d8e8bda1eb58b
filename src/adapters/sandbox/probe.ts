import { mkdir, mkdtemp, readdir, readlink, realpath, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import os from "node:os";
import path from "node:path";
import { RunError } from "../../engine/ports.ts";
import { cleanEnvironment } from "../process/environment.ts";
import type { ResourceLimits } from "../process/limits.ts";
import { tellingLine } from "../process/outputSummary.ts";
import type { ProcessRequest, ProcessResult, ProcessRunner } from "../process/runProcess.ts";
import { isWithin } from "./places.ts";
import { type ProbeTask, probeMark, probeProgram, probeReportSchema } from "./probeProgram.ts";
import type { Confinement, Sandbox } from "./sandbox.ts";

/** The Node.js that looks for holes; the one that will run harnesses. */
export interface ProbeRuntime {
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface ProbeOptions {
  readonly processes: ProcessRunner;
  readonly sandbox: Sandbox;
  readonly runtime: ProbeRuntime;
  /** Absolute paths that must not be seen: the user's home folder, the workspace, its git folder. */
  readonly hidden: readonly string[];
  /** Absolute paths that every process may read, in hidden folders or not. */
  readonly readable: readonly string[];
}

const limits: ResourceLimits = { cpuMs: 20_000, memoryBytes: 2 ** 29, processes: 64, fileBytes: 2 ** 20 };
const timeoutMs = 30_000;
/** What the system adds to every environment, and our own mark. */
const unavoidable = ["EVOLVENT_PROCESS", "PWD", "OLDPWD", "SHLVL", "_", "__CF_USER_TEXT_ENCODING"];
const namespaces = ["ipc", "mnt", "net", "pid", "uts"] as const;
const mostUnseen = 200;

/**
 * Tries whether a sandbox holds: that a program works in it, and that what must not be possible is not.
 * @returns what is wrong, as a phrase that ends a sentence; null when it holds.
 */
export async function probeSandbox(options: ProbeOptions, signal: AbortSignal): Promise<string | null> {
  const folder = await newFolder();
  const servers: Server[] = [];
  try {
    const own = path.join(folder, "own");
    const given = path.join(folder, "given");
    await mkdir(own);
    await mkdir(path.join(given, ".git"), { recursive: true });
    await writeFile(path.join(given, "file"), "given");
    await writeFile(path.join(given, ".git", "config"), "secret");
    await writeFile(path.join(folder, "secret"), "secret");
    const socket = path.join(folder, "socket");
    servers.push(await listening({ host: "127.0.0.1", port: 0 }), await listening({ path: socket }));
    const env = { ...cleanEnvironment(own, options.runtime.env) };
    const task: ProbeTask = {
      own,
      readable: path.join(given, "file"),
      unwritable: [path.join(given, "made"), ...["/made", "/usr/made", "/etc/made", "/dev/made"]],
      attempted: [path.join(folder, "made")],
      unseen: [
        path.join(given, ".git", "config"),
        path.join(folder, "secret"),
        ...(await hiddenFiles(options)),
      ],
      variables: [...Object.keys(env), ...unavoidable],
      port: portOf(servers[0]),
      socket,
      namespaces: await ownNamespaces(),
      limits: { "Max cpu time": limits.cpuMs / 1000, "Max file size": limits.fileBytes },
      pid: process.pid,
    };
    const request = program(options.runtime, probeProgram, { env, cwd: own, input: JSON.stringify(task) });
    const confinement: Confinement = { writable: [own], readable: [given], limits };
    const confined = options.sandbox.confine(request, confinement);
    // What the sandbox adds on purpose is no secret.
    const known = { ...task, variables: [...task.variables, ...Object.keys(confined.env)] };
    const result = await run(options, { ...confined, input: JSON.stringify(known) }, signal);
    return typeof result === "string" ? result : await holesIn(result, [given, folder]);
  } finally {
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Tries whether memory and processes are watched, by using too much of both.
 * @returns null when they are, else what is wrong.
 */
export async function probeWatch(options: ProbeOptions, signal: AbortSignal): Promise<string | null> {
  const folder = await newFolder();
  try {
    const attempt = async (code: string, changes: Partial<ResourceLimits>): Promise<string> => {
      const env = cleanEnvironment(folder, options.runtime.env);
      const request = program(options.runtime, code, { env, cwd: folder, input: "" });
      const least: Confinement = { writable: [folder], readable: [], limits: { ...limits, ...changes } };
      const result = await run(options, options.sandbox.confine(request, least), signal);
      return typeof result === "string" ? result : result.kind;
    };
    const wait = "setTimeout(() => {}, 20000)";
    const [memory, processes] = await Promise.all([
      attempt(`globalThis.all = Buffer.alloc(100 * 2 ** 20, 1); ${wait}`, { memoryBytes: 2 ** 26 }),
      attempt(wait, { processes: 2 }),
    ]);
    if (memory !== "out-of-memory") return `too much memory is not noticed (${memory})`;
    return processes === "too-many-processes" ? null : `too many processes are not noticed (${processes})`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Makes sure that a program that does not start in a sandbox does start without one.
 * @throws RunError `runtime-missing`
 */
export async function checkRuntime(
  { processes, runtime }: Pick<ProbeOptions, "processes" | "runtime">,
  signal: AbortSignal,
): Promise<void> {
  const folder = await newFolder();
  try {
    const env = cleanEnvironment(folder, runtime.env);
    const result = await processes.run(
      program(runtime, "process.exit(7)", { env, cwd: folder, input: "" }),
      signal,
    );
    if (result.kind === "exited" && result.code === 7) return;
    throw new RunError(
      "runtime-missing",
      `Node.js does not start as ${runtime.path}: correct the path to it, or install Node.js 22.15 or later.`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Whether a sandbox that held before still starts programs at all. */
export async function startsIn(
  sandbox: Sandbox,
  { processes }: Pick<ProbeOptions, "processes">,
  signal: AbortSignal,
): Promise<boolean> {
  const request: ProcessRequest = {
    command: { kind: "shell", line: "exit 7" },
    cwd: "/",
    env: {},
    timeoutMs,
    output: { limit: 2 ** 20, kept: 2 ** 16 },
  };
  const confined = sandbox.confine(request, { writable: [], readable: [], limits });
  const result = await run({ processes }, confined, signal);
  return typeof result !== "string" && result.kind === "exited" && result.code === 7;
}

async function holesIn(result: ProcessResult, folders: readonly string[]): Promise<string | null> {
  const said = result.output.split("\n").find((line) => line.startsWith(probeMark));
  if (said === undefined) {
    const code = result.kind === "exited" ? `exited with code ${result.code}` : result.kind;
    return `Node.js does not start in it (${tellingLine(result.output) || code})`;
  }
  const { holes } = probeReportSchema.parse(JSON.parse(said.slice(probeMark.length)));
  for (const folder of folders) {
    if ((await readdir(folder)).includes("made")) holes.push(`can write ${folder}`);
  }
  const [first] = holes;
  return first === undefined ? null : `code in it ${first}`;
}

/** The result; or why there is none. */
async function run(
  { processes }: Pick<ProbeOptions, "processes">,
  request: ProcessRequest,
  signal: AbortSignal,
): Promise<ProcessResult | string> {
  try {
    return await processes.run(request, signal);
  } catch (error) {
    if (error instanceof RunError) return error.message;
    throw error;
  }
}

function program(
  runtime: ProbeRuntime,
  code: string,
  rest: Pick<ProcessRequest, "env" | "cwd" | "input">,
): ProcessRequest {
  return {
    command: { kind: "program", file: runtime.path, args: ["-e", code] },
    ...rest,
    timeoutMs,
    output: { limit: 2 ** 20, kept: 2 ** 16 },
  };
}

async function listening(where: { host: string; port: number } | { path: string }): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(where, resolve);
  });
  return server;
}

function portOf(server: Server | undefined): number {
  const address = server?.address();
  if (address === null || address === undefined || typeof address === "string") {
    throw new Error("A server that listens has a port.");
  }
  return address.port;
}

/** What lies in the hidden folders and is not needed by any process. */
async function hiddenFiles({ hidden, readable }: ProbeOptions): Promise<readonly string[]> {
  const files = hidden.map(async (folder) => {
    const names = await readdir(folder).catch(() => []);
    return names.slice(0, mostUnseen).map((name) => path.join(folder, name));
  });
  return (await Promise.all(files))
    .flat()
    .filter((file) => !readable.some((needed) => isWithin(file, needed) || isWithin(needed, file)));
}

/** Not through a link, as the temporary folder of macOS is one: rules name real paths. */
async function newFolder(): Promise<string> {
  return mkdtemp(path.join(await realpath(os.tmpdir()), "evolvent-probe-"));
}

async function ownNamespaces(): Promise<Readonly<Record<string, string>>> {
  if (process.platform !== "linux") return {};
  const links = namespaces.map(async (name) => [name, await readlink(`/proc/self/ns/${name}`)] as const);
  return Object.fromEntries(await Promise.all(links));
}
