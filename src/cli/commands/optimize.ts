import { randomInt } from "node:crypto";
import process from "node:process";
import { Command, Option } from "commander";
import type { Ways } from "../../adapters/detect/ways.ts";
import type { Runs } from "../../adapters/runs/runs.ts";
import { readSpecFile } from "../../adapters/runs/specFile.ts";
import type { RunEvent } from "../../engine/domain/events.ts";
import { modelSearches } from "../../engine/domain/modelsSpec.ts";
import { metricParserNames, type RunSpec } from "../../engine/domain/runSpec.ts";
import { type RunView, reduceRun } from "../../engine/domain/runView.ts";
import { RunError } from "../../engine/ports.ts";
import {
  constraintArgument,
  gainArgument,
  positiveNumber,
  priceArgument,
  wholeNumber,
} from "../arguments.ts";
import { openRunsHere } from "../context.ts";
import { exitCodes } from "../exitCodes.ts";
import { untilStopped } from "../interrupt.ts";
import { checkAsked, endpointFrom, expectedText, leavingText } from "../modelOptions.ts";
import { progressFor } from "../progress.ts";
import {
  rivalArgument,
  roleModelArgument,
  rolePriceArgument,
  roleSettingArgument,
} from "../roleArguments.ts";
import { type OptimizeOptions, specFrom } from "../spec.ts";

interface ProgramOptions {
  readonly json?: boolean;
  /** Path of a Python. */
  readonly python?: string;
  /** A run to do again. */
  readonly replay?: string;
}

/** `evolvent optimize`: a run from the terminal. */
export function optimizeCommand(): Command {
  return new Command("optimize")
    .description("evolve a function into a measurably better one")
    .argument(
      "[target]",
      "a function in any language, as <file>:<symbol> or <file>:<symbol>:<line>; lines marked in comments, as <file>:EVOLVE-BLOCK",
    )
    .option("--spec <file>", "take the answers from a saved .evolvent/<name>.json; other options override it")
    .optionsGroup("How a version is measured; the best way found in the repository when none is given:")
    .option("--inputs <module>", "by calling the function with what a module's inputs(random, size) gives")
    .option("--record <command>", "by calling it as a command of yours does, which is recorded once")
    .option("--draw", "by calling it with arguments drawn from its TypeScript types")
    .option("--schema <file>", "by calling it with arguments drawn from a JSON Schema of their array")
    .option("--bench <command>", "by a command of your own, in any language")
    .option("--evaluator <file.py>", "by evaluate(program_path) of a Python file, which returns metrics")
    .optionsGroup("For --bench:")
    .option("--build <command>", "builds a version before it is measured")
    .option(
      "--metric <parser[:name]>",
      `what counts in its output instead of its time; parsers: ${metricParserNames.join(", ")}`,
    )
    .option("--pattern <expression>", "for --metric regex: finds the number, in its only or its named group")
    .option("--metric-file <file>", "file the command writes the metric to, in place of its output")
    .addOption(
      new Option("--better <way>", "which way is better, where the parser cannot know").choices([
        "lower",
        "higher",
      ]),
    )
    .option("--unit <unit>", "unit of the metric, for people")
    .optionsGroup("For --evaluator:")
    .option("--metric-name <name>", "which of its metrics is to rise (combined_score)")
    .optionsGroup("What counts:")
    .addOption(
      new Option(
        "--clock <clock>",
        "which time counts; chosen by what the benchmark does when left out",
      ).choices(["cpu", "wall"]),
    )
    .option(
      "--smallest-gain <ratio>",
      "smallest gain worth having, such as 1.05; by the noise when left out",
      gainArgument,
    )
    .option(
      "--constraint <limit>",
      "what must hold beside the gain, such as peak-memory<=1.1; may be repeated",
      constraintArgument,
    )
    .optionsGroup("A language model:")
    .option("--model <name>", "lets this model propose and advise; evolvent models lists those here")
    .option("--base-url <url>", "where it is asked (https://api.openai.com/v1)")
    .option(
      "--api-key-file <file>",
      "file with the key, readable by you alone; else EVOLVENT_API_KEY, or OPENAI_API_KEY for api.openai.com",
    )
    .addOption(
      new Option(
        "--search <who>",
        "who makes proposals: rules, models, or hybrid for both in competition; hybrid with a model",
      ).choices(["rules", ...modelSearches]),
    )
    .option("--tokens <n>", "most tokens of the model, prompts and answers together", wholeNumber(1, 1e12))
    .option("--money <dollars>", "most US dollars for the model", positiveNumber(1e6))
    .option(
      "--price <in/out>",
      "US dollars for a million tokens of prompts and of answers, such as 1.25/10; a list price when left out",
      priceArgument,
    )
    .option(
      "--role-model <role=name>",
      "another model of the server for summarizer, navigator, sampler or generator; may be repeated",
      roleModelArgument,
    )
    .option(
      "--role-price <role=in/out>",
      "what that model costs, such as navigator=0.05/0.4; may be repeated",
      rolePriceArgument,
    )
    .option(
      "--role-set <role.name=value>",
      "temperature (not of the generator), effort or tokens of a role, such as navigator.effort=low; may be repeated",
      roleSettingArgument,
    )
    .option(
      "--rival <model[=in/out]>",
      "a further model of the server that competes in making proposals, and what it costs, such as gpt-5-nano=0.05/0.4; may be repeated",
      rivalArgument,
    )
    .option(
      "--replay <run>",
      "do a run again with its recorded answers and measurements; asks and runs nothing",
    )
    .optionsGroup("The run:")
    .option(
      "--tests <command>",
      "command that must succeed on every candidate; found in the repository when left out",
    )
    .option("--no-tests", "run no tests")
    .option("--candidates <n>", "most candidates to evaluate (24)", wholeNumber(1, 10_000))
    .option("--minutes <n>", "most minutes, set-up and confirmation included (10)", positiveNumber(24 * 60))
    .option(
      "--seed <n>",
      "seed of the search and the inputs; drawn when left out",
      wholeNumber(0, 0xffff_ffff),
    )
    .option(
      "--python <path>",
      "the Python to use; that of the repository's virtual environment, else python3",
    )
    .option("--json", "print every event as a line of JSON")
    .action(async (target: string | undefined, options: OptimizeOptions & ProgramOptions) => {
      const runs = await openRunsHere(options.python);
      const isJson = options.json === true;
      if (options.replay !== undefined) {
        process.exitCode = await replayed(runs, options.replay, { target, options });
        return;
      }
      const saved = options.spec === undefined ? null : await readSpecFile(options.spec);
      const { spec, taken } = await specFrom({
        target,
        options,
        saved,
        root: runs.root,
        ways: (named) => waysIn(runs.root, named),
        drawSeed: () => randomInt(2 ** 32),
      });
      const { models } = spec;
      const endpoint = models === undefined ? null : await endpointFrom(options);
      if (!isJson) for (const line of taken) process.stdout.write(`${line}\n`);
      if (models !== undefined && endpoint !== null) {
        const output = isJson ? process.stderr : process.stdout;
        output.write(`${leavingText(spec, models, endpoint)}\n`);
        output.write(`${await expectedText(spec, models, runs.root)}\n`);
        if (await untilStopped((signal) => checkAsked(models, endpoint, signal))) {
          process.exitCode = exitCodes.stopped;
          return;
        }
      }
      const extras = endpoint === null ? {} : { endpoint };
      process.exitCode = await follow(spec, (signal) => runs.start(spec, signal, extras), isJson);
    });
}

