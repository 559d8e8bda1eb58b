/*
 * Runs a program in this process's group and ends the whole group when the program that asked for it
 * is gone (its end of our standard input closes), or when the time is over, whichever comes first.
 * A killed test run therefore leaves neither a server nor a temporary folder behind.
 *
 * Usage: node supervise.mjs <milliseconds> <folder to remove> <program> [arguments]
 */
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";

const [milliseconds, folder, program, ...args] = process.argv.slice(2);
if (milliseconds === undefined || folder === undefined || program === undefined) {
  console.error("Usage: node supervise.mjs <milliseconds> <folder to remove> <program> [arguments]");
  process.exit(2);
}

const child = spawn(program, args, { stdio: ["ignore", "inherit", "inherit"] });

function end() {
  child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  // The group is ours: spawned detached, this process leads it.
  process.kill(-process.pid, "SIGKILL");
}

child.on("exit", end);
child.on("error", end);
process.stdin.on("end", end).on("error", end).resume();
setTimeout(end, Number(milliseconds));
