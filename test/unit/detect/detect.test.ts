import { execFile } from "node:child_process";
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { detect } from "../../../src/adapters/detect/detect.ts";
import { benchmarkSchema } from "../../../src/engine/domain/runSpec.ts";

let root = "";
beforeEach(async () => {
  root = await realpath(await mkdtemp(path.join(os.tmpdir(), "evolvent-detect-")));
  await promisify(execFile)("git", ["init", "--quiet"], { cwd: root });
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function lay(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), text);
  }
}

async function found(files: Readonly<Record<string, string>>, target?: string) {
  await lay(files);
  const all = await detect({ root, gitPath: "git", ...(target === undefined ? {} : { target }) });
  // Whatever is offered can be put into a RunSpec as it is.
  for (const { spec } of all.benchmarks) expect(benchmarkSchema.safeParse(spec).error).toBeUndefined();
  return {
    ...all,
    specs: all.benchmarks.map(({ spec }) => spec),
    commands: all.tests.map(({ command }) => command),
  };
}

const json = (value: unknown): string => JSON.stringify(value);

test("npm scripts: test commands and benchmarks, with the package manager of the lock file", async () => {
  const scripts = { test: "vitest run", "test:unit": "vitest run unit", bench: "node bench.js", lint: "x" };
  const npm = await found({ "package.json": json({ scripts }), "package-lock.json": "{}" });
  expect(npm.commands).toEqual(["npm test", "npm run test:unit"]);
  expect(npm.specs).toEqual([
    { kind: "command", build: null, run: "npm run bench", metric: { kind: "time" } },
  ]);
  expect(npm.benchmarks[0]?.reason).toBe(
    'package.json has the script "bench" (node bench.js); its time counts.',
  );
  await rm(path.join(root, "package-lock.json"));
  expect((await found({ "pnpm-lock.yaml": "" })).commands[0]).toBe("pnpm test");
  expect(
    (await found({ "package.json": json({ scripts: { test: "echo no test specified" } }) })).commands,
  ).toEqual([]);
});

test("a script that runs hyperfine is measured by what it writes", async () => {
  const scripts = { bench: "hyperfine --export-json out/times.json './run.sh'" };
  const { specs } = await found({ "package.json": json({ scripts }) });
  expect(specs).toMatchObject([{ metric: { kind: "output", parser: "hyperfine", file: "out/times.json" } }]);
});

test("Vitest: each benchmark of a file by its name, with the reporter of the installed version", async () => {
  const bench = 'import { bench } from "vitest";\nbench("small", () => {});\nbench("large", () => {});\n';
  const manifest = (vitest: string): string => json({ devDependencies: { vitest } });
  const before = await found({ "package.json": manifest("^4.1.0"), "src/sort.bench.ts": bench });
  expect(before.specs).toEqual(
    ["small", "large"].map((name) => ({
      kind: "command",
      build: null,
      run: "npx vitest bench --run --outputJson evolvent-benchmark.json src/sort.bench.ts",
      metric: { kind: "output", parser: "vitest", name, file: "evolvent-benchmark.json" },
    })),
  );
  expect(before.commands).toEqual(["npx vitest run"]);
  const after = await found({ "package.json": manifest("^5.1.0") });
  expect(after.specs[0]).toMatchObject({
    run: "npx vitest bench --run --reporter=json --outputFile=evolvent-benchmark.json src/sort.bench.ts",
  });
});

test("Jest, Mocha and node:test: the runner, where no script names it", async () => {
  expect((await found({ "package.json": json({ devDependencies: { jest: "30" } }) })).commands).toEqual([
    "npx jest",
  ]);
  expect((await found({ "package.json": json({ devDependencies: { mocha: "12" } }) })).commands).toEqual([
    "npx mocha",
  ]);
  const own = await found({ "package.json": "{}", "test/a.test.js": 'import test from "node:test";\n' });
  expect(own.commands).toEqual(["node --test"]);
});

test("tinybench and mitata: ready when they print JSON, else with what is missing", async () => {
  const { benchmarks } = await found({
    "package.json": "{}",
    "bench/ready.js":
      'import { bench, run } from "mitata";\nbench("sort", () => {});\nawait run({ format: "json" });\n',
    "bench/table.js":
      'import { Bench } from "tinybench";\nconst b = new Bench();\nb.add("sort", () => {});\nconsole.table(b.table());\n',
  });
  expect(benchmarks).toMatchObject([
    {
      tool: "mitata",
      confidence: 3,
      spec: { run: "node bench/ready.js", metric: { parser: "mitata", name: "sort" } },
    },
    {
      tool: "tinybench",
      confidence: 0,
      reason:
        "bench/table.js measures with tinybench but prints no JSON: let it end with console.log(JSON.stringify(bench.table())).",
    },
  ]);
});

