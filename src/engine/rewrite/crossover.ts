import { diff3Merge } from "node-diff3";
import * as z from "zod";
import type { Baseline, Code } from "../domain/candidate.ts";
import type { ParentCode, Proposal, ProposalRequest } from "../ports.ts";

/** How the codes of a language are merged. */
export interface Crossing {
  /** The text in pieces that are changed as a whole; joined, they are the text again. */
  readonly tokens: (text: string) => string[];
  /** True when a candidate can be tried at all. */
  readonly parses: (baseline: Baseline, code: Code) => boolean;
}

/** Words, numbers, white space, strings and comments whole; punctuation one sign at a time. */
const token =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[\s\S])*`|[\p{ID_Start}$_#][\p{ID_Continue}$]*|\d[\w.]*|\s+|[\s\S]/gu;

/**
 * Both parents' changes in one, merged three ways, token by token, over their lowest common ancestor. Empty when
 * there is no ancestor, when both changed the same text, or when the result is no new code. What both only inserted at
 * the same place, such as declarations before a loop, stands there one after the other.
 */
export function crossover(
  request: ProposalRequest,
  first: ParentCode,
  second: ParentCode,
  { tokens, parses }: Crossing,
): readonly Proposal[] {
  const { ancestor, baseline } = request;
  if (!ancestor) return [];
  const target = merged(tokens(first.code.target), tokens(ancestor.target), tokens(second.code.target));
  if (target === null) return [];
  const code: Code = {
    target,
    helpers: [...new Set([...first.code.helpers, ...second.code.helpers])],
  };
  const known = [first.code.target, second.code.target, ancestor.target];
  if (known.includes(code.target) || !parses(baseline, code)) return [];
  return [{ operator: "crossover", summary: joined(first, second), code }];
}

const texts = z.array(z.string());
/** What `diff3Merge` answers; its own types say `any`. */
const regionsSchema = z.array(
  z.union([z.object({ ok: texts }), z.object({ conflict: z.object({ a: texts, o: texts, b: texts }) })]),
);

function merged(first: string[], ancestor: string[], second: string[]): string | null {
  const regions = regionsSchema.parse(diff3Merge(first, ancestor, second, { excludeFalseConflicts: true }));
  const parts: string[] = [];
  for (const region of regions) {
    if ("ok" in region) parts.push(...region.ok);
    else if (region.conflict.o.length === 0) parts.push(...region.conflict.a, ...region.conflict.b);
    else return null;
  }
  return parts.join("");
}

/** What both parents did, each thing once: their ancestors may have shared some of it. */
function joined(first: ParentCode, second: ParentCode): string {
  return first.summary && second.summary
    ? [...new Set(`${first.summary}; ${second.summary}`.split("; "))].join("; ")
    : `combine candidates ${first.number} and ${second.number}`;
}

/** The tokens of JavaScript and TypeScript. */
export function scriptTokens(text: string): string[] {
  return text.match(token) ?? [];
}
