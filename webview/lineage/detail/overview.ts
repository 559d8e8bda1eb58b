import { metricName, metricValue } from "../../../src/engine/domain/metricText.ts";
import { sandboxText } from "../../../src/engine/domain/sandboxText.ts";
import { sampleValue } from "../../../src/engine/domain/verdict.ts";
import type { LineageModel } from "../../../src/protocol/lineageModel.ts";
import { element } from "../../ui/dom.ts";
import { count, durationText } from "../words.ts";
import { facts, section } from "./sections.ts";

/** The conditions that a run's numbers hold under: shown for the baseline, and while nothing is selected. */
export function overview({ header }: LineageModel): readonly HTMLElement[] {
  const { machine, facts: known, directions, warnings, end } = header;
  const parts = [
    section("Baseline", [
      facts([
        ["Target", element("code", { text: header.target.symbol })],
        ["File", element("code", { text: header.target.file })],
        ...(known === null ? [] : baselineFacts(known)),
      ]),
      known === null || known.inputs === null || known.inputs.skipped.length === 0
        ? null
        : element("ul", {
            class: "phrases",
            children: known.inputs.skipped.map(({ reason, calls }) =>
              element("li", { text: `${count(calls, "recorded call")} left out: ${reason}` }),
            ),
          }),
    ]),
    section("Conditions", [
      facts([
        ["Processor", `${machine.cpu}, ${count(machine.cores, "core")}`],
        ["Platform", machine.platform],
        ["Runtime", machine.runtime],
        ...(known === null ? [] : ([["Sandbox", sandboxText(known.sandbox)]] as const)),
        ["Budget", `${count(header.budget.candidates, "candidate")}, ${header.budget.minutes} min`],
        ["Discarded", count(header.discarded, "proposal")],
        ...(end === null
          ? []
          : ([
              ["Took", durationText(end.wallMs)],
              ["Of that measuring", durationText(end.processMs)],
            ] as const)),
      ]),
    ]),
  ];
  if (directions.length > 0) parts.push(directionsPart(header.directions));
  if (warnings.length > 0) {
    const items = warnings.map((warning) => element("li", { text: warning }));
    parts.unshift(section("Warnings", [element("ul", { class: "phrases warnings", children: items })]));
  }
  return parts;
}

function baselineFacts(
  known: NonNullable<LineageModel["header"]["facts"]>,
): readonly (readonly [string, string])[] {
  const { metric, baseline, inputs } = known;
  const value = sampleValue(baseline, metric);
  return [
    ...(inputs === null
      ? []
      : ([
          ["Inputs", `${inputs.count}${inputs.size === null ? "" : ` of size ${inputs.size}`}`],
          ["Changes its inputs", inputs.mutated ? "yes" : "no"],
        ] as const)),
    [metricName(metric), value === null ? "not measured" : metricValue(value, metric)],
    ["Tests", known.testsMs === null ? "none" : durationText(known.testsMs)],
  ];
}

function directionsPart(directions: LineageModel["header"]["directions"]): HTMLElement {
  return section("Directions", [
    element("ul", {
      class: "phrases",
      children: directions.map(({ idea, trials }) =>
        element("li", {
          children: [
            element("span", { text: idea }),
            element("span", { class: "muted", text: ` · ${count(trials, "trial")}` }),
          ],
        }),
      ),
    }),
  ]);
}
