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
          // Most of the time goes by waiting for processes, also on a machine with two cores.
          maxWorkers: Math.max(2, availableParallelism() - 1),
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
          fileParallelism: false,
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
