import * as z from "zod";

/** Choices of the list's filter. */
export const listFilters = [
  "all",
  "improved",
  "tied",
  "worse",
  "inconclusive",
  "rejected",
  "unjudged",
] as const;
export type ListFilter = (typeof listFilters)[number];

/**
 * What the page keeps through hiding and window reload (`setState`). The extension's serializer reads `run` from
 * it to know which run the restored page belongs to.
 */
const pageStateSchema = z.strictObject({
  run: z.string(),
  selected: z.int().min(0).nullable(),
  filter: z.enum(listFilters),
  /** Zoom of the drawing: screen = k · unzoomed + (x, y), in CSS pixels. */
  zoom: z.strictObject({ k: z.number().positive(), x: z.number(), y: z.number() }).readonly(),
});
export type SavedPageState = Readonly<z.infer<typeof pageStateSchema>>;

/** The saved state, or null when there is none or it is from another version. */
export function readPageState(data: unknown): SavedPageState | null {
  const result = pageStateSchema.safeParse(data);
  return result.success ? result.data : null;
}
