import { expect, test } from "vitest";
import { fileFailure } from "../../../src/adapters/git/fileFailure.ts";
import { gitFailure } from "../../../src/adapters/git/gitCommand.ts";
import { RunError } from "../../../src/engine/ports.ts";

test("what git complains of becomes the end of one sentence", () => {
  const stderr = "warning: x\nhint: try harder\nerror: early\nfatal: bad object HEAD.\n";
  expect(gitFailure(new Error(stderr), "list the branches")).toMatchObject({
    reason: "git-failed",
    message: "Git could not list the branches: bad object HEAD.",
  });
});

test("a git that could not be started is named without a stack", () => {
  const message = "Error: spawn git ENOENT\n    at ChildProcess._handle.onexit (node:internal/x:285:19)\n";
  expect(gitFailure(new Error(message), "list the branches").message).toBe(
    "Git could not list the branches: Error: spawn git ENOENT.",
  );
});

test("a full disk is told apart, whoever notices it", () => {
  const sentence = "The disk is full: Evolvent could not hold a candidate. Free some space and try again.";
  const stderr = "error: unable to create temporary file: No space left on device\nfatal: x";
  const system = Object.assign(new Error("write"), { code: "ENOSPC" });
  for (const failure of [
    gitFailure(new Error(stderr), "hold a candidate"),
    fileFailure(system, "cache-unwritable", "hold a candidate"),
  ]) {
    expect(failure).toMatchObject({ reason: "disk-full", message: sentence });
  }
});

test("a sentence that was found once is not wrapped in another", () => {
  const first = new RunError("conflict", "Branch a exists.");
  expect(gitFailure(first, "do more")).toBe(first);
  expect(fileFailure(first, "cache-unwritable", "do more")).toBe(first);
});
