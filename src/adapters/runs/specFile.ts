import { readFile } from "node:fs/promises";
import { toDotPath } from "zod/v4/core";
import { type RunSpec, runSpecSchema } from "../../engine/domain/runSpec.ts";
import { RunError } from "../../engine/ports.ts";

/**
 * Validates a spec.
 * @param origin where it comes from, for the message: a path or "the command line".
 * @throws RunError `bad-spec` naming the first thing that is wrong.
 */
export function parseSpec(data: unknown, origin: string): RunSpec {
  const result = runSpecSchema.safeParse(data);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = issue === undefined || issue.path.length === 0 ? "" : ` at ${toDotPath(issue.path)}`;
  throw new RunError(
    "bad-spec",
    `The run spec from ${origin} is not valid${place}: ${issue?.message ?? "unknown"}.`,
  );
}

/**
 * Reads a saved spec, `.evolvent/<name>.json`.
 * @throws RunError `bad-spec` when it is missing, no JSON or not valid.
 */
export async function readSpecFile(path: string): Promise<RunSpec> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new RunError("bad-spec", `The run spec ${path} cannot be read: check the path.`, { cause: error });
  }
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new RunError("bad-spec", `The run spec ${path} is not JSON: ${detail}.`, { cause: error });
  }
  return parseSpec(data, path);
}
