import { types } from "node:util";

/**
 * A copy of deserialized data whose arrays are as compact as a program would have made them. V8 deserializes every
 * array to its most general representation, on which the target would run slower than in its real use. Sharing and
 * cycles stay; what is no array, plain object, Map or Set is taken over as it is.
 */
export function packed<Value>(value: Value): Value;
export function packed(value: unknown): unknown {
  return copy(value, new Map());
}

/**
 * The same for what a program has made, when it holds nothing but arrays and primitive values; else the value itself.
 * How V8 represents an array depends on how warm the code is that makes it, and on what it made earlier: a target that
 * is called on both kinds is slower than in its real use, each time otherwise.
 */
export function packedLists(value: readonly unknown[]): readonly unknown[] {
  const lists = new Set<unknown>([value]);
  // Those that are added on the way are visited too.
  for (const list of lists) {
    if (!isPlainList(list)) return value;
    for (const item of list) {
      if ((typeof item === "object" && item !== null) || typeof item === "function") lists.add(item);
    }
  }
  return packed(value);
}

function isPlainList(value: unknown): value is readonly unknown[] {
  return (
    Array.isArray(value) &&
    !types.isProxy(value) &&
    Object.getPrototypeOf(value) === Array.prototype &&
    Object.isExtensible(value)
  );
}

function copy(value: unknown, copies: Map<object, object>): unknown {
  if (typeof value !== "object" || value === null) return value;
  const known = copies.get(value);
  if (known !== undefined) return known;
  if (Array.isArray(value)) return copyArray(value, copies);
  if (types.isMap(value)) {
    const map = new Map<unknown, unknown>();
    copies.set(value, map);
    for (const [key, item] of value) map.set(copy(key, copies), copy(item, copies));
    return map;
  }
  if (types.isSet(value)) {
    const set = new Set<unknown>();
    copies.set(value, set);
    for (const item of value) set.add(copy(item, copies));
    return set;
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  const object = {};
  copies.set(value, object);
  copyProperties(object, Object.entries(value), copies);
  return object;
}

function copyArray(value: readonly unknown[], copies: Map<object, object>): unknown[] {
  const array: unknown[] = [];
  copies.set(value, array);
  const keys = Object.keys(value);
  const isDense = value.length === 0 || keys[value.length - 1] === String(value.length - 1);
  if (isDense) {
    for (const item of value) array.push(copy(item, copies));
  } else {
    array.length = value.length;
  }
  const rest = isDense ? keys.slice(value.length) : keys;
  copyProperties(
    array,
    rest.map((key) => [key, Reflect.get(value, key)]),
    copies,
  );
  return array;
}

function copyProperties(
  to: object,
  entries: readonly (readonly [string, unknown])[],
  copies: Map<object, object>,
): void {
  for (const [key, item] of entries) {
    if (key === "__proto__") {
      // Assigning would set the prototype.
      const property = { value: copy(item, copies), enumerable: true, writable: true, configurable: true };
      Object.defineProperty(to, key, property);
    } else {
      Reflect.set(to, key, copy(item, copies));
    }
  }
}
