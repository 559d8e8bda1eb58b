import * as z from "zod";
import { RunError } from "../../engine/ports.ts";
import { cleanEnvironment } from "../process/environment.ts";
import type { ProcessRunner } from "../process/runProcess.ts";
import type { HarnessRuntime } from "./harnessRuntime.ts";

const transformTypes = "--experimental-transform-types";
/**
 * The space for new objects, in MiB, is as large from the start as V8 makes it in a program that has run for a while:
 * otherwise it grows in some processes and not in others, and identical code differs by several times as much.
 */
const largeNewSpace = "--min-semi-space-size=16";
const probe = `console.log(JSON.stringify({
  version: process.versions.node,
  hooks: typeof require("node:module").registerHooks === "function",
  transformsTypes: process.allowedNodeEnvironmentFlags.has("${transformTypes}"),
}))`;
const foundSchema = z.object({ version: z.string(), hooks: z.boolean(), transformsTypes: z.boolean() });
const limitMs = 30_000;

export interface NodeRuntimeOptions {
  readonly processes: ProcessRunner;
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
  /** Folder that stands for the home folder and is the working folder of the probe. */
  readonly home: string;
}

/**
 * Asks a Node.js what it can do. It must know `module.registerHooks`, so 22.15 at least; where it can transform the
 * syntax of TypeScript that is more than types (enums, parameter properties), it will.
 * @throws RunError `runtime-missing`
 */
export async function probeNodeRuntime(
  options: NodeRuntimeOptions,
  signal: AbortSignal,
): Promise<HarnessRuntime> {
  const { processes, path, env, home } = options;
  const result = await processes.run(
    {
      command: { kind: "program", file: path, args: ["-e", probe] },
      cwd: home,
      env: cleanEnvironment(home, env),
      timeoutMs: limitMs,
      output: { limit: 1 << 20, kept: 1 << 16 },
    },
    signal,
  );
  if (result.kind === "not-started") {
    throw new RunError(
      "runtime-missing",
      `Node.js cannot be started as ${path} (${result.message}): install Node.js 22.15 or newer.`,
    );
  }
  const found = foundSchema.safeParse(parsed(result.output));
  if (!found.success) {
    throw new RunError(
      "runtime-missing",
      `${path} does not work as Node.js: install Node.js 22.15 or newer.`,
    );
  }
  const { version, hooks, transformsTypes } = found.data;
  if (!hooks) {
    throw new RunError(
      "runtime-missing",
      `${path} is Node.js ${version}, but functions are measured with Node.js 22.15 or newer: install one and put it first on the PATH.`,
    );
  }
  const flags = ["--no-warnings", largeNewSpace, ...(transformsTypes ? [transformTypes] : [])];
  return { name: "Node.js", version, path, env, flags, readable: [], seedVariable: null };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
