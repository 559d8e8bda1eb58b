import * as z from "zod/mini";

/** How many inputs a benchmark may have. */
export const mostInputs = 1000;

const targetSchema = z.readonly(
  z.object({
    /** Absolute path of the folder that holds the version to run. */
    root: z.string(),
    /** Path of the target's file below it. */
    file: z.string(),
    /** Puts a thunk of the entry at `globalThis[Symbol.for("evolvent.entry")]`; see `Entry` of the languages. */
    capture: z.object({ offset: z.number(), text: z.string() }),
    receiver: z.enum(["none", "instance", "holder"]),
    /** Name of the method on what the thunk gives; null when it gives the function itself. */
    member: z.nullable(z.string()),
  }),
);
/** The function a harness calls. */
export type HarnessTarget = z.infer<typeof targetSchema>;

const inputsSchema = z.discriminatedUnion("kind", [
  z.readonly(
    z.object({
      kind: z.literal("module"),
      /** Absolute path of the folder with the base commit: the module's text is read from there. */
      base: z.string(),
      /** Path of the module below it. */
      path: z.string(),
      seed: z.number(),
      size: z.number(),
    }),
  ),
  z.readonly(
    z.object({
      kind: z.literal("recorded"),
      /**
       * Absolute path of a file that holds `v8.serialize` of an array with the bytes of one call each, which are
       * `v8.serialize({ args, receiver? })`.
       */
      path: z.string(),
    }),
  ),
]);
/** Where a harness gets its inputs from. */
export type HarnessInputs = z.infer<typeof inputsSchema>;

const taskSchema = z.discriminatedUnion("kind", [
  /** Call the target once on each input and describe what it does. */
  z.object({ kind: z.literal("check") }),
  /** Time it. `freshInputs`: every call gets an input of its own, because the target changes them. */
  z.object({ kind: z.literal("time"), seed: z.number(), freshInputs: z.boolean() }),
  /** Find the size of inputs at which a pass over them takes at least this much CPU time. */
  z.object({ kind: z.literal("calibrate"), passNs: z.number(), mostSize: z.number() }),
]);
/** What a harness does with its target. */
export type HarnessTask = z.infer<typeof taskSchema>;

/** What the parent writes to the standard input of a harness. */
export const jobSchema = z.readonly(
  z.object({
    /** Comes back with every message; the target never sees it. */
    nonce: z.string(),
    target: targetSchema,
    inputs: inputsSchema,
    task: taskSchema,
  }),
);
export type Job = z.infer<typeof jobSchema>;

const partSchema = z.object({ digest: z.string(), preview: z.string() });

const outcomeSchema = z.readonly(
  z.object({
    /** Digest of receiver, arguments and answer after the call as one graph. */
    digest: z.string(),
    kind: z.enum(["returned", "threw"]),
    answer: partSchema,
    /** Receiver and arguments after the call. */
    after: partSchema,
    /** The call changed its receiver or arguments. */
    mutated: z.boolean(),
  }),
);
/** What the target did on one input. */
export type Outcome = z.infer<typeof outcomeSchema>;

export const stages = ["start", "load", "inputs", "run"] as const;
/** What a harness is busy with. */
export type Stage = (typeof stages)[number];

const messageSchema = z.discriminatedUnion("kind", [
  /** It begins a stage; `input` is 1-based, `size` that of the inputs. */
  z.object({
    kind: z.literal("stage"),
    stage: z.enum(stages),
    input: z.optional(z.number()),
    size: z.optional(z.number()),
  }),
  z.object({ kind: z.literal("outcome"), outcome: outcomeSchema }),
  z.object({ kind: z.literal("incomparable"), input: z.number(), what: z.string() }),
  /** It cannot go on. */
  z.object({ kind: z.literal("failed"), stage: z.enum(stages), message: z.string() }),
  /** The last message of a check: as many outcomes came before. */
  z.object({ kind: z.literal("checked"), inputs: z.number() }),
  z.object({
    kind: z.literal("timed"),
    /** Nanoseconds of one pass over the inputs: the sum of the minima of the parts over the rounds. */
    cpuNs: z.number().check(z.positive()),
    wallNs: z.number().check(z.positive()),
    rounds: z.number(),
    /** Per input, of the last timed call; comparable with `Outcome.digest`. */
    digests: z.array(z.string()),
  }),
  z.object({ kind: z.literal("calibrated"), size: z.number() }),
]);
/** What a harness says. */
export type HarnessMessage = z.infer<typeof messageSchema>;

/** One line of what a harness writes to file descriptor 3. */
export const lineSchema = z.object({ nonce: z.string(), message: messageSchema });
