import { benchmarkText, constraintText } from "../../../src/engine/domain/benchmarkText.ts";
import { sampleValue } from "../../../src/engine/domain/blockDatum.ts";
import type { BenchmarkFacts, InputFacts } from "../../../src/engine/domain/events.ts";
import { metricName, metricText, metricValue, secondClock } from "../../../src/engine/domain/metricText.ts";
import { noiseText, smallestGainText } from "../../../src/engine/domain/noiseText.ts";
import { isSandboxed, sandboxText } from "../../../src/engine/domain/sandboxText.ts";
import type { Metric } from "../../../src/engine/domain/verdict.ts";
import type { LineageModel, RunHeader } from "../../../src/protocol/lineageModel.ts";
import { element } from "../../ui/dom.ts";
import { count, durationText } from "../words.ts";
import { agentsPart, modelsPart } from "./agentSections.ts";
import { directionText } from "./directionText.ts";
import { type Fact, facts, phrases, section } from "./sections.ts";

/** The conditions that a run's numbers hold under: shown for the baseline, and while nothing is selected. */
export function overview({ header }: LineageModel): readonly HTMLElement[] {
  return [
    header.warnings.length === 0 ? null : section("Warnings", [phrases(header.warnings, "warnings")]),
    baselinePart(header),
    header.facts === null ? null : measurePart(header, header.facts),
    header.facts === null ? null : sandboxPart(header.facts),
    conditionsPart(header),
    modelsPart(header),
    agentsPart(header),
    header.directions.length === 0 ? null : directionsPart(header.directions),
    ideasPart("Pinned by you", header.pinned),
    ideasPart("Forbidden by you", header.forbidden),
  ].filter((part) => part !== null);
}

function baselinePart({ target, benchmark, facts: known }: RunHeader): HTMLElement {
  const inputs = known?.inputs ?? null;
  const left = (inputs?.skipped ?? []).map(
    ({ reason, calls }) => `${count(calls, "recorded call")} left out: ${reason}`,
  );
  return section("Baseline", [
    facts([
      ["Target", element("code", { text: target.symbol })],
      ["File", element("code", { text: target.file })],
      ["Measured by", benchmarkText(benchmark)],
      ...(inputs === null ? [] : inputFacts(inputs)),
      ...(known === null
        ? []
        : [["Tests", known.testsMs === null ? "none" : durationText(known.testsMs)] as const]),
    ]),
    left.length === 0 ? null : phrases(left),
  ]);
}

function inputFacts({ count: seen, heldOut, size, mutated }: InputFacts): readonly Fact[] {
  return [
    ["Inputs", `${seen}${size === null ? "" : ` of size ${size}`}`],
    ["Held out", heldOut === 0 ? "none" : `${heldOut} for confirmations`],
    ["Changes its inputs", mutated ? "yes" : "no"],
  ];
}

/** What counts, why, how noisy it is, and what else must hold. */
function measurePart({ calibration, objective }: RunHeader, known: BenchmarkFacts): HTMLElement {
  const { metric, metricReason, baseline } = known;
  const values = [metric, secondClock(metric)].flatMap((one) =>
    one === null ? [] : valueFact(one, baseline),
  );
  const constraints = objective?.constraints ?? [];
  return section("Measure", [
    facts([
      ["Metric", metricText(metric)],
      ["Why", metricReason],
      ...values,
      ...(calibration === null
        ? [["Noise", "not measured yet"] as const]
        : ([
            [
              "Noise",
              `${noiseText(calibration)} between equal versions, ${count(calibration.blocks, "block")}`,
            ],
            [
              "Worth having",
              `${smallestGainText(calibration)} at least${objective?.smallestGain === undefined ? "" : ", as you asked"}`,
            ],
            ...(calibration.effort === 1
              ? []
              : [["Rounds", `${calibration.effort} times as long as usual, for the noise`] as const]),
          ] as const)),
    ]),
    constraints.length === 0 ? null : element("h4", { text: "Constraints" }),
    constraints.length === 0 ? null : phrases(constraints.map(constraintText)),
  ]);
}

function valueFact(metric: Metric, sample: BenchmarkFacts["baseline"]): readonly Fact[] {
  const value = sampleValue(sample, metric);
  return value === null ? [] : [[`Its ${metricName(metric)}`, metricValue(value, metric)]];
}

function sandboxPart({ sandbox }: BenchmarkFacts): HTMLElement {
  const text = `${sandboxText(sandbox)}.`;
  return section("Sandbox", [
    isSandboxed(sandbox)
      ? element("p", { class: "prose", text })
      : element("p", { class: "prose caution", text: `Candidates ran with your consent and ${text}` }),
    sandbox.limits.length === 0 ? null : phrases(sandbox.limits),
  ]);
}

function conditionsPart({ machine, budget, discarded, end }: RunHeader): HTMLElement {
  return section("Conditions", [
    facts([
      ["Processor", `${machine.cpu}, ${count(machine.cores, "core")}`],
      ["Platform", machine.platform],
      ["Runtime", machine.runtime],
      ["Budget", `${count(budget.candidates, "candidate")}, ${budget.minutes} min`],
      ["Discarded", count(discarded, "proposal")],
      ...(end === null
        ? []
        : ([
            ["Took", durationText(end.wallMs)],
            ["Of that measuring", durationText(end.processMs)],
          ] as const)),
    ]),
  ]);
}

function ideasPart(title: string, ideas: readonly string[]): HTMLElement | null {
  return ideas.length === 0 ? null : section(title, [phrases(ideas)]);
}

function directionsPart(directions: RunHeader["directions"]): HTMLElement {
  return section("Directions", [
    element("ul", {
      class: "phrases",
      children: directions.map((direction) => element("li", { children: [directionText(direction)] })),
    }),
  ]);
}
