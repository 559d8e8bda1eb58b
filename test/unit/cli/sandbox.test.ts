import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, realpath, rm, symlink } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type FixtureRepository, makeFixtureRepository } from "../../support/fixtureRepository.ts";
import { buildProgram, type Outcome, type Program } from "../../support/program.ts";
import { repositoryState } from "../../support/repositoryState.ts";
import { hasSandbox } from "../../support/sandbox.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

let program: Program;
let repository: FixtureRepository;
let folder = "";

beforeAll(async () => {
  program = await buildProgram();
  repository = await makeFixtureRepository("list-tools");
  folder = await realpath(await mkdtemp(path.join(os.tmpdir(), "evolvent-sandbox-")));
  // A machine with git, and without bubblewrap.
  await mkdir(path.join(folder, "bin"));
  const git = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
  await symlink(git, path.join(folder, "bin", "git"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await repository.dispose();
  await program.dispose();
});

function evolvent(
  environment: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<Outcome> {
  const XDG_DATA_HOME = path.join(folder, "data");
  return program.runWith({ ...program.environment, XDG_DATA_HOME, ...environment }, repository.folder, args);
}

test.runIf(hasSandbox)("the sandbox of the machine is said, and needs no consent", async () => {
  const { code, stdout } = await evolvent({}, "sandbox");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Candidates run in bubblewrap \d.*no network.*home folder hidden\.\nLimits: /);
  expect((await evolvent({}, "sandbox", "allow")).stdout).toMatch(/^No consent is needed\./);
  expect(await readdir(folder)).toEqual(["bin"]);
});

test.runIf(process.platform === "linux")(
  "without a sandbox a run is refused and leaves nothing behind, until the user consents, and after the consent is revoked",
  async () => {
    const bare = { PATH: path.join(folder, "bin") };
    const before = await repositoryState(repository);
    const optimize = ["optimize", "src/lists.js:unique", "--inputs", "bench/inputs.mjs", "--no-tests"];
    const refused = await evolvent(bare, ...optimize);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(
      /^evolvent: .*bubblewrap is not installed.*evolvent sandbox allow.*\.\n?$/,
    );
    expect(await repositoryState(repository)).toEqual(before);

    expect(await evolvent(bare, "sandbox")).toMatchObject({
      code: 2,
      stdout: expect.stringContaining("No sandbox"),
    });
    expect((await evolvent(bare, "sandbox", "allow")).stdout).toMatch(/run with your rights/);
    expect(await evolvent(bare, "sandbox")).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/You consented on 20/),
    });
    expect((await evolvent(bare, "sandbox", "revoke")).stdout).toMatch(/run in a sandbox only/);
    expect(await evolvent(bare, "sandbox", "revoke")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("There was no consent"),
    });
    expect((await evolvent(bare, ...optimize)).code).toBe(2);
    expect(await repositoryState(repository)).toEqual(before);
  },
);

test("no option of optimize does without a sandbox", async () => {
  expect((await evolvent({}, "optimize", "--help")).stdout).not.toMatch(/sandbox/);
  expect(await evolvent({}, "optimize", "src/lists.js:unique", "--unsandboxed")).toMatchObject({ code: 2 });
});
