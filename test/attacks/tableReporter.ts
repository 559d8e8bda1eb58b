import type { Reporter, TestCase, TestModule, TestSuite } from "vitest/node";

/** An attack, and what has come of it. */
export interface TableRow {
  readonly language: string;
  readonly name: string;
  /** What it tries, in one sentence. */
  readonly tries: string;
  readonly expected: string;
  readonly actual: string;
}

declare module "vitest" {
  interface TaskMeta {
    attack?: TableRow;
  }
}

const widths = { language: 11, name: 28, expected: 22 } as const;
const mostActual = 200;

/** Prints a line for every attack: what was expected, what came of it, and whether that is the same. */
export default class TableReporter implements Reporter {
  #passed = 0;
  #failed = 0;
  #skipped = 0;

  onTestCaseResult(test: TestCase): void {
    const { state, errors } = test.result();
    if (state === "passed") this.#passed += 1;
    else if (state === "failed") this.#failed += 1;
    else {
      this.#skipped += 1;
      return;
    }
    const { attack } = test.meta();
    const { language, name, expected, actual } = attack ?? {
      language: "",
      name: test.name,
      expected: "",
      actual: "",
    };
    const columns = [
      language.padEnd(widths.language),
      name.padEnd(widths.name),
      expected.padEnd(widths.expected),
      (state === "passed" ? "ok" : "FAILED").padEnd(6),
      actual.length > mostActual ? `${actual.slice(0, mostActual - 1)}…` : actual,
    ];
    console.log(columns.join("  ").trimEnd());
    for (const error of errors ?? []) console.log(`    ${error.message}`);
  }

  onTestSuiteResult(suite: TestSuite): void {
    for (const error of suite.errors()) {
      this.#failed += 1;
      console.log(`${suite.fullName} could not be tried: ${error.message}`);
    }
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly { readonly message?: string }[]): void {
    for (const error of [...unhandled, ...modules.flatMap((module) => module.errors())])
      console.log(error.message);
    console.log(`${this.#passed} ok, ${this.#failed} failed, ${this.#skipped} skipped`);
  }
}