test("pytest with pytest-benchmark, and unittest", async () => {
  const { specs, commands } = await found({
    "tests/test_sort.py":
      "import pytest\n\ndef test_sort(benchmark):\n    benchmark(sorted, [2, 1])\n\ndef test_plain():\n    pass\n",
    "tests/test_old.py": "import unittest\n\nclass Old(unittest.TestCase):\n    pass\n",
  });
  expect(specs).toEqual([
    {
      kind: "command",
      build: null,
      run: "python3 -m pytest -q -p no:cacheprovider --benchmark-only --benchmark-json=evolvent-benchmark.json tests/test_sort.py -k test_sort",
      metric: {
        kind: "output",
        parser: "pytest-benchmark",
        name: "test_sort",
        file: "evolvent-benchmark.json",
      },
    },
  ]);
  expect(commands).toEqual(["python3 -m pytest -q", "python3 -m unittest"]);
});

test("OpenEvolve evaluators, told from other files with evaluate", async () => {
  const { specs, benchmarks } = await found({
    "examples/circles/evaluator.py": 'def evaluate(program_path):\n    return {"combined_score": 1.0}\n',
    "src/evaluate.py": "def evaluate(expression, scope):\n    return 1\n",
    "other/my_evaluator.py": 'def evaluate(program_path: str) -> dict:\n    return {"speed": 1.0}\n',
  });
  expect(specs).toEqual([
    { kind: "evaluator", path: "examples/circles/evaluator.py" },
    { kind: "evaluator", path: "other/my_evaluator.py" },
  ]);
  expect(benchmarks[1]?.reason).toMatch(/no combined_score in sight: say which of its metrics is to rise\.$/);
});

test("Go: each benchmark, compiled once and run by its name in its own folder", async () => {
  const { specs, commands } = await found({
    "go.mod": "module example.com/lists\n",
    "sort/sort_test.go":
      'package sort\n\nimport "testing"\n\nfunc TestSort(t *testing.T) {}\n\nfunc BenchmarkSort(b *testing.B) {\n\tfor i := 0; i < b.N; i++ {\n\t}\n}\n\nfunc BenchmarkSizes(b *testing.B) {\n\tb.Run("small", nil)\n}\n',
  });
  expect(specs).toEqual([
    {
      kind: "command",
      build: "go test -c -o sort/evolvent-benchmark.test ./sort",
      run: "cd sort && ./evolvent-benchmark.test -test.run '^$' -test.bench '^BenchmarkSort$'",
      metric: { kind: "output", parser: "go", name: "BenchmarkSort" },
    },
    expect.objectContaining({
      run: "cd sort && ./evolvent-benchmark.test -test.run '^$' -test.bench '^BenchmarkSizes$/^small$'",
      metric: { kind: "output", parser: "go", name: "BenchmarkSizes/small" },
    }),
  ]);
  expect(commands).toEqual(["go test ./..."]);
});

test("Cargo: Rust's own benchmarks, criterion's, and tests", async () => {
  const { specs, commands } = await found({
    "Cargo.toml": "[package]\n",
    "src/lib.rs": "#[cfg(test)]\nmod tests {\n  #[test]\n  fn works() {}\n}\n",
    "benches/own.rs": "#![feature(test)]\n#[bench]\nfn sort(b: &mut Bencher) {}\n",
    "benches/crit.rs":
      'use criterion::Criterion;\nfn b(c: &mut Criterion) { c.bench_function("sort 8", |b| b.iter(|| 1)); }\ncriterion_main!(g);\n',
  });
  expect(specs).toEqual([
    {
      kind: "command",
      build: "cargo bench --offline --no-run --bench crit",
      run: "cargo bench --offline --bench crit",
      metric: { kind: "output", parser: "criterion", name: "sort 8" },
    },
    {
      kind: "command",
      build: "cargo bench --offline --no-run --bench own",
      run: "cargo bench --offline --bench own",
      metric: { kind: "output", parser: "cargo-bench", name: "sort" },
    },
  ]);
  expect(commands).toEqual(["cargo test --offline"]);
});

