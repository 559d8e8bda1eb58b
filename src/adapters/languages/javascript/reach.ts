import type { Node } from "@babel/types";
import type { Entry } from "../target.ts";

/** How code beside a value gets at it, once the module has been evaluated. */
export type Reach =
  /** An expression that gives it. */
  | { readonly kind: "value"; readonly expression: string }
  /** A property of the object or class that `holder` gives. */
  | { readonly kind: "member"; readonly holder: string; readonly name: string }
  /** The prototype of the class or constructor function that `owner` gives. */
  | { readonly kind: "prototype"; readonly owner: string }
  /** A method that instances of the class or constructor function `owner` inherit. */
  | { readonly kind: "instance"; readonly owner: string; readonly name: string };

/** A value that a variable in scope holds. */
export function named(expression: string): Reach {
  return { kind: "value", expression };
}

/** A property of a reached value. */
export function memberOf(reach: Reach, name: string): Reach {
  if (reach.kind === "prototype") return { kind: "instance", owner: reach.owner, name };
  const holder = expressionOf(reach);
  return name === "prototype" ? { kind: "prototype", owner: holder } : { kind: "member", holder, name };
}

/** An expression that gives the reached value itself. */
function expressionOf(reach: Reach): string {
  switch (reach.kind) {
    case "value":
      return reach.expression;
    case "member":
      return access(reach.holder, reach.name);
    case "prototype":
      return `${reach.owner}.prototype`;
    case "instance":
      return access(`${reach.owner}.prototype`, reach.name);
  }
}

/** What the thunk of a function reached so gives, and what is called on it. */
export function callOf(reach: Reach): Pick<Entry, "receiver" | "member"> & { readonly expression: string } {
  switch (reach.kind) {
    case "value":
    case "prototype":
      return { receiver: "none", member: null, expression: expressionOf(reach) };
    case "member":
      return { receiver: "holder", member: { name: reach.name }, expression: reach.holder };
    case "instance":
      return { receiver: "instance", member: { name: reach.name }, expression: reach.owner };
  }
}

/** A place a value is assigned to: the names that lead to it, and how it is reached. */
export interface Place {
  readonly names: readonly string[];
  readonly reach: Reach;
}

/** The place that `a.b.c` denotes; null for an expression that is no such path, as with computed names or calls. */
export function placeOf(node: Node): Place | null {
  const path = pathOf(node);
  if (path === null) return null;
  const [root, ...rest] = path;
  if (root === undefined) return null;
  if (root === "exports" && rest.length === 0) return { names: ["module.exports"], reach: named("exports") };
  if (root === "module" && rest[0] === "exports") {
    const members = rest.slice(1);
    if (members.length === 0) return { names: ["module.exports"], reach: named("module.exports") };
    return { names: readable(members), reach: members.reduce(memberOf, named("module.exports")) };
  }
  const names = root === "exports" || root === "this" ? rest : path;
  return names.length === 0 ? null : { names: readable(names), reach: rest.reduce(memberOf, named(root)) };
}

/** The name of a property as written in a class body, an object literal or a member access; null when computed. */
export function propertyName(key: Node, computed: boolean): string | null {
  if (key.type === "StringLiteral") return key.value;
  if (computed) return null;
  if (key.type === "Identifier") return key.name;
  if (key.type === "PrivateName") return `#${key.id.name}`;
  if (key.type === "NumericLiteral") return String(key.value);
  return null;
}

function pathOf(node: Node): readonly string[] | null {
  if (node.type === "Identifier") return [node.name];
  if (node.type === "ThisExpression") return ["this"];
  if (node.type === "TSNonNullExpression" || node.type === "TSAsExpression") return pathOf(node.expression);
  if (node.type !== "MemberExpression") return null;
  const object = pathOf(node.object);
  const name = propertyName(node.property, node.computed);
  return object === null || name === null || name.startsWith("#") ? null : [...object, name];
}

function readable(path: readonly string[]): readonly string[] {
  return path.filter((name) => name !== "prototype");
}

function access(object: string, name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)
    ? `${object}.${name}`
    : `${object}[${JSON.stringify(name)}]`;
}