/** Does a run again; all that it was made with comes from the run. @throws RunError `bad-spec` */
async function replayed(
  runs: Runs,
  run: string,
  {
    target,
    options,
  }: { readonly target: string | undefined; readonly options: OptimizeOptions & ProgramOptions },
): Promise<number> {
  const { replay, json, tests, ...others } = options;
  const other = Object.keys(others)[0] ?? (tests === undefined ? undefined : "tests");
  if (target !== undefined || other !== undefined) {
    throw new RunError(
      "bad-spec",
      "A replay takes everything from the run: leave out the target and all options but --replay and --json.",
    );
  }
  const { spec, captured } = await runs.replayable(run);
  return follow(spec, (signal) => runs.start(spec, signal, { captured, replay: run }), json === true);
}

/** What the repository has to measure and test a target with. @throws RunError when there is no such target */
async function waysIn(root: string, target: RunSpec["target"]): Promise<Ways> {
  const { waysToMeasure } = await import("../../adapters/detect/ways.ts");
  const { captureTarget, readTarget } = await import("../../adapters/runs/captureTarget.ts");
  const found = await captureTarget(target, { text: await readTarget({ root }, target) });
  return waysToMeasure({ root, gitPath: "git", target, callable: found.target.entry !== null });
}

/** Drives the run, shows it, stops it on Ctrl-C, and returns the exit status. */
async function follow(
  spec: RunSpec,
  start: (signal: AbortSignal) => AsyncIterable<RunEvent>,
  json: boolean,
): Promise<number> {
  const progress = progressFor(process.stdout, json);
  let view: RunView | null = null;
  progress.preparing(spec);
  try {
    await untilStopped(async (signal) => {
      for await (const event of start(signal)) {
        view = reduceRun(view, event);
        progress.show(event, view);
      }
    });
  } catch (error) {
    progress.abandon();
    throw error;
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
