import { gainText } from "../../../src/engine/domain/gainText.ts";
import { gateNames } from "../../../src/engine/domain/gate.ts";
import type { CandidateModel, RunHeader } from "../../../src/protocol/lineageModel.ts";
import { linkButton, tag } from "../../ui/controls.ts";
import { element } from "../../ui/dom.ts";
import { count, durationText, gateWords, nameOf } from "../words.ts";
import { blocksPlot, blocksSummary } from "./blocksPlot.ts";

/** A titled part of the details. */
export function section(title: string, children: readonly (Node | null)[]): HTMLElement {
  return element("section", { class: "part", children: [element("h3", { text: title }), ...children] });
}

/** Names with their values. */
export function facts(rows: readonly (readonly [string, string | Node])[]): HTMLElement {
  return element("dl", {
    class: "facts",
    children: rows.flatMap(([name, value]) => [
      element("dt", { text: name }),
      typeof value === "string" ? element("dd", { text: value }) : element("dd", { children: [value] }),
    ]),
  });
}

/** Operator, summary, parents, direction, exemplars, commit. */
export function originSection(
  candidate: CandidateModel,
  { directions }: RunHeader,
  onSelect: (number: number) => void,
): HTMLElement {
  const direction = directions.find(({ id }) => id === candidate.direction);
  return section("Origin", [
    element("p", { class: "prose", text: candidate.summary }),
    facts([
      ["Operator", tag(candidate.operator)],
      [
        candidate.parents.length === 1 ? "Parent" : "Parents",
        element("span", {
          class: "links",
          children: candidate.parents.map((parent) => relative(`parent-${parent}`, parent, onSelect)),
        }),
      ],
      ...(direction === undefined ? [] : [["Direction", direction.idea] as const]),
      [
        "Commit",
        element("code", { text: candidate.commit.slice(0, 10), attributes: { title: candidate.commit } }),
      ],
    ]),
    candidate.exemplars.length === 0
      ? null
      : element("div", {
          children: [
            element("h4", { text: "Exemplars shown to the generator" }),
            element("ul", {
              class: "plain",
              children: candidate.exemplars.map((exemplar) =>
                element("li", {
                  children: [
                    relative(`exemplar-${exemplar.candidate}`, exemplar.candidate, onSelect),
                    element("span", { text: ` ${exemplar.reason}` }),
                  ],
                }),
              ),
            }),
          ],
        }),
  ]);
}

/** Attribute that names a link, so that the focus finds it again after a rebuild. */
export const focusKeyName = "data-focus-key";

/** A link to another candidate. */
function relative(key: string, number: number, onSelect: (number: number) => void): HTMLElement {
  const link = linkButton(nameOf(number), () => onSelect(number));
  link.setAttribute(focusKeyName, key);
  return link;
}

/** What the candidate inherits, what it introduces, why it failed; null without an abstract. */
export function abstractSection({ abstract }: CandidateModel): HTMLElement | null {
  if (abstract === null) return null;
  const lists = [
    { title: "Inherits", phrases: abstract.inherits },
    { title: "Introduces", phrases: abstract.introduces },
    { title: "Why it failed", phrases: abstract.failure === null ? [] : [abstract.failure] },
  ].filter(({ phrases }) => phrases.length > 0);
  if (lists.length === 0) return null;
  return section(
    "Abstract",
    lists.flatMap(({ title, phrases }) => [
      element("h4", { text: title }),
      element("ul", { class: "phrases", children: phrases.map((phrase) => element("li", { text: phrase })) }),
    ]),
  );
}

/** Every gate in order: passed, failed with its reason, or not run. */
export function gatesSection({ gates }: CandidateModel): HTMLElement {
  return section("Gates", [
    element("ul", {
      class: "gates",
      children: gateNames.map((name) => {
        const gate = gates.find((candidate) => candidate.gate === name);
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
          ],
        });
      }),
    }),
  ]);
}

const signs = { passed: "✓", failed: "✕", pending: "·" } as const;

/** The blocks of the search and of the confirmation; null before the first. */
export function blocksSection(candidate: CandidateModel): HTMLElement | null {
  const { verdict, blocks, confirmation, confirmationBlocks } = candidate;
  if (blocks.data.length === 0 && confirmationBlocks.data.length === 0) return null;
  const searched = verdict === null || verdict.kind === "rejected" ? null : verdict.gain;
  return section("Blocks", [
    ...plotOf("Search", blocks.data, searched),
    ...plotOf("Confirmation", confirmationBlocks.data, confirmation?.gain ?? null),
    element("p", {
      class: "muted small",
      text: "Each dot is one pair of fresh processes, baseline time ÷ candidate time; right of 1× the candidate was faster.",
    }),
  ]);
}

function plotOf(
  title: string,
  data: readonly number[],
  gain: Parameters<typeof blocksPlot>[1],
): readonly HTMLElement[] {
  if (data.length === 0) return [];
  return [
    element("h4", {
      text: `${title}: ${count(data.length, "block")}${gain === null ? "" : `, ${gainText(gain)}`}`,
    }),
    element("div", {
      class: "plot",
      attributes: { title: blocksSummary(data) },
      children: [blocksPlot(data, gain)],
    }),
  ];
}
