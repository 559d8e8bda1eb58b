import { spawn } from "node:child_process";

/**
 * Runs a program to its end with no input and gives back its exit code and what it printed.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, stream?: boolean, timeoutMs?: number }} [options]
 *   `stream` also shows the output as it comes.
 * @returns {Promise<{ code: number, output: string }>} code 127 when the program could not be started,
 *   124 when it was ended for taking longer than `timeoutMs`
 */
export function run(command, args, options = {}) {
  const { cwd, env = process.env, stream = false, timeoutMs } = options;
  return new Promise((resolve) => {
    // Its own group, so that a program that hangs is ended together with everything it started.
    const child = spawn(command, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    let timedOut = false;
    const interrupted = forwardSignals(child.pid);
    const watchdog =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            killGroup(child.pid);
          }, timeoutMs);
    /** @param {Buffer} chunk @param {NodeJS.WriteStream} target */
    const take = (chunk, target) => {
      output += chunk.toString();
      if (stream) target.write(chunk);
    };
    /** @param {number} code */
    const end = (code) => {
      clearTimeout(watchdog);
      interrupted.stop();
      resolve({ code, output });
    };
    child.stdout.on("data", (chunk) => take(chunk, process.stdout));
    child.stderr.on("data", (chunk) => take(chunk, process.stderr));
    child.on("error", (error) => {
      output += error.message;
      end(127);
    });
    child.on("close", (code) => end(timedOut ? 124 : (code ?? 1)));
  });
}

/**
 * Ends a process group at once; a group that is already gone is no error.
 * @param {number | undefined} groupId
 */
export function killGroup(groupId) {
  if (groupId === undefined) return;
  try {
    process.kill(-groupId, "SIGKILL");
  } catch {
    // Nothing is left of the group, which is what was wanted.
  }
}

/**
 * A group of its own does not hear Ctrl+C in the terminal, so it is told.
 * @param {number | undefined} groupId
 */
function forwardSignals(groupId) {
  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => {
    killGroup(groupId);
    process.exit(signal === "SIGINT" ? 130 : 143);
  };
  process.on("SIGINT", forward);
  process.on("SIGTERM", forward);
  return {
    stop() {
      process.off("SIGINT", forward);
      process.off("SIGTERM", forward);
    },
  };
}

/**
 * The first 'reason' a person can use in a program's output: its last lines that are not empty.
 * @param {string} output
 */
export function lastLines(output, count = 5) {
  return output
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line !== "")
    .slice(-count)
    .join("\n");
}

/**
 * Runs a script's main function and, when it fails, says why in one sentence instead of a stack trace.
 * @param {() => Promise<number | undefined>} main gives the exit code
 */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
