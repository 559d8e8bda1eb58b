import { describe, expect, it } from "vitest";
import { baselineCode } from "../../../../src/engine/domain/candidate.ts";
import { textFeatures } from "../../../../src/engine/rewrite/text/textFeatures.ts";
import { baselineOf } from "./support.ts";

function of(file: string, text: string): readonly string[] {
  const baseline = baselineOf(file, text);
  return textFeatures(baseline, baselineCode(baseline));
}

describe("features of code in any language", () => {
  it.each([
    [
      "f.c",
      "void f(int n) {\n  // for ever\n  for (int i = 0; i < n; i++) {\n    while (g()) {\n      p = malloc(8);\n    }\n  }\n  do {\n    h();\n  } while (x);\n}",
      ["loops nested 2 deep", "allocation in a loop", "at most 10 lines"],
    ],
    [
      "f.go",
      "func f(n int) []int {\n\tout := []int{}\n\tfor i := 0; i < n; i++ {\n\t\tout = append(out, i)\n\t}\n\treturn out\n}",
      ["one level of loops", "growing a collection in a loop", "at most 10 lines"],
    ],
    [
      "f.rb",
      "def f(a)\n  a.each do |x|\n    a.sort\n    a.index(x)\n  end\nend",
      ["one level of loops", "search in a loop", "at most 10 lines"],
    ],
    [
      "f.rs",
      "fn f(n: u64) -> u64 {\n    if n < 2 { n } else { f(n - 1) + f(n - 2) }\n}",
      ["recursion", "at most 10 lines"],
    ],
    ["f.lua", "for i = 1, n do for j = 1, n do g() end end", ["loops nested 2 deep", "at most 10 lines"]],
    ["f.xyz", "x", ["at most 10 lines"]],
    ["f.c", "", ["at most 10 lines"]],
  ])("name loops, allocations and length in %s", (file, text, expected) => {
    const features = of(file, text);
    expect(features).toEqual(expected);
    for (const feature of features) expect(feature.split(" ").length).toBeLessThanOrEqual(8);
  });
});
