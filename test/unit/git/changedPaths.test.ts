import { chmod, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { changedPaths } from "../../../src/adapters/git/changedPaths.ts";
import { TestRepository } from "./testRepository.ts";

let project: TestRepository;
let from: string;

beforeEach(async () => {
  project = await TestRepository.create();
  from = (await project.git("rev-parse", "HEAD")).trim();
});
afterEach(() => project.remove());

async function changes(): Promise<ReturnType<typeof changedPaths>> {
  const to = await project.commit("Change");
  return changedPaths(await project.open(), { from, to });
}

describe("what differs between two commits", () => {
  it("is nothing when nothing does", async () => {
    expect(await changedPaths(await project.open(), { from, to: from })).toEqual([]);
  });

  it("is told by path, and whether it is the content of a file alone", async () => {
    await project.write("src/deep/sum.js", "changed\n");
    await project.write("new ✓ file.txt", "new\n");
    await rm(join(project.root, "README.md"));
    expect(await changes()).toEqual([
      { path: "README.md", onlyContent: false },
      { path: "new ✓ file.txt", onlyContent: false },
      { path: "src/deep/sum.js", onlyContent: true },
    ]);
  });

  it("tells a file that becomes a link or a program from one whose content changes", async () => {
    await rm(join(project.root, "README.md"));
    await symlink("/etc/passwd", join(project.root, "README.md"));
    await chmod(join(project.root, "src/deep/sum.js"), 0o755);
    expect(await changes()).toEqual([
      { path: "README.md", onlyContent: false },
      { path: "src/deep/sum.js", onlyContent: false },
    ]);
  });
});
