import {
  type Detector,
  type FoundBenchmark,
  type FoundTests,
  quoted,
  reported,
  resultFile,
} from "./finding.ts";
import type { RepositoryFiles } from "./repositoryFiles.ts";

const testFile = /(?:^|\/)(?:test_[^/]*|[^/]*_test|bench_[^/]*|[^/]*_bench)\.py$/;
const evaluatorFile = /(?:^|\/)[^/]*(?:evaluat|eval)[^/]*\.py$/i;
const configuration = /(?:^|\/)(?:pytest\.ini|conftest\.py|pyproject\.toml|setup\.cfg|tox\.ini)$/;
const usesPytest = /^\[(?:tool\.pytest|pytest|tool:pytest)|\bimport pytest\b|\bpytest\b.*[=><]/m;
const mostNames = 8;

/** Pytest with and without pytest-benchmark, unittest, and evaluators as OpenEvolve has them. */
export const detectPython: Detector = async (files) => {
  const tests = await files.matching(testFile);
  return {
    benchmarks: [...(await evaluators(files)), ...tests.flatMap(pytestBenchmarks)],
    tests: await testCommands(files, tests),
  };
};

async function evaluators(files: RepositoryFiles): Promise<readonly FoundBenchmark[]> {
  const found = await files.matching(evaluatorFile);
  return found
    .filter(({ text }) => /^(?:async )?def evaluate(?:_stage1)?\(\s*\w*(?:path|program|file)\w*/m.test(text))
    .map(({ file, text }) => {
      const metrics = [...new Set([...text.matchAll(/["'](\w+)["']\s*:/g)].map(([, name = ""]) => name))];
      const hasScore = metrics.includes("combined_score");
      return {
        spec: { kind: "evaluator", path: file },
        tool: "OpenEvolve evaluator",
        file,
        reason: hasScore
          ? `${file} has evaluate(program_path) that returns combined_score.`
          : `${file} has evaluate(program_path), but no combined_score in sight: say which of its metrics is to rise.`,
        ecosystem: "python",
        confidence: hasScore ? 3 : 1,
      };
    });
}

function pytestBenchmarks({
  file,
  text,
}: {
  readonly file: string;
  readonly text: string;
}): readonly FoundBenchmark[] {
  const names = [...text.matchAll(/^\s*(?:async )?def (test_\w+)\(([^)]*)\)/gm)]
    .filter(([, , parameters = ""]) => /\bbenchmark\b/.test(parameters))
    .map(([, name = ""]) => name);
  return names.slice(0, mostNames).map((name) => ({
    spec: reported({
      run: `python3 -m pytest -q -p no:cacheprovider --benchmark-only --benchmark-json=${resultFile} ${quoted(file)} -k ${name}`,
      parser: "pytest-benchmark",
      name,
      file: resultFile,
    }),
    tool: "pytest-benchmark",
    file,
    reason: `${file} has ${name} with the benchmark fixture.`,
    ecosystem: "python",
    confidence: 3,
  }));
}

async function testCommands(
  files: RepositoryFiles,
  tests: readonly { readonly file: string; readonly text: string }[],
): Promise<readonly FoundTests[]> {
  const configured = (await files.matching(configuration)).find(({ text }) => usesPytest.test(text));
  const plain = tests.find(
    ({ text }) => /^(?:async )?def test_/m.test(text) || /\bimport pytest\b/.test(text),
  );
  const classic = tests.find(({ text }) => /\bunittest\b/.test(text));
  const by = configured ?? plain;
  const found: FoundTests[] = [];
  if (by !== undefined) {
    found.push({
      command: "python3 -m pytest -q",
      tool: "pytest",
      file: by.file,
      reason: configured === undefined ? `${by.file} has tests for pytest.` : `${by.file} configures pytest.`,
      ecosystem: "python",
      confidence: 3,
    });
  }
  if (classic !== undefined) {
    found.push({
      command: "python3 -m unittest",
      tool: "unittest",
      file: classic.file,
      reason: `${classic.file} uses unittest.`,
      ecosystem: "python",
      confidence: by === undefined ? 3 : 1,
    });
  }
  return found;
}
