import { attackText } from "../../../src/engine/domain/attack.ts";
import { type GateName, gateNames } from "../../../src/engine/domain/gate.ts";
import type { CandidateModel, RunHeader } from "../../../src/protocol/lineageModel.ts";
import { element } from "../../ui/dom.ts";
import { durationText, gateWords } from "../words.ts";
import { phrases, section } from "./sections.ts";

/**
 * Every gate that the run has a use for, in order: passed, failed with its reason, or not run; and what the adversary
 * found. A gate that failed later, as by the adversary, has failed.
 */
export function gatesSection({ gates, attack }: CandidateModel, header: RunHeader): HTMLElement {
  const names = gateNames.filter((name) => isUsed(name, header) || gates.some(({ gate }) => gate === name));
  return section("Gates", [
    element("ul", {
      class: "gates",
      children: names.map((name) => {
        const gate = gates.findLast((told) => told.gate === name);
        const state = gate === undefined ? "pending" : gate.passed ? "passed" : "failed";
        const words = gate === undefined ? "not run" : `${state}, ${durationText(gate.ms)}`;
        return element("li", {
          class: `gate gate-${state}`,
          children: [
            element("span", {
              class: "gate-sign",
              text: signs[state],
              attributes: { "aria-hidden": "true" },
            }),
            element("span", { class: "gate-name", text: gateWords[name] }),
            element("span", { class: "muted", text: words }),
            gate === undefined || gate.reason === null
              ? null
              : element("p", { class: "gate-reason prose", text: gate.reason }),
            gate === undefined || gate.remarks.length === 0
              ? null
              : element("div", {
                  class: "gate-reason",
                  children: [element("p", { text: "To look at:" }), phrases(gate.remarks)],
                }),
          ],
        });
      }),
    }),
    ...(attack === null ? [] : [element("p", { class: "muted small", text: attackText(attack) })]),
  ]);
}

const signs = { passed: "✓", failed: "✕", pending: "·" } as const;

/** Whether candidates of the run have to pass the gate, as far as its spec tells. */
function isUsed(gate: GateName, { benchmark, objective, facts }: RunHeader): boolean {
  switch (gate) {
    case "region":
    case "syntax":
    case "scan":
      return true;
    case "build":
      return benchmark.kind === "command" && benchmark.build !== null;
    case "tests":
      return facts?.testsMs != null;
    case "differential":
      return benchmark.kind === "function";
    case "constraints":
      return (objective?.constraints ?? []).length > 0;
  }
}
