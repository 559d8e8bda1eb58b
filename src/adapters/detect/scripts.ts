import { type FoundSpec, joined, reported } from "./finding.ts";

/**
 * The benchmark that a line of a script is, told from what it runs: tools whose output we can read. Null when nothing
 * is recognized.
 * @param line runs the script in the root of the repository
 * @param folder that the script runs in
 */
export function fromScript(
  line: string,
  script: string,
  folder: string,
): { readonly spec: FoundSpec; readonly how: string } | null {
  const json = /\bhyperfine\b.*--export-json[= ](["']?)([\w./-]+)\1/s.exec(script)?.[2];
  if (json !== undefined && !json.startsWith("/") && !json.split("/").includes("..")) {
    const spec = reported({ run: line, parser: "hyperfine", file: joined(folder, json) });
    return { spec, how: `the median that hyperfine writes to ${json} counts` };
  }
  if (/\bgo test\b.*-bench\b/.test(script)) {
    return { spec: reported({ run: line, parser: "go" }), how: "the lines of go test -bench count" };
  }
  if (/--benchmark_format=json\b/.test(script)) {
    return {
      spec: reported({ run: line, parser: "google-benchmark" }),
      how: "google-benchmark's JSON counts",
    };
  }
  return null;
}
