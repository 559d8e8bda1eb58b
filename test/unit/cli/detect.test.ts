import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import * as z from "zod";
import { benchmarkSchema } from "../../../src/engine/domain/runSpec.ts";
import { type FixtureRepository, makeFixtureRepository } from "../../support/fixtureRepository.ts";
import { buildProgram, type Program } from "../../support/program.ts";

let program: Program;
let repository: FixtureRepository;

beforeAll(async () => {
  program = await buildProgram();
  repository = await makeFixtureRepository("list-tools");
  await writeFile(
    path.join(repository.folder, "evaluator.py"),
    'def evaluate(program_path):\n    return {"combined_score": 1}\n',
  );
  await mkdir(path.join(repository.folder, "sort"));
  await writeFile(path.join(repository.folder, "go.mod"), "module x\n");
  await writeFile(
    path.join(repository.folder, "sort/sort_test.go"),
    "package sort\nfunc BenchmarkSort(b *testing.B) {\n}\n",
  );
}, 60_000);
afterAll(async () => {
  await repository.dispose();
  await program.dispose();
});

it("lists what the repository has as options for optimize, the best for a file first", async () => {
  const { code, stdout } = await program.run(repository.folder, "detect", "src/lists.js");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Benchmarks\n {2}1 {2}/);
  expect(stdout).toContain("OpenEvolve evaluator  --evaluator evaluator.py\n");
  expect(stdout).toContain(
    "go test -bench  --bench 'cd sort && ./evolvent-benchmark.test -test.run '\\''^$'\\'' -test.bench '\\''^BenchmarkSort$'\\'''\n",
  );
  expect(stdout).toContain("     --metric go:BenchmarkSort\n");
  expect(stdout).toMatch(/\nTests\n {2}1 {2}npm script {2}npm test\n/);
});

it("prints benchmarks as JSON, as a RunSpec has them", async () => {
  const { stdout } = await program.run(repository.folder, "detect", "--json");
  const schema = z.object({ benchmarks: z.array(z.object({ spec: benchmarkSchema })).min(2) });
  expect(schema.safeParse(JSON.parse(stdout)).error).toBeUndefined();
});

it("says so where there is nothing, and outside a repository", async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "evolvent-nothing-"));
  try {
    const outside = await program.run(folder, "detect");
    expect(outside.code).toBe(2);
    expect(outside.stderr).toMatch(/^evolvent: .*repository/);
    const git = (...args: string[]) => promisify(execFile)("git", args, { cwd: folder });
    await git("init", "--quiet");
    await git(
      "-c",
      "user.name=A",
      "-c",
      "user.email=a@example.com",
      "commit",
      "--quiet",
      "--allow-empty",
      "-m",
      "x",
    );
    const { code, stdout } = await program.run(folder, "detect");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Benchmarks\n {2}none; .*\n\nTests\n {2}none; /);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
