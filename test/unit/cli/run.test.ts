import { execFile } from "node:child_process";
import { appendFile, chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunEvent, runEventSchema } from "../../../src/engine/domain/events.ts";
import { viewOf } from "../../../src/engine/domain/runView.ts";
import { type FixtureRepository, makeFixtureRepository } from "../../support/fixtureRepository.ts";
import { buildProgram, type Program } from "../../support/program.ts";
import { repositoryState } from "../../support/repositoryState.ts";

let program: Program;
const repositories: FixtureRepository[] = [];

beforeAll(async () => {
  program = await buildProgram();
}, 60_000);
afterAll(async () => {
  await Promise.all(repositories.map((repository) => repository.dispose()));
  await program.dispose();
});

async function freshRepository(): Promise<FixtureRepository> {
  const repository = await makeFixtureRepository("list-tools");
  repositories.push(repository);
  return repository;
}

// The minutes are for machines where others are timed too.
const budget = ["--candidates", "1", "--minutes", "8", "--seed", "1"];
const inputs = ["--inputs", "bench/small.mjs"];
const smallInputs = `export function inputs(random, size) {
  return [[Array.from({ length: size }, () => Math.floor(random() * size))]];
}
`;

const bag = `enum Mode { Once = 1 }
class Bag {
  #unused = 0;
  constructor(private readonly items: number[]) {}
  shared(other: readonly number[], mode: Mode): number[] {
    return mode === Mode.Once ? this.items.filter((item) => other.includes(item)) : [];
  }
}
export const kept = [Bag];
`;
const bagList = "Array.from({ length: size }, () => Math.floor(random() * size))";
const bagInputs = `export function inputs(random: () => number, size: number) { return [{ construct: [${bagList}], args: [${bagList}, 1] }]; }
`;

function runIdIn(stdout: string): string {
  const id = /^Run (\S+),/m.exec(stdout)?.[1];
  if (id === undefined) throw new Error(`no run in:\n${stdout}`);
  return id;
}

function eventsIn(stdout: string): readonly RunEvent[] {
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => runEventSchema.parse(JSON.parse(line)));
}

