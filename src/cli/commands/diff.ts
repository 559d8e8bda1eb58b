import process from "node:process";
import { Command } from "commander";
import { candidateArgument } from "../arguments.ts";
import { bestOf } from "../best.ts";
import { openRunsHere } from "../context.ts";

/** `evolvent diff`: what a candidate changes. */
export function diffCommand(): Command {
  return new Command("diff")
    .description("print what a candidate changes in the baseline")
    .argument("<run>", "the run, as `evolvent runs` lists it")
    .argument("[candidate]", "number of a candidate; the confirmed best when left out", candidateArgument)
    .option("--parent", "against its first parent instead of the baseline")
    .action(async (run: string, number: number | undefined, options: { readonly parent?: boolean }) => {
      const runs = await openRunsHere();
      const candidate = number ?? bestOf(await runs.view(run)).number;
      process.stdout.write(await runs.diff(run, candidate, options.parent === true ? "parent" : "baseline"));
    });
}
