import { types } from "node:util";
import { type ClassDescription, describeClass, functionName, hasInChain } from "./classes.ts";
import { Digest } from "./digest.ts";
import type { Realm } from "./realm.ts";
import { bytesOf, numbersOf, primitiveToken, regExpText, typedArrayName, unboxed } from "./tokens.ts";

/** A value to be compared, with the name that begins its paths, such as `result`. */
export interface Root {
  readonly label: string;
  readonly value: unknown;
  /**
   * Functions have no comparable value. `by-source` takes their source text for it, which is right for callbacks
   * that the inputs hand over; `reject` makes the value incomparable.
   */
  readonly functions: "by-source" | "reject";
}

/** A digest that is equal for equal values only; or what keeps the value from being compared, and where it is. */
export type Canonical =
  | {
      readonly kind: "digest";
      /** In hexadecimal. */
      readonly digest: string;
      /** Length of the canonical form; roughly the memory the values take, in bytes. */
      readonly bytes: number;
    }
  | {
      readonly kind: "incomparable";
      /** As `result.items[3] is a function`. */
      readonly what: string;
    };

/**
 * The digest of the graph of values below some roots. Two graphs have the same digest only when a program can
 * hardly tell them apart: values deeply, -0 and NaN, missing against undefined, holes, the order of properties and
 * entries, attributes, classes by name, errors by class, message and own properties but not by stack, symbols by
 * description, shared references and cycles within and across the roots. Proxies, accessors and whatever else
 * computes its value only when it is asked for are incomparable. No code of the values is run.
 * Not seen: further properties of typed arrays, and which of them share a buffer.
 * @param realm of the values
 */
export function canonicalDigest(roots: readonly Root[], realm: Realm): Canonical {
  const graph = new Graph(realm);
  try {
    for (const { label, value, functions } of roots) {
      graph.reference(value, { parent: null, role: "root", key: label, functions }, "root", label);
    }
    graph.writeNodes();
  } catch (error) {
    if (error instanceof Incomparable) return { kind: "incomparable", what: error.message };
    throw error;
  }
  return { kind: "digest", ...graph.finish() };
}

type Role = "root" | "property" | "map key" | "entry";

/** Where an object was first met. */
interface Place {
  readonly parent: Place | null;
  readonly role: Role;
  readonly key: PropertyKey;
  readonly functions: Root["functions"];
}

class Incomparable extends Error {
  constructor(place: Place, what: string) {
    super(`${pathOf(place)} is ${what}`);
  }
}

/** Own properties that are already in the content: so many leading indices, and some names. */
interface Written {
  readonly indices: number;
  readonly names: ReadonlySet<PropertyKey>;
}

const nothingWritten: Written = { indices: 0, names: new Set() };
const lengthWritten: ReadonlySet<PropertyKey> = new Set(["length"]);
const errorWritten: Written = { indices: 0, names: new Set(["message", "stack"]) };
const functionWritten: Written = {
  indices: 0,
  names: new Set(["length", "name", "prototype", "arguments", "caller"]),
};

/** The fastest way to ask whether a property is an accessor. */
const lookupGetter: unknown = Reflect.get(Object.prototype, "__lookupGetter__");

function isGetter(value: object, key: PropertyKey): boolean {
  return typeof lookupGetter === "function" && Reflect.apply(lookupGetter, value, [key]) !== undefined;
}

/**
 * Writes the roots, then every object in the order in which it was first met. An object is written as its number
 * wherever it occurs, so that sharing and cycles show and no depth overflows the stack.
 */
class Graph {
  readonly #realm: Realm;
  readonly #digest = new Digest();
  readonly #numbers = new Map<object, number>();
  readonly #classes = new Map<object, ClassDescription>();
  readonly #nodes: { readonly value: object; readonly place: Place }[] = [];

  constructor(realm: Realm) {
    this.#realm = realm;
  }

  /** Writes a value met at a place, or below it under a key. */
  reference(value: unknown, parent: Place, role: Role, key: PropertyKey): void {
    if ((typeof value !== "object" || value === null) && typeof value !== "function") {
      this.#digest.write(primitiveToken(value));
      return;
    }
    let number = this.#numbers.get(value);
    if (number === undefined) {
      number = this.#nodes.length;
      this.#numbers.set(value, number);
      const place = role === "root" ? parent : { parent, role, key, functions: parent.functions };
      this.#nodes.push({ value, place });
    }
    this.#digest.write(`#${number}`);
  }

  /** Writes the objects met so far and those met on the way. */
  writeNodes(): void {
    for (const { value, place } of this.#nodes) {
      // Before anything else: every look into a proxy runs code of the target.
      if (types.isProxy(value)) throw new Incomparable(place, "a Proxy");
      const written =
        typeof value === "function" ? this.#writeFunction(value, place) : this.#writeObject(value, place);
      if (written !== null) this.#writeProperties(value, place, written);
      this.#digest.write("end");
    }
  }

  finish(): { readonly digest: string; readonly bytes: number } {
    return this.#digest.finish();
  }

