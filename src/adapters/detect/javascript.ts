import * as z from "zod";
import {
  type Detector,
  type FoundBenchmark,
  type FoundTests,
  folderOf,
  inFolder,
  joined,
  quoted,
  reported,
  resultFile,
  timed,
} from "./finding.ts";
import type { RepositoryFiles } from "./repositoryFiles.ts";
import { fromScript } from "./scripts.ts";

const manifestSchema = z.object({
  scripts: z.record(z.string(), z.string()).catch({}).optional(),
  dependencies: z.record(z.string(), z.string()).catch({}).optional(),
  devDependencies: z.record(z.string(), z.string()).catch({}).optional(),
});

/** A package of the repository. */
interface Package {
  /** Repository-relative folder; empty for the root. */
  readonly folder: string;
  readonly file: string;
  readonly scripts: Readonly<Record<string, string>>;
  /** Versions as they are asked for, by name. */
  readonly dependencies: Readonly<Record<string, string>>;
  readonly manager: Manager;
}

type Manager = "npm" | "pnpm" | "yarn" | "bun";

/** What npm writes into a new package for want of tests. */
const noTests = /no test specified/;
const benchFile = /\.(?:bench|benchmark)\.[cm]?[jt]sx?$/;
const programFile = /(?:^|\/)(?:bench|benchmark|benchmarks|perf)(?:\/.*)?[^/]*\.[cm]?[jt]s$/i;
const testFile = /(?:\.(?:test|spec)\.[cm]?[jt]sx?|(?:^|\/)(?:test|tests|__tests__)\/.*\.[cm]?[jt]sx?)$/;
const mostNames = 8;

/** Packages with scripts, Vitest, Jest, Mocha, node:test, tinybench and mitata. */
export const detectJavaScript: Detector = async (files) => {
  const packages = await packagesOf(files);
  const benchmarks = [
    ...(await vitestBenchmarks(files, packages)),
    ...(await benchPrograms(files, packages)),
    ...packages.flatMap(scriptBenchmarks),
  ];
  const tests = [
    ...packages.flatMap(scriptTests),
    ...packages.flatMap(runnerTests),
    ...(await nodeTests(files, packages)),
  ];
  return { benchmarks, tests };
};

async function packagesOf(files: RepositoryFiles): Promise<readonly Package[]> {
  const manifests = await files.matching(/(?:^|\/)package\.json$/);
  return manifests.flatMap(({ file, text }): readonly Package[] => {
    const manifest = manifestSchema.safeParse(json(text));
    if (!manifest.success) return [];
    const { scripts = {}, dependencies = {}, devDependencies = {} } = manifest.data;
    const folder = folderOf(file);
    return [
      {
        folder,
        file,
        scripts,
        dependencies: { ...dependencies, ...devDependencies },
        manager: managerOf(files, folder),
      },
    ];
  });
}

function managerOf(files: RepositoryFiles, folder: string): Manager {
  for (const place of new Set([folder, ""])) {
    const has = (name: string): boolean => files.has(joined(place, name));
    if (has("pnpm-lock.yaml")) return "pnpm";
    if (has("yarn.lock")) return "yarn";
    if (has("bun.lock") || has("bun.lockb")) return "bun";
    if (has("package-lock.json")) return "npm";
  }
  return "npm";
}

function scriptLine({ manager, folder }: Package, name: string): string {
  const isShort = name === "test" && manager !== "bun";
  return inFolder(folder, `${manager} ${isShort ? name : `run ${quoted(name)}`}`);
}

/** Runs a program of an installed package. */
function execLine({ manager, folder }: Package, line: string): string {
  const starts: Readonly<Record<Manager, string>> = {
    npm: "npx",
    pnpm: "pnpm exec",
    yarn: "yarn exec",
    bun: "bunx",
  };
  return inFolder(folder, `${starts[manager]} ${line}`);
}

function scriptTests(own: Package): readonly FoundTests[] {
  return Object.entries(own.scripts)
    .filter(([name, script]) => /^test($|[:\-_])/.test(name) && !noTests.test(script))
    .toSorted(([one], [other]) => one.length - other.length)
    .map(([name, script]) => ({
      command: scriptLine(own, name),
      tool: "npm script",
      file: own.file,
      reason: `${own.file} has the script "${name}": ${shortened(script)}.`,
      ecosystem: "javascript",
      confidence: name === "test" ? 3 : 2,
    }));
}

/** For packages that install a test runner but have no script for it. */
function runnerTests(own: Package): readonly FoundTests[] {
  const { test } = own.scripts;
  if (test !== undefined && !noTests.test(test)) return [];
  const runners = [
    ["vitest", "Vitest", "vitest run"],
    ["jest", "Jest", "jest"],
    ["mocha", "Mocha", "mocha"],
  ] as const;
  return runners
    .filter(([name]) => own.dependencies[name] !== undefined)
    .map(([name, tool, line]) => ({
      command: execLine(own, line),
      tool,
      file: own.file,
      reason: `${own.file} installs ${name}.`,
      ecosystem: "javascript",
      confidence: 2,
    }));
}

async function nodeTests(
  files: RepositoryFiles,
  packages: readonly Package[],
): Promise<readonly FoundTests[]> {
  if (
    packages.some(({ scripts }) => Object.values(scripts).some((script) => /\bnode\b.*--test\b/.test(script)))
  ) {
    return [];
  }
  const found = (await files.matching(testFile)).find(({ text }) => imports("node:test").test(text));
  if (found === undefined) return [];
  const { folder } = packageOf(packages, found.file) ?? { folder: "" };
  return [
    {
      command: inFolder(folder, "node --test"),
      tool: "node:test",
      file: found.file,
      reason: `${found.file} uses node:test.`,
      ecosystem: "javascript",
      confidence: 2,
    },
  ];
}

