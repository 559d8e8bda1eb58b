import type { Cell, Confinement } from "../sandbox/sandbox.ts";
import { cleanEnvironment } from "./environment.ts";
import { excessPhrase, type ResourceLimits } from "./limits.ts";
import { tellingLine } from "./outputSummary.ts";
import type { ProcessRequest, ProcessResult } from "./runProcess.ts";

/** A command that the user wrote, to be run by the shell. */
export interface UserCommand {
  readonly line: string;
  /** Absolute path of the folder it runs in. */
  readonly folder: string;
  /** Private folder that stands for the home folder. */
  readonly home: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly confinement: Confinement;
  /** Wall milliseconds after which it is killed. */
  readonly limitMs: number;
}

/** How the command ended; `problem` completes "`npm test` …". */
export type CommandReport =
  | { readonly kind: "passed"; readonly ms: number }
  | { readonly kind: "failed" | "missing" | "hang"; readonly ms: number; readonly problem: string };

/** Bytes a command may print. */
export const outputLimit = 8 * 2 ** 20;
const outputKept = 2 ** 16;
/** What `sh` and `cmd` exit with when there is no such command. */
const missingCodes: ReadonlySet<number> = new Set([127, 9009]);

/**
 * Runs a command of the user's in the sandbox.
 * @throws RunError `sandbox-broken`
 * @throws the signal's reason when it is aborted, after its processes are gone.
 */
export async function runUserCommand(
  { processes, sandbox }: Cell,
  { line, folder, home, env, confinement, limitMs }: UserCommand,
  signal: AbortSignal,
): Promise<CommandReport> {
  const request: ProcessRequest = {
    command: { kind: "shell", line },
    cwd: folder,
    // Test programs watch for changes unless they believe to be on a build server.
    env: cleanEnvironment(home, { CI: "true", NO_COLOR: "1", ...env }),
    timeoutMs: limitMs,
    output: { limit: outputLimit, kept: outputKept },
  };
  const result = await processes.run(sandbox.confine(request, confinement), signal);
  return reportOf(result, { limitMs, limits: confinement.limits });
}

/** What the end of a user's command means. */
export function reportOf(
  result: ProcessResult,
  { limitMs, limits }: { readonly limitMs: number; readonly limits: ResourceLimits },
): CommandReport {
  const { ms } = result;
  const said = tellingLine(result.output);
  const because = said === "" ? "" : ` (${said})`;
  switch (result.kind) {
    case "exited":
      if (result.code === 0) return { kind: "passed", ms };
      if (missingCodes.has(result.code))
        return { kind: "missing", ms, problem: `runs a command that does not exist${because}` };
      return { kind: "failed", ms, problem: `exited with code ${result.code}${because}` };
    case "signalled":
      return { kind: "failed", ms, problem: `was killed by ${result.signal}${because}` };
    case "timed-out":
      return { kind: "hang", ms, problem: `did not end within ${duration(limitMs)}` };
    case "output-flood":
      return { kind: "failed", ms, problem: `printed more than ${outputLimit / 2 ** 20} MiB` };
    case "out-of-cpu":
    case "out-of-memory":
    case "too-many-processes":
    case "file-too-large":
    case "too-much-written":
      return { kind: "failed", ms, problem: excessPhrase(result.kind, limits) };
    case "not-started":
      return { kind: "missing", ms, problem: `could not be started (${result.message})` };
  }
}

/** A duration for a person: `0.7 s`, `12 s`, `10 min`. */
export function duration(ms: number): string {
  if (ms >= 120_000) return `${Math.round(ms / 60_000)} min`;
  return `${ms < 10_000 ? Number((ms / 1000).toFixed(1)) : Math.round(ms / 1000)} s`;
}
