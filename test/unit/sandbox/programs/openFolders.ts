import process from "node:process";
import { cleanEnvironment } from "../../../../src/adapters/process/environment.ts";
import { openCell } from "../../../support/sandbox.ts";

/** Prints where the file descriptors of a process in a sandbox lead to. Usage: openFolders.ts <folder> */
const folder = String(process.argv[2]);
const { processes, sandbox } = await openCell(folder);
const line = "for fd in /proc/self/fd/*; do readlink $fd; done; cat /proc/self/fd/77/secret";
const request = {
  command: { kind: "shell", line },
  cwd: folder,
  env: cleanEnvironment(folder),
  timeoutMs: 20_000,
  output: { limit: 2 ** 20, kept: 2 ** 16 },
} as const;
const limits = { cpuMs: 20_000, memoryBytes: 2 ** 29, processes: 64, fileBytes: 2 ** 20 };
const confined = sandbox.confine(request, { writable: [folder], readable: [], limits });
console.log((await processes.run(confined, new AbortController().signal)).output);
