import { MetricProblem, type Reading } from "./reading.ts";

/** `test sort::large ... bench:      85,290.13 ns/iter (+/- 3,789.96) = 93 MB/s` */
const line = /^test (\S.*?)\s+\.\.\. bench:\s+([\d,.]+) ns\/iter/;
const suite = /^\s*Running (?:unittests )?(\S+)/;

/** What `cargo bench` prints with the benchmarks of Rust's own test library. */
export function parseCargoBench(text: string): readonly Reading[] {
  if (text.trim() === "") throw new MetricProblem("is empty");
  const readings: Reading[] = [];
  let from = "";
  for (const each of text.split(/\r?\n/)) {
    from = suite.exec(each)?.[1] ?? from;
    const [, name, value] = line.exec(each) ?? [];
    if (name === undefined || value === undefined) continue;
    readings.push({
      name: from === "" ? name : `${from} ${name}`,
      short: name,
      value: Number(value.replaceAll(",", "")),
      unit: "ns",
      better: "lower",
      main: true,
    });
  }
  if (readings.length === 0)
    throw new MetricProblem("has no line of `cargo bench` such as `test sort ... bench: 120 ns/iter`");
  return readings;
}
