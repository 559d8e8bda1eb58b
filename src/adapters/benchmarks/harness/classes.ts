import { types } from "node:util";
import type { Realm } from "./realm.ts";

/** How the class of an object takes part in a comparison. */
export type ClassDescription =
  /** Its own properties and its built-in content say all about it. */
  | { readonly kind: "named"; readonly name: string }
  /** Its prototype is a plain object, which is then part of its value. */
  | { readonly kind: "derived"; readonly prototype: object }
  /** It keeps state that cannot be read from outside; `what` completes "is …". */
  | { readonly kind: "opaque"; readonly what: string };

const iteratorTag = /(?:Iterator|Generator|Iterator Helper)$/;

/** Built-in classes whose instances are compared by content. */
const transparent: ReadonlySet<string> = new Set([
  "Object",
  "Function",
  "Array",
  "Map",
  "Set",
  "Date",
  "RegExp",
  "Number",
  "String",
  "Boolean",
  "Symbol",
  "BigInt",
  "ArrayBuffer",
  "SharedArrayBuffer",
  "DataView",
  "Buffer",
]);

/**
 * Describes the class of an object. The object is not a proxy.
 * @param known what was found for other objects, by prototype; is added to
 */
export function describeClass(
  value: object,
  known: Map<object, ClassDescription>,
  realm: Realm,
): ClassDescription {
  if (types.isPromise(value)) return opaque("a promise");
  if (types.isWeakMap(value)) return opaque("a WeakMap");
  if (types.isWeakSet(value)) return opaque("a WeakSet");
  if (types.isModuleNamespaceObject(value)) return opaque("a module");
  if (types.isExternal(value)) return opaque("a native handle");
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!isObject(prototype)) return { kind: "named", name: "null" };
  let description = known.get(prototype);
  if (description === undefined) {
    description = describePrototype(prototype, realm);
    known.set(prototype, description);
  }
  return description;
}

function describePrototype(prototype: object, realm: Realm): ClassDescription {
  for (let link: unknown = prototype; isObject(link); link = Object.getPrototypeOf(link)) {
    if (link === realm.objectPrototype) break;
    const tag: unknown = Reflect.getOwnPropertyDescriptor(link, Symbol.toStringTag)?.value;
    if (typeof tag === "string" && iteratorTag.test(tag)) return opaque("an iterator");
    const made = constructorOf(link);
    const hidden = made === null ? null : hiddenState(made, realm);
    if (hidden !== null) return opaque(hidden);
  }
  const made = constructorOf(prototype);
  return made === null ? { kind: "derived", prototype } : { kind: "named", name: functionName(made) };
}

function opaque(what: string): ClassDescription {
  return { kind: "opaque", what };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !types.isProxy(value);
}

type AnyFunction = (...args: never) => unknown;

function constructorOf(prototype: object): AnyFunction | null {
  const made: unknown = Reflect.getOwnPropertyDescriptor(prototype, "constructor")?.value;
  return isFunction(made) ? made : null;
}

function isFunction(value: unknown): value is AnyFunction {
  return typeof value === "function" && !types.isProxy(value);
}

/** The name of a function, unless a static member of that name hides it. */
export function functionName(made: object): string {
  const name: unknown = Reflect.getOwnPropertyDescriptor(made, "name")?.value;
  return typeof name === "string" ? name : "";
}

function hiddenState(made: AnyFunction, realm: Realm): string | null {
  const name = functionName(made);
  const prototype: unknown = Reflect.getOwnPropertyDescriptor(made, "prototype")?.value;
  if (isObject(prototype) && hasInChain(prototype, realm.errorPrototype)) return privateFields(made);
  if (Object.getPrototypeOf(made) === realm.typedArray) return privateFields(made);
  if (realm.names.has(name) && !transparent.has(name) && Reflect.get(realm.global, name) === made) {
    return `a built-in ${name}`;
  }
  return privateFields(made);
}

/** True when an object is the other one or inherits from it. Proxies end the chain. */
export function hasInChain(value: object, wanted: object): boolean {
  for (let link: unknown = value; isObject(link); link = Object.getPrototypeOf(link)) {
    if (link === wanted) return true;
  }
  return false;
}

/**
 * A class whose source reads a private field keeps state that nobody else sees. Names that are declared as methods
 * hold no state.
 */
function privateFields(made: AnyFunction): string | null {
  const source = Function.prototype.toString.call(made);
  if (!source.startsWith("class")) return null;
  for (const [, name] of source.matchAll(/\.\s*#([\p{ID_Start}$_][\p{ID_Continue}$]*)/gu)) {
    const isMethod = new RegExp(`(?<![.\\w])#${String(name).replaceAll("$", "\\$")}\\s*\\(`).test(source);
    if (!isMethod) return `a ${functionName(made)} with the private field #${name}`;
  }
  return null;
}
