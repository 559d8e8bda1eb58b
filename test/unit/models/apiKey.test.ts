import { execFileSync } from "node:child_process";
import { chmod, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findApiKey } from "../../../src/adapters/models/apiKey.ts";
import { RunError } from "../../../src/engine/ports.ts";

const openAi = "https://api.openai.com/v1";
const local = "http://127.0.0.1:8000/v1";
const key = "sk-test-0123456789abcdef";

let folder = "";
let file = "";
beforeEach(async () => {
  folder = await realpath(await mkdtemp(path.join(os.tmpdir(), "evolvent-key-")));
  file = path.join(folder, "key");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function refusal(sources: Parameters<typeof findApiKey>[0]): Promise<string> {
  const error = await findApiKey(sources).catch((reason: unknown) => reason);
  if (!(error instanceof RunError)) throw new Error("The key was taken.");
  expect(error.reason).toBe("bad-key");
  expect(error.message).not.toContain(key);
  return error.message.replaceAll(folder, "FOLDER");
}

test("the key of the environment is taken, Evolvent's own first", async () => {
  const environment = { EVOLVENT_API_KEY: ` ${key}\n`, OPENAI_API_KEY: "sk-other" };
  expect(await findApiKey({ baseUrl: openAi, environment, file: null })).toBe(key);
  expect(await findApiKey({ baseUrl: local, environment, file: null })).toBe(key);
});

test.each([
  "http://127.0.0.1:8000/v1",
  "https://api.openai.com.evil.example/v1",
  "https://evil.example/api.openai.com/v1",
  "https://api.openai.com:8443/v1",
  "http://api.openai.com/v1",
  "nonsense",
])("the key for OpenAI is for nobody else: not for %s", async (baseUrl) => {
  const environment = { EVOLVENT_API_KEY: "", OPENAI_API_KEY: key };
  expect(await findApiKey({ baseUrl, environment, file: null })).toBeNull();
  expect(await findApiKey({ baseUrl: openAi, environment, file: null })).toBe(key);
});

test("a variable that cannot be a key is refused without being shown", async () => {
  const environment = { EVOLVENT_API_KEY: `export ${key}` };
  expect(await refusal({ baseUrl: openAi, environment, file: null })).toBe(
    "The environment variable EVOLVENT_API_KEY must hold the API key and nothing else; write it there again.",
  );
});

test("a file that only its owner can read is taken before the environment", async () => {
  await writeFile(file, `\uFEFF${key}\r\n`, { mode: 0o600 });
  expect(await findApiKey({ baseUrl: local, environment: { EVOLVENT_API_KEY: "other" }, file })).toBe(key);
  await chmod(file, 0o400);
  expect(await findApiKey({ baseUrl: local, environment: {}, file })).toBe(key);
});

test.skipIf(process.platform === "win32").each([0o640, 0o604, 0o644, 0o620, 0o660])(
  "a file with the rights %o is refused, and what to do is said",
  async (mode) => {
    await writeFile(file, key);
    await chmod(file, mode);
    expect(await refusal({ baseUrl: openAi, environment: {}, file })).toBe(
      'The file FOLDER/key with the API key is open to other users; take their rights away with "chmod 600".',
    );
  },
);

test.skipIf(process.platform === "win32")(
  "a link is not followed: it may lead to another secret",
  async () => {
    await writeFile(path.join(folder, "secret"), key, { mode: 0o600 });
    await symlink(path.join(folder, "secret"), file);
    expect(await refusal({ baseUrl: openAi, environment: {}, file })).toBe(
      "The file FOLDER/key is a link; name the file with the API key itself.",
    );
  },
);

test.skipIf(process.platform === "win32")("a pipe and a folder are refused and not waited for", async () => {
  execFileSync("mkfifo", ["-m", "600", file]);
  expect(await refusal({ baseUrl: openAi, environment: {}, file })).toContain("is not a file");
  expect(await refusal({ baseUrl: openAi, environment: {}, file: folder })).toContain("is not a file");
});

test.skipIf(process.getuid?.() !== 0)("a file of another user is refused", async () => {
  await writeFile(file, key, { mode: 0o600 });
  execFileSync("chown", ["65534", file]);
  expect(await refusal({ baseUrl: openAi, environment: {}, file })).toContain("belongs to another user");
});

test("a file that is missing, empty, long or holds more than a key is refused", async () => {
  expect(await refusal({ baseUrl: openAi, environment: {}, file })).toBe(
    "There is no file FOLDER/key to read the API key from; write it or name another.",
  );
  for (const text of ["", `-----BEGIN KEY-----\n${key}`, "x".repeat(100_000), "\u0000\u0001"]) {
    await writeFile(file, text, { mode: 0o600 });
    expect(await refusal({ baseUrl: openAi, environment: {}, file })).toBe(
      "The file FOLDER/key must hold the API key and nothing else; write it there again.",
    );
  }
});
