import {
  type Detector,
  type FoundBenchmark,
  folderOf,
  inFolder,
  joined,
  quoted,
  reported,
} from "./finding.ts";

/** The tests of a package with their benchmarks, as one program. */
const program = "evolvent-benchmark.test";
const mostParts = 8;

/** Modules with tests and benchmarks. */
export const detectGo: Detector = async (files) => {
  const modules = files.paths.filter((file) => /(?:^|\/)go\.mod$/.test(file)).map(folderOf);
  const sources = await files.matching(/_test\.go$/);
  const moduleOf = (file: string): string | undefined =>
    modules
      .filter((folder) => folder === "" || file.startsWith(`${folder}/`))
      .toSorted((one, other) => other.length - one.length)[0];
  const benchmarks = sources.flatMap(({ file, text }): readonly FoundBenchmark[] => {
    const home = moduleOf(file);
    if (home === undefined) return [];
    const folder = folderOf(file);
    const own = folder.slice(home === "" ? 0 : home.length + 1);
    const build = inFolder(
      home,
      `go test -c -o ${quoted(joined(own, program))} ${own === "" ? "." : `./${quoted(own)}`}`,
    );
    return benchmarksIn(text).map(({ name, part }) => {
      const full = part === null ? name : `${name}/${part}`;
      const pattern = part === null ? `^${name}$` : `^${name}$/^${part}$`;
      return {
        spec: reported({
          build,
          run: inFolder(folder, `./${program} -test.run '^$' -test.bench '${pattern}'`),
          parser: "go",
          name: full,
        }),
        tool: "go test -bench",
        file,
        reason: `${file} has ${full}.`,
        ecosystem: "go",
        confidence: 3,
      };
    });
  });
  const homes = [...new Set(sources.flatMap(({ file }) => moduleOf(file) ?? []))];
  const tests = homes.map((home) => ({
    command: inFolder(home, "go test ./..."),
    tool: "go test",
    file: joined(home, "go.mod"),
    reason: `${joined(home, "go.mod")} is a module with tests.`,
    ecosystem: "go" as const,
    confidence: 3 as const,
  }));
  return { benchmarks, tests };
};

interface GoBenchmark {
  readonly name: string;
  /** Of a benchmark that has some, as it is written; null otherwise. */
  readonly part: string | null;
}

function benchmarksIn(text: string): readonly GoBenchmark[] {
  const starts = [...text.matchAll(/^func (Benchmark\w*)\(\w+ \*testing\.B\)/gm)];
  return starts.flatMap(({ 1: name = "", index }): readonly GoBenchmark[] => {
    // gofmt puts the closing brace of a function, and no other, at the beginning of a line.
    const end = text.indexOf("\n}", index);
    const body = text.slice(index, end === -1 ? undefined : end);
    if (!/\.Run\(/.test(body)) return [{ name, part: null }];
    // Names that are put together when it runs cannot be known here: the whole is offered, to choose a part of.
    const parts = [...body.matchAll(/\.Run\("([\w-]+)"/g)].map(([, part = ""]) => ({ name, part }));
    return parts.length === 0 ? [{ name, part: null }] : parts.slice(0, mostParts);
  });
}
