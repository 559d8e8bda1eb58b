import process from "node:process";
import { Command } from "commander";
import type { UserWords } from "../../adapters/runs/userWords.ts";
import { candidateArgument } from "../arguments.ts";
import { openRunsHere } from "../context.ts";

const runArgument = ["<run>", "the run, as `evolvent runs` lists it"] as const;
const soon = "; a run that goes on heeds it from its next candidate on";

/** `evolvent note`: a remark on a candidate. */
export function noteCommand(): Command {
  return new Command("note")
    .description(`say something about a candidate${soon}`)
    .argument(...runArgument)
    .argument("<candidate>", "number of a candidate", candidateArgument)
    .argument("<text...>", "what you think of it")
    .action((run: string, candidate: number, text: readonly string[]) =>
      say(
        run,
        { type: "candidate-noted", candidate, text: text.join(" ") },
        `Noted of candidate ${candidate}`,
      ),
    );
}

/** `evolvent reject`: a candidate that is not wanted, and why. */
export function rejectCommand(): Command {
  return new Command("reject")
    .description(`reject a candidate${soon}`)
    .argument(...runArgument)
    .argument("<candidate>", "number of a candidate", candidateArgument)
    .argument("<reason...>", "why it is not wanted")
    .action((run: string, candidate: number, reason: readonly string[]) =>
      say(
        run,
        { type: "candidate-declined", candidate, reason: reason.join(" ") },
        `Rejected candidate ${candidate}`,
      ),
    );
}

/** `evolvent pin`: an idea to follow. */
export function pinCommand(): Command {
  return new Command("pin")
    .description("give a run that goes on an idea to follow")
    .argument(...runArgument)
    .argument("<idea...>", "what to try, in 2 to 60 words and without code")
    .action((run: string, idea: readonly string[]) =>
      say(run, { type: "idea-pinned", idea: idea.join(" ") }, "Pinned that idea"),
    );
}

/** `evolvent forbid`: an idea not to follow. */
export function forbidCommand(): Command {
  return new Command("forbid")
    .description("forbid a run that goes on to follow an idea")
    .argument(...runArgument)
    .argument("<idea...>", "what not to try")
    .action((run: string, idea: readonly string[]) =>
      say(run, { type: "idea-forbidden", idea: idea.join(" ") }, "Forbade that idea"),
    );
}

/** `evolvent evolve`: a candidate to be the next parent. */
export function evolveCommand(): Command {
  return new Command("evolve")
    .description("make a candidate the next parent in a run that goes on")
    .argument(...runArgument)
    .argument("<candidate>", "number of a candidate", candidateArgument)
    .action((run: string, candidate: number) =>
      say(run, { type: "parent-asked", candidate }, `Candidate ${candidate} is to be the next parent`),
    );
}

async function say(run: string, words: UserWords, done: string): Promise<void> {
  await (await openRunsHere()).say(run, words);
  process.stdout.write(`${done} in run ${run}.\n`);
}
