import { merge } from "node-diff3";
import type { Code } from "../domain/candidate.ts";
import type { ParentCode, Proposal, ProposalRequest } from "../ports.ts";
import { parses } from "./program.ts";

/** Words, numbers, white space, strings and comments whole; punctuation one sign at a time. */
const token =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[\s\S])*`|[\p{ID_Start}$_#][\p{ID_Continue}$]*|\d[\w.]*|\s+|[\s\S]/gu;

/**
 * Both parents' changes in one, merged three ways, token by token, over their lowest common ancestor. Empty when
 * there is no ancestor, when both changed the same place, or when the result is no new code.
 */
export function crossover(
  request: ProposalRequest,
  first: ParentCode,
  second: ParentCode,
): readonly Proposal[] {
  const { ancestor, baseline } = request;
  if (!ancestor) return [];
  const { conflict, result } = merge(tokens(first.code), tokens(ancestor), tokens(second.code), {
    excludeFalseConflicts: true,
  });
  if (conflict) return [];
  const code: Code = {
    target: result.join(""),
    helpers: [...new Set([...first.code.helpers, ...second.code.helpers])],
  };
  const known = [first.code.target, second.code.target, ancestor.target];
  if (known.includes(code.target) || !parses(baseline, code)) return [];
  return [{ operator: "crossover", summary: joined(first, second), code }];
}

function joined(first: ParentCode, second: ParentCode): string {
  return first.summary && second.summary
    ? `${first.summary}; ${second.summary}`
    : `combine candidates ${first.number} and ${second.number}`;
}

function tokens(code: Code): string[] {
  return code.target.match(token) ?? [];
}
