import { assemble, type Baseline, type Code, regionOf } from "../../domain/candidate.ts";
import { type Grammar, grammarOf } from "./grammar.ts";
import { type Token, tokensOf } from "./lexer.ts";

/**
 * Short phrases, of at most 8 words each, about what matters for the speed of code in any language, as far as words
 * and indentation tell: how deep its loops nest, what they allocate, and how long it is. In a fixed order, without
 * repetition.
 */
export function textFeatures(baseline: Baseline, code: Code): readonly string[] {
  const grammar = grammarOf(baseline.file);
  // With the indentation of its first line, which belongs to the text before the region.
  const text = assemble(baseline, code);
  const { start, end } = regionOf(baseline, code);
  const lines = linesOf(text.slice(text.lastIndexOf("\n", start - 1) + 1, end), grammar);
  const depths = loopDepths(lines, grammar);
  const deepest = Math.max(0, ...depths);
  const found = new Set<string>();
  lines.forEach((line, at) => {
    if ((depths[at] ?? 0) > 0) for (const phrase of costsOf(line)) found.add(phrase);
  });
  const recursive = callsItself(lines, baseline.symbol);
  return [
    ...(deepest > 1 ? [`loops nested ${deepest} deep`] : deepest === 1 ? ["one level of loops"] : []),
    ...(recursive ? ["recursion"] : []),
    ...[...found].toSorted(),
    lengthOf(lines.length),
  ];
}

interface Line {
  readonly indent: number;
  readonly tokens: readonly Token[];
}

/** The lines that have code. */
function linesOf(text: string, grammar: Grammar): readonly Line[] {
  const lines: Token[][] = [[]];
  for (const token of tokensOf(text, grammar)) {
    if (token.kind === "line") lines.push([]);
    else lines.at(-1)?.push(token);
  }
  return lines.flatMap((tokens) => {
    const [first] = tokens;
    const code = tokens.filter(({ kind }) => kind !== "space" && kind !== "comment");
    const indent = first?.kind === "space" ? first.text.replaceAll("\t", "        ").length : 0;
    return code.length > 0 ? [{ indent, tokens: code }] : [];
  });
}

/** How many loops each line is in, the one it begins included. */
function loopDepths(lines: readonly Line[], { loops }: Grammar): readonly number[] {
  const open: number[] = [];
  return lines.map(({ indent, tokens }) => {
    const [first] = tokens;
    const closing = first !== undefined && "})]".includes(first.text);
    while ((open.at(-1) ?? -1) >= indent && !closing) open.pop();
    // `} while (…);` ends a loop.
    const begun = closing ? [] : tokens.filter(({ kind, text }) => kind === "word" && loops.test(text));
    open.push(...begun.map(() => indent));
    const depth = open.length;
    if (closing) while ((open.at(-1) ?? -1) >= indent) open.pop();
    return depth;
  });
}

const allocations =
  /^(new|malloc|calloc|realloc|alloc|make|strdup|vec|Vec|Box|to_string|to_owned|to_vec|clone|collect|dup|format|sprintf|substr|substring|Split|split|concat|ToList|ToArray|toArray|toList)$/;
const growing = /^(append|push|push_back|emplace_back|Add|add|insert|resize)$/;
const searching =
  /^(find|indexOf|IndexOf|contains|Contains|count|index|position|strchr|strstr|includes|include)$/;
const ordering = /^(sort|Sort|qsort|sorted|sort_by|sort_unstable|OrderBy|stable_sort)$/;

function costsOf({ tokens }: Line): readonly string[] {
  return tokens.flatMap(({ kind, text }, at) => {
    if (kind !== "word") return [];
    const next = tokens[at + 1]?.text ?? "";
    const called = /^[(!:<{]$/.test(next) || text === "new";
    if (called && allocations.test(text)) return ["allocation in a loop"];
    if (called && growing.test(text)) return ["growing a collection in a loop"];
    if (called && searching.test(text)) return ["search in a loop"];
    return called && ordering.test(text) ? ["sort in a loop"] : [];
  });
}

function callsItself(lines: readonly Line[], symbol: string): boolean {
  const name = symbol.split(/[.:#]/).at(-1) ?? symbol;
  const calls = lines.flatMap(({ tokens }) =>
    tokens.filter(({ kind, text }, at) => kind === "word" && text === name && tokens[at + 1]?.text === "("),
  );
  return calls.length > 1;
}

function lengthOf(lines: number): string {
  if (lines <= 10) return "at most 10 lines";
  return lines <= 40 ? "at most 40 lines" : "more than 40 lines";
}
