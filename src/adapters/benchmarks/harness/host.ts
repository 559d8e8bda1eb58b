import type { InputsRandom } from "./random.ts";

/**
 * What the realm of the target does for the harness, which runs in a realm of its own: values that the target gets
 * must be made where the target lives. Everything in it was taken before the target was loaded.
 */
export interface Host {
  /** The global object that the target sees. */
  readonly global: object;
  /** The job, as JSON. */
  readonly job: string;
  /** Joins the parts of a path. */
  readonly join: (...parts: readonly string[]) => string;
  /** Has files loaded with another text: `change` gets the text on the disk. */
  readonly changeSources: (changes: readonly SourceChange[]) => void;
  /** The URL by which the program knows a file. */
  readonly urlOf: (file: string) => string;
  /** Loads a module. */
  readonly load: (file: string) => Promise<unknown>;
  /** A recorded call, in the form in which `unpack` takes it as often as is wanted. */
  readonly decode: (base64: string) => Uint8Array;
  /** A fresh copy of a recorded call. @throws when its bytes hold none */
  readonly unpack: (bytes: Uint8Array) => unknown;
  /** Gives arrays the form that V8 handles best; see `packedLists`. */
  readonly packLists: (value: readonly unknown[]) => readonly unknown[];
  /** The first argument of a user's `inputs(random, size)`. */
  readonly inputsRandom: (seed: number) => InputsRandom;
  /** Lets run what the target has put off to later, such as what it makes of promises that nobody waits for. */
  readonly turn: () => Promise<void>;
  /** Nanoseconds of wall time since any moment, for the harness's own decisions; results never come from here. */
  readonly now: () => number;
  /** The same for the processor time of this process. */
  readonly cpuNow: () => number;
  /** Bytes on the heap. */
  readonly heapBytes: () => number;
  /** Collects what is garbage, and moves what is not to where it is left alone, so that no lap has to. */
  readonly settleHeap: () => void;
  /** Begins to sample where the program is: before it is loaded, or what V8 inlines has no lines of its own. */
  readonly startProfile: () => void;
  /** What was sampled since. */
  readonly stopProfile: () => CpuProfile;
  /** Ends the process without running anything of the target. */
  readonly exit: (code: number) => never;
}

/** Samples of where a program is. Lines are those of the text that was loaded, before any compiler of types. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  /** The ids of the nodes that were sampled, in order. */
  readonly samples: readonly number[];
}

/** A function in a call tree. */
export interface ProfileNode {
  readonly id: number;
  readonly children: readonly number[];
  /** Name of the function, or of what V8 itself was at, such as `(garbage collector)`. */
  readonly name: string;
  /** Empty for what has no file. */
  readonly url: string;
  /** Samples in the function itself. */
  readonly samples: number;
  /** Those of them whose line is known, by 1-based line. */
  readonly lines: readonly { readonly line: number; readonly samples: number }[];
}

/** Gives a file another text when it is loaded. */
export interface SourceChange {
  /** Absolute path. */
  readonly file: string;
  readonly change: (text: string) => string;
}
