import type { AgentAnswer } from "../../../src/engine/domain/agentAnswer.ts";
import { totalOf } from "../../../src/engine/domain/modelTotal.ts";
import type { ModelUse } from "../../../src/engine/domain/modelUse.ts";
import { moneyText } from "../../../src/engine/domain/moneyText.ts";
import type { CandidateModel, RunHeader } from "../../../src/protocol/lineageModel.ts";
import { element } from "../../ui/dom.ts";
import { facts, section } from "./sections.ts";

const agentWords: Readonly<Record<AgentAnswer["agent"], string>> = {
  summarizer: "Summarizer",
  navigator: "Navigator",
  sampler: "Sampler",
  rubric: "Rubric",
};

/** Who answered for the agents on behalf of a candidate; null where only rules take part. */
export function answersSection({ answers }: CandidateModel): HTMLElement | null {
  if (answers.length === 0) return null;
  return section("Agents", [
    facts(
      answers.map(({ agent, by, reason }) => [
        agentWords[agent],
        answerer(by === "model" ? "answered by the model" : "answered by a rule", reason),
      ]),
    ),
  ]);
}

/** Who answered for the agents of a run; null where only rules take part. */
export function agentsPart({ agents }: RunHeader): HTMLElement | null {
  if (agents.length === 0) return null;
  return section("Agents", [
    facts(
      agents.map(({ agent, model, rule, reason }) => {
        const parts = [
          ...(model === 0 ? [] : [`${model} by the model`]),
          ...(rule === 0 ? [] : [`${rule} by a rule`]),
        ];
        return [
          agentWords[agent],
          answerer(`answered ${parts.join(", ")}`, reason === null ? null : `Last: ${reason}`),
        ];
      }),
    ),
  ]);
}

function answerer(text: string, reason: string | null): HTMLElement {
  return element("span", {
    children: [
      element("span", { text }),
      reason === null ? null : element("span", { class: "why muted", text: reason }),
    ],
  });
}

/** What was used of language models, live, and of which cap; null without any. */
export function modelsPart({ models, budget }: RunHeader): HTMLElement | null {
  if (models.length === 0) return null;
  const { calls, tokens, dollars } = totalOf(models);
  const failures = models.reduce((sum, use) => sum + use.failures, 0);
  return section("Language models", [
    facts([
      ["Tokens", used(tokens, budget.tokens, countText, "Tokens used of the cap")],
      ["Money", used(dollars, budget.money, moneyText, "Money used of the cap")],
      ["Calls", `${calls}${failures === 0 ? "" : `, ${failures} failed`}`],
    ]),
    usesTable(models),
  ]);
}

/** What is used, and of which cap, with a bar where there is one. */
function used(
  amount: number | null,
  cap: number | null,
  textOf: (amount: number | null) => string,
  label: string,
): string | HTMLElement {
  if (amount === null || cap === null) return textOf(amount);
  return element("span", {
    children: [
      element("span", { text: `${textOf(amount)} of ${textOf(cap)}` }),
      element("progress", {
        class: "used",
        attributes: { max: String(cap), value: String(Math.min(amount, cap)), "aria-label": label },
      }),
    ],
  });
}

function usesTable(models: readonly ModelUse[]): HTMLElement {
  const hasFailures = models.some(({ failures }) => failures > 0);
  const names = ["Role", "Model", "Calls", ...(hasFailures ? ["Failed"] : []), "Tokens", "Money"];
  return element("div", {
    class: "uses",
    attributes: { role: "region", "aria-label": "Use of language models by role", tabindex: "0" },
    children: [
      element("table", {
        children: [
          element("thead", {
            children: [
              element("tr", {
                children: names.map((text) => element("th", { text, attributes: { scope: "col" } })),
              }),
            ],
          }),
          element("tbody", { children: models.map((use) => useRow(use, hasFailures)) }),
        ],
      }),
      models.some(({ counted }) => counted)
        ? element("p", {
            class: "muted small",
            text: "Some tokens were counted here; the server did not report them.",
          })
        : null,
    ],
  });
}

function useRow(use: ModelUse, hasFailures: boolean): HTMLElement {
  const { role, model, calls, failures, promptTokens, completionTokens, dollars } = use;
  const cells = [
    model,
    String(calls),
    ...(hasFailures ? [String(failures)] : []),
    countText(promptTokens + completionTokens),
    dollars === null ? "unknown" : moneyText(dollars),
  ];
  return element("tr", {
    children: [
      element("th", { text: role, attributes: { scope: "row" } }),
      ...cells.map((text) => element("td", { text })),
    ],
  });
}

/** `18,240`. */
function countText(amount: number | null): string {
  return (amount ?? 0).toLocaleString("en-US");
}
