import process from "node:process";
import { Command, Option } from "commander";
import { openRunsHere } from "../context.ts";
import { transitionLines } from "../transitionLines.ts";

/** `evolvent export`: the steps of a run, for training or analysis. */
export function exportCommand(): Command {
  return new Command("export")
    .description("print every judged step of a run: state, direction, proposal, verdict, gain")
    .argument("<run>", "the run, as `evolvent runs` lists it")
    .addOption(
      new Option("--format <format>", "a step is a line of JSON").choices(["jsonl"]).default("jsonl"),
    )
    .action(async (run: string) => {
      const view = await (await openRunsHere()).view(run);
      for (const line of transitionLines(view)) process.stdout.write(`${line}\n`);
    });
}
