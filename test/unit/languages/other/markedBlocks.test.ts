import { describe, expect, it } from "vitest";
import { markedBlocks } from "../../../../src/adapters/languages/other/markedBlocks.ts";

describe("marked blocks", () => {
  it.each([
    ["#", ""],
    ["//", ""],
    ["--", ""],
    ["/*", " */"],
    ["<!--", " -->"],
    ["%", ""],
    [";;", ""],
  ])("are found in comments that begin with %s", (open, close) => {
    const text = `head\n${open} EVOLVE-BLOCK-START${close}\nbody 1\nbody 2\n${open} EVOLVE-BLOCK-END${close}\ntail\n`;
    const [block, ...others] = markedBlocks(text, "any.txt");
    expect(others).toEqual([]);
    expect(text.slice(block?.span.start, block?.span.end)).toBe("body 1\nbody 2\n");
  });

  it("are numbered from the second on", () => {
    const one = "# EVOLVE-BLOCK-START\nx\n# EVOLVE-BLOCK-END\n";
    expect(markedBlocks(one + one + one, "a.py").map(({ symbol }) => symbol)).toEqual([
      "EVOLVE-BLOCK",
      "EVOLVE-BLOCK.2",
      "EVOLVE-BLOCK.3",
    ]);
  });

  it("may be empty, indented and end their lines as Windows does", () => {
    const text = "a\r\n  // EVOLVE-BLOCK-START\r\n  // EVOLVE-BLOCK-END\r\nb\r\n";
    const [block] = markedBlocks(text, "a.js");
    expect(text.slice(block?.span.start, block?.span.end)).toBe("");
  });

  it.each([
    ["is never closed", "# EVOLVE-BLOCK-START\nx\n", "a.py:1"],
    ["opens twice", "# EVOLVE-BLOCK-START\n# EVOLVE-BLOCK-START\n# EVOLVE-BLOCK-END\n", "a.py:2"],
    ["closes without having been opened", "x\n# EVOLVE-BLOCK-END\n", "a.py:2"],
  ])("are refused with the line when one %s", (_, text, place) => {
    expect(() => markedBlocks(text, "a.py")).toThrow(place);
  });
});
