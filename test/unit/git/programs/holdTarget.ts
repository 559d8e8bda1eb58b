import { openRepository } from "../../../../src/adapters/git/repository.ts";
import { lockTarget } from "../../../../src/adapters/git/runLock.ts";
import { RunError } from "../../../../src/engine/ports.ts";

// Locks a target, says how that went, and keeps the lock until its input ends.
const [folder = "", run = ""] = process.argv.slice(2);
const repository = await openRepository({ folder, gitPath: "git" });
process.stdout.write("ready\n");
await new Promise((resolve) => process.stdin.once("data", resolve));
try {
  const lock = await lockTarget(repository, { run, file: "src/deep/sum.js", symbol: "sum" });
  process.stdout.write("taken\n");
  await new Promise((resolve) => process.stdin.once("data", resolve));
  await lock.release();
} catch (error) {
  process.stdout.write(`${error instanceof RunError ? error.reason : error}\n`);
}
process.stdin.destroy();
