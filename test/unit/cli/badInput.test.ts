import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type FixtureRepository, makeFixtureRepository } from "../../support/fixtureRepository.ts";
import { pathWithout } from "../../support/pathWithout.ts";
import { buildProgram, type Program } from "../../support/program.ts";

let program: Program;
let repository: FixtureRepository;

beforeAll(async () => {
  program = await buildProgram();
}, 60_000);
afterAll(() => program.dispose());
beforeEach(async () => {
  repository = await makeFixtureRepository("list-tools");
});
afterEach(() => repository.dispose());

const inputs = ["--inputs", "bench/inputs.mjs"];
const short = ["--candidates", "1", "--minutes", "1", "--seed", "1"];

/** Runs `optimize` and expects one sentence, exit status 2, and nothing left behind. */
async function refused(args: readonly string[], sentence: RegExp, folder = repository.folder) {
  const outcome = await program.run(folder, "optimize", ...args, ...short);
  expect(outcome.stderr.trim().split("\n")).toHaveLength(1);
  expect(outcome.stderr).toMatch(sentence);
  expect(outcome.stderr).not.toMatch(/\n\s+at /);
  expect(outcome.stdout).not.toMatch(/stopped/i);
  expect(outcome.code).toBe(2);
  return outcome;
}

async function nothingLeft() {
  const refs = await repository.git("for-each-ref", "--format=%(refname)");
  expect(refs.trim().split("\n")).toEqual(["refs/heads/main"]);
  expect(await repository.git("status", "--porcelain")).toBe("");
  const folder = path.join(repository.folder, ".git/evolvent");
  expect(await readdir(path.join(folder, "runs")).catch(() => [])).toEqual([]);
  expect(await readdir(path.join(folder, "locks")).catch(() => [])).toEqual([]);
}

/** Puts a file into the repository and commits it. */
async function commit(file: string, text: string) {
  await mkdir(path.dirname(path.join(repository.folder, file)), { recursive: true });
  await writeFile(path.join(repository.folder, file), text);
  await repository.git("add", "--all");
  await repository.git("commit", "--quiet", "--message", file);
}

