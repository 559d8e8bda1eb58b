import * as z from "zod";

/** Where the inputs of a function benchmark come from. */
export const inputsSourceSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("module"),
    path: z
      .string()
      .min(1)
      .describe("Path of a module that exports inputs(random, size), relative to the repository's root."),
  }),
  z.object({
    kind: z.literal("recorded"),
    command: z
      .string()
      .min(1)
      .describe("Shell command that calls the target; it runs once while the arguments are recorded."),
  }),
]);

const relativePath = z
  .string()
  .min(1)
  .refine((path) => !path.startsWith("/") && !path.split("/").includes(".."), {
    message: "must be a path inside the repository, relative to its root, with forward slashes",
  })
  .describe("Path relative to the repository's root, with forward slashes.");

/** What the user asked for. Saved as `.evolvent/<name>.json`; this schema is the only validator of that file. */
export const runSpecSchema = z.strictObject({
  $schema: z.string().optional(),
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,47}$/, "must be 1 to 48 lower-case letters, digits and dashes")
    .describe(
      "Names the file in .evolvent/ and begins every run's id: lower-case letters, digits and dashes.",
    ),
  target: z.strictObject({
    file: relativePath,
    symbol: z
      .string()
      .min(1)
      .describe("Name of the function: unique, Graph.prototype.find, Graph.visit or outer.inner."),
    line: z
      .int()
      .min(1)
      .max(10_000_000)
      .optional()
      .describe("Line (from 1) that picks one of several functions with the same name."),
  }),
  benchmark: z.strictObject({ inputs: inputsSourceSchema }),
  tests: z
    .string()
    .min(1)
    .nullable()
    .describe("Shell command that must succeed on every candidate, or null when there is none."),
  budget: z.strictObject({
    candidates: z.int().min(1).max(10_000).describe("Most candidates to evaluate."),
    minutes: z
      .number()
      .positive()
      .max(24 * 60)
      .describe("Most minutes of wall time, set-up and confirmation included."),
  }),
  seed: z.int().min(0).max(0xffff_ffff).describe("Seeds everything random in the search and in the inputs."),
});

export type RunSpec = Readonly<z.infer<typeof runSpecSchema>>;
export type InputsSource = Readonly<z.infer<typeof inputsSourceSchema>>;

/** `<slug>-<4 hex>`, unique within a repository. */
export type RunId = string;

export const runIdPattern = /^[a-z0-9][a-z0-9-]{0,47}-[0-9a-f]{4}$/;

/**
 * A spec's name made from the target's symbol: `Graph.prototype.find` gives `graph-find`. An export without a name is
 * called after its file, or after the folder of an `index`.
 */
export function specName({ file, symbol }: { readonly file: string; readonly symbol: string }): string {
  const [base = "", folder = ""] = file
    .replace(/\.[^./]+$/, "")
    .split("/")
    .toReversed();
  const unnamed = symbol === "default" || symbol === "module.exports";
  const words = (unnamed ? (base === "index" && folder !== "" ? folder : base) : symbol)
    .replace(/\.prototype\b/g, "")
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return words.slice(0, 48).replace(/-+$/, "") || "target";
}
