import type { SyntaxNode } from "@lezer/common";
import type { Span } from "../../domain/candidate.ts";
import { parsePython } from "../../rewrite/python/grammar.ts";
import {
  type AnswerLanguage,
  type Declared,
  namesakes,
  type Reading,
  type TargetPlace,
  unreadable,
} from "./answerLanguage.ts";
import { indentOf } from "./indentation.ts";

/** Python 3. Its place compares the parameters too. */
export function pythonAnswers(place: TargetPlace): AnswerLanguage {
  return {
    name: place.name,
    fences: ["python", "py", "python3"],
    recognizes: true,
    read: (text) => read(text, place),
    problem: place.problem,
    fingerprint: place.fingerprint,
  };
}

function read(text: string, place: TargetPlace): Reading {
  const first = text.split("\n").find((line) => line.trim() !== "") ?? "";
  // A method by itself may be indented as in its class.
  const frame = indentOf(first) === "" ? "" : "if True:\n";
  const framed = frame + text;
  const { tree, problem } = parsePython(framed);
  if (problem !== null) {
    const line = framed.slice(0, problem).split("\n").length - (frame === "" ? 0 : 1);
    return unreadable(`It does not parse (line ${Math.max(1, line)}).`);
  }
  const own = ({ start, end }: Span): Span => ({ start: start - frame.length, end: end - frame.length });
  const targets = namesakes(place.targets(framed), place.baseline.symbol);
  const top = frame === "" ? tree.topNode : tree.topNode.firstChild?.getChild("Body");
  const others: Declared[] = [];
  for (const child of top == null ? [] : childrenOf(top)) outline(child, framed, targets[0] ?? null, others);
  const literals: Span[] = [];
  tree.iterate({
    enter({ name, from, to }) {
      if (/String$/.test(name) && framed.slice(from, to).includes("\n"))
        literals.push({ start: from, end: to });
    },
  });
  return {
    problem: null,
    targets: targets.map(own),
    others: others.map((each) => ({ ...each, span: own(each.span) })),
    literals: literals.map(own),
  };
}

/** Adds a statement at the top; of one that holds the target, what stands beside that. */
function outline(node: SyntaxNode, text: string, target: Span | null, others: Declared[]): void {
  const span = { start: node.from, end: node.to };
  if (target !== null && span.start <= target.start && target.end <= text.slice(0, span.end).length) {
    besideTarget(node, target, others);
    return;
  }
  switch (node.name) {
    case "ImportStatement":
      others.push({ kind: "import", names: importedNames(text.slice(node.from, node.to)), span });
      return;
    case "FunctionDefinition":
    case "ClassDefinition":
    case "DecoratedStatement":
    case "AssignStatement":
      others.push({ kind: "declaration", names: definedNames(node, text), span });
      return;
    case "ExpressionStatement":
      // A text by itself only documents.
      if (node.firstChild?.name === "String" && node.firstChild.to === node.to) return;
      others.push({ kind: "statement", names: [], span });
      return;
    case "Comment":
    case "PassStatement":
    case "(":
    case ")":
    case ":":
      return;
    default:
      others.push({ kind: "statement", names: [], span });
  }
}

function besideTarget(node: SyntaxNode, target: Span, others: Declared[]): void {
  for (const child of childrenOf(node)) {
    const holds = child.from <= target.start && target.end <= child.to;
    if (holds && (child.from !== target.start || child.name === "Body")) besideTarget(child, target, others);
    else if (
      !holds &&
      node.name === "Body" &&
      child.name !== ":" &&
      child.name !== "Comment" &&
      !isText(child)
    )
      others.push({ kind: "member", names: [], span: { start: child.from, end: child.to } });
  }
}

function isText(node: SyntaxNode): boolean {
  return node.name === "ExpressionStatement" && node.firstChild?.name === "String";
}

function importedNames(statement: string): readonly string[] {
  const list = statement.replace(/^[\s\S]*?\bimport\b/, "").replace(/[()\\\s]+/g, " ");
  return list
    .split(",")
    .map((each) => each.trim().split(/\s+as\s+/))
    .map(([path = "", alias]) => alias ?? path.split(".")[0] ?? "")
    .filter((name) => name !== "");
}

function definedNames(node: SyntaxNode, text: string): readonly string[] {
  const own =
    node.name === "DecoratedStatement"
      ? (node.getChild("FunctionDefinition") ?? node.getChild("ClassDefinition"))
      : node;
  if (own?.name !== "AssignStatement") {
    const name = own?.getChild("VariableName");
    return name == null ? [] : [text.slice(name.from, name.to)];
  }
  const left = text.slice(own.from, own.getChild("AssignOp")?.from ?? own.to);
  return left.replace(/:.*$/s, "").match(/[\p{ID_Start}_][\p{ID_Continue}]*/gu) ?? [];
}

function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
  return children;
}
