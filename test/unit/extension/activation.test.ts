import { mkdtemp, readFile, realpath, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import * as z from "zod";
import { bundle } from "../../../esbuild.mjs";

const metafileSchema = z.object({
  outputs: z.record(
    z.string(),
    z.object({
      bytes: z.number(),
      inputs: z.record(z.string(), z.unknown()),
      imports: z.array(z.object({ path: z.string(), kind: z.string(), external: z.boolean().optional() })),
    }),
  ),
});
type Outputs = z.infer<typeof metafileSchema>["outputs"];

let folder: string;
let outputs: Outputs;

beforeAll(async () => {
  folder = await mkdtemp(path.join(await realpath(os.tmpdir()), "evolvent-activation-"));
  await bundle(folder, { metafile: true });
  outputs = metafileSchema.parse(JSON.parse(await readFile(path.join(folder, "meta.json"), "utf8"))).outputs;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The files that are read when one is, without what is imported later. */
function readWith(name: string): readonly Outputs[string][] {
  const files = new Set([nameOf(name)]);
  for (const file of files) {
    for (const { path: imported, kind, external } of outputs[file]?.imports ?? []) {
      if (kind === "import-statement" && external !== true) files.add(imported);
    }
  }
  return [...files].flatMap((file) => outputs[file] ?? []);
}

function nameOf(name: string): string {
  const found = Object.keys(outputs).find((file) => path.basename(file) === name);
  if (found === undefined) throw new Error(`${name} is not built`);
  return found;
}

it("VS Code reads little when the extension is activated, and no library", () => {
  const files = readWith("extension.js");
  const libraries = files
    .flatMap(({ inputs }) => Object.keys(inputs))
    .filter((file) => file.includes("node_modules/"));
  expect(libraries).toEqual([]);
  expect(files.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(100_000);
});

it("no translations of the schema library are built in, for errors are in our own words", () => {
  const inputs = Object.values(outputs).flatMap(({ inputs: of }) => Object.keys(of));
  expect(inputs.filter((file) => /zod\/v4\/locales\/(?!en\.js)/.test(file))).toEqual([]);
});