  #writeFunction(value: object, place: Place): Written {
    if (place.functions === "reject") throw new Incomparable(place, "a function");
    this.#digest.write("function");
    this.#digest.write(primitiveToken(functionName(value)));
    this.#digest.write(primitiveToken(Function.prototype.toString.call(value)));
    return functionWritten;
  }

  /** The class and the content of an object; null when its own properties are not to be written. */
  #writeObject(value: object, place: Place): Written | null {
    const described = describeClass(value, this.#classes, this.#realm);
    switch (described.kind) {
      case "opaque":
        throw new Incomparable(place, described.what);
      case "derived":
        this.#digest.write("derived");
        this.reference(described.prototype, { ...place, functions: "by-source" }, "property", "__proto__");
        break;
      case "named":
        this.#digest.write("class");
        this.#digest.write(primitiveToken(described.name));
    }
    if (Array.isArray(value)) return this.#writeArray(value, place);
    if (ArrayBuffer.isView(value)) return this.#writeView(value);
    if (types.isAnyArrayBuffer(value)) {
      this.#digest.writeBytes(types.isSharedArrayBuffer(value) ? "shared" : "buffer", new Uint8Array(value));
      return nothingWritten;
    }
    if (types.isMap(value)) return this.#writeMap(value, place);
    if (types.isSet(value)) return this.#writeSet(value, place);
    if (types.isNativeError(value) || hasInChain(value, this.#realm.errorPrototype)) {
      this.#digest.write("error");
      this.#writeInherited(value, "message", place);
      return errorWritten;
    }
    if (types.isDate(value)) {
      this.#digest.write(`date${Date.prototype.getTime.call(value)}`);
    } else if (types.isRegExp(value)) {
      this.#digest.write(primitiveToken(regExpText(value)));
    } else if (types.isBoxedPrimitive(value)) {
      const primitive = unboxed(value);
      this.#digest.write("boxed");
      this.#digest.write(primitiveToken(primitive));
      if (typeof primitive === "string") return { indices: primitive.length, names: lengthWritten };
    }
    return nothingWritten;
  }

  /** The value of a property of an object or of what it inherits from. */
  #writeInherited(value: object, key: string, place: Place): void {
    for (let link: object | null = value; link !== null; link = Reflect.getPrototypeOf(link)) {
      if (types.isProxy(link)) throw new Incomparable(place, "an object that inherits from a Proxy");
      const property = Reflect.getOwnPropertyDescriptor(link, key);
      if (property === undefined) continue;
      if (!("value" in property)) throw this.#accessor(place, key);
      this.reference(property.value, place, "property", key);
      return;
    }
  }

  #accessor(place: Place, key: PropertyKey): Incomparable {
    return new Incomparable({ parent: place, role: "property", key, functions: "reject" }, "an accessor");
  }

  #writeArray(value: readonly unknown[], place: Place): Written {
    const { length } = value;
    const keys = Reflect.ownKeys(value);
    // Indices come first and ascending, so that an array without holes has its last index at its place.
    if (length > 0 && keys[length - 1] !== String(length - 1)) {
      this.#digest.write(`sparse${length}`);
      return { indices: 0, names: lengthWritten };
    }
    this.#digest.write(`array${length}`);
    for (let index = 0; index < length; index += 1) {
      if (isGetter(value, index)) throw this.#accessor(place, index);
      this.reference(value[index], place, "property", index);
    }
    return { indices: length, names: lengthWritten };
  }

  #writeView(value: ArrayBufferView): null {
    const numbers = numbersOf(value);
    if (numbers === null) {
      const { shared, bytes } = bytesOf(value);
      this.#digest.writeBytes(shared ? "shared bytes" : "bytes", bytes);
    } else {
      // By value: which bits make a NaN is up to the compiler of the day.
      this.#digest.write(`${typedArrayName(value)}${bytesOf(value).shared ? "shared" : ""}${numbers.length}`);
      for (let index = 0; index < numbers.length; index += 1) {
        this.#digest.write(primitiveToken(numbers[index]));
      }
    }
    return null;
  }

  #writeMap(value: ReadonlyMap<unknown, unknown>, place: Place): Written {
    const entries = [...Map.prototype.entries.call(value)];
    this.#digest.write(`map${entries.length}`);
    for (const [index, [key, item]] of entries.entries()) {
      this.reference(key, place, "map key", index);
      this.reference(item, place, "entry", index);
    }
    return nothingWritten;
  }

  #writeSet(value: ReadonlySet<unknown>, place: Place): Written {
    const items = [...Set.prototype.values.call(value)];
    this.#digest.write(`set${items.length}`);
    for (const [index, item] of items.entries()) this.reference(item, place, "entry", index);
    return nothingWritten;
  }

  #writeProperties(value: object, place: Place, written: Written): void {
    if (!Object.isExtensible(value)) {
      this.#digest.write(Object.isFrozen(value) ? "frozen" : Object.isSealed(value) ? "sealed" : "fixed");
    }
    const keys = Reflect.ownKeys(value);
    for (const key of written.indices > 0 ? keys.slice(written.indices) : keys) {
      const property = written.names.has(key) ? undefined : Reflect.getOwnPropertyDescriptor(value, key);
      if (property === undefined) continue;
      if (!("value" in property)) throw this.#accessor(place, key);
      this.#digest.write(`.${primitiveToken(key)}`);
      if (!property.enumerable) this.#digest.write("hidden");
      if (!property.writable) this.#digest.write("constant");
      this.reference(property.value, place, "property", key);
    }
  }
}

function pathOf(place: Place): string {
  const steps: string[] = [];
  for (let at: Place | null = place; at !== null; at = at.parent) steps.push(stepOf(at));
  return steps.reverse().join("");
}

function stepOf({ role, key }: Place): string {
  switch (role) {
    case "root":
      return String(key);
    case "map key":
      return `.keys()[${String(key)}]`;
    case "entry":
      return `.values()[${String(key)}]`;
    case "property":
      if (typeof key === "symbol" || typeof key === "number") return `[${String(key)}]`;
      return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
  }
}
