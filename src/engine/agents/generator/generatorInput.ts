import type { Abstract, Baseline, Code } from "../../domain/candidate.ts";
import type { GateName } from "../../domain/gate.ts";
import type { Gain } from "../../domain/verdict.ts";
import type { AnswerLanguage } from "../answers/answerLanguage.ts";

/** Ways in which a language model makes a proposal; `Proposal.operator` is one of them. */
export const modelOperators = ["mutate", "rewrite", "crossover", "repair", "simplify", "reflect"] as const;
export type ModelOperator = (typeof modelOperators)[number];

/** A version that a proposal starts from. */
export interface Version {
  readonly code: Code;
  readonly abstract: Abstract;
  /** Over the baseline; null for the baseline and for what was never measured. */
  readonly gain: Gain | null;
}

/** What is to be done to which versions. */
export type Operation =
  | { readonly operator: "mutate" | "rewrite" | "simplify"; readonly parent: Version }
  | {
      readonly operator: "crossover";
      /** What edits refer to. */
      readonly parent: Version;
      readonly other: Version;
      /** What both descend from, in a few words. */
      readonly ancestor: string;
    }
  | {
      readonly operator: "repair";
      /** The failing proposal. */
      readonly parent: Version;
      /** What it was to achieve, in one phrase. */
      readonly summary: string;
      readonly gate: GateName;
      readonly error: string;
    }
  | {
      readonly operator: "reflect";
      readonly parent: Version;
      /** What the change of an elite was, and what it did to the metric, both in words. */
      readonly change: string;
      readonly achieved: string;
    };

/** What is to be achieved, in words; see `taskOf`. */
export interface Task {
  readonly objective: string;
  /** How it is measured. */
  readonly measured: string;
  readonly constraints: readonly string[];
}

/** What the target stands in, as texts of code. What is not known is empty. */
export interface TargetContext {
  /** Head of the class or object that holds a method. */
  readonly owner: string;
  /** What stands in it beside the method: its constructor, and the fields and methods that the target names. */
  readonly members: readonly string[];
  readonly imports: readonly string[];
  /** Declarations of the types it names. */
  readonly types: readonly string[];
  /** What it calls, as heads with their comments or as whole functions. */
  readonly callees: readonly string[];
  /** Where the original's time goes: lines that a profile found to be hot, each with its share in words. */
  readonly hotLines: readonly string[];
}

/** An earlier version that the Sampler chose. */
export interface ShownExemplar extends Version {
  /** Why it was chosen. */
  readonly reason: string;
}

export interface GeneratorInput {
  /** Which of the models that compete is asked; left out where there is one. */
  readonly model?: string;
  readonly operation: Operation;
  readonly baseline: Baseline;
  readonly language: AnswerLanguage;
  readonly task: Task;
  readonly context: TargetContext;
  /** The one idea to follow; null without one. */
  readonly direction: string | null;
  /** From worst to best. */
  readonly exemplars: readonly ShownExemplar[];
  /** How many answers are wanted of the call, at least 1. */
  readonly answers: number;
  readonly temperature: number | null;
  /** Most tokens of one answer, hidden reasoning included. */
  readonly answerTokens: number;
  /** Most tokens of the prompt. */
  readonly promptTokens: number;
}
