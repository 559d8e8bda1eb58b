import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/**
 * Runs a program to its end with no input and gives back its exit code and what it printed.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, stream?: boolean, prefix?: string, timeoutMs?: number }} [options]
 *   `stream` also shows the output as it comes, each line after the `prefix`.
 * @returns {Promise<{ code: number, output: string }>} code 127 when the program could not be started,
 *   124 when it was ended for taking longer than `timeoutMs`
 */
export function run(command, args, options = {}) {
  const { cwd, env = process.env, stream = false, prefix = "", timeoutMs } = options;
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
    /** @param {Buffer} chunk */
    const take = (chunk) => {
      output += chunk.toString();
    };
    /** @param {number} code */
    const end = (code) => {
      clearTimeout(watchdog);
      interrupted.stop();
      resolve({ code, output });
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    if (stream) {
      showLines(child.stdout, process.stdout, prefix);
      showLines(child.stderr, process.stderr, prefix);
    }
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
 * By whole lines, because programs that run side by side share the terminal.
 * @param {import("node:stream").Readable} source
 * @param {NodeJS.WriteStream} target
 * @param {string} prefix
 */
function showLines(source, target, prefix) {
  createInterface({ input: source }).on("line", (line) => target.write(`${prefix}${line}\n`));
}

/**
 * A group of its own does not hear Ctrl+C in the terminal, so it is ended with this process.
 * @param {number | undefined} groupId
 */
function forwardSignals(groupId) {
  const kill = () => killGroup(groupId);
  const interrupt = () => process.exit(130);
  const terminate = () => process.exit(143);
  process.on("exit", kill);
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", terminate);
  return {
    stop() {
      process.off("exit", kill);
      process.off("SIGINT", interrupt);
      process.off("SIGTERM", terminate);
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
