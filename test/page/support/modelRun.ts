import type { RunEvent } from "../../../src/engine/domain/events.ts";
import { type ExampleRunOptions, exampleRun } from "./exampleRun.ts";

const model = "qwen3-coder:30b";

/** Why a rule answered for the Sampler, for one candidate. */
export const samplerProblem = "The server answered 503 three times; the rule answered instead.";
/** An idea with more words than most. */
export const boldIdea = "Replace repeated scans of the list by one pass that remembers what it has seen";

/** The events of an example run in which a language model proposes and advises. */
export function modelRun(options: ExampleRunOptions = {}): readonly RunEvent[] {
  const spec = {
    models: { model, search: "hybrid" },
    budget: { candidates: 40, minutes: 10, tokens: 200_000, money: 0.5 },
    ...options.spec,
  } as const;
  return exampleRun({ ...options, spec }).flatMap((event) => withModel(event));
}

function withModel(event: RunEvent): readonly RunEvent[] {
  if (event.type === "directions-set") return [directions(event.at)];
  if (event.type === "candidate-held" && event.candidate % 3 !== 2) {
    const { at, candidate } = event;
    const isSampled = candidate % 4 !== 0;
    return [
      called(at, "generator", candidate === 3 ? "The server closed the connection." : null),
      called(at, "sampler", isSampled ? null : samplerProblem),
      {
        type: "agent-answered",
        at,
        agent: "sampler",
        by: isSampled ? "model" : "rule",
        reason: isSampled ? null : samplerProblem,
        candidate,
      },
      {
        ...event,
        operator: "model mutate",
        direction: candidate % 2,
        exemplars: [{ candidate: 1, reason: "remembers what it saw, which the parent does not" }],
        author: { model, temperature: 0.8, tokens: 1240 },
      },
    ];
  }
  if (event.type === "candidate-summarized") {
    const { at, candidate } = event;
    return [
      called(at, "summarizer", null),
      { type: "agent-answered", at, agent: "summarizer", by: "model", reason: null, candidate },
      event,
    ];
  }
  return [event];
}

function directions(at: number): RunEvent {
  return {
    type: "directions-set",
    at,
    directions: [
      { id: 0, idea: boldIdea, operators: ["set-for-includes"], credit: 0.021, trials: 9 },
      { id: 1, idea: "Allocate nothing inside the loop", operators: [], credit: -0.004, trials: 6 },
      { id: 2, idea: "Sort once, then look at neighbours only", operators: [], credit: 0, trials: 0 },
    ],
  };
}

function called(
  at: number,
  role: Extract<RunEvent, { type: "model-called" }>["role"],
  problem: string | null,
): RunEvent {
  const usage = { promptTokens: 1480, completionTokens: 260, cachedTokens: 640, source: "reported" } as const;
  return {
    type: "model-called",
    at,
    role,
    model,
    usage: problem === null ? usage : null,
    dollars: problem === null ? 0.0021 : 0,
    ms: 2400,
    problem,
  };
}
