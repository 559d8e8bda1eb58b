import * as z from "zod";
import { lineageModelSchema } from "./lineageModel.ts";

/** Id of the element that carries the report's data; a page that has one needs no extension. */
export const reportElementId = "evolvent-report";

/** What a report carries: a run, and the diffs that the page would otherwise open in an editor. */
export const reportModelSchema = z.strictObject({
  run: lineageModelSchema,
  /** Unified diffs against the first parent, by candidate number. */
  diffs: z.record(z.int().min(1), z.string()).optional(),
});
export type ReportModel = Readonly<z.infer<typeof reportModelSchema>>;
