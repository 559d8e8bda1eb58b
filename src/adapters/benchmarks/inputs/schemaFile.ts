import { readFile } from "node:fs/promises";
import path from "node:path";
import { RunError } from "../../../engine/ports.ts";
import { schemaShapes } from "./schemaShapes.ts";
import { type CallShapes, NoShape } from "./shape.ts";

/**
 * The shapes of arguments by a file with a JSON Schema of their array.
 * @param root absolute path of the folder of the baseline
 * @param file path of the schema below it
 * @throws RunError `inputs-failed`
 */
export async function readSchema(root: string, file: string): Promise<CallShapes> {
  let text: string;
  try {
    text = await readFile(path.join(root, file), "utf8");
  } catch (error) {
    throw new RunError(
      "inputs-failed",
      `There is no JSON Schema ${file} in the repository; what git ignores is not part of a run.`,
      { cause: error },
    );
  }
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new RunError("inputs-failed", `The JSON Schema ${file} is not JSON: ${detail}.`, { cause: error });
  }
  try {
    return schemaShapes(document);
  } catch (error) {
    if (!(error instanceof NoShape)) throw error;
    throw new RunError("inputs-failed", `No inputs can be drawn by ${file}: ${error.message}.`);
  }
}
