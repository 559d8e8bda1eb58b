/** What the harness must know of the realm that the target runs in; read before the target is loaded. */
export interface Realm {
  readonly global: object;
  readonly objectPrototype: object;
  readonly errorPrototype: object;
  /** The class that all typed arrays extend. */
  readonly typedArray: object;
  /** Names of all globals. */
  readonly names: ReadonlySet<PropertyKey>;
}

/**
 * The globals that the language itself has, where this runs in a realm of its own. Those of Node.js are not looked
 * at before somebody uses them: only then does Node.js load what they need.
 */
export const languageNames: readonly string[] = Object.getOwnPropertyNames(globalThis);

/** @param global the global object of a realm in which nothing of a target has run yet */
export function realmOf(global: object): Realm {
  return {
    global,
    objectPrototype: prototypeOf(global, "Object"),
    errorPrototype: prototypeOf(global, "Error"),
    typedArray: Object(Reflect.getPrototypeOf(Object(Reflect.get(global, "Int8Array")))),
    names: new Set(Reflect.ownKeys(global)),
  };
}

function prototypeOf(global: object, name: string): object {
  return Object(Reflect.get(Object(Reflect.get(global, name)), "prototype"));
}

/**
 * The objects that the programs of a realm share: what the globals of the language lead to, and what only its syntax
 * leads to; each with the path of names that leads there.
 */
export function intrinsicsOf(global: object): ReadonlyMap<object, string> {
  const paths = new Map<object, string>();
  const open: (readonly [unknown, string])[] = languageNames.map((name) => [
    Reflect.getOwnPropertyDescriptor(global, name)?.value,
    name,
  ]);
  // In the realm at hand, which need not be the one this code runs in.
  const compile: unknown = Reflect.get(global, "Function");
  if (typeof compile === "function") {
    for (const [path, source] of onlyBySyntax) open.push([compile(`return ${source}`)(), path]);
  }
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const [object, path] = next;
    if (!isObject(object) || object === global || paths.has(object)) continue;
    paths.set(object, path);
    open.push([Reflect.getPrototypeOf(object), `the prototype of ${path}`]);
    for (const key of Reflect.ownKeys(object)) {
      const property = Reflect.getOwnPropertyDescriptor(object, key);
      for (const value of [property?.value, property?.get, property?.set])
        open.push([value, pathOf(path, key)]);
    }
  }
  return paths;
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

/** The path of a property: `Array.prototype.map`, `Array.prototype[Symbol.iterator]`. */
export function pathOf(path: string, key: PropertyKey): string {
  return typeof key === "symbol" ? `${path}[${key.description ?? "Symbol()"}]` : `${path}.${String(key)}`;
}

const onlyBySyntax: readonly (readonly [string, string])[] = [
  ["Array iterators", "[][Symbol.iterator]()"],
  ["Map iterators", "new Map()[Symbol.iterator]()"],
  ["Set iterators", "new Set()[Symbol.iterator]()"],
  ["String iterators", `""[Symbol.iterator]()`],
  ["RegExp iterators", `"".matchAll(/a/g)`],
  ["generators", "(function*(){})()"],
  ["generator functions", "function*(){}"],
  ["async generators", "(async function*(){})()"],
  ["async generator functions", "async function*(){}"],
  ["async functions", "async()=>{}"],
];

/** Makes it impossible to change the realm this code runs in, whatever of it gets into strange hands. */
export function freezeOwnRealm(): void {
  for (const object of intrinsicsOf(globalThis).keys()) Object.freeze(object);
  Object.freeze(globalThis);
}
