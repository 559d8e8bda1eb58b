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
    const build = inFolder(home, `go test -c -o ${quoted(joined(own, program))} ./${quoted(own)}`);
    return benchmarksIn(text).map(({ name, hasParts }) => ({
      spec: reported({
        build,
        run: inFolder(folder, `./${program} -test.run '^$' -test.bench '^${name}$'`),
        parser: "go",
        ...(hasParts ? {} : { name }),
      }),
      tool: "go test -bench",
      file,
      reason: hasParts
        ? `${file} has ${name} with parts of its own: name one of them.`
        : `${file} has ${name}.`,
      ecosystem: "go",
      confidence: hasParts ? 2 : 3,
    }));
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

function benchmarksIn(text: string): readonly { readonly name: string; readonly hasParts: boolean }[] {
  const starts = [...text.matchAll(/^func (Benchmark\w*)\(\w+ \*testing\.B\)/gm)];
  return starts.map(({ 1: name = "", index }) => {
    // gofmt puts the closing brace of a function, and no other, at the beginning of a line.
    const end = text.indexOf("\n}", index);
    return { name, hasParts: /\.Run\(/.test(text.slice(index, end === -1 ? undefined : end)) };
  });
}
