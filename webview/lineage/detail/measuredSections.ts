import { gainText } from "../../../src/engine/domain/gainText.ts";
import { exponentText, growthText } from "../../../src/engine/domain/growthText.ts";
import {
  comparatives,
  isHigherBetter,
  metricName,
  secondClock,
} from "../../../src/engine/domain/metricText.ts";
import { sandboxText } from "../../../src/engine/domain/sandboxText.ts";
import type { Gain, Metric } from "../../../src/engine/domain/verdict.ts";
import type { BlocksModel, CandidateModel, RunHeader } from "../../../src/protocol/lineageModel.ts";
import { element } from "../../ui/dom.ts";
import { count } from "../words.ts";
import { blocksPlot, blocksSummary } from "./blocksPlot.ts";
import { facts, section } from "./sections.ts";

/** The blocks of the search and of the confirmation; null before the first. */
export function blocksSection(candidate: CandidateModel, header: RunHeader): HTMLElement | null {
  const { verdict, blocks, confirmation, confirmationBlocks, sandbox } = candidate;
  const metric = header.facts?.metric;
  if (metric === undefined || blocks.data.length + confirmationBlocks.data.length === 0) return null;
  const searched = verdict === null || verdict.kind === "rejected" ? null : verdict.gain;
  const ratio = isHigherBetter(metric) ? "candidate ÷ baseline" : "baseline ÷ candidate";
  return section("Blocks", [
    ...plots({ title: "Search", blocks, gain: searched, metric }),
    ...plots({
      title: "Confirmation",
      blocks: confirmationBlocks,
      // While it is confirmed again, the gain is that of an earlier confirmation.
      gain: confirmation?.gain.blocks === confirmationBlocks.data.length ? confirmation.gain : null,
      metric,
    }),
    element("p", {
      class: "muted small",
      text: `Each dot is one pair of fresh processes, ${metricName(metric)} of ${ratio}; right of 1× the candidate was ${comparatives(metric).better}.`,
    }),
    sandbox === null ? null : element("p", { class: "muted small", text: `Ran in ${sandboxText(sandbox)}.` }),
  ]);
}

interface Plotted {
  readonly title: string;
  readonly blocks: BlocksModel;
  readonly gain: Gain | null;
  readonly metric: Metric;
}

/** The blocks by the metric that counts, and by the clock beside it, which has no gain of its own. */
function plots({ title, blocks, gain, metric }: Plotted): readonly HTMLElement[] {
  if (blocks.data.length === 0) return [];
  const clock = secondClock(metric);
  const finding = gain === null ? "" : `, ${gainText(gain)}`;
  return [
    element("h4", {
      text: `${title}: ${count(blocks.data.length, "block")}${finding}`,
    }),
    plot(blocks.data, gain, metric),
    ...(clock === null || blocks.second.length === 0
      ? []
      : [
          element("p", {
            class: "muted small",
            text: `By ${metricName(clock)}: ${blocksSummary(blocks.second, clock)}`,
          }),
        ]),
  ];
}

function plot(data: readonly number[], gain: Gain | null, metric: Metric): HTMLElement {
  const summary = blocksSummary(data, metric);
  return element("div", {
    class: "plot",
    attributes: { title: summary },
    children: [blocksPlot(data, gain, summary)],
  });
}

/** How the time of the baseline and of the candidate grows with the inputs; null where that was not measured. */
export function growthSection({ confirmation }: CandidateModel): HTMLElement | null {
  const growth = confirmation?.growth ?? null;
  if (growth === null) return null;
  return section("Growth with the size of the inputs", [
    element("p", { class: "growth", text: growthText(growth) }),
    facts([
      ["Baseline", exponentText(growth.baseline)],
      ["Candidate", exponentText(growth.candidate)],
    ]),
  ]);
}
