import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { layOut, type View } from "../../../src/adapters/sandbox/layout.ts";
import { isWithin, locate } from "../../../src/adapters/sandbox/places.ts";
import { findToolchains, programFolders } from "../../../src/adapters/sandbox/toolchains.ts";

let root = "";
beforeEach(async () => {
  root = await realpath(await mkdtemp(path.join(os.tmpdir(), "evolvent-layout-")));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const at = (...names: readonly string[]): string => path.join(root, ...names);

async function folders(...names: readonly string[]): Promise<void> {
  for (const name of names) await mkdir(at(name), { recursive: true });
}

/** The steps with paths below the scratch folder, as `kind path`. */
function steps(view: Partial<View>): readonly string[] {
  const whole = { read: [], write: [], fresh: [], hide: [], ...view };
  return layOut(whole).map((step) => {
    const place = path.relative(root, step.path) || ".";
    return step.kind === "link" ? `link ${place} -> ${step.target}` : `${step.kind} ${place}`;
  });
}

describe("what is seen in a sandbox", () => {
  test("is what was asked for, outer folders first", async () => {
    await folders("a/b", "c");
    expect(steps({ read: [at("c"), at("a")], write: [at("a/b")] })).toEqual([
      "read a",
      "read c",
      "write a/b",
    ]);
  });

  test("leaves out what does not exist and what is seen already", async () => {
    await folders("a/b/c");
    expect(steps({ read: [at("a/b/c"), at("missing"), at("a")] })).toEqual(["read a"]);
  });

  test("is not the home folder, but the toolchain in it", async () => {
    await folders("usr/home/me/.ssh", "usr/home/me/.nvm");
    expect(steps({ read: [at("usr"), at("usr/home/me/.nvm")], hide: [at("usr/home/me")] })).toEqual([
      "read usr",
      "hidden-folder usr/home/me",
      "read usr/home/me/.nvm",
    ]);
  });

  test("need not hide what cannot be seen anyway", async () => {
    await folders("home", "usr");
    expect(steps({ read: [at("usr")], hide: [at("home")] })).toEqual(["read usr"]);
  });

  test("is never a .git, be it a folder or a file", async () => {
    await folders("tree/.git", "module");
    await writeFile(at("module/.git"), "gitdir: ../.git/modules/module");
    expect(steps({ write: [at("tree")], read: [at("module")] })).toEqual([
      "read module",
      "write tree",
      "hidden-file module/.git",
      "hidden-folder tree/.git",
    ]);
  });

  test("is not less because a candidate links a .git to something that is needed", async () => {
    await folders("tree", "usr/lib");
    await symlink("../usr/lib", at("tree/.git"));
    expect(steps({ write: [at("tree")], read: [at("usr")] })).toEqual(["write tree", "read usr"]);
  });

  test("includes the way through links to the place itself", async () => {
    await folders("var/home/me/.nvm/versions/22");
    await symlink("var/home", at("home"));
    await symlink("versions/22", at("var/home/me/.nvm/current"));
    expect(steps({ read: [at("home/me/.nvm/current")] })).toEqual([
      "link home -> var/home",
      "link var/home/me/.nvm/current -> versions/22",
      "read var/home/me/.nvm/versions/22",
    ]);
    expect(steps({ read: [at("var/home/me/.nvm"), at("home/me/.nvm/current")] })).toEqual([
      "link home -> var/home",
      "read var/home/me/.nvm",
    ]);
  });

  test("may be written where both are asked for", async () => {
    await folders("tree/own");
    expect(steps({ read: [at("tree")], write: [at("tree")] })).toEqual(["write tree"]);
    expect(steps({ read: [at("tree/own")], write: [at("tree")] })).toEqual(["write tree", "read tree/own"]);
  });
});

describe("a path", () => {
  test("that leads round in circles leads nowhere", async () => {
    await symlink("two", at("one"));
    await symlink("one", at("two"));
    expect(locate(at("one"))).toBeNull();
  });

  test("is within another by whole names only", () => {
    expect(isWithin("/home/me", "/home/me")).toBe(true);
    expect(isWithin("/home/me", "/home/me/..hidden")).toBe(true);
    expect(isWithin("/home/me", "/home/menu")).toBe(false);
    expect(isWithin("/home/me/x", "/home/me")).toBe(false);
  });
});

describe("the toolchains of a user", () => {
  const find = (environment: Readonly<Record<string, string>>) =>
    findToolchains({ home: at("me"), environment, hidden: [at("me/project")] });

  test("are found where version managers keep them, without their credentials", async () => {
    await folders("me/.cargo/bin", "me/.rustup", "me/.pyenv", "me/.ssh");
    await writeFile(at("me/.cargo/credentials.toml"), "token");
    const { folders: found, env } = find({});
    expect(found).toContain(at("me/.cargo/bin"));
    expect(found).toContain(at("me/.pyenv"));
    expect(found.filter((folder) => [at("me"), at("me/.cargo"), at("me/.ssh")].includes(folder))).toEqual([]);
    expect(env).toMatchObject({ CARGO_HOME: at("me/.cargo"), RUSTUP_HOME: at("me/.rustup") });
  });

  test("are found where the environment says they are", async () => {
    await folders("me", "elsewhere/rust/toolchains");
    const { folders: found, env } = find({ RUSTUP_HOME: at("elsewhere/rust") });
    expect(found).toEqual([at("elsewhere/rust")]);
    expect(env).toEqual({ RUSTUP_HOME: at("elsewhere/rust") });
  });

  test("are those of the PATH, with the installation around them", async () => {
    await folders("tools/node/bin", "tools/node/lib", "me/bin", "me/lib");
    expect(find({ PATH: `${at("tools/node/bin")}:${at("me/bin")}:.` }).folders).toEqual([
      at("tools/node/bin"),
      at("tools/node"),
      at("me/bin"),
    ]);
  });

  test("are never the home folder, what is above it, or the workspace", async () => {
    await folders("me/project/scripts", "me/project/node_modules/.bin");
    const PATH = [at("me"), root, "/", at("me/project"), at("me/project/scripts")].join(":");
    expect(find({ PATH }).folders).toEqual([]);
    await symlink(at("me"), at("alias"));
    expect(find({ PATH: at("alias") }).folders).toEqual([]);
    expect(find({ PATH: at("me/project/node_modules/.bin") }).folders).toEqual([
      at("me/project/node_modules/.bin"),
    ]);
  });

  test("of a program are its folder and its installation, behind every link", async () => {
    await folders("me/.local/bin", "me/tools/node/bin", "me/tools/node/lib");
    await writeFile(at("me/tools/node/bin/node"), "");
    await symlink("../../tools/node/bin/node", at("me/.local/bin/node"));
    const found = programFolders(at("me/.local/bin/node"), { home: at("me"), environment: {}, hidden: [] });
    expect(found).toContain(at("me/tools/node"));
    expect(found).not.toContain(at("me/.local"));
  });

  test("of a program right in the home folder are the program alone", async () => {
    await folders("me");
    await writeFile(at("me/node"), "");
    const found = programFolders(at("me/node"), { home: at("me"), environment: {}, hidden: [] });
    expect(new Set(found)).toEqual(new Set([at("me/node")]));
  });
});
