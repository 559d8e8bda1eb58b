import { mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { cleanEnvironment } from "../../../src/adapters/process/environment.ts";
import { Seatbelt, seatbeltProfile } from "../../../src/adapters/sandbox/seatbelt.ts";

/** A form of the profile's language: a word, a string or a list. */
type Form = string | { readonly text: string } | readonly Form[];

/** Reads a profile as the system does, so that a path that breaks out of its quotes is noticed. */
function read(profile: string): readonly Form[] {
  const tokens = profile.match(/[()]|"(?:\\.|[^"\\])*"|[^\s()"]+/g) ?? [];
  expect(tokens.join("").replaceAll(/\s/g, "")).toBe(profile.replaceAll(/\s/g, ""));
  const stack: Form[][] = [[]];
  for (const token of tokens) {
    if (token === "(") stack.push([]);
    else if (token === ")") {
      const done = stack.pop() ?? [];
      stack.at(-1)?.push(done);
    } else
      stack
        .at(-1)
        ?.push(token.startsWith('"') ? { text: token.slice(1, -1).replaceAll(/\\(.)/g, "$1") } : token);
  }
  expect(stack).toHaveLength(1);
  return stack[0] ?? [];
}

const options = {
  readable: ["/Users/me/tree", "/Users/me/.nvm"],
  hidden: ["/Users/me"],
  writable: ["/private/tmp/own"],
};

/** Whether the last rule that names the operation and covers the file allows it, as the system decides. */
function allows(profile: string, operation: string, file: string): boolean {
  let answer = false;
  for (const form of read(profile)) {
    if (!Array.isArray(form)) continue;
    const [verdict, ...rest] = form;
    const names = rest.filter((each) => typeof each === "string");
    const filters = rest.filter((each) => Array.isArray(each));
    const isNamed = names.some((name) =>
      name.endsWith("*") ? operation.startsWith(name.slice(0, -1)) : name === operation,
    );
    const covers = filters.some(([kind, place]) => {
      const { text } = place as { readonly text: string };
      return kind === "literal" ? file === text : file === text || file.startsWith(`${text}/`);
    });
    const isAll = names.includes("default") || (isNamed && filters.length === 0);
    if (isAll || (isNamed && covers)) answer = verdict === "allow";
  }
  return answer;
}

test("a profile denies everything that it does not list, and the network", () => {
  const profile = seatbeltProfile(options);
  expect(profile.startsWith("(version 1)\n(deny default)\n")).toBe(true);
  expect(allows(profile, "network-outbound", "")).toBe(false);
  expect(allows(profile, "network-bind", "")).toBe(false);
  expect(allows(profile, "mach-priv-task-port", "")).toBe(false);
});

test("a profile allows to read the system and what is named, not the home folder nor any .git", () => {
  const profile = seatbeltProfile(options);
  for (const file of ["/usr/bin/git", "/Users/me/tree/a.js", "/Users/me/.nvm/node", "/private/tmp/own/x"])
    expect([file, allows(profile, "file-read-data", file)]).toEqual([file, true]);
  for (const file of [
    "/Users/me/.ssh/id",
    "/Users/me",
    "/Users/you/x",
    "/Users/me/tree/.git/config",
    "/etc-x",
  ])
    expect([file, allows(profile, "file-read-data", file)]).toEqual([file, false]);
});

test("a profile allows to write its own folders only", () => {
  const profile = seatbeltProfile(options);
  expect(allows(profile, "file-write-create", "/private/tmp/own/x")).toBe(true);
  expect(allows(profile, "file-write-data", "/dev/null")).toBe(true);
  for (const file of [
    "/Users/me/tree/a.js",
    "/private/tmp/owner",
    "/private/tmp/own/.git/hooks/x",
    "/usr/bin/x",
  ])
    expect([file, allows(profile, "file-write-create", file)]).toEqual([file, false]);
});

test.each([
  '/a"b',
  '/a") (allow default) ("',
  "/a (b)",
  "/a\\",
  '/a\\") (allow network*) ;',
  "/a;b",
  "/ä'$(x)`",
])("a path stays a path, whatever is in it: %s", (file) => {
  const profile = seatbeltProfile({ ...options, writable: [file] });
  expect(allows(profile, "file-write-create", file)).toBe(true);
  expect(allows(profile, "network-outbound", "")).toBe(false);
  expect(allows(profile, "file-write-create", "/etc/hosts")).toBe(false);
  expect(read(profile)).toHaveLength(read(seatbeltProfile(options)).length);
});

test("a path with a line break is refused", () => {
  expect(() => seatbeltProfile({ ...options, writable: ["/a\n(allow default)"] })).toThrow(
    /control character/,
  );
});

test("a process is started by sandbox-exec with arguments, never through a line for a shell", async () => {
  const folder = await realpath(await mkdtemp(path.join(os.tmpdir(), "evolvent-seatbelt-")));
  try {
    const home = path.join(folder, "home");
    await mkdir(home);
    const record = {
      kind: "seatbelt",
      version: "25",
      network: "none",
      writes: "own-folders",
      home: "hidden",
      limits: [],
    } as const;
    const sandbox = new Seatbelt({ record, hidden: [os.homedir()], readable: [], env: {} });
    const request = {
      command: { kind: "shell", line: 'echo "$HOME"; rm -rf /' },
      cwd: folder,
      env: cleanEnvironment(home),
      timeoutMs: 1000,
      output: { limit: 1, kept: 1 },
    } as const;
    const limits = { cpuMs: 1000, memoryBytes: 1, processes: 1, fileBytes: 1024 };
    const { command, env } = sandbox.confine(request, { writable: [], readable: [folder], limits });
    if (command.kind !== "program") throw new Error("It is a program.");
    expect(command.file).toBe("/usr/bin/sandbox-exec");
    expect(command.args.at(-1)).toBe('echo "$HOME"; rm -rf /');
    const profile = String(command.args[1]);
    expect(allows(profile, "file-write-create", path.join(home, "x"))).toBe(true);
    expect(allows(profile, "file-write-create", path.join(folder, "x"))).toBe(false);
    expect(env).toMatchObject({ TMPDIR: home, HOME: home });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