test("Make: targets for benchmarks and tests", async () => {
  const { specs, commands } = await found({
    Makefile:
      ".PHONY: bench\nCFLAGS := -O2\nbench: build\n\t./bench\n\ntest:\n\t./test\n\nbenchmark-data: x\n\tx\n",
  });
  expect(specs).toEqual([{ kind: "command", build: null, run: "make bench", metric: { kind: "time" } }]);
  expect(commands).toEqual(["make test"]);
});

test("CMake with google-benchmark and CTest", async () => {
  const { specs, commands } = await found({
    "CMakeLists.txt": "project(lists)\nenable_testing()\nadd_subdirectory(bench)\n",
    "bench/CMakeLists.txt": "add_executable(bench_lists bench.cc other.cc)\n",
    "bench/bench.cc":
      "#include <benchmark/benchmark.h>\nBENCHMARK(BM_Sort)->Arg(100);\nBENCHMARK(BM_Find);\nBENCHMARK(BM_Many)->Arg(1)->Arg(2);\n",
  });
  const build =
    "cmake -S . -B evolvent-build -DCMAKE_BUILD_TYPE=Release && cmake --build evolvent-build --target bench_lists";
  expect(specs[0]).toEqual({
    kind: "command",
    build,
    run: "./evolvent-build/bench/bench_lists --benchmark_format=json --benchmark_filter='^BM_Sort(/|$)'",
    metric: { kind: "output", parser: "google-benchmark", name: "BM_Sort/100" },
  });
  expect(
    specs.map((spec) => (spec.kind === "command" && spec.metric.kind === "output" ? spec.metric.name : "")),
  ).toEqual(["BM_Sort/100", "BM_Find", undefined]);
  expect(commands[0]).toMatch(/^cmake .* ctest --test-dir evolvent-build --output-on-failure$/);
});

test("Maven and Gradle with JMH", async () => {
  const source =
    "package a;\npublic class ListBench {\n  @Benchmark\n  public int unique() { return 1; }\n}\n";
  const maven = await found({
    "pom.xml": "<artifactId>jmh-core</artifactId>",
    "src/main/java/a/ListBench.java": source,
  });
  expect(maven.specs).toEqual([
    {
      kind: "command",
      build: "mvn -o -q package -DskipTests",
      run: "java -jar target/benchmarks.jar ListBench.unique -rf json -rff evolvent-benchmark.json",
      metric: { kind: "output", parser: "jmh", name: "ListBench.unique", file: "evolvent-benchmark.json" },
    },
  ]);
  expect(maven.commands).toEqual(["mvn -o -q test"]);
});

test("what is about the target's language and near it comes first", async () => {
  const files = {
    "package.json": json({ scripts: { test: "vitest run" } }),
    "packages/sort/package.json": json({ scripts: { test: "vitest run", bench: "node b.js" } }),
    "native/go.mod": "module x\n",
    "native/sort_test.go": "package x\nfunc TestX(t *testing.T) {}\nfunc BenchmarkX(b *testing.B) {\n}\n",
  };
  const js = await found(files, "packages/sort/src/sort.ts");
  expect(js.commands).toEqual(["cd packages/sort && npm test", "npm test", "cd native && go test ./..."]);
  expect(js.benchmarks[0]?.tool).toBe("npm script");
  const go = await found(files, "native/sort.go");
  expect(go.commands[0]).toBe("cd native && go test ./...");
  expect(go.benchmarks[0]?.tool).toBe("go test -bench");
});

test("what the repository ignores, links, and broken files tell of nothing", async () => {
  await symlink("/etc/hostname", path.join(root, "Makefile"));
  const all = await found({
    ".gitignore": "node_modules\n",
    "node_modules/x/package.json": json({ scripts: { test: "x", bench: "x" } }),
    "package.json": "{ not json",
    "binary_test.go": "\0\0",
  });
  expect(all.benchmarks).toEqual([]);
  expect(all.tests).toEqual([]);
});

test("names with blanks and quotes are given to the shell as they are", async () => {
  const { commands } = await found({ "it's a/package.json": json({ scripts: { test: "x" } }) });
  expect(commands).toEqual(["cd 'it'\\''s a' && npm test"]);
});

test("thousands of files take no longer than the listing of them", async () => {
  const files = Object.fromEntries(
    Array.from({ length: 3000 }, (_, index) => [`src/${index % 50}/file${index}.test.ts`, "export {};\n"]),
  );
  const { tests } = await found({ ...files, "package.json": json({ scripts: { test: "x" } }) });
  expect(tests).toHaveLength(1);
}, 60_000);
