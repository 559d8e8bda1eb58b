import process from "node:process";
import { Command } from "commander";
import { type RunView, reduceRun } from "../../engine/domain/runView.ts";
import { candidateArgument } from "../arguments.ts";
import { openRunsHere } from "../context.ts";
import { exitCodes } from "../exitCodes.ts";
import { untilStopped } from "../interrupt.ts";
import { measuredSentence } from "../pages.ts";
import { linesFor } from "../runLines.ts";

interface MeasureOptions {
  readonly json?: boolean;
  readonly python?: string;
}

/** `evolvent measure`: measures a candidate of a run that is over afresh. */
export function measureCommand(): Command {
  return new Command("measure")
    .description("measure a candidate more: a confirmation on fresh blocks, whatever its verdict was")
    .argument("<run>", "the run, as `evolvent runs` lists it")
    .argument("<candidate>", "number of a candidate that was judged", candidateArgument)
    .option("--json", "print every event as a line of JSON")
    .option(
      "--python <path>",
      "the Python to use; that of the repository's virtual environment, else python3",
    )
    .action(async (run: string, candidate: number, { json, python }: MeasureOptions) => {
      const runs = await openRunsHere(python);
      let view: RunView = await runs.view(run);
      let isFound = false;
      if (json !== true) process.stdout.write(`Measuring candidate ${candidate} of ${run} again\n`);
      const stopped = await untilStopped(async (signal) => {
        for await (const event of runs.measureMore(run, candidate, signal)) {
          view = reduceRun(view, event);
          isFound ||= event.type === "candidate-confirmed";
          const lines = json === true ? [JSON.stringify(event)] : linesFor(event, view);
          for (const line of lines) process.stdout.write(`${line}\n`);
        }
      });
      if (json !== true) process.stdout.write(`${measuredSentence(view, candidate, isFound)}\n`);
      if (stopped && !isFound) process.exitCode = exitCodes.stopped;
      else process.exitCode = isConfirmed(view, candidate) ? exitCodes.ok : exitCodes.nothingBetter;
    });
}

function isConfirmed({ candidates }: RunView, candidate: number): boolean {
  return candidates[candidate - 1]?.confirmation?.confirmed === true;
}
