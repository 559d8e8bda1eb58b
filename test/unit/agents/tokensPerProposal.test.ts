import { mean, sum } from "simple-statistics";
import { expect, test } from "vitest";
import type { CallTokens } from "../../../bench/context/countingModel.ts";
import { readLineage } from "../../../bench/context/lineage.ts";
import { proposalsAfter } from "../../../bench/context/measure.ts";

const total = ({ input, output }: CallTokens) => input + output;

test("a proposal costs far fewer tokens than one with raw history, all calls of the agents included", async () => {
  const measured = await proposalsAfter(100, 4, (await readLineage()).slice(0, 104));
  const ours = mean(measured.map((each) => sum(each.ours.map(total))));
  expect(ours).toBeLessThan(4_500);
  expect(ours / mean(measured.map(({ openEvolve }) => total(openEvolve)))).toBeLessThan(0.7);
});
