import type { LineageModel } from "../../../src/protocol/lineageModel.ts";
import { element } from "../../ui/dom.ts";
import { count, cpuTimeText, durationText } from "../words.ts";
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
      known === null || known.skipped.length === 0
        ? null
        : element("ul", {
            class: "phrases",
            children: known.skipped.map(({ reason, calls }) =>
              element("li", { text: `${count(calls, "recorded call")} left out: ${reason}` }),
            ),
          }),
    ]),
    section("Conditions", [
      facts([
        ["Processor", `${machine.cpu}, ${count(machine.cores, "core")}`],
        ["Platform", machine.platform],
        ["Runtime", machine.runtime],
        ["Sandbox", machine.sandbox],
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
  return [
    ["Inputs", `${known.inputs}${known.size === null ? " recorded" : ` of size ${known.size}`}`],
    ["One pass", `${cpuTimeText(known.baselineCpuNs)} of processor time`],
    ["Tests", known.testsMs === null ? "none" : durationText(known.testsMs)],
    ["Changes its inputs", known.mutatesInputs ? "yes" : "no"],
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
