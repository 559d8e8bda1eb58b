import { execFileSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, realpath, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type RunEvent, runEventSchema } from "../../../src/engine/domain/events.ts";
import { candidateOf, type RunView, viewOf } from "../../../src/engine/domain/runView.ts";
import { buildProgram, type Outcome, type Program } from "../../support/program.ts";
import { hasSandbox } from "../../support/sandbox.ts";

// Whole runs, which calibrate, search and confirm, on a machine that may be busy.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 120_000 });

const root = path.join(import.meta.dirname, "../../..");
let program: Program;
let scratch = "";

beforeAll(async () => {
  program = await buildProgram();
  scratch = await realpath(await mkdtemp(path.join(os.tmpdir(), "evolvent-whole-runs-")));
});
afterAll(async () => {
  await rm(scratch, { recursive: true, force: true });
  await program.dispose();
});

/** A repository with the files of a folder. */
async function repositoryOf(folder: string): Promise<string> {
  const repository = await mkdtemp(path.join(scratch, "repository-"));
  await cp(path.join(root, folder), repository, { recursive: true });
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=Test", "-c", "user.email=test@example.com", ...args], {
      cwd: repository,
      env: { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" },
    });
  git("init", "--quiet", "--initial-branch=main");
  git("add", "--all");
  git("commit", "--quiet", "--message=Start");
  return repository;
}

function eventsIn(stdout: string): readonly RunEvent[] {
  return stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => runEventSchema.parse(JSON.parse(line)));
}

function viewIn(stdout: string): RunView {
  const view = viewOf(eventsIn(stdout));
  if (view === null) throw new Error(`no run in:\n${stdout}`);
  return view;
}

const budget = ["--json", "--candidates", "1", "--minutes", "6", "--seed", "3"];

/** The view of a run that has come to an end by itself: on a machine that is too busy, by saying so. */
function settled({ code, stdout, stderr }: Outcome): RunView {
  expect(stderr).toBe("");
  const view = viewIn(stdout);
  if (view.end?.outcome === "failed") {
    expect(view.end.reason).toMatch(/^The benchmark is too noisy to judge by: /);
    expect(code).toBe(3);
    return view;
  }
  expect(view.end?.outcome).toMatch(/^(improved|nothing-better)$/);
  expect(code).toBe(view.end?.outcome === "improved" ? 0 : 1);
  expect(view.candidates.length).toBeGreaterThan(0);
  return view;
}

describe("a run", () => {
  test("on a function of Python ends in a gain or in nothing better", async () => {
    const repository = await repositoryOf("test/fixtures/python-tools");
    const optimize = ["optimize", "listtools/lists.py:unique", "--inputs", "bench/inputs.py", "--no-tests"];
    const view = settled(await program.run(repository, ...optimize, ...budget));
    expect(view.machine.runtime).toMatch(/^Python 3\./);
    expect(view.facts?.inputs).toMatchObject({ count: 3, heldOut: 3 });
  });

  test("on a function of C with a command of one's own ends in a gain or in nothing better", async () => {
    const repository = await repositoryOf("examples/languages/c");
    const build = "cc -O1 -o bench bench.c distinct.c";
    const tests = "cc -O1 -o check check.c distinct.c && ./check";
    const optimize = ["optimize", "distinct.c:distinct", "--build", build, "--bench", "./bench"];
    const view = settled(await program.run(repository, ...optimize, "--tests", tests, ...budget));
    expect(view.machine.runtime).toBe("shell");
    expect(view.facts).toMatchObject({ inputs: null, testsMs: expect.any(Number) });
  });

  test("on an evaluator ends in a gain or in nothing better", async () => {
    const repository = await repositoryOf("examples/languages/evaluator");
    const optimize = ["optimize", "program.py:EVOLVE-BLOCK", "--evaluator", "evaluator.py", "--no-tests"];
    const view = settled(await program.run(repository, ...optimize, ...budget));
    expect(view.facts?.metric).toMatchObject({ kind: "reported", name: "combined_score" });
  });

  test.runIf(hasSandbox)("whose sandbox breaks has failed, says so, and keeps what it found", async () => {
    const repository = await repositoryOf("examples/languages/evaluator");
    const bin = path.join(scratch, "bin");
    const flag = path.join(scratch, "broken");
    await mkdir(bin);
    const { PATH: searchPath = "" } = process.env;
    const bwrap = execFileSync("sh", ["-c", "command -v bwrap"], { encoding: "utf8" }).trim();
    await writeFile(
      path.join(bin, "bwrap"),
      `#!/bin/sh\n[ -e '${flag}' ] && { echo 'bwrap: setting up uid map: Permission denied' >&2; exit 1; }\nexec '${bwrap}' "$@"\n`,
      { mode: 0o755 },
    );
    const running = execa(
      process.execPath,
      [
        program.file,
        ...["optimize", "program.py:EVOLVE-BLOCK", "--evaluator", "evaluator.py", "--no-tests"],
        ...budget,
      ],
      {
        cwd: repository,
        env: { ...program.environment, PATH: `${bin}:${searchPath}` },
        reject: false,
        stdin: "ignore",
      },
    );
    for await (const line of running) {
      if (line.includes('"candidate-held"')) await writeFile(flag, "");
    }
    const { exitCode, stdout } = await running;
    const view = viewIn(stdout);
    expect(exitCode).toBe(3);
    expect(view.end).toMatchObject({
      outcome: "failed",
      best: null,
      reason: expect.stringMatching(/^The sandbox [^\n]+\.$/),
    });
    expect(candidateOf(view, 1)).not.toBeNull();
    const shown = await program.run(repository, "show", view.run, "--json");
    expect(JSON.parse(shown.stdout)).toMatchObject({ run: view.run, end: { outcome: "failed" } });
    const refs = execFileSync("git", ["for-each-ref", "--format=%(refname)"], { cwd: repository });
    expect(refs.toString()).toContain(`evolvent/${view.run}/`);
    // Nothing else is left behind: no lock that would keep the next run from starting.
    const locks = await readdir(path.join(repository, ".git/evolvent"), { recursive: true });
    expect(locks.filter((name) => name.endsWith(".lock"))).toEqual([]);
  });
});