async function vitestBenchmarks(
  files: RepositoryFiles,
  packages: readonly Package[],
): Promise<readonly FoundBenchmark[]> {
  const found = await files.matching(benchFile);
  return found.flatMap(({ file, text }): readonly FoundBenchmark[] => {
    const own = packageOf(packages, file);
    if (own === null || !imports("vitest").test(text)) return [];
    const within = file.slice(own.folder === "" ? 0 : own.folder.length + 1);
    const output = isBefore5(own, packages)
      ? `--outputJson ${resultFile}`
      : `--reporter=json --outputFile=${resultFile}`;
    const run = execLine(own, `vitest bench --run ${output} ${quoted(within)}`);
    return namesIn(text, /\bbench\(\s*(["'`])((?:(?!\1).)+)\1/g).map((name) => ({
      spec: reported({ run, parser: "vitest", name, file: joined(own.folder, resultFile) }),
      tool: "Vitest",
      file,
      reason: `${file} has the Vitest benchmark${name === undefined ? "s" : ` "${name}"`}.`,
      ecosystem: "javascript",
      confidence: 3,
    }));
  });
}

/** Since Vitest 5, benchmarks are part of tests and of the usual report. */
function isBefore5(own: Package, packages: readonly Package[]): boolean {
  const root = packages.find(({ folder }) => folder === "");
  const { vitest: asked = "" } = { ...root?.dependencies, ...own.dependencies };
  const major = /\d+/.exec(asked)?.[0];
  return major !== undefined && Number(major) < 5;
}

/** Programs with tinybench or mitata. */
async function benchPrograms(
  files: RepositoryFiles,
  packages: readonly Package[],
): Promise<readonly FoundBenchmark[]> {
  const found = await files.matching(new RegExp(`${benchFile.source}|${programFile.source}`, "i"));
  return found.flatMap(({ file, text }): readonly FoundBenchmark[] => {
    const tool = toolOf(text);
    if (tool === null) return [];
    const { folder } = packageOf(packages, file) ?? { folder: "" };
    const within = file.slice(folder === "" ? 0 : folder.length + 1);
    const run = inFolder(folder, `node ${quoted(within)}`);
    const isReady = tool === "mitata" ? /\bjson\b/.test(text) : /JSON\.stringify/.test(text);
    const advice =
      tool === "mitata"
        ? "let it end with run({ format: { json: { samples: false, debug: false } } })"
        : "let it end with console.log(JSON.stringify(bench.table()))";
    const call =
      tool === "mitata" ? /\bbench\(\s*(["'`])((?:(?!\1).)+)\1/g : /\.add\(\s*(["'`])((?:(?!\1).)+)\1/g;
    return namesIn(text, call).map((name) => ({
      spec: reported({ run, parser: tool, name }),
      tool,
      file,
      reason: isReady
        ? `${file} measures ${name === undefined ? "" : `"${name}" `}with ${tool} and prints JSON.`
        : `${file} measures with ${tool} but prints no JSON: ${advice}.`,
      ecosystem: "javascript",
      confidence: isReady ? 3 : 0,
    }));
  });
}

function toolOf(text: string): "tinybench" | "mitata" | null {
  return (["tinybench", "mitata"] as const).find((name) => imports(name).test(text)) ?? null;
}

/** An import of a module in any of its forms. */
function imports(name: string): RegExp {
  return new RegExp(`(?:\\bfrom|\\bimport|\\brequire\\(|\\bimport\\()\\s*["']${name}["']`);
}

function scriptBenchmarks(own: Package): readonly FoundBenchmark[] {
  return Object.entries(own.scripts)
    .filter(([name]) => /^(?:bench|benchmarks?|perf)($|[:\-_])/.test(name))
    .map(([name, script]): FoundBenchmark => {
      const line = scriptLine(own, name);
      const { spec, how } = fromScript(line, script, own.folder) ?? {
        spec: timed(line),
        how: "its time counts",
      };
      return {
        spec,
        tool: "npm script",
        file: own.file,
        reason: `${own.file} has the script "${name}" (${shortened(script)}); ${how}.`,
        ecosystem: "javascript",
        // A benchmark tool repeats until its time is up: that time says nothing of the code.
        confidence: spec.kind === "command" && spec.metric.kind === "output" ? 2 : 1,
      };
    });
}

/** The innermost package that holds a file. */
function packageOf(packages: readonly Package[], file: string): Package | null {
  const around = packages.filter(({ folder }) => folder === "" || file.startsWith(`${folder}/`));
  return around.toSorted((one, other) => other.folder.length - one.folder.length)[0] ?? null;
}

/** The names that calls give, the first ones; one that is undefined when there is none to be read. */
function namesIn(text: string, call: RegExp): readonly (string | undefined)[] {
  const names = [...new Set([...text.matchAll(call)].map(([, , name = ""]) => name))];
  // What is put together when it runs cannot be known here.
  const plain = names.filter((name) => !/\$[\w{]/.test(name));
  return plain.length === 0 || plain.length < names.length
    ? [undefined, ...plain.slice(0, mostNames)]
    : plain.slice(0, mostNames);
}

function shortened(script: string): string {
  return script.length > 60 ? `${script.slice(0, 59)}…` : script;
}

/** Undefined for what is no JSON: a package.json with a mistake in it tells of nothing. */
function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
