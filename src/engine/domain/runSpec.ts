import * as z from "zod";

/** Where the inputs of a function benchmark come from. */
export const inputsSourceSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("module"),
    /** Repository-relative POSIX path of a module exporting `inputs(random, size)`. */
    path: z.string().min(1),
  }),
  z.object({
    kind: z.literal("recorded"),
    /** Shell command that exercises the target once while its arguments are captured. */
    command: z.string().min(1),
  }),
]);

const relativePath = z
  .string()
  .min(1)
  .refine((path) => !path.startsWith("/") && !path.split("/").includes(".."), {
    message: "must be a path inside the repository, relative to its root, with forward slashes",
  });

/** What the user asked for. Saved as `.evolvent/<name>.json`; this schema is the only validator of that file. */
export const runSpecSchema = z.strictObject({
  $schema: z.string().optional(),
  /** Names the file in `.evolvent/` and begins every run's id; lower-case letters, digits and dashes. */
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,47}$/, "must be 1 to 48 lower-case letters, digits and dashes"),
  target: z.strictObject({
    file: relativePath,
    /** As `file:symbol` names it: `unique`, `Graph.prototype.find`, `Graph.visit`, `outer.inner`. */
    symbol: z.string().min(1),
    /** Line (1-based) that picks one of several functions with the same name. */
    line: z.int().min(1).optional(),
  }),
  benchmark: z.strictObject({ inputs: inputsSourceSchema }),
  /** Shell command that must succeed on every candidate, or null when the user has none. */
  tests: z.string().min(1).nullable(),
  budget: z.strictObject({
    /** Most candidates to evaluate. */
    candidates: z.int().min(1).max(10_000),
    /** Most minutes of wall time, set-up and confirmation included. */
    minutes: z
      .number()
      .positive()
      .max(24 * 60),
  }),
  /** Seeds everything random in the search and in the inputs. */
  seed: z.int().min(0).max(0xffff_ffff),
});

export type RunSpec = Readonly<z.infer<typeof runSpecSchema>>;
export type InputsSource = Readonly<z.infer<typeof inputsSourceSchema>>;

/** `<slug>-<4 hex>`, unique within a repository. */
export type RunId = string;

export const runIdPattern = /^[a-z0-9][a-z0-9-]{0,47}-[0-9a-f]{4}$/;

/** A spec's name made from the target's symbol: `Graph.prototype.find` gives `graph-find`. */
export function specName(symbol: string): string {
  const words = symbol
    .replace(/\.prototype\b/g, "")
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return words.slice(0, 48).replace(/-+$/, "") || "target";
}
