import * as z from "zod";
import { jsonIn, looseNumber, shaped } from "./json.ts";
import { besides, type Reading } from "./reading.ts";

const what = "hyperfine's JSON (--export-json)";
const schema = z.object({
  results: z.array(
    z.object({
      command: z.string(),
      parameters: z.record(z.string(), z.string()).optional(),
      median: looseNumber,
      mean: looseNumber,
      min: looseNumber,
      max: looseNumber,
      user: looseNumber,
      system: looseNumber,
      exit_codes: z.array(z.int().nullable()).optional(),
    }),
  ),
});

/**
 * What `hyperfine --export-json FILE` writes: of every command the median, as nanoseconds. A command that failed,
 * which hyperfine lets pass with --ignore-failure, has no number.
 */
export function parseHyperfine(text: string): readonly Reading[] {
  const { results } = shaped(jsonIn(text, what), schema, what);
  return results.flatMap((result) => {
    const parameters = Object.entries(result.parameters ?? {}).map(([name, value]) => `${name}=${value}`);
    // With --command-name, the runs of a parameter scan are called alike.
    const alike = results.filter(({ command }) => command === result.command).length > 1;
    const named = {
      name: alike && parameters.length > 0 ? `${result.command} (${parameters.join(", ")})` : result.command,
      short: result.command,
    };
    const failed = result.exit_codes?.find((code) => code !== 0);
    const readings = [
      { ...named, seconds: result.median, main: true },
      ...(["mean", "min", "max", "user", "system"] as const).map((statistic) => ({
        ...besides(named, statistic),
        seconds: result[statistic],
      })),
    ];
    return readings.map(
      ({ seconds, ...reading }): Reading => ({
        ...reading,
        value: failed === undefined ? seconds * 1e9 : { failure: `ended with code ${failed}` },
        unit: "ns",
        better: "lower",
      }),
    );
  });
}
