import { intrinsicsOf, languageNames, pathOf } from "./realm.ts";

interface Seen {
  readonly path: string;
  readonly prototype: object | null;
  readonly properties: ReadonlyMap<PropertyKey, PropertyDescriptor>;
}

/** Remembers what the language's own library is like before a target is loaded, and finds what was changed since. */
export class Builtins {
  readonly #global: object;
  readonly #names: ReadonlySet<PropertyKey>;
  readonly #globals: ReadonlyMap<string, unknown>;
  readonly #seen = new Map<object, Seen>();

  constructor(global: object) {
    this.#global = global;
    this.#names = new Set(Reflect.ownKeys(global));
    this.#globals = new Map(languageNames.map((name) => [name, valueIn(global, name)]));
    for (const [object, path] of intrinsicsOf(global)) {
      const prototype = Reflect.getPrototypeOf(object);
      this.#seen.set(object, { path, prototype, properties: propertiesOf(object) });
    }
  }

  /** The paths of what is not as it was, such as `Array.prototype.map`, and of new globals; in alphabetical order. */
  changes(): readonly string[] {
    const changed = new Set<string>();
    for (const key of Reflect.ownKeys(this.#global)) {
      if (!this.#names.has(key)) changed.add(pathOf("globalThis", key));
    }
    for (const [name, value] of this.#globals) {
      if (!Object.is(valueIn(this.#global, name), value)) changed.add(name);
    }
    for (const [object, { path, prototype, properties }] of this.#seen) {
      if (Reflect.getPrototypeOf(object) !== prototype) changed.add(`the prototype of ${path}`);
      const now = propertiesOf(object);
      for (const key of new Set([...properties.keys(), ...now.keys()])) {
        if (!isSame(properties.get(key), now.get(key))) changed.add(pathOf(path, key));
      }
    }
    return [...changed].sort();
  }
}

function valueIn(global: object, name: string): unknown {
  return Reflect.getOwnPropertyDescriptor(global, name)?.value;
}

function propertiesOf(object: object): ReadonlyMap<PropertyKey, PropertyDescriptor> {
  const properties = new Map<PropertyKey, PropertyDescriptor>();
  for (const key of Reflect.ownKeys(object)) {
    const property = Reflect.getOwnPropertyDescriptor(object, key);
    if (property !== undefined) properties.set(key, property);
  }
  return properties;
}

function isSame(before: PropertyDescriptor | undefined, now: PropertyDescriptor | undefined): boolean {
  if (before === undefined || now === undefined) return before === now;
  return (
    Object.is(before.value, now.value) &&
    before.get === now.get &&
    before.set === now.set &&
    before.enumerable === now.enumerable &&
    before.configurable === now.configurable &&
    before.writable === now.writable
  );
}
