/** The program that runs harnesses of a language. */
export interface HarnessRuntime {
  /** For people: "Node.js", "Python". */
  readonly name: string;
  /** Such as "24.21.0". */
  readonly version: string;
  readonly path: string;
  /** Variables it needs, such as ELECTRON_RUN_AS_NODE. */
  readonly env: Readonly<Record<string, string>>;
  readonly flags: readonly string[];
  /** Absolute paths that it must be able to read beside the system's programs, such as a virtual environment. */
  readonly readable: readonly string[];
  /** Names a variable that decides what the program leaves to chance, by a number below 2 ** 32; null when none does. */
  readonly seedVariable: string | null;
}
