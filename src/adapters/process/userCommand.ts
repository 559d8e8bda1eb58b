import { cleanEnvironment } from "./environment.ts";
import { tellingLine } from "./outputSummary.ts";
import type { ProcessRunner } from "./runProcess.ts";

/** A command that the user wrote, to be run by the shell. */
export interface UserCommand {
  readonly line: string;
  /** Absolute path of the folder it runs in. */
  readonly folder: string;
  /** Private folder that stands for the home folder. */
  readonly home: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Wall milliseconds after which it is killed. */
  readonly limitMs: number;
}

/** How the command ended; `problem` completes "`npm test` …". */
export type CommandReport =
  | { readonly kind: "passed"; readonly ms: number }
  | { readonly kind: "failed" | "missing" | "hang"; readonly ms: number; readonly problem: string };

const outputLimit = 8 * 2 ** 20;
const outputKept = 2 ** 16;
/** What `sh` and `cmd` exit with when there is no such command. */
const missingCodes: ReadonlySet<number> = new Set([127, 9009]);

/** Runs a command of the user's. @throws the signal's reason when it is aborted, after its processes are gone. */
export async function runUserCommand(
  processes: ProcessRunner,
  { line, folder, home, env, limitMs }: UserCommand,
  signal: AbortSignal,
): Promise<CommandReport> {
  const result = await processes.run(
    {
      command: { kind: "shell", line },
      cwd: folder,
      // Test programs watch for changes unless they believe to be on a build server.
      env: cleanEnvironment(home, { CI: "true", NO_COLOR: "1", ...env }),
      timeoutMs: limitMs,
      output: { limit: outputLimit, kept: outputKept },
    },
    signal,
  );
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
    case "not-started":
      return { kind: "missing", ms, problem: `could not be started (${result.message})` };
  }
}

/** A duration for a person: `0.7 s`, `12 s`, `10 min`. */
export function duration(ms: number): string {
  if (ms >= 120_000) return `${Math.round(ms / 60_000)} min`;
  return `${ms < 10_000 ? Number((ms / 1000).toFixed(1)) : Math.round(ms / 1000)} s`;
}
