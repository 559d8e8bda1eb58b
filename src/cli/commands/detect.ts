import process from "node:process";
import { Command } from "commander";
import pc from "picocolors";
import { detect } from "../../adapters/detect/detect.ts";
import { type Findings, type FoundSpec, quoted } from "../../adapters/detect/finding.ts";
import { openRepository } from "../../adapters/git/repository.ts";
import type { CommandMetric } from "../../engine/domain/runSpec.ts";
import { repositoryPath } from "../repositoryPath.ts";

/** `evolvent detect`: the benchmarks and test commands that the repository around the current folder has. */
export function detectCommand(): Command {
  return new Command("detect")
    .description("list the benchmarks and test commands found in this repository, best first")
    .argument("[file]", "the file to be optimized: what is nearest to it comes first")
    .option("--json", "print what was found as JSON, benchmarks as a RunSpec has them")
    .action(async (file: string | undefined, options: { readonly json?: boolean }) => {
      const { root } = await openRepository({ folder: process.cwd(), gitPath: "git" });
      const target = file === undefined ? {} : { target: await repositoryPath(file, root) };
      const found = await detect({ root, gitPath: "git", ...target });
      process.stdout.write(options.json === true ? `${JSON.stringify(found, null, 2)}\n` : page(found));
    });
}

function page({ benchmarks, tests }: Findings): string {
  const lines = [
    pc.bold("Benchmarks"),
    ...(benchmarks.length === 0
      ? ["  none; evolvent optimize --bench takes any command, --record any that calls the function"]
      : benchmarks.flatMap((found, index) => entry(index, found.tool, optionsOf(found.spec), found.reason))),
    "",
    pc.bold("Tests"),
    ...(tests.length === 0
      ? ["  none; evolvent optimize --tests takes any command"]
      : tests.flatMap(({ tool, command, reason }, index) => entry(index, tool, [command], reason))),
  ];
  return `${lines.join("\n")}\n`;
}

function entry(index: number, tool: string, lines: readonly string[], reason: string): readonly string[] {
  const [first = "", ...rest] = lines;
  const number = String(index + 1).padStart(3);
  return [
    `${number}  ${pc.cyan(tool)}  ${first}`,
    ...rest.map((line) => `     ${line}`),
    `     ${pc.dim(reason)}`,
  ];
}

/** The options of `evolvent optimize` that use a benchmark, as one types them. */
function optionsOf(spec: FoundSpec): readonly string[] {
  return flags(spec).map(([name, value]) => `--${name} ${quoted(value)}`);
}

function flags(spec: FoundSpec): readonly (readonly [string, string])[] {
  if (spec.kind === "evaluator") {
    return [["evaluator", spec.path], ...flag("metric-name", spec.metric)];
  }
  const { build, run, metric } = spec;
  return [["bench", run], ...flag("build", build), ...metricFlags(metric)];
}

function metricFlags(metric: CommandMetric): readonly (readonly [string, string])[] {
  if (metric.kind === "time") return [];
  const { parser, name, file, pattern, better, unit } = metric;
  return [
    ["metric", name === undefined ? parser : `${parser}:${name}`],
    ...flag("pattern", pattern),
    ...flag("metric-file", file),
    ...flag("better", better),
    ...flag("unit", unit),
  ];
}

function flag(name: string, value: string | null | undefined): readonly (readonly [string, string])[] {
  return value == null ? [] : [[name, value]];
}
