import type { NodePath } from "@babel/traverse";
import type * as t from "@babel/types";
import { methodCall } from "./calls.ts";
import { knownNature } from "./knowledge.ts";
import { freshName, type Program } from "./program.ts";
import { statement, textOf } from "./source.ts";
import { isInside } from "./subject.ts";

/** What a copy adds to what it copies, as statements that add it in place. */
export interface Additions {
  readonly lines: readonly string[];
  /** The copied variable, as it occurs in the copy. */
  readonly mention: NodePath;
}

/**
 * `[...all, x]`, `all.concat(x)`, `{ ...all, key: x }` and `Object.assign({}, all, { key: x })`, where `all` is the
 * named variable, as additions to that variable. Null for anything else.
 */
export function additions(program: Program, value: NodePath<t.Expression>, name: string): Additions | null {
  if (value.isArrayExpression()) return arrayAdditions(program, value, name);
  if (value.isObjectExpression()) {
    const [first, ...rest] = value.get("properties");
    const mention = first?.isSpreadElement() ? first.get("argument") : null;
    if (!mention?.isIdentifier({ name })) return null;
    const lines = rest.map((property) => propertyLine(program, property, name));
    return completeLines(lines, mention);
  }
  const call = methodCall(value);
  if (!call) return null;
  if (call.method === "concat" && call.object.isIdentifier({ name })) {
    const lines = call.args.map((argument) =>
      argument.isExpression() ? concatLine(program, argument, name) : null,
    );
    return completeLines(lines, call.object);
  }
  if (call.method !== "assign" || !call.object.isIdentifier({ name: "Object" })) return null;
  const [target, copied, ...sources] = call.args;
  if (!target?.isObjectExpression() || target.node.properties.length > 0 || !copied?.isIdentifier({ name }))
    return null;
  const lines = sources.flatMap((source) =>
    source.isObjectExpression()
      ? source.get("properties").map((property) => propertyLine(program, property, name))
      : [
          source.isExpression()
            ? statement(program, `Object.assign(${name}, ${textOf(program, source)})`)
            : null,
        ],
  );
  return completeLines(lines, copied);
}

function completeLines(lines: readonly (string | null)[], mention: NodePath): Additions | null {
  const complete = lines.filter((line) => line !== null);
  return complete.length === lines.length && lines.length > 0 ? { lines: complete, mention } : null;
}

function arrayAdditions(
  program: Program,
  value: NodePath<t.ArrayExpression>,
  name: string,
): Additions | null {
  const [first, ...rest] = value.get("elements");
  const mention = first?.isSpreadElement() ? first.get("argument") : null;
  if (!mention?.isIdentifier({ name })) return null;
  const lines = rest.map((element) => {
    if (element.isSpreadElement()) return eachLine(program, element.get("argument"), name);
    return element.isExpression() ? statement(program, `${name}.push(${textOf(program, element)})`) : null;
  });
  return completeLines(lines, mention);
}

/** `concat` takes arrays apart and everything else as it is. */
function concatLine(program: Program, argument: NodePath<t.Expression>, name: string): string {
  if (argument.isArrayExpression() && argument.get("elements").every((element) => element.isExpression())) {
    const elements = argument
      .get("elements")
      .map((element) => textOf(program, element.node ?? argument.node));
    return statement(program, `${name}.push(${elements.join(", ")})`);
  }
  const nature = knownNature(argument);
  if (nature === "string" || nature === "number" || nature === "boolean")
    return statement(program, `${name}.push(${textOf(program, argument)})`);
  if (nature === "array") return eachLine(program, argument, name);
  return eachText(program, `[].concat(${textOf(program, argument)})`, name);
}

function eachLine(program: Program, list: NodePath<t.Node>, name: string): string {
  return eachText(program, textOf(program, list), name);
}

/** Not `push(...list)`: a long list would exhaust the stack. */
function eachText(program: Program, list: string, name: string): string {
  const item = freshName(program, "item");
  if (!program.style.es5)
    return `for (const ${item} of ${list}) ${statement(program, `${name}.push(${item})`)}`;
  return statement(program, `${list}.forEach(function (${item}) { ${name}.push(${item}); })`);
}

function propertyLine(program: Program, property: NodePath, name: string): string | null {
  if (property.isSpreadElement())
    return statement(program, `Object.assign(${name}, ${textOf(program, property.get("argument"))})`);
  if (!property.isObjectProperty()) return null;
  const { key, computed } = property.node;
  const value = property.get("value");
  if (!value.isExpression() || isInside(value, property.get("key"))) return null;
  const text = textOf(program, value);
  if (computed) return statement(program, `${name}[${textOf(program, key)}] = ${text}`);
  if (key.type === "Identifier")
    return key.name === "__proto__" ? null : statement(program, `${name}.${key.name} = ${text}`);
  return statement(program, `${name}[${textOf(program, key)}] = ${text}`);
}
