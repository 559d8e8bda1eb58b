import { type Detector, type FoundBenchmark, folderOf, joined, quoted, reported } from "./finding.ts";

/** Where CMake builds to; a name of our own, so that no build of the user's is disturbed. */
const buildFolder = "evolvent-build";
const configure = `cmake -S . -B ${buildFolder} -DCMAKE_BUILD_TYPE=Release`;
const mostNames = 8;

/** Programs with google-benchmark, and tests that CTest knows. */
export const detectCpp: Detector = async (files) => {
  const lists = await files.matching(/(?:^|\/)CMakeLists\.txt$/);
  const sources = await files.matching(/\.(?:cc|cpp|cxx|C)$/);
  const benchmarks = sources
    .filter(({ text }) => /#\s*include\s*[<"]benchmark\/benchmark\.h[>"]/.test(text))
    .flatMap(({ file, text }): readonly FoundBenchmark[] => {
      const how = cmakeTarget(file, lists) ?? compiled(file);
      const names = [...text.matchAll(/^\s*BENCHMARK\(\s*(\w+)\s*\)(.*)/gm)];
      return names.slice(0, mostNames).map(([, name = "", options = ""]) => {
        const full = fullName(name, options);
        return {
          spec: reported({
            build: how.build,
            run: `${how.program} --benchmark_format=json --benchmark_filter='^${name}(/|$)'`,
            parser: "google-benchmark",
            name: full,
          }),
          tool: "google-benchmark",
          file,
          reason:
            full === undefined
              ? `${file} has ${name} with several arguments: name one, such as ${name}/8.`
              : `${file} has ${full}.`,
          ecosystem: "c",
          confidence: full === undefined ? 2 : 3,
        };
      });
    });
  const root = lists.find(({ file }) => file === "CMakeLists.txt");
  const tested = lists.find(({ text }) =>
    /^\s*(?:enable_testing|add_test|gtest_discover_tests)\s*\(/m.test(text),
  );
  const tests =
    root === undefined || tested === undefined
      ? []
      : [
          {
            command: `${configure} && cmake --build ${buildFolder} && ctest --test-dir ${buildFolder} --output-on-failure`,
            tool: "CTest",
            file: tested.file,
            reason: `${tested.file} has tests for CTest.`,
            ecosystem: "c" as const,
            confidence: 2 as const,
          },
        ];
  return { benchmarks, tests };
};

/** What a benchmark takes as argument becomes part of its name: BM_Sort/8. Undefined when it runs with several. */
function fullName(name: string, options: string): string | undefined {
  if (
    /->(?:Args|Range|DenseRange|Ranges|ArgsProduct|Apply|Threads|ThreadRange|UseRealTime)\b/.test(options)
  ) {
    return undefined;
  }
  const [argument, second] = [...options.matchAll(/->Arg\((\d+)\)/g)].map(([, value]) => value);
  if (second !== undefined) return undefined;
  return argument === undefined ? name : `${name}/${argument}`;
}

interface Built {
  readonly build: string;
  /** The program, from the root of the repository. */
  readonly program: string;
}

/** The target of CMake that a source file belongs to; null when none names it. */
function cmakeTarget(
  source: string,
  lists: readonly { readonly file: string; readonly text: string }[],
): Built | null {
  for (const { file, text } of lists) {
    const folder = folderOf(file);
    if (folder !== "" && !source.startsWith(`${folder}/`)) continue;
    const within = source.slice(folder === "" ? 0 : folder.length + 1);
    for (const [, target = "", words = ""] of text.matchAll(
      /\badd_executable\s*\(\s*([\w.-]+)\s+([^)]*)\)/g,
    )) {
      if (!words.split(/\s+/).includes(within)) continue;
      return {
        build: `${configure} && cmake --build ${buildFolder} --target ${target}`,
        program: `./${joined(joined(buildFolder, folder), target)}`,
      };
    }
  }
  return null;
}

function compiled(source: string): Built {
  return {
    build: `c++ -O2 -o evolvent-benchmark ${quoted(source)} -lbenchmark -lpthread`,
    program: "./evolvent-benchmark",
  };
}
