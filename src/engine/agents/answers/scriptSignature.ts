import type { Function as FunctionNode, Node } from "@babel/types";
import { type Baseline, baselineCode, type Code } from "../../domain/candidate.ts";
import { type Program, parseProgram } from "../../rewrite/program.ts";
import { spanOf } from "../../rewrite/source.ts";

/**
 * What callers of the target would notice of another signature, as a sentence; null when nothing, or when it cannot be
 * told. Names of parameters do not count; how many there are, which may be left out, and their types do.
 */
export function signatureChange(baseline: Baseline, code: Code): string | null {
  const before = parseProgram(baseline, baselineCode(baseline));
  const after = parseProgram(baseline, code);
  if (before === null || after === null) return null;
  const [old, now] = [before.target.node, after.target.node];
  const { symbol } = baseline;
  if (old.async !== now.async) return `It makes ${symbol} ${now.async ? "" : "no longer "}asynchronous.`;
  if (old.generator !== now.generator)
    return `It makes ${symbol} ${now.generator ? "a" : "no longer a"} generator.`;
  const [oldList, nowList] = [parametersOf(before, old), parametersOf(after, now)];
  const changed =
    oldList.length !== nowList.length ||
    oldList.some((own, index) => {
      const other = nowList[index];
      return own.kind !== other?.kind || own.type !== other.type;
    });
  if (changed)
    return `It changes the parameters of ${symbol} from (${listed(before, old)}) to (${listed(after, now)}).`;
  const [oldResult, nowResult] = [typeText(before, old.returnType), typeText(after, now.returnType)];
  return oldResult !== "" && oldResult !== nowResult
    ? `It changes the return type of ${symbol} from \`${oldResult}\` to \`${nowResult || "none"}\`.`
    : null;
}

interface Parameter {
  readonly kind: "plain" | "optional" | "rest" | "this";
  /** Without white space; empty without one. */
  readonly type: string;
}

function parametersOf(program: Program, { params }: FunctionNode): readonly Parameter[] {
  return params.map((param): Parameter => {
    const bare = param.type === "TSParameterProperty" ? param.parameter : param;
    if (bare.type === "AssignmentPattern")
      return { kind: "optional", type: typeText(program, annotationOf(bare.left)) };
    const type = typeText(program, annotationOf(bare));
    if (bare.type === "RestElement") return { kind: "rest", type };
    if (bare.type === "Identifier" && bare.name === "this") return { kind: "this", type };
    return { kind: "optional" in bare && bare.optional ? "optional" : "plain", type };
  });
}

function annotationOf(node: Node): Node | null {
  return ("typeAnnotation" in node ? node.typeAnnotation : null) ?? null;
}

function typeText({ text }: Program, node: Node | null | undefined): string {
  if (node == null) return "";
  const { start, end } = spanOf(node);
  return text.slice(start, end).replace(/^:/, "").replace(/\s+/g, " ").trim();
}

function listed({ text }: Program, { params }: FunctionNode): string {
  return params
    .map((param) => {
      const { start, end } = spanOf(param);
      return text.slice(start, end).replace(/\s+/g, " ").slice(0, 80);
    })
    .join(", ");
}
