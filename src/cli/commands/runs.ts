import process from "node:process";
import { Command } from "commander";
import pc from "picocolors";
import type { RunSummary } from "../../adapters/runs/runs.ts";
import { gainText } from "../../engine/domain/gainText.ts";
import { gainOf, leaderOf } from "../../engine/domain/runView.ts";
import { openRunsHere } from "../context.ts";
import { endWords, targetName } from "../words.ts";

/** `evolvent runs`: what has been run in this repository, newest first. */
export function runsCommand(): Command {
  return new Command("runs")
    .description("list the runs of this repository, newest first")
    .action(async () => {
      const runs = await (await openRunsHere()).list();
      if (runs.length === 0)
        process.stdout.write("No runs yet: evolvent optimize <file>:<symbol> starts one.\n");
      for (const run of runs) process.stdout.write(`${lineOf(run)}\n`);
    });
}

function lineOf({ run, view, problem, active }: RunSummary): string {
  if (view === null) return `${pc.bold(run)}  ${pc.red(problem ?? "unreadable")}`;
  const started = new Date(view.startedAt).toISOString().slice(0, 16).replace("T", " ");
  const leader = leaderOf(view);
  const gain = leader === null ? null : gainOf(leader);
  const state = active ? "running" : endWords(view);
  return [pc.bold(run), started, targetName(view), state, ...(gain === null ? [] : [gainText(gain)])].join(
    "  ",
  );
}
