import type { ResourceLimits } from "./limits.ts";
import type { Command } from "./runProcess.ts";

/** `ulimit -f` counts blocks of 512 bytes in every POSIX shell. */
const blockBytes = 512;

/**
 * The same command under the limits of the operating system on CPU time and file size, which processes inherit and
 * cannot raise, and without core dumps. A POSIX shell sets them, because it is everywhere, and is replaced by the
 * program. The program is never part of the script.
 * @param options.countsProcesses also limits processes and threads: of the whole user, unless in a user namespace
 */
export function limitedCommand(
  command: Command,
  { cpuMs, fileBytes, processes }: ResourceLimits,
  options: { readonly countsProcesses: boolean } = { countsProcesses: false },
): Extract<Command, { readonly kind: "program" }> {
  const seconds = Math.max(1, Math.ceil(cpuMs / 1000));
  const script = [
    "ulimit -c 0",
    // At the first the process is told by SIGXCPU, at the second it is killed.
    `ulimit -S -t ${seconds}`,
    `ulimit -H -t ${seconds + 1}`,
    `ulimit -f ${Math.ceil(fileBytes / blockBytes)}`,
    // The letter is `u` in bash and zsh, `p` in dash.
    ...(options.countsProcesses ? [`ulimit -u ${processes}`, `ulimit -p ${processes}`] : []),
    'exec "$@"',
  ]
    // One that cannot be set is stricter already.
    .map((line) => (line.startsWith("ulimit") ? `${line} 2>/dev/null` : line))
    .join("; ");
  const program =
    command.kind === "program" ? [command.file, ...command.args] : ["/bin/sh", "-c", command.line];
  return { kind: "program", file: "/bin/sh", args: ["-c", script, "sh", ...program] };
}
