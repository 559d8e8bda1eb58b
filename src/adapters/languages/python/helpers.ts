import type { SyntaxNode } from "@lezer/common";
import type { Baseline, Code } from "../../../engine/domain/candidate.ts";
import { parsePython } from "../../../engine/rewrite/python/grammar.ts";
import { builtinNames } from "./builtinNames.ts";
import { importsOf } from "./imports.ts";
import { childrenOf } from "./parse.ts";

/**
 * Why helpers change what the rest of the file means, as a sentence; null when they do not: they may not give a name
 * that the file or Python has already another meaning.
 */
export function clashOf(baseline: Baseline, { helpers }: Code): string | null {
  const taken = bindingsOf(baseline.text);
  for (const helper of helpers) {
    for (const [name, meaning] of bindingsOf(helper)) {
      const known = taken.get(name);
      if (known !== undefined && !(known === meaning && meaning.startsWith("import"))) {
        return `A helper of the candidate redefines ${name}, which the file has already.`;
      }
      if (known === undefined && builtinNames.has(name)) {
        return `A helper of the candidate hides Python's own ${name} from the rest of the file.`;
      }
    }
  }
  return null;
}

/** Names that the statements at the top of a text bind, and what to: an import by what it imports. */
function bindingsOf(text: string): ReadonlyMap<string, string> {
  const bindings = new Map<string, string>();
  for (const statement of childrenOf(parsePython(text).tree.topNode)) bind(statement, text, bindings);
  return bindings;
}

function bind(node: SyntaxNode, text: string, bindings: Map<string, string>): void {
  const textOf = ({ from, to }: SyntaxNode): string => text.slice(from, to);
  switch (node.name) {
    case "FunctionDefinition":
    case "ClassDefinition": {
      const name = node.getChild("VariableName");
      if (name !== null) bindings.set(textOf(name), "definition");
      return;
    }
    case "ImportStatement":
      for (const { name, path } of importsOf(textOf(node))) bindings.set(name, `import ${path}`);
      return;
    case "AssignStatement":
    case "UpdateStatement":
      for (const name of assignedNames(node, text)) bindings.set(name, "assignment");
      return;
    case "ForStatement":
      for (const name of assignedNames(node, text)) bindings.set(name, "assignment");
      for (const child of childrenOf(node)) bind(child, text, bindings);
      return;
    case "WithStatement":
    case "IfStatement":
    case "WhileStatement":
    case "TryStatement":
    case "Body":
    case "DecoratedStatement":
      for (const child of childrenOf(node)) bind(child, text, bindings);
  }
}

/** The variables left of the last `=`, or between `for` and `in`. */
function assignedNames(statement: SyntaxNode, text: string): readonly string[] {
  const children = childrenOf(statement);
  const end = children.findLastIndex(({ name }) => /^(?:AssignOp|UpdateOp|in)$/.test(name));
  const names: string[] = [];
  const collect = (node: SyntaxNode): void => {
    if (node.name === "VariableName") names.push(text.slice(node.from, node.to));
    if (/^(?:TupleExpression|ArrayExpression|ParenthesizedExpression)$/.test(node.name))
      childrenOf(node).forEach(collect);
  };
  children.slice(0, Math.max(0, end)).forEach(collect);
  return names;
}
