import { parser } from "@lezer/python";
import { assemble, regionOf } from "../../domain/candidate.ts";
import type { NumbersIn } from "../literalTuner.ts";

/** The numbers of Python, but for those that a pattern matches. */
export const numbersInPython: NumbersIn = (baseline, code) => {
  const { start, end } = regionOf(baseline, code);
  const numbers = new Set<number>();
  parser.parse(assemble(baseline, code)).iterate({
    from: start,
    to: end,
    enter: ({ name, from }) => {
      if (name === "Number" && start <= from && from < end) numbers.add(from - start);
      return !name.endsWith("Pattern");
    },
  });
  return numbers;
};
