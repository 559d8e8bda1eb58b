import * as z from "zod/mini";

/*
 * The conversation of a harness, the same for every language. The parent starts one fresh process for each job and
 * writes the job to its standard input; the harness reads all of it before anything of the candidate is loaded. The
 * harness speaks on file descriptor 3, one `Line` in JSON for each message, and hears on file descriptor 4, one
 * `Answer` in JSON for each `lap-start` and `lap-end`, for which it waits. It answers nothing else.
 */

/** How many inputs a benchmark may have. */
export const mostInputs = 1000;

const targetSchema = z.readonly(
  z.object({
    /** Absolute path of the folder that holds the version to run. */
    root: z.string(),
    /** Path of the target's file below it. */
    file: z.string(),
    /**
     * Puts a thunk of the entry where the harness finds it; see `Entry` of the languages. The offset counts UTF-16
     * code units in the text of the file.
     */
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
      /** Path of the module below the version's folder, which says what its own imports mean. */
      path: z.string(),
      /** Its text in the base commit: what the version's folder holds at that path is not read. */
      text: z.string(),
      /** The values of every set of inputs come from this seed and from the number of the set. */
      seed: z.number(),
      /** Handed to the module's `inputs(random, size)`. */
      size: z.number(),
    }),
  ),
  z.readonly(
    z.object({
      kind: z.literal("recorded"),
      /**
       * One call each, in Base64: for JavaScript `v8.serialize({ args, receiver? })`, for Python the pickle of
       * `{"args": …, "kwargs"?: …, "receiver"?: …, "construct"?: …}`, before which the pickle of the name may stand by
       * which the target's module was known when the call was recorded.
       */
      calls: z.readonly(z.array(z.string())),
    }),
  ),
]);
/** Where a harness gets its inputs from. All it needs is in here: no file of its own holds an input. */
export type HarnessInputs = z.infer<typeof inputsSchema>;

const planSchema = z.readonly(
  z.object({
    /**
     * The passes of one lap, for each part of the inputs: part k of n holds those from ⌊k · inputs / n⌋ on and before
     * ⌊(k + 1) · inputs / n⌋.
     */
    passes: z.readonly(z.array(z.number().check(z.int(), z.positive()))),
    /**
     * How many sets of inputs are made for a round. Pass p of a lap uses set p modulo this: as long as there are as
     * many sets as passes, no value is handed over twice.
     */
    sets: z.number().check(z.int(), z.positive()),
    /** Of so many calls of a lap, at most, the answers are held until it has ended, and digested: a random sample. */
    answers: z.number().check(z.int(), z.positive()),
  }),
);
/** What one round does. Processes of one plan and seed make the same calls with the same values in the same order. */
export type Plan = z.infer<typeof planSchema>;

