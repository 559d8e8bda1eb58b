import process from "node:process";
import { Command } from "commander";
import { candidateOf } from "../../engine/domain/runView.ts";
import { RunError } from "../../engine/ports.ts";
import { candidateArgument } from "../arguments.ts";
import { openRunsHere } from "../context.ts";
import { candidatePage, runPage } from "../pages.ts";

/** `evolvent show`: a run with its candidates, or one candidate with everything known of it. */
export function showCommand(): Command {
  return new Command("show")
    .description("show a run, or one of its candidates")
    .argument("<run>", "the run, as `evolvent runs` lists it")
    .argument("[candidate]", "number of a candidate", candidateArgument)
    .option("--json", "print the reduced view as JSON")
    .action(async (run: string, number: number | undefined, options: { readonly json?: boolean }) => {
      const view = await (await openRunsHere()).view(run);
      const candidate = number === undefined ? null : candidateOf(view, number);
      if (number !== undefined && candidate === null) {
        throw new RunError(
          "candidate-missing",
          `Run ${run} has no candidate ${number}; evolvent show ${run} lists them.`,
        );
      }
      const text =
        options.json === true
          ? JSON.stringify(candidate ?? view, null, 2)
          : candidate === null
            ? runPage(view)
            : candidatePage(candidate, view);
      process.stdout.write(`${text}\n`);
    });
}
