import { mkdir, mkdtemp, readdir, realpath, rm, stat, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Consents } from "../../../src/adapters/sandbox/consents.ts";

let folder = "";
let data = "";
let repository = "";
beforeEach(async () => {
  folder = await realpath(await mkdtemp(path.join(os.tmpdir(), "evolvent-consents-")));
  data = path.join(folder, "data");
  repository = path.join(folder, "repository");
  await mkdir(repository);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("nobody has consented until they have", async () => {
  expect(await new Consents(data).of(repository)).toBeNull();
  expect(await readdir(folder)).toEqual(["repository"]);
});

test("a consent is remembered with its time, for this repository only, until it is revoked", async () => {
  const other = path.join(folder, "other");
  await mkdir(other);
  expect(await new Consents(data).give(repository, 1234)).toEqual({ repository, at: 1234 });
  await new Consents(data).give(other, 5);
  expect(await new Consents(data).of(repository)).toEqual({ repository, at: 1234 });
  expect(await new Consents(data).revoke(repository)).toBe(true);
  expect(await new Consents(data).of(repository)).toBeNull();
  expect(await new Consents(data).of(other)).toEqual({ repository: other, at: 5 });
  expect(await new Consents(data).revoke(repository)).toBe(false);
});

test("a repository is known by its real path, whatever link leads to it", async () => {
  const link = path.join(folder, "link");
  await symlink(repository, link);
  await new Consents(data).give(link, 1);
  expect(await new Consents(data).of(repository)).not.toBeNull();
  await rm(link);
  const swapped = path.join(folder, "swapped");
  await mkdir(swapped);
  await symlink(swapped, link);
  expect(await new Consents(data).of(link)).toBeNull();
});

test.skipIf(process.platform === "win32")("consents are nobody else's business", async () => {
  await new Consents(data).give(repository, 1);
  expect((await stat(path.join(data, "consents.json"))).mode & 0o777).toBe(0o600);
  expect((await stat(data)).mode & 0o777).toBe(0o700);
});

test("consents given at once are all kept, and nothing else is left in the folder", async () => {
  const repositories = Array.from({ length: 8 }, (_, index) => path.join(folder, `repository-${index}`));
  for (const each of repositories) await mkdir(each);
  await Promise.all(repositories.map((each) => new Consents(data).give(each, 1)));
  for (const each of repositories) expect(await new Consents(data).of(each)).not.toBeNull();
  expect(await readdir(data)).toEqual(["consents.json"]);
});

test.each(["", "no JSON", '{"consents": [{"repository": 1}]}', '{"consents": "all"}', "[]"])(
  "a file that cannot be read holds no consent: %s",
  async (text) => {
    await mkdir(data);
    await writeFile(path.join(data, "consents.json"), text);
    expect(await new Consents(data).of(repository)).toBeNull();
    await new Consents(data).give(repository, 1);
    expect(await new Consents(data).of(repository)).toEqual({ repository, at: 1 });
  },
);
