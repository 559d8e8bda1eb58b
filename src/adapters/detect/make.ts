import { type Detector, type FoundBenchmark, type FoundTests, folderOf, inFolder, timed } from "./finding.ts";
import { fromScript } from "./scripts.ts";

const makefile = /(?:^|\/)(?:GNUmakefile|[Mm]akefile)$/;

/** Targets of makefiles for benchmarks and tests. */
export const detectMake: Detector = async (files) => {
  const found = await files.matching(makefile);
  const targets = found.flatMap(({ file, text }) =>
    [...text.matchAll(/^([A-Za-z][\w-]*)\s*:(?![=:]).*\n((?:\t.*\n?)*)/gm)].map(
      ([, name = "", recipe = ""]) => ({
        file,
        name,
        recipe,
        line: inFolder(folderOf(file), `make ${name}`),
      }),
    ),
  );
  const benchmarks = targets
    .filter(({ name }) => /^(?:bench|benchmarks?|perf)$/.test(name))
    .map(({ file, name, recipe, line }): FoundBenchmark => {
      const known = fromScript(line, recipe, folderOf(file));
      return {
        spec: known?.spec ?? timed(line),
        tool: "make",
        file,
        reason: `${file} has the target ${name}; ${known?.how ?? "its time counts"}.`,
        ecosystem: "any",
        confidence: known === null ? 1 : 2,
      };
    });
  const tests = targets
    .filter(({ name }) => /^(?:test|tests|check)$/.test(name))
    .map(
      ({ file, name, line }): FoundTests => ({
        command: line,
        tool: "make",
        file,
        reason: `${file} has the target ${name}.`,
        ecosystem: "any",
        confidence: 2,
      }),
    );
  return { benchmarks, tests };
};
