import type { SyntaxNode } from "@lezer/common";
import type { Span } from "../../../engine/domain/candidate.ts";
import { childrenOf } from "./parse.ts";
import type { Finding } from "./scanRules.ts";

const longLiteral = 1024;
const mutable =
  /^(?:ArrayExpression|DictionaryExpression|SetExpression|ArrayComprehensionExpression|DictionaryComprehensionExpression|SetComprehensionExpression)$/;
const makesMutable =
  /^(?:\w+\.)*(?:list|dict|set|bytearray|defaultdict|OrderedDict|Counter|deque|WeakKeyDictionary|WeakValueDictionary|array)\s*\(/;

/** What the code of a version keeps from call to call, and what it has computed beforehand. */
export function stateFindings(
  top: SyntaxNode,
  text: string,
  { region, helpers }: { readonly region: Span; readonly helpers: Span },
): readonly Finding[] {
  const found: Finding[] = [];
  const slice = ({ from, to }: { readonly from: number; readonly to: number }): string =>
    text.slice(from, to);
  const isMutable = (node: SyntaxNode): boolean => mutable.test(node.name) || makesMutable.test(slice(node));
  const visit = (node: SyntaxNode): void => {
    switch (node.name) {
      case "ScopeStatement":
        if (slice(node).startsWith("global")) {
          found.push(remark("global", `changes variables of the file (${oneLine(slice(node))})`));
        }
        break;
      case "ParamList": {
        const defaults = childrenOf(node).filter((_, index, all) => all[index - 1]?.name === "AssignOp");
        for (const value of defaults) {
          if (isMutable(value)) {
            found.push(
              remark(
                `default ${slice(value)}`,
                `keeps a default argument from call to call (${slice(value)})`,
              ),
            );
          }
        }
        break;
      }
      case "AssignStatement": {
        const target = node.firstChild;
        if (target?.name === "MemberExpression" && /^[A-Za-z_]\w*\.\w+$/.test(slice(target))) {
          const [owner = ""] = slice(target).split(".");
          if (isTopLevel(top, text, owner)) {
            found.push(
              remark(`on ${owner}`, `keeps something on ${owner} from call to call (${slice(target)})`),
            );
          }
        }
        break;
      }
      case "String":
      case "ContinuedString":
      case "ArrayExpression":
      case "TupleExpression":
      case "DictionaryExpression":
      case "SetExpression":
        if (node.to - node.from > longLiteral && !isDocstring(node)) {
          const key = `literal ${slice(node)}`;
          found.push(remark(key, `holds a literal of ${node.to - node.from} characters`));
          return;
        }
    }
    for (const child of childrenOf(node)) visit(child);
  };
  for (const node of nodesWithin(top, [region, helpers])) visit(node);
  for (const node of childrenOf(top)) {
    if (node.name !== "AssignStatement" || !isWithin(node, helpers)) continue;
    const value = node.lastChild;
    if (value !== null && isMutable(value)) {
      const name = node.firstChild === null ? "" : slice(node.firstChild);
      found.push(remark(`state ${name}`, `keeps ${name} beside the function from call to call`));
    }
  }
  return found;
}

function remark(key: string, what: string): Finding {
  return { key, rejects: false, what };
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s+/g, " ");
}

function isDocstring(node: SyntaxNode): boolean {
  return node.name === "String" && node.parent?.name === "ExpressionStatement";
}

function isWithin({ from }: SyntaxNode, { start, end }: Span): boolean {
  return start <= from && from < end;
}

/** The outermost nodes that lie in one of some spans. */
function nodesWithin(node: SyntaxNode, spans: readonly Span[]): readonly SyntaxNode[] {
  return childrenOf(node).flatMap((child) =>
    spans.some((span) => isWithin(child, span)) ? [child] : nodesWithin(child, spans),
  );
}

/** Whether a name is a function or class at the top of the file. */
function isTopLevel(top: SyntaxNode, text: string, name: string): boolean {
  return childrenOf(top).some((statement) => {
    const definition =
      statement.name === "DecoratedStatement"
        ? (statement.getChild("FunctionDefinition") ?? statement.getChild("ClassDefinition"))
        : statement;
    const named = /^(?:Function|Class)Definition$/.test(definition?.name ?? "")
      ? definition?.getChild("VariableName")
      : null;
    return named != null && text.slice(named.from, named.to) === name;
  });
}
