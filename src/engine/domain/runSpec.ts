import * as z from "zod";
import { modelsSchema } from "./modelsSpec.ts";

const relativePath = z
  .string()
  .min(1)
  .refine((path) => !path.startsWith("/") && !path.split("/").includes(".."), {
    message: "must be a path inside the repository, relative to its root, with forward slashes",
  })
  .describe("Path relative to the repository's root, with forward slashes.");

const shellCommand = z.string().min(1);

/** Where the inputs of a function benchmark come from. */
export const inputsSourceSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("module"),
    path: relativePath.describe(
      "Module that exports inputs(random, size), relative to the repository's root.",
    ),
  }),
  z.strictObject({
    kind: z.literal("recorded"),
    command: shellCommand.describe(
      "Shell command that calls the target; it runs once while the arguments are recorded.",
    ),
  }),
  z.strictObject({
    kind: z.literal("types"),
  }),
  z.strictObject({
    kind: z.literal("schema"),
    path: relativePath.describe("JSON Schema of the array of arguments, relative to the repository's root."),
  }),
]);

/** How a metric is found in what a command prints or writes. */
export const metricParserNames = [
  "json-line",
  "regex",
  "hyperfine",
  "pytest-benchmark",
  "go",
  "criterion",
  "cargo-bench",
  "google-benchmark",
  "vitest",
  "tinybench",
  "mitata",
  "jmh",
] as const;
export type MetricParserName = (typeof metricParserNames)[number];

/** What a user's own benchmark command measures. */
export const commandMetricSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("time"),
  }),
  z.strictObject({
    kind: z.literal("output"),
    parser: z
      .enum(metricParserNames)
      .describe("How the metric is found in what the command prints or writes."),
    name: z
      .string()
      .min(1)
      .optional()
      .describe(
        "Which metric or which benchmark, where the output has several; a group of the expression for regex.",
      ),
    pattern: z
      .string()
      .min(1)
      .optional()
      .describe("Regular expression with one group or a named one, for regex."),
    file: relativePath.optional().describe("File that the command writes; its output is read when left out."),
    better: z
      .enum(["lower", "higher"])
      .optional()
      .describe("Which way is better; what the parser knows when left out."),
    unit: z.string().min(1).optional().describe("Unit for people, where the output does not tell."),
  }),
]);
export type CommandMetric = Readonly<z.infer<typeof commandMetricSchema>>;

/** How a version is measured. */
export const benchmarkSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("function"), inputs: inputsSourceSchema }),
  z.strictObject({
    kind: z.literal("command"),
    build: shellCommand
      .nullable()
      .describe("Shell command that builds a version before it is measured, or null."),
    run: shellCommand.describe("Shell command that runs the benchmark of a version once."),
    metric: commandMetricSchema,
  }),
  z.strictObject({
    kind: z.literal("evaluator"),
    path: relativePath.describe(
      "Python file with evaluate(program_path) that returns metrics, as OpenEvolve has it.",
    ),
    metric: z
      .string()
      .min(1)
      .optional()
      .describe("Which of its metrics is to rise; combined_score when left out."),
  }),
]);
export type BenchmarkSpec = Readonly<z.infer<typeof benchmarkSchema>>;

/** Something that must hold beside the gain. */
const constraintSchema = z.strictObject({
  metric: z
    .string()
    .min(1)
    .describe("peak-memory, code-size, cpu, wall, or the name of a metric that the benchmark reports."),
  better: z.enum(["lower", "higher"]).optional().describe("Which way is better; lower when left out."),
  tolerance: z
    .number()
    .min(1)
    .max(1000)
    .describe("How many times worse than the baseline it may be: 1.1 allows a tenth more."),
});
export type Constraint = Readonly<z.infer<typeof constraintSchema>>;

/** Which gain counts, and what must hold beside it. */
export const objectiveSchema = z.strictObject({
  clock: z
    .enum(["cpu", "wall"])
    .optional()
    .describe("Which time counts where time is the metric; chosen by what the benchmark does when left out."),
  smallestGain: z
    .number()
    .gt(1)
    .max(100)
    .optional()
    .describe(
      "Smallest gain worth having, such as 1.05; by the noise of the machine, 1.02 at least, when left out.",
    ),
  constraints: z.array(constraintSchema).optional(),
});
export type Objective = Readonly<z.infer<typeof objectiveSchema>>;

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
      .describe(
        "Name of the function: unique, Graph.prototype.find, Graph.visit or outer.inner; EVOLVE-BLOCK for a marked block.",
      ),
    line: z
      .int()
      .min(1)
      .max(10_000_000)
      .optional()
      .describe("Line (from 1) that picks one of several functions with the same name."),
  }),
  benchmark: benchmarkSchema,
  objective: objectiveSchema.optional(),
  tests: z
    .string()
    .min(1)
    .nullable()
    .describe("Shell command that must succeed on every candidate, or null when there is none."),
  models: modelsSchema.optional().describe("The language model that takes part; none when left out."),
  budget: z.strictObject({
    candidates: z.int().min(1).max(10_000).describe("Most candidates to evaluate."),
    minutes: z
      .number()
      .positive()
      .max(24 * 60)
      .describe("Most minutes of wall time, set-up and confirmation included."),
    tokens: z
      .int()
      .min(1)
      .max(1e12)
      .optional()
      .describe("Most tokens of language models, prompts and answers together."),
    money: z.number().positive().max(1e6).optional().describe("Most US dollars for language models."),
  }),
  seed: z.int().min(0).max(0xffff_ffff).describe("Seeds everything random in the search and in the inputs."),
});

export type RunSpec = Readonly<z.infer<typeof runSpecSchema>>;
export type InputsSource = Readonly<z.infer<typeof inputsSourceSchema>>;

/** `<slug>-<4 hex>`, unique within a repository. */
export type RunId = string;

export const runIdPattern = /^[a-z0-9][a-z0-9-]{0,47}-[0-9a-f]{4}$/;

/**
 * A spec's name made from the target's symbol: `Graph.prototype.find` gives `graph-find`. An export without a name and a
 * marked block are called after their file, or after the folder of an `index`.
 */
export function specName({ file, symbol }: { readonly file: string; readonly symbol: string }): string {
  const [base = "", folder = ""] = file
    .replace(/\.[^./]+$/, "")
    .split("/")
    .toReversed();
  const unnamed = /^(default|module\.exports|EVOLVE-BLOCK(\.\d+)?)$/.test(symbol);
  const words = (unnamed ? (base === "index" && folder !== "" ? folder : base) : symbol)
    .replace(/\.prototype\b/g, "")
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return words.slice(0, 48).replace(/-+$/, "") || "target";
}
