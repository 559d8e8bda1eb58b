// Writes the JSON Schema that editors check `.evolvent/*.json` with; `--check` only says whether it is current.
import { readFile, writeFile } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { runSpecSchema } from "../src/engine/domain/runSpec.ts";

const file = new URL("../schemas/run-spec.schema.json", import.meta.url);
const schema = {
  title: "Evolvent run",
  ...z.toJSONSchema(runSpecSchema, { target: "draft-7", io: "input" }),
};

if (!process.argv.includes("--check")) {
  await writeFile(file, `${JSON.stringify(schema, null, 2)}\n`);
} else if (!isDeepStrictEqual(JSON.parse(await readFile(file, "utf8")), JSON.parse(JSON.stringify(schema)))) {
  console.error("schemas/run-spec.schema.json is not that of runSpec.ts: run npm run schema.");
  process.exitCode = 1;
}
