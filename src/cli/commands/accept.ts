import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { Command } from "commander";
import { candidateOf, isOffered } from "../../engine/domain/runView.ts";
import { RunError } from "../../engine/ports.ts";
import { candidateArgument } from "../arguments.ts";
import { bestOf } from "../best.ts";
import { openRunsHere } from "../context.ts";

/** `evolvent accept`: takes a confirmed candidate into the working tree, or onto a new branch. */
export function acceptCommand(): Command {
  return new Command("accept")
    .description("apply a confirmed candidate to the working tree, or to a new branch")
    .argument("<run>", "the run, as `evolvent runs` lists it")
    .argument("[candidate]", "number of a candidate; the confirmed best when left out", candidateArgument)
    .option("--branch <name>", "commit it on a new branch from HEAD and leave the working tree alone")
    .action(async (run: string, number: number | undefined, options: { readonly branch?: string }) => {
      const runs = await openRunsHere();
      const view = await runs.view(run);
      const candidate = number === undefined ? bestOf(view) : candidateOf(view, number);
      if (candidate === null) {
        throw new RunError(
          "candidate-missing",
          `Run ${run} has no candidate ${number}; evolvent show ${run} lists them.`,
        );
      }
      if (!isOffered(candidate)) {
        throw new RunError(
          "candidate-missing",
          `Candidate ${candidate.number} of ${run} is not confirmed as an improvement, so it cannot be accepted; evolvent show ${run} ${candidate.number} says why.`,
        );
      }
      if (options.branch !== undefined) {
        const commit = await runs.acceptToBranch(run, candidate.number, options.branch);
        await runs.noteAccepted(run, candidate.number, `branch ${options.branch}`);
        process.stdout.write(
          `Branch ${options.branch} holds candidate ${candidate.number} as ${commit.slice(0, 10)}.\n`,
        );
        return;
      }
      const { file } = view.spec.target;
      const path = join(runs.root, file);
      const merged = await runs.merge(run, candidate.number, await readFile(path, "utf8"));
      if (merged.kind === "conflict") {
        throw new RunError(
          "conflict",
          `${file} has changed where candidate ${candidate.number} changes it, so nothing was written; take it with --branch and merge that branch yourself.`,
        );
      }
      await writeFile(path, merged.text);
      await runs.noteAccepted(run, candidate.number, "working tree");
      process.stdout.write(`${file} now holds candidate ${candidate.number}; git diff shows the change.\n`);
    });
}
