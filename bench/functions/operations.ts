import { createContext, Script } from "node:vm";
import { parse } from "@babel/parser";
import traverse from "@babel/traverse";
import type * as t from "@babel/types";
import MagicString from "magic-string";

/** What one call did. */
export interface Outcome {
  /** Operations, the same on any machine; see `counted` and `builtIns`. */
  readonly operations: number;
  /** What came out, as JSON. */
  readonly result: string;
}

const longestMs = 5_000;

/**
 * Calls a function and counts operations in place of time. A body that runs counts the nodes of its syntax outside of
 * inner bodies; a built-in counts the elements or characters that it walks over, and 4 for a look-up in a table.
 * @throws what the function throws
 */
export function operationsOf(source: string, name: string, args: readonly unknown[]): Outcome {
  const context = createContext({});
  const script = `${counted(source.replaceAll(/^export /gm, ""))}
;const given = JSON.parse(${JSON.stringify(JSON.stringify(args))});
${builtIns}
(() => { $operations = 0; const value = ${name}(...given); const operations = $operations; return JSON.stringify({ operations, result: $stringify(value) }); })()`;
  const { operations, result }: Outcome = JSON.parse(
    String(new Script(script).runInContext(context, { timeout: longestMs })),
  );
  return { operations, result };
}

/** The source with a count at the beginning of every body. */
function counted(source: string): string {
  const file = parse(source, { sourceType: "script" });
  const text = new MagicString(source);
  const instrument = (body: t.Node): void => {
    const [start, end] = [body.start ?? 0, body.end ?? 0];
    const cost = sizeOf(body);
    if (body.type === "BlockStatement") text.appendLeft(start + 1, `$operations += ${cost};`);
    else if (body.type.endsWith("Statement")) {
      text.appendRight(start, `{ $operations += ${cost}; `);
      text.prependLeft(end, " }");
    } else {
      text.appendRight(start, `($operations += ${cost}, `);
      text.prependLeft(end, ")");
    }
  };
  traverse(file, {
    enter({ node }) {
      for (const body of bodiesOf(node)) instrument(body);
    },
  });
  return `let $operations = 0;\n${text}`;
}

/** What runs more or less often than the node itself. */
function bodiesOf(node: t.Node): readonly t.Node[] {
  switch (node.type) {
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
    case "ObjectMethod":
    case "ForStatement":
    case "ForOfStatement":
    case "ForInStatement":
    case "WhileStatement":
    case "DoWhileStatement":
      return [node.body];
    case "IfStatement":
      return node.alternate ? [node.consequent, node.alternate] : [node.consequent];
    default:
      return [];
  }
}

/** Nodes of the syntax outside of inner bodies. */
function sizeOf(body: t.Node): number {
  let size = 0;
  const visit = (node: t.Node): void => {
    size++;
    const inner = new Set(bodiesOf(node));
    for (const value of Object.values(node)) {
      for (const child of Array.isArray(value) ? value : [value]) {
        if (isNode(child) && !inner.has(child)) visit(child);
      }
    }
  };
  visit(body);
  return size;
}

function isNode(value: unknown): value is t.Node {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}

/** Built-ins that count what they walk over. Those that call back are counted by the bodies they call. */
const builtIns = `
const $stringify = JSON.stringify;
{
  const wrap = (owner, names, sizeOf) => {
    for (const name of names) {
      const own = owner[name];
      owner[name] = function (...args) {
        $operations += sizeOf(this, args);
        return own.apply(this, args);
      };
    }
  };
  const found = (list, value) => {
    const { length } = list;
    for (let index = 0; index < length; index++) if (list[index] === value) return index + 1;
    return length;
  };
  const long = ({ length }) => length;
  wrap(Array.prototype, ["includes", "indexOf"], (list, [value]) => found(list, value));
  wrap(Array.prototype, ["slice", "concat", "shift", "unshift", "splice", "join", "reverse", Symbol.iterator], long);
  wrap(Array.prototype, ["sort"], ({ length }) => Math.ceil(length * Math.log2(length + 1)));
  wrap(String.prototype, ["split", "slice", "indexOf", "includes", "replace", "trim", Symbol.iterator], long);
  wrap(Set.prototype, ["has", "add", "delete"], () => 4);
  wrap(Map.prototype, ["has", "get", "set", "delete"], () => 4);
  wrap(JSON, ["parse"], (_, [text]) => text.length);
}
`;
