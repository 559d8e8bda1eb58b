import { expect, test } from "vitest";
import { captureTarget } from "../../../src/adapters/runs/captureTarget.ts";
import { assemble } from "../../../src/engine/domain/candidate.ts";

const text = `#include <vector>

// Visits all.
int Graph::visit(int from) {
  return from * 16;
}
`;
const region = { start: text.indexOf("int Graph"), end: text.lastIndexOf("}") + 1 };

test("a region that an editor told is a target in a language without a parser, by its name with dots", async () => {
  const target = { file: "graph.xyz", symbol: "Graph::visit" };
  const found = await captureTarget(target, { text, region });
  expect(found.baseline).toEqual({
    file: "graph.xyz",
    symbol: "Graph.visit",
    text,
    region,
    helperOffset: text.indexOf("int Graph"),
  });
  expect(found.target.entry).toBeNull();
  const code = { target: "int Graph::visit(int from) {\n  return from << 4;\n}", helpers: [] };
  const candidate = assemble(found.baseline, code);
  expect(found.language.findInRegion({ text: candidate, ...found, code }).kind).toBe("found");
});

test("without a region such a function is not found, and that is said in one sentence", async () => {
  await expect(captureTarget({ file: "graph.xyz", symbol: "visit" }, { text })).rejects.toThrow(
    /^[^\n]*cannot be found here[^\n]*EVOLVE-BLOCK-START[^\n]*\.$/,
  );
});

test("the region of an editor does not matter where our own parser knows better", async () => {
  const source = "export function f(list) {\n  return list;\n}\n";
  const { baseline } = await captureTarget(
    { file: "f.js", symbol: "f" },
    { text: source, region: { start: 0, end: 3 } },
  );
  expect(source.slice(baseline.region.start, baseline.region.end)).toMatch(/^function f[\s\S]*}$/);
});
