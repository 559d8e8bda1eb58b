import type { Author } from "../../../src/engine/domain/candidate.ts";
import type { CandidateModel, RunHeader } from "../../../src/protocol/lineageModel.ts";
import { linkButton, tag } from "../../ui/controls.ts";
import { element } from "../../ui/dom.ts";
import { nameOf } from "../words.ts";
import { directionText } from "./directionText.ts";

/** A titled part of the details. */
export function section(title: string, children: readonly (Node | null)[]): HTMLElement {
  return element("section", { class: "part", children: [element("h3", { text: title }), ...children] });
}

/** A name with its value. */
export type Fact = readonly [name: string, value: string | Node];

/** Short texts, one under the other. */
export function phrases(texts: readonly string[], kind = ""): HTMLElement {
  return element("ul", {
    class: `phrases ${kind}`.trim(),
    children: texts.map((text) => element("li", { text })),
  });
}

/** Names with their values. */
export function facts(rows: readonly Fact[]): HTMLElement {
  return element("dl", {
    class: "facts",
    children: rows.flatMap(([name, value]) => [
      element("dt", { text: name }),
      typeof value === "string" ? element("dd", { text: value }) : element("dd", { children: [value] }),
    ]),
  });
}

/** Operator, who wrote it, summary, parents, direction, exemplars, commit. */
export function originSection(
  candidate: CandidateModel,
  { directions, earlier }: RunHeader,
  onSelect: (number: number) => void,
): HTMLElement {
  const direction = [...directions, ...earlier].find(({ id }) => id === candidate.direction);
  return section("Origin", [
    element("p", { class: "prose", text: candidate.summary }),
    facts([
      ["Operator", tag(candidate.operator)],
      ...(candidate.author === null ? [] : [["Written by", authorText(candidate.author)] as const]),
      [
        candidate.parents.length === 1 ? "Parent" : "Parents",
        element("span", {
          class: "links",
          children: candidate.parents.map((parent) => relative(`parent-${parent}`, parent, onSelect)),
        }),
      ],
      ...(direction === undefined ? [] : [["Direction", directionText(direction)] as const]),
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

/** `qwen3-coder, temperature 0.8, 1,240 tokens`. */
function authorText({ model, temperature, tokens }: Author): string {
  const warmth = temperature === null ? "" : `, temperature ${Number(temperature.toFixed(2))}`;
  return `${model}${warmth}, ${tokens.toLocaleString("en-US")} tokens`;
}

/** Attribute that names a link, so that the focus finds it again after a rebuild. */
export const focusKeyName = "data-focus-key";

/** A link to another candidate. */
function relative(key: string, number: number, onSelect: (number: number) => void): HTMLElement {
  const link = linkButton(nameOf(number), () => onSelect(number));
  link.setAttribute(focusKeyName, key);
  return link;
}

/** What the user remarked on the candidate; null without a word. */
export function notesSection({ notes }: CandidateModel): HTMLElement | null {
  return notes.length === 0 ? null : section("Your notes", [phrases(notes)]);
}

/** What the candidate inherits, what it introduces, why it failed; null without an abstract. */
export function abstractSection({ abstract }: CandidateModel): HTMLElement | null {
  if (abstract === null) return null;
  const lists = [
    { title: "Inherits", texts: abstract.inherits },
    { title: "Introduces", texts: abstract.introduces },
    { title: "Why it failed", texts: abstract.failure === null ? [] : [abstract.failure] },
  ].filter(({ texts }) => texts.length > 0);
  if (lists.length === 0) return null;
  return section(
    "Abstract",
    lists.flatMap(({ title, texts }) => [element("h4", { text: title }), phrases(texts)]),
  );
}
