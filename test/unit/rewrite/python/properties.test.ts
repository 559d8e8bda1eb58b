import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { baselineCode } from "../../../../src/engine/domain/candidate.ts";
import { pythonFingerprint } from "../../../../src/engine/rewrite/python/pythonFingerprint.ts";
import { programs } from "./programs.ts";
import { baselineOf, fileOf, outcomes, proposalsFor } from "./support.ts";

const inputs = ["([3, 1, 2, 3, 1], [1, 3])", "([1], [])", "([], [2])", "([0, 5, 5], [5, 0, 5, 7])"];

/** The same program with comments, blank lines and spaces where they mean nothing. */
function respaced(target: string): string {
  return target
    .split("\n")
    .flatMap((line) => ["", `${line.replace(" = ", "=")}  # ${line.length}`])
    .join("\n");
}

describe("whatever the program", () => {
  const samples = fc.sample(programs, { numRuns: 24, seed: 7 });

  it("every proposal parses, does the same, and is another program that is equal to itself", async () => {
    const made = await Promise.all(
      samples.map(async (text, index) => {
        const baseline = baselineOf(text);
        const proposed = [...(await proposalsFor(baseline))];
        // A line of descendants, each made of one before it.
        for (let next = proposed[index % proposed.length], depth = 0; next && depth < 4; depth++) {
          const children = await proposalsFor(baseline, undefined, next.code);
          next = children[(index * 7 + depth) % children.length];
          if (next) proposed.push(next);
        }
        return { baseline, proposed };
      }),
    );
    const ran = await outcomes(
      made.map(({ baseline, proposed }) => ({
        inputs,
        programs: [fileOf(baseline), ...proposed.map(({ code }) => fileOf(baseline, code))],
      })),
    );
    let count = 0;
    made.forEach(({ baseline, proposed }, index) => {
      const own = pythonFingerprint(baseline, baselineCode(baseline));
      const [before, ...after] = ran[index] ?? [];
      proposed.forEach(({ operator, code }, at) => {
        const shown = `${operator}\n${fileOf(baseline)}\n${fileOf(baseline, code)}`;
        expect(after[at], shown).toEqual(before);
        const print = pythonFingerprint(baseline, code);
        expect(print, shown).not.toBe(own);
        expect(pythonFingerprint(baseline, { ...code, target: respaced(code.target) }), shown).toBe(print);
        count += 1;
      });
    });
    expect(count).toBeGreaterThan(samples.length);
  }, 120_000);
});
