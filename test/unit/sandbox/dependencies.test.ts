import { execFile } from "node:child_process";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { commitOfHead } from "../../../src/adapters/git/snapshot.ts";
import { WorktreePool } from "../../../src/adapters/git/worktrees.ts";
import { ProcessRunner } from "../../../src/adapters/process/runProcess.ts";
import { type CommandReport, runUserCommand } from "../../../src/adapters/process/userCommand.ts";
import { machineCapacity } from "../../../src/adapters/sandbox/capacity.ts";
import { findSandbox } from "../../../src/adapters/sandbox/openSandbox.ts";
import { baselineLimits, commandConfinement } from "../../../src/adapters/sandbox/policies.ts";
import { hasSandbox } from "../../support/sandbox.ts";
import { TestRepository } from "../git/testRepository.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const never = new AbortController().signal;

describe.runIf(hasSandbox)("a worktree in the sandbox", () => {
  let user: TestRepository;
  let pool: WorktreePool;
  let run: (line: string) => Promise<CommandReport>;

  beforeEach(async () => {
    user = await TestRepository.create();
    await user.write("package.json", '{ "name": "project" }\n');
    await user.write(".gitignore", "node_modules\n.venv\n");
    await user.commit("Packages");
    await user.write("private.txt", "not yours\n");
    await user.write("node_modules/plain/index.js", "module.exports = 'plain'\n");
    await user.write("node_modules/plain/cli.js", "#!/usr/bin/env node\nconsole.log(require('.'))\n");
    await user.write("node_modules/@scope/inner/index.js", "module.exports = 'scoped ' + require('plain')\n");
    await user.write("node_modules/.pnpm/deep@1/node_modules/deep/index.js", "module.exports = 'deep'\n");
    await symlink(".pnpm/deep@1/node_modules/deep", join(user.root, "node_modules/deep"));
    await mkdir(join(user.home, "elsewhere/linked/.git"), { recursive: true });
    await writeFile(join(user.home, "elsewhere/linked/index.js"), "module.exports = 'linked'\n");
    await writeFile(join(user.home, "elsewhere/linked/.git/config"), "token\n");
    await symlink("../../elsewhere/linked", join(user.root, "node_modules/linked"));

    const repository = await user.open();
    pool = new WorktreePool({ repository, cacheFolder: join(user.home, "cache"), file: "src/deep/sum.js" });
    const base = await commitOfHead(repository);
    run = async (line) => {
      const processes = new ProcessRunner();
      const runtime = { path: process.execPath, env: {} };
      const found = await findSandbox({ processes, repository, runtime, environment: process.env }, never);
      if (found.kind === "none") throw new Error(found.why);
      const worktree = await pool.acquire(base, never);
      try {
        const home = join(user.home, "own home");
        await mkdir(home, { recursive: true });
        const limits = baselineLimits(60_000, machineCapacity(), "command");
        const dependencies = await pool.dependencies(base);
        const confinement = commandConfinement({ worktree: worktree.path, home, dependencies, limits });
        const command = { line, folder: worktree.path, home, confinement, limitMs: 60_000 };
        return await runUserCommand({ processes, sandbox: found.sandbox }, command, never);
      } finally {
        await worktree.release();
      }
    };
  });
  afterEach(async () => {
    await pool.close();
    await user.remove();
  });

  const says = (code: string): string => `test "$(node -p '${code}')" = `;

  test("finds its installed packages, however they are installed", async () => {
    expect(await run(`${says('require("plain")')} plain`)).toMatchObject({ kind: "passed" });
    expect(await run(`${says('require("@scope/inner")')} 'scoped plain'`)).toMatchObject({ kind: "passed" });
    expect(await run(`${says('require("deep")')} deep`)).toMatchObject({ kind: "passed" });
    expect(await run(`${says('require("linked")')} linked`)).toMatchObject({ kind: "passed" });
  });

  test("cannot change the user's packages, nor read what lies beside them", async () => {
    const code = "module.exports = 'plain'\n";
    expect(await run("echo evil > node_modules/plain/index.js")).toMatchObject({
      kind: "failed",
      problem: expect.stringMatching(/Read-only file system/),
    });
    await run(
      "rm -rf node_modules/plain && mkdir node_modules/plain && echo evil > node_modules/plain/index.js",
    );
    expect(await readFile(join(user.root, "node_modules/plain/index.js"), "utf8")).toBe(code);
    expect(await run(`${says('require("plain")')} plain`)).toMatchObject({ kind: "passed" });
    for (const file of [join(user.root, "private.txt"), join(user.root, ".git/HEAD")])
      expect(await run(`cat '${file}'`)).toMatchObject({ kind: "failed" });
    expect(await run("cat node_modules/plain/../../private.txt")).toMatchObject({ kind: "failed" });
    expect(await run("cat node_modules/linked/.git/config")).toMatchObject({ kind: "failed" });
  });

  test("runs the Python of its virtual environment, with the base installation behind it", async () => {
    await promisify(execFile)("python3", ["-m", "venv", "--without-pip", join(user.root, ".venv")]);
    const code = "import json, sys; assert sys.prefix != sys.base_prefix; print(json.dumps(1))";
    expect(await run(`.venv/bin/python -c '${code}'`)).toMatchObject({ kind: "passed" });
    expect(await run("echo evil > .venv/pyvenv.cfg")).toMatchObject({ kind: "failed" });
  });
});
