import { describe, expect, it } from "vitest";
import { compareByRubric } from "../../../src/engine/agents/rubric/ruleRubric.ts";
import type { Code } from "../../../src/engine/domain/candidate.ts";
import type { CandidateView } from "../../../src/engine/domain/runView.ts";

const baseline: Code = { target: "function f() {\n  one();\n  two();\n}", helpers: [] };
const remark = { gate: "tests", passed: true, ms: 1, reason: null, remarks: ["reads a clock"] } as const;

type Judged = Pick<CandidateView, "code" | "gates">;

function preferred(one: Judged, other: Judged) {
  // The rubric looks at nothing else.
  const [first, second] = [one, other] as [CandidateView, CandidateView];
  const { order, because } = compareByRubric({ one: first, other: second, baseline });
  return { better: order === 0 ? null : order < 0 ? one : other, because };
}

const changed = (target: string, helpers: readonly string[] = []): Judged => ({
  code: { target, helpers },
  gates: [],
});

describe("of two candidates that measurements do not tell apart, the rubric prefers", () => {
  const oneLine = changed("function f() {\n  one(1);\n  two();\n}");
  const twoLines = changed("function f() {\n  one(1);\n  two(2);\n}");

  it("the one that needs no new import, however much it changes", () => {
    const importing = changed(oneLine.code.target, ['import { x } from "x";']);
    expect(preferred(importing, twoLines)).toEqual({ better: twoLines, because: "it needs no new import" });
  });

  it("then the one that the gates have nothing to remark on", () => {
    const remarked = { ...oneLine, gates: [remark] };
    expect(preferred(remarked, twoLines)).toEqual({
      better: twoLines,
      because: "its gates have nothing to remark",
    });
  });

  it("then the one that changes fewer lines", () => {
    expect(preferred(twoLines, oneLine)).toEqual({
      better: oneLine,
      because: "it changes 2 lines rather than 4",
    });
  });

  it("then the shorter one", () => {
    const longer = changed("function f() {\n  one(100);\n  two();\n}");
    expect(preferred(longer, oneLine)).toEqual({
      better: oneLine,
      because: "it is shorter, with 35 bytes of code rather than 37",
    });
  });

  it("none of two that are alike in all of that", () => {
    expect(preferred(oneLine, changed("function f() {\n  one(2);\n  two();\n}"))).toEqual({
      better: null,
      because: null,
    });
  });
});