describe("bad input gets one sentence and leaves nothing behind:", { timeout: 120_000 }, () => {
  it("not a git repository", async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), "evolvent-plain-"));
    await refused(["a.js:f"], /not in a git repository/, folder);
    await rm(folder, { recursive: true });
  });

  it("no commit yet", async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), "evolvent-empty-"));
    await repository.git("init", "--quiet", folder);
    await refused(["a.js:f"], /no commit yet/, folder);
    await rm(folder, { recursive: true });
  });

  it("a merge under way", async () => {
    await writeFile(
      path.join(repository.folder, ".git/MERGE_HEAD"),
      await repository.git("rev-parse", "HEAD"),
    );
    await refused(["src/lists.js:unique", ...inputs], /merge is under way/i);
    expect((await program.run(repository.folder, "runs")).code).toBe(0);
  });

  it("a file outside the repository", async () => {
    await refused(["/etc/hostname:f", ...inputs], /not inside the repository/);
    await nothingLeft();
  });

  it("a file that does not exist", async () => {
    await refused(["src/none.js:f", ...inputs], /no file src\/none\.js/);
    await nothingLeft();
  });

  it("a target that is missing, with the nearest names", async () => {
    await refused(["src/lists.js:uniqe", ...inputs], /unique/);
    await nothingLeft();
  });

  it("a target that is ambiguous, with the choices and their lines", async () => {
    await commit(
      "src/two.js",
      "class A { f() { return 1; } }\nclass B { f() { return 2; } }\nexport { A, B };\n",
    );
    await refused(["src/two.js:f", ...inputs], /A\.f.*line 1.*B\.f.*line 2/);
    await nothingLeft();
  });

  it("a generator and a getter", async () => {
    await commit(
      "src/odd.js",
      "export function* g() { yield 1; }\nexport class C { get size() { return 1; } }\n",
    );
    await refused(["src/odd.js:g", ...inputs], /generator/);
    await refused(["src/odd.js:C.size", ...inputs], /getter/);
    await nothingLeft();
  });

  it("a syntax error in the file, with its place", async () => {
    await writeFile(path.join(repository.folder, "src/lists.js"), "export function unique( {\n");
    await refused(["src/lists.js:unique", ...inputs], /src\/lists\.js:2:1 has a syntax error/);
  });

  it("tests that fail on the baseline", async () => {
    await refused(["src/lists.js:unique", ...inputs, "--tests", "node -e 'process.exit(3)'"], /tests/i);
    await nothingLeft();
  });

  it("tests that do not exist", async () => {
    await refused(
      ["src/lists.js:unique", ...inputs, "--tests", "no-such-program-here"],
      /no-such-program-here/,
    );
    await nothingLeft();
  });

  it("tests that hang for longer than the budget", async () => {
    const args = ["optimize", "src/lists.js:unique", ...inputs, "--tests", "sleep 600", "--minutes", "0.05"];
    const outcome = await program.run(repository.folder, ...args);
    expect(outcome.stderr).toMatch(/sleep 600/);
    expect(outcome.stderr.trim().split("\n")).toHaveLength(1);
    expect(outcome.code).toBe(2);
    await nothingLeft();
  });

  it("a recording that captured no call", async () => {
    await refused(["src/lists.js:unique", "--record", "node -e 0", "--no-tests"], /unique/);
    await nothingLeft();
  });

  it.each([
    ["throws", "export function inputs() { throw new Error('no data today'); }", /no data today/],
    ["yields nothing", "export function inputs() { return []; }", /nothing|no input/i],
    ["yields what is no list of arguments", "export function inputs() { return [1]; }", /array/],
    ["exports no inputs", "export const other = 1;", /inputs/],
    ["never stops yielding", "export function* inputs() { for (;;) yield [[1]]; }", /1000/],
  ])("an inputs module that %s", async (_what, text, sentence) => {
    await commit("bench/bad.mjs", `${text}\n`);
    await refused(["src/lists.js:unique", "--inputs", "bench/bad.mjs", "--no-tests"], sentence);
    await nothingLeft();
  });

  it("an inputs module that does not exist", async () => {
    await refused(["src/lists.js:unique", "--inputs", "bench/none.mjs", "--no-tests"], /bench\/none\.mjs/);
    await nothingLeft();
  });

  it("a target that is not deterministic", async () => {
    await commit("src/dice.js", "export function dice(values) { return values.length * Math.random(); }\n");
    await refused(["src/dice.js:dice", ...inputs, "--no-tests"], /twice|deterministic|differ/i);
    await nothingLeft();
  });

  it("a target whose results cannot be compared", async () => {
    await commit("src/made.js", "export function made(values) { return () => values; }\n");
    await refused(["src/made.js:made", ...inputs, "--no-tests"], /compared/);
    await nothingLeft();
  });

  it("a cache that cannot be written", async () => {
    const blocked = path.join(repository.folder, "..", "blocked");
    await writeFile(blocked, "");
    const before = program.environment;
    const outcome = await program.runWith({ ...before, XDG_CACHE_HOME: blocked }, repository.folder, [
      "optimize",
      "src/lists.js:unique",
      ...inputs,
      ...short,
    ]);
    expect(outcome.stderr).toMatch(/cache|blocked/i);
    expect(outcome.stderr.trim().split("\n")).toHaveLength(1);
    expect(outcome.code).toBe(3);
    await nothingLeft();
  });

  it("no sandbox, until the user consents for the repository", async () => {
    const { PATH = "" } = process.env;
    const other = await pathWithout("bwrap", PATH);
    const environment = { ...program.environment, PATH: other.path };
    const run = (...args: readonly string[]) => program.runWith(environment, repository.folder, args);
    const optimize = ["optimize", "src/lists.js:unique", ...inputs, ...short, "--minutes", "0.5"];
    const refusedFirst = await run(...optimize);
    expect(refusedFirst).toMatchObject({ code: 2 });
    expect(refusedFirst.stderr).toMatch(
      /^evolvent: [^\n]*bubblewrap is not installed[^\n]*sandbox allow[^\n]*\n?$/,
    );
    await nothingLeft();
    expect((await run("sandbox")).stdout).toMatch(/bubblewrap is not installed/);
    expect((await run("sandbox", "allow")).stdout).toMatch(/with your rights/);
    const allowed = await run(...optimize);
    expect(allowed.stdout).toMatch(/NO SANDBOX: code of candidates runs with your rights/);
    expect((await run("sandbox", "revoke")).code).toBe(0);
    expect((await run(...optimize)).stderr).toBe(refusedFirst.stderr);
    await other.dispose();
  });

  it("a benchmark command without the metric that it is to report", async () => {
    const bench = ["--bench", `node -p '"{\\"time\\": 7}"'`, "--no-tests"];
    await refused(["src/lists.js:unique", ...bench, "--metric", "json-line:score"], /score/);
    await nothingLeft();
  });

  it("a benchmark command that fails", async () => {
    await refused(["src/lists.js:unique", "--bench", "node -e 'process.exit(4)'", "--no-tests"], /exit/);
    await nothingLeft();
  });

  it("an evaluator that is not there", async () => {
    await refused(["src/lists.js:unique", "--evaluator", "none.py", "--no-tests"], /none\.py/);
    await nothingLeft();
  });

  it("options that make no sense", async () => {
    const outcome = await program.run(
      repository.folder,
      "optimize",
      "src/lists.js:unique",
      "--candidates",
      "0",
    );
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toMatch(/whole number from 1/);
    expect((await program.run(repository.folder, "show", "none-0000")).code).toBe(2);
    expect((await program.run(repository.folder, "accept", "../../etc")).code).toBe(2);
    expect((await program.run(repository.folder, "frobnicate")).code).toBe(2);
    await nothingLeft();
  });
});