describe("evolvent optimize", { timeout: 600_000 }, () => {
  it("finds and confirms a gain without touching anything of the user's, then accepts it", async () => {
    const repository = await freshRepository();
    const { folder, git } = repository;
    const file = path.join(folder, "src/lists.js");
    await writeFile(path.join(folder, "bench/small.mjs"), smallInputs);
    await appendFile(file, "\n// a change that is not committed\n");
    await git("stash", "push", "--include-untracked", "--quiet", "--", "README.md").catch(() => "");
    await mkdir(path.join(folder, ".git/hooks"), { recursive: true });
    for (const hook of [
      "post-commit",
      "post-checkout",
      "pre-commit",
      "reference-transaction",
      "post-index-change",
    ]) {
      const script = path.join(folder, ".git/hooks", hook);
      await writeFile(script, `#!/bin/sh\ntouch "${folder}/hook-${hook}-ran"\n`);
      await chmod(script, 0o755);
    }
    const before = await repositoryState(repository);

    const optimized = await program.run(folder, "optimize", "src/lists.js:unique", ...inputs, ...budget);
    expect(optimized.stderr).toBe("");
    expect(optimized.stdout).toMatch(
      /Candidate \d{4} is \d[\d.]*× \(\d[\d.]*–\d[\d.]*\) as fast as unique \(CPU time .+ → .+\), confirmed/,
    );
    expect(optimized.code).toBe(0);
    expect(optimized.stdout).toMatch(/^Sandbox: bubblewrap .+: no network/m);
    expect(optimized.stdout).toMatch(/^Metric: CPU time, lower is better\. /m);
    expect(optimized.stdout).toMatch(/^Noise [\d.]+ %, smallest gain worth having [\d.]+ %/m);
    expect(await repositoryState(repository)).toEqual(before);

    const run = runIdIn(optimized.stdout);
    const graph = await git("log", "--format=%s%n%(trailers)", "--branches=evolvent/*");
    expect(graph).toMatch(/Evolvent-Verdict: improved/);
    expect(graph).toMatch(/Evolvent-Gain: \d/);

    const shown = await program.run(folder, "show", run, "1");
    expect(shown.stdout).toMatch(/gate\s+tests passed/);
    expect(shown.stdout).toMatch(/ran in\s+bubblewrap/);
    expect(await repositoryState(repository)).toEqual(before);
    const diff = await program.run(folder, "diff", run);
    expect(diff.stdout).toMatch(/^\+.*new Set/m);

    const report = await program.run(
      folder,
      "report",
      run,
      "--output",
      path.join(folder, "..", "report.html"),
    );
    const html = await readFile(report.stdout.trim(), "utf8");
    expect(html).toMatch(/Content-Security-Policy/);
    expect(html).not.toMatch(/<(script|link)[^>]+(src|href)="http/);

    await writeFile(file, `// a line added while the run went on\n${await readFile(file, "utf8")}`);
    const accepted = await program.run(folder, "accept", run);
    expect(accepted.stderr).toBe("");
    const text = await readFile(file, "utf8");
    expect(text).toMatch(/^\/\/ a line added while the run went on\n/);
    expect(text).toMatch(/a change that is not committed/);
    expect(text).toMatch(/new Set/);

    const branch = await program.run(folder, "accept", run, "--branch", "faster-unique");
    expect(branch.stderr).toBe("");
    expect(await git("diff", "--stat", "main", "faster-unique")).toMatch(/src\/lists\.js/);
    expect((await program.run(folder, "accept", run, "--branch", "faster-unique")).code).toBe(2);

    await git("update-ref", "-d", `refs/heads/evolvent/${run}/0001`);
    expect((await program.run(folder, "diff", run, "1")).code).toBe(0);
    expect((await program.run(folder, "runs")).stdout).toMatch(run);
    expect((await program.run(folder, "clean", run)).code).toBe(0);
    expect(await git("for-each-ref", "refs/evolvent", "refs/heads/evolvent")).toBe("");
    expect((await program.run(folder, "runs")).stdout).toMatch(/No runs yet/);
  });

  it("takes its inputs from the calls that the tests make, and says honestly that nothing is better", async () => {
    const repository = await freshRepository();
    const { folder } = repository;
    const optimized = await program.run(folder, "optimize", "src/lists.js:intersection", ...budget, "--json");
    expect(optimized.stderr).toBe("");
    const view = viewOf(eventsIn(optimized.stdout));
    expect(view?.facts?.inputs?.size).toBeNull();
    expect(view?.facts?.inputs?.count).toBeGreaterThan(0);
    expect(view?.end?.outcome).toMatch(/^(improved|nothing-better)$/);
    expect(optimized.code).toBe(view?.end?.outcome === "improved" ? 0 : 1);
  });

  it("improves a method of a TypeScript class that is not exported, refuses a second run on it, and stops on Ctrl-C with what it has", async () => {
    const repository = await freshRepository();
    const { folder, git } = repository;
    await writeFile(path.join(folder, "src/bag.ts"), bag);
    await writeFile(path.join(folder, "bench/bag.ts"), bagInputs);
    const before = await repositoryState(repository);
    const optimize = [
      "optimize",
      "src/bag.ts:Bag.shared",
      "--inputs",
      "bench/bag.ts",
      ...budget,
      "--no-tests",
    ];
    const args = [program.file, ...optimize];
    const child = execFile(process.execPath, args, {
      cwd: folder,
      env: { ...process.env, ...program.environment },
    });
    let stdout = "";
    child.stdout?.on("data", (chunk: string) => {
      stdout += chunk;
    });
    const ended = new Promise<number | null>((resolve) => child.on("exit", (code) => resolve(code)));
    await expect.poll(() => stdout, { timeout: 60_000 }).toMatch(/^Baseline/m);
    const second = await program.run(folder, ...optimize);
    expect(second.code).toBe(2);
    expect(second.stderr).toMatch(/is optimizing src\/bag\.ts:Bag\.shared already/);
    const run = runIdIn(stdout);
    expect((await program.run(folder, "clean", run)).stderr).toMatch(/stop it before/);
    await expect.poll(() => stdout, { timeout: 400_000 }).toMatch(/^0001 .*improved/m);
    child.kill("SIGINT");
    expect(await ended).toBe(130);
    expect(stdout).toMatch(/stopped; everything found so far is kept/);
    expect((await program.run(folder, "show", run)).code).toBe(0);
    expect(await git("for-each-ref", "refs/heads/evolvent", "--format=%(refname)")).toMatch(/0000/);
    expect(await repositoryState(repository)).toEqual(before);
  });
});
