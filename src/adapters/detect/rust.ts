import { type Detector, type FoundBenchmark, folderOf, inFolder, joined, reported } from "./finding.ts";

const mostNames = 8;

/** Crates with tests, criterion benchmarks, and those of Rust's own test library. */
export const detectRust: Detector = async (files) => {
  const manifests = await files.matching(/(?:^|\/)Cargo\.toml$/);
  const crates = manifests.map(({ file }) => folderOf(file));
  const crateOf = (file: string): string | undefined =>
    crates
      .filter((folder) => folder === "" || file.startsWith(`${folder}/`))
      .toSorted((one, other) => other.length - one.length)[0];
  const sources = await files.matching(/\.rs$/);
  const benchmarks = sources.flatMap(({ file, text }): readonly FoundBenchmark[] => {
    const crate = crateOf(file);
    if (crate === undefined) return [];
    const stem = /([^/]+)\.rs$/.exec(file)?.[1] ?? "";
    const only = folderOf(file) === joined(crate, "benches") ? ` --bench ${stem}` : "";
    const build = inFolder(crate, `cargo bench --offline --no-run${only}`);
    const isCriterion = /\bcriterion_main!|\bcriterion::/.test(text);
    const own = /#\[bench\]\s*(?:pub )?fn (\w+)/g;
    const names = isCriterion
      ? [...text.matchAll(/\bbench_function\(\s*"([^"]+)"/g)].map(([, name = ""]) => name)
      : [...text.matchAll(own)].map(([, name = ""]) => name);
    if (!isCriterion && names.length === 0) return [];
    // Within a group, the name of the group comes first, and it may be put together when it runs.
    const isPlain = names.length > 0 && !/benchmark_group|bench_with_input/.test(text);
    const offered = isCriterion && !isPlain ? [undefined] : names.slice(0, mostNames);
    return offered.map((name) => ({
      spec: reported({
        build,
        run: inFolder(crate, `cargo bench --offline${only}`),
        parser: isCriterion ? "criterion" : "cargo-bench",
        name,
      }),
      tool: isCriterion ? "criterion" : "cargo bench",
      file,
      reason:
        name === undefined
          ? `${file} has criterion benchmarks in groups: name one of them, as criterion prints it.`
          : `${file} has the benchmark ${name}${isCriterion ? "" : ", which needs a nightly Rust"}.`,
      ecosystem: "rust",
      confidence: name === undefined ? 2 : 3,
    }));
  });
  const tested = [
    ...new Set(
      sources.flatMap(({ file, text }) => (/#\[(?:\w+::)?test\]/.test(text) ? (crateOf(file) ?? []) : [])),
    ),
  ];
  const workspace = manifests.find(({ text }) => /^\[workspace\]/m.test(text));
  const homes = workspace === undefined ? tested : tested.length > 0 ? [folderOf(workspace.file)] : [];
  const tests = homes.map((home) => ({
    command: inFolder(home, `cargo test --offline${workspace === undefined ? "" : " --workspace"}`),
    tool: "cargo test",
    file: joined(home, "Cargo.toml"),
    reason: `${joined(home, "Cargo.toml")} is a crate with tests.`,
    ecosystem: "rust" as const,
    confidence: 3 as const,
  }));
  return { benchmarks, tests };
};
