import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";

it("The schema that editors check run specs with is that of the product's own validator", async () => {
  const script = new URL("../../../scripts/schema.mjs", import.meta.url).pathname;
  const check = promisify(execFile)(process.execPath, [script, "--check"]);
  await expect(check).resolves.toMatchObject({ stderr: "" });
});
