import { gainText } from "../../../src/engine/domain/gainText.ts";
import type { CandidateModel, LineageModel } from "../../../src/protocol/lineageModel.ts";
import { element, hiddenText } from "../../ui/dom.ts";
import { markIcon } from "../canvas/marks.ts";
import { standingOf } from "../standing.ts";
import { count, nameOf, standingWords } from "../words.ts";

/** Id of a row's element, for `aria-activedescendant`. */
export function rowId(number: number): string {
  return `row-${number}`;
}

/** The row of a candidate, or of the baseline (0). */
export function row(model: LineageModel, number: number): HTMLElement {
  const candidate = model.candidates[number - 1];
  return element("div", {
    class: "row",
    attributes: { role: "option", id: rowId(number), "data-number": String(number) },
    children: candidate === undefined ? baselineRow(model) : candidateRow(model, candidate),
  });
}

function baselineRow({ header }: LineageModel): readonly HTMLElement[] {
  return [
    element("div", {
      class: "row-main",
      children: [
        iconCell(markIcon("baseline")),
        element("span", { class: "row-name", text: nameOf(0) }),
        element("span", { class: "row-gain muted", text: "1×" }),
      ],
    }),
    element("div", { class: "row-summary", text: `${header.target.symbol} as captured` }),
  ];
}

function candidateRow({ header }: LineageModel, candidate: CandidateModel): readonly HTMLElement[] {
  const standing = standingOf(candidate);
  const flags = flagsOf(candidate, header.leader);
  return [
    element("div", {
      class: "row-main",
      children: [
        iconCell(markIcon(standing)),
        element("span", { class: "row-name", text: nameOf(candidate.number) }),
        candidate.gain === null ? null : hiddenText(standingWords[standing]),
        ...flags.map((flag) => element("span", { class: "flag", text: flag })),
        element("span", {
          class: candidate.gain === null ? "row-gain muted" : "row-gain",
          text:
            candidate.gain === null
              ? (stageWords(candidate) ?? standingWords[standing])
              : gainText(candidate.gain),
        }),
      ],
    }),
    element("div", { class: "row-summary", text: candidate.summary }),
  ];
}

function iconCell(icon: SVGElement): HTMLElement {
  return element("span", { class: "row-icon", children: [icon] });
}

function flagsOf(candidate: CandidateModel, leader: number | null): readonly string[] {
  const flags: string[] = [];
  if (candidate.number === leader) flags.push("best");
  if (candidate.acceptedInto !== null) flags.push("accepted");
  if (candidate.declined !== null) flags.push("rejected by you");
  const remarks = candidate.gates.reduce((sum, gate) => sum + gate.remarks.length, 0);
  if (remarks > 0) flags.push(count(remarks, "remark"));
  return flags;
}

function stageWords(candidate: CandidateModel): string | null {
  switch (candidate.stage) {
    case "checking":
      return "Checking";
    case "waiting":
      return "Waiting";
    case "timing":
      return "Timing";
    case "judged":
    case "interrupted":
      return null;
  }
}
