import process from "node:process";
import { Command } from "commander";
import { openRunsHere } from "../context.ts";

/** `evolvent clean`: removes runs with all their branches, refs and files. */
export function cleanCommand(): Command {
  return new Command("clean")
    .description("remove a run: its branches, hidden refs, journal and worktrees")
    .argument("<run...>", "the runs, as `evolvent runs` lists them")
    .action(async (ids: readonly string[]) => {
      const runs = await openRunsHere();
      for (const run of ids) {
        await runs.clean(run);
        process.stdout.write(`Removed ${run}.\n`);
      }
    });
}
