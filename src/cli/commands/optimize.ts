import { randomInt } from "node:crypto";
import process from "node:process";
import { Command } from "commander";
import { readSpecFile } from "../../adapters/runs/specFile.ts";
import type { RunEvent } from "../../engine/domain/events.ts";
import type { RunSpec } from "../../engine/domain/runSpec.ts";
import { type RunView, reduceRun } from "../../engine/domain/runView.ts";
import { positiveNumber, wholeNumber } from "../arguments.ts";
import { openRunsHere } from "../context.ts";
import { exitCodes } from "../exitCodes.ts";
import { progressFor } from "../progress.ts";
import { type OptimizeOptions, specFrom } from "../spec.ts";

/** `evolvent optimize`: a run from the terminal. */
export function optimizeCommand(): Command {
  return new Command("optimize")
    .description("evolve a function into a measurably faster one")
    .argument("[target]", "the function, as <file>:<symbol> or <file>:<symbol>:<line>")
    .option("--spec <file>", "take the answers from a saved .evolvent/<name>.json; other options override it")
    .option("--inputs <module>", "module exporting inputs(random, size); without it, calls are recorded")
    .option("--record <command>", "command whose calls of the function are recorded; the tests when left out")
    .option(
      "--tests <command>",
      "command that must succeed on every candidate; found in package.json when left out",
    )
    .option("--no-tests", "run no tests")
    .option("--candidates <n>", "most candidates to evaluate (24)", wholeNumber(1, 10_000))
    .option("--minutes <n>", "most minutes, set-up and confirmation included (10)", positiveNumber(24 * 60))
    .option(
      "--seed <n>",
      "seed of the search and the inputs; drawn when left out",
      wholeNumber(0, 0xffff_ffff),
    )
    .option("--json", "print every event as a line of JSON")
    .action(async (target: string | undefined, options: OptimizeOptions & { readonly json?: boolean }) => {
      const runs = await openRunsHere();
      const saved = options.spec === undefined ? null : await readSpecFile(options.spec);
      const spec = await specFrom({
        target,
        options,
        saved,
        root: runs.root,
        drawSeed: () => randomInt(2 ** 32),
      });
      process.exitCode = await follow(spec, runs.start.bind(runs), options.json === true);
    });
}

/** Drives the run, shows it, stops it on Ctrl-C, and returns the exit status. */
async function follow(
  spec: RunSpec,
  start: (spec: RunSpec, signal: AbortSignal) => AsyncIterable<RunEvent>,
  json: boolean,
): Promise<number> {
  const controller = new AbortController();
  const stop = () => controller.abort(new Error("stopped by the user"));
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, stop);
  const progress = progressFor(process.stdout, json);
  let view: RunView | null = null;
  try {
    progress.preparing(spec);
    for await (const event of start(spec, controller.signal)) {
      view = reduceRun(view, event);
      progress.show(event, view);
    }
  } catch (error) {
    if (!controller.signal.aborted) {
      progress.abandon();
      throw error;
    }
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
  progress.end(view);
  return exitCodeOf(view);
}

function exitCodeOf(view: RunView | null): number {
  switch (view?.end?.outcome) {
    case "improved":
      return exitCodes.ok;
    case "nothing-better":
      return exitCodes.nothingBetter;
    case "failed":
      return exitCodes.failure;
    case "stopped":
    case undefined:
      return exitCodes.stopped;
  }
}
