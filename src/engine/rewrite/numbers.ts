import traverse from "@babel/traverse";
import type * as t from "@babel/types";
import { assemble, regionOf } from "../domain/candidate.ts";
import type { NumbersIn } from "./literalTuner.ts";
import { parseFile } from "./program.ts";

/** The numbers of JavaScript and TypeScript, but for types and names of properties, where another value is no tuning. */
export const numbersInScript: NumbersIn = (baseline, code) => {
  const file = parseFile(baseline.file, assemble(baseline, code));
  if (file === null) return null;
  const { start, end } = regionOf(baseline, code);
  const numbers = new Set<number>();
  const names = new Set<t.Node>();
  traverse.cheap(file, (node) => {
    if (node.type === "TSLiteralType") names.add(node.literal);
    if ("key" in node && node.key && typeof node.key === "object" && !("computed" in node && node.computed))
      names.add(node.key);
    const at = node.start ?? 0;
    if (node.type === "NumericLiteral" && !names.has(node) && start <= at && at < end)
      numbers.add(at - start);
  });
  return numbers;
};
