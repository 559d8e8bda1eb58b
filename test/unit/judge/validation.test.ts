import path from "node:path";
import process from "node:process";
import { execa } from "execa";
import { expect, test } from "vitest";

const root = path.join(import.meta.dirname, "../../..");

test("the rule meets its goals on processes that were really measured", async () => {
  const program = path.join(root, "bench/judge/main.ts");
  const { stdout, exitCode } = await execa(
    process.execPath,
    [program, "--candidates", "1000", "--searches", "100"],
    { reject: false },
  );
  expect(stdout).not.toMatch(/^MISSED .*$/m);
  expect(stdout).toMatch(/^All goals are met\.$/m);
  expect(exitCode).toBe(0);
}, 120_000);