const taskSchema = z.discriminatedUnion("kind", [
  /** Call the target once on each input of set 0 and describe what it does. */
  z.object({ kind: z.literal("check") }),
  /** Time it. */
  z.object({
    kind: z.literal("time"),
    /** Decides the values of the inputs, the order of the calls and the length of each round. */
    seed: z.number(),
    /** The target changes its inputs: no set is used for more than one pass. */
    mutates: z.boolean(),
    /** What a round does; null to find out and say it. */
    plan: z.nullable(planSchema),
    /** How many times as long as usual a round lasts; for finding a plan. */
    effort: z.number().check(z.positive()),
  }),
  /**
   * Show whether it remembers earlier calls: laps of kind `new`, each followed by laps of kind `known` that do the
   * same. Part 0 of these hands over new objects with the same values, part 1 the very same objects once more.
   */
  z.object({
    kind: z.literal("probe"),
    seed: z.number(),
    mutates: z.boolean(),
    effort: z.number(),
    plan: planSchema,
  }),
  /** Show on which lines of its file the target's time goes. */
  z.object({ kind: z.literal("profile"), seed: z.number(), mutates: z.boolean(), plan: planSchema }),
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

export const lapKinds = [
  /** Nothing at all, before the target is loaded: what a lap itself costs. At least twenty of them. */
  "empty",
  /** Loading the target's file. Exactly one. */
  "load",
  /** Calling the target for the first time, on one small input. At most one. */
  "first",
  /** Warming up, finding a plan or a size. */
  "warm-up",
  /** What the result is computed from. */
  "timed",
  /** Calls on values that were never handed over before, and the same calls again. */
  "new",
  "known",
] as const;
/** What is done in a lap. */
export type LapKind = (typeof lapKinds)[number];

const messageSchema = z.discriminatedUnion("kind", [
  /** It begins a stage; `input` is 1-based, `size` that of the inputs. */
  z.object({
    kind: z.literal("stage"),
    stage: z.enum(stages),
    input: z.optional(z.number()),
    size: z.optional(z.number()),
  }),
  /**
   * A lap begins as soon as this is answered, by `{}`. Part and round are 0-based, and 0 where they mean nothing; the
   * parts of a round come in any order, once each.
   */
  z.object({
    kind: z.literal("lap-start"),
    lap: z.enum(lapKinds),
    part: z.number(),
    round: z.number(),
    passes: z.number(),
  }),
  /** It has ended; answered by a `LapTime`. */
  z.object({ kind: z.literal("lap-end") }),
  /** What it found that a round should do. Comes before the first timed lap. */
  z.object({ kind: z.literal("planned"), plan: planSchema }),
  /** What the calls of a timed lap did: see `Outcome.digest`; of all of them, or of a sample that the seed decides. */
  z.object({ kind: z.literal("answers"), part: z.number(), round: z.number(), digest: z.string() }),
  z.object({ kind: z.literal("outcome"), outcome: outcomeSchema }),
  /**
   * What the target gives cannot be compared; `what` reads as `result[0] is a function`. The input is null while the
   * target is timed or probed. A last word.
   */
  z.object({ kind: z.literal("incomparable"), input: z.nullable(z.number()), what: z.string() }),
  /** Parts of the language that the target has changed, such as `Array.prototype.map`. Before a last word. */
  z.object({ kind: z.literal("changed"), names: z.readonly(z.array(z.string())) }),
  /** It cannot go on. A last word. */
  z.object({ kind: z.literal("failed"), stage: z.enum(stages), message: z.string() }),
  /** The last word of a check: as many outcomes came before. */
  z.object({ kind: z.literal("checked"), inputs: z.number() }),
  /** The last word of timing: as many rounds came before. */
  z.object({ kind: z.literal("timed"), rounds: z.number() }),
  /**
   * Where the time of the calls went: in samples for JavaScript, in nanoseconds for Python. Comes before the last word
   * `profiled`.
   */
  z.object({
    kind: z.literal("profile"),
    /** How often it was looked where the target is. */
    samples: z.number(),
    /** 1-based lines of the target's file as it was loaded. */
    lines: z.readonly(z.array(z.object({ line: z.number(), time: z.number() }))),
    /** In built-in functions that were called from a line that is not known. */
    builtins: z.number(),
    /** In garbage collection. */
    garbage: z.number(),
    /** In other files. */
    elsewhere: z.number(),
  }),
  /** The last word of a profile. */
  z.object({ kind: z.literal("profiled") }),
  /** The last word of a probe. */
  z.object({ kind: z.literal("probed") }),
  /** A size that works; the last one is the result. The last word of a calibration, too. */
  z.object({ kind: z.literal("calibrated"), size: z.number() }),
]);
/** What a harness says. */
export type HarnessMessage = z.infer<typeof messageSchema>;

/** What a harness says when its job is done. */
export type LastWord = Extract<
  HarnessMessage,
  { readonly kind: "checked" | "timed" | "probed" | "profiled" | "calibrated" | "incomparable" }
>;

/** One line of what a harness writes to file descriptor 3. */
export const lineSchema = z.object({ nonce: z.string(), message: messageSchema });

/** What the parent's clock says of a lap. */
export const lapTimeSchema = z.readonly(
  z.object({
    /** CPU nanoseconds of all processes and threads of the harness; null where the machine does not tell. */
    cpuNs: z.nullable(z.number()),
    wallNs: z.number(),
  }),
);
export type LapTime = z.infer<typeof lapTimeSchema>;
