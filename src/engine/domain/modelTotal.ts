import type { ModelCall, ModelUse } from "./modelUse.ts";

/** The uses, in the order in which they began, with one call more. */
export function withCall(uses: readonly ModelUse[], call: ModelCall): readonly ModelUse[] {
  const isSame = ({ role, model }: ModelUse) => role === call.role && model === call.model;
  const before = uses.find(isSame);
  const { role, model, usage, dollars, ms, problem } = call;
  const use: ModelUse = {
    role,
    model,
    calls: (before?.calls ?? 0) + 1,
    failures: (before?.failures ?? 0) + Number(problem !== null),
    promptTokens: (before?.promptTokens ?? 0) + (usage?.promptTokens ?? 0),
    cachedTokens: (before?.cachedTokens ?? 0) + (usage?.cachedTokens ?? 0),
    completionTokens: (before?.completionTokens ?? 0) + (usage?.completionTokens ?? 0),
    counted: (before?.counted ?? false) || usage?.source === "counted",
    dollars: before?.dollars === null || dollars === null ? null : (before?.dollars ?? 0) + dollars,
    ms: (before?.ms ?? 0) + ms,
  };
  return before === undefined ? [...uses, use] : uses.map((each) => (isSame(each) ? use : each));
}

/** What a run has used of all models. */
export interface ModelTotal {
  readonly calls: number;
  readonly tokens: number;
  /** US dollars; null when the price of one of the models is not known. */
  readonly dollars: number | null;
}

export function totalOf(uses: readonly ModelUse[]): ModelTotal {
  return uses.reduce<ModelTotal>(
    (total, use) => ({
      calls: total.calls + use.calls,
      tokens: total.tokens + use.promptTokens + use.completionTokens,
      dollars: total.dollars === null || use.dollars === null ? null : total.dollars + use.dollars,
    }),
    { calls: 0, tokens: 0, dollars: 0 },
  );
}
