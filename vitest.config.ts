import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** What fails twice is broken; once may be a machine that was busy for a moment, for many of these tests measure. */
const retry = 1;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/unit/**/*.test.ts"],
          globalSetup: "test/support/unitSetup.ts",
          retry,
          // A test that waits for a process keeps a core busy all the same.
          maxWorkers: availableParallelism(),
          // A busy machine is slow, not broken.
          testTimeout: 30_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        // After the unit tests, for it measures: then nothing else is under way.
        test: {
          name: "attacks",
          include: ["test/attacks/**/*.test.ts"],
          globalSetup: "test/support/unitSetup.ts",
          retry,
          // A file for each language: one checks while the other measures.
          maxWorkers: 2,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // One file at a time, here and below: a browser wants a core for itself.
        test: {
          name: "page",
          include: ["test/page/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: "journey",
          include: ["test/journey/**/*.test.ts"],
          globalSetup: "test/support/journeySetup.ts",
          retry,
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
