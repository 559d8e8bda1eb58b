import { createHash, type Hash } from "node:crypto";
import { types } from "node:util";
import { type ClassDescription, describeClass, functionName } from "./classes.ts";

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
      /** SHA-256 in hexadecimal. */
      readonly digest: string;
      /** Length of the canonical form in bytes; roughly the memory the values take. */
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
 * description, shared references and cycles within and across the roots.
 * Not seen: further properties of typed arrays, and which of them share a buffer.
 */
export function canonicalDigest(roots: readonly Root[]): Canonical {
  const graph = new Graph();
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

const flushAt = 1 << 15;

/**
 * Writes the roots, then every object in the order in which it was first met. An object is written as its number
 * wherever it occurs, so that sharing and cycles show and no depth overflows the stack.
 */
class Graph {
  readonly #hash: Hash = createHash("sha256");
  readonly #numbers = new Map<object, number>();
  readonly #classes = new Map<object, ClassDescription>();
  readonly #nodes: { readonly value: object; readonly place: Place }[] = [];
  #text = "";
  #bytes = 0;

  /** Writes a value met at a place, or below it under a key. */
  reference(value: unknown, parent: Place, role: Role, key: PropertyKey): void {
    if ((typeof value !== "object" || value === null) && typeof value !== "function") {
      this.#write(primitiveToken(value));
      return;
    }
    let number = this.#numbers.get(value);
    if (number === undefined) {
      number = this.#nodes.length;
      this.#numbers.set(value, number);
      const place = role === "root" ? parent : { parent, role, key, functions: parent.functions };
      this.#nodes.push({ value, place });
    }
    this.#write(`#${number}`);
  }

  /** Writes the objects met so far and those met on the way. */
  writeNodes(): void {
    for (const { value, place } of this.#nodes) {
      // Before anything else: every look into a proxy runs code of the target.
      if (types.isProxy(value)) throw new Incomparable(place, "a Proxy");
      const written =
        typeof value === "function" ? this.#writeFunction(value, place) : this.#writeObject(value, place);
      if (written !== null) this.#writeProperties(value, place, written);
      this.#write("end");
    }
  }

  finish(): { readonly digest: string; readonly bytes: number } {
    this.#flush();
    return { digest: this.#hash.digest("hex"), bytes: this.#bytes };
  }

  #write(token: string): void {
    this.#text += `${token};`;
    if (this.#text.length > flushAt) this.#flush();
  }

  #flush(): void {
    // UTF-16, because UTF-8 has no form for lone surrogates.
    this.#hash.update(this.#text, "utf16le");
    this.#bytes += 2 * this.#text.length;
    this.#text = "";
  }

  #writeBytes(kind: string, bytes: Uint8Array): void {
    this.#write(`${kind}${bytes.byteLength}`);
    this.#flush();
    this.#hash.update(bytes);
    this.#bytes += bytes.byteLength;
  }

  #writeFunction(value: object, place: Place): Written {
    if (place.functions === "reject") throw new Incomparable(place, "a function");
    this.#write("function");
    this.#write(primitiveToken(functionName(value)));
    this.#write(primitiveToken(Function.prototype.toString.call(value)));
    return functionWritten;
  }

  /** The class and the content of an object; null when its own properties are not to be written. */
  #writeObject(value: object, place: Place): Written | null {
    const described = describeClass(value, this.#classes);
    switch (described.kind) {
      case "opaque":
        throw new Incomparable(place, described.what);
      case "derived":
        this.#write("derived");
        this.reference(described.prototype, { ...place, functions: "by-source" }, "property", "__proto__");
        break;
      case "named":
        this.#write("class");
        this.#write(primitiveToken(described.name));
    }
    if (Array.isArray(value)) return this.#writeArray(value, place);
    if (ArrayBuffer.isView(value)) return this.#writeView(value, place);
    if (types.isAnyArrayBuffer(value)) {
      this.#writeBytes("buffer", new Uint8Array(value));
      return nothingWritten;
    }
    if (types.isMap(value)) return this.#writeMap(value, place);
    if (types.isSet(value)) return this.#writeSet(value, place);
    if (types.isNativeError(value) || value instanceof Error) {
      this.#write("error");
      this.#write(primitiveToken(String(value.message)));
      return errorWritten;
    }
    if (types.isDate(value)) {
      this.#write(`date${Date.prototype.getTime.call(value)}`);
    } else if (types.isRegExp(value)) {
      this.#write(primitiveToken(String(value)));
    } else if (types.isBoxedPrimitive(value)) {
      const primitive: unknown = unbox(value);
      this.#write("boxed");
      this.#write(primitiveToken(primitive));
      if (typeof primitive === "string") return { indices: primitive.length, names: lengthWritten };
    }
    return nothingWritten;
  }

  #writeArray(value: readonly unknown[], place: Place): Written {
    const { length } = value;
    const keys = Reflect.ownKeys(value);
    // Indices come first and ascending, so that an array without holes has its last index at its place.
    if (length > 0 && keys[length - 1] !== String(length - 1)) {
      this.#write(`sparse${length}`);
      return { indices: 0, names: lengthWritten };
    }
    this.#write(`array${length}`);
    for (let index = 0; index < length; index += 1) this.reference(value[index], place, "property", index);
    return { indices: length, names: lengthWritten };
  }

  #writeView(value: ArrayBufferView, place: Place): null {
    if (
      types.isFloat64Array(value) ||
      types.isFloat32Array(value) ||
      typedArrayName(value) === "Float16Array"
    ) {
      // By value: which bits make a NaN is up to the compiler of the day.
      const numbers = Array.from(value as ArrayLike<number> & ArrayBufferView);
      this.#write(`floats${numbers.length}`);
      for (const [index, number] of numbers.entries()) this.reference(number, place, "property", index);
    } else {
      this.#writeBytes("bytes", new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
    }
    return null;
  }

  #writeMap(value: ReadonlyMap<unknown, unknown>, place: Place): Written {
    const entries = [...Map.prototype.entries.call(value)];
    this.#write(`map${entries.length}`);
    for (const [index, [key, item]] of entries.entries()) {
      this.reference(key, place, "map key", index);
      this.reference(item, place, "entry", index);
    }
    return nothingWritten;
  }

  #writeSet(value: ReadonlySet<unknown>, place: Place): Written {
    const items = [...Set.prototype.values.call(value)];
    this.#write(`set${items.length}`);
    for (const [index, item] of items.entries()) this.reference(item, place, "entry", index);
    return nothingWritten;
  }

  #writeProperties(value: object, place: Place, written: Written): void {
    if (!Object.isExtensible(value)) {
      this.#write(Object.isFrozen(value) ? "frozen" : Object.isSealed(value) ? "sealed" : "fixed");
    }
    const keys = Reflect.ownKeys(value);
    for (const key of written.indices > 0 ? keys.slice(written.indices) : keys) {
      const property = written.names.has(key) ? undefined : Reflect.getOwnPropertyDescriptor(value, key);
      if (property === undefined) continue;
      if (!("value" in property)) {
        throw new Incomparable({ parent: place, role: "property", key, functions: "reject" }, "an accessor");
      }
      this.#write(`.${primitiveToken(key)}`);
      if (!property.enumerable) this.#write("hidden");
      if (!property.writable) this.#write("constant");
      this.reference(property.value, place, "property", key);
    }
  }
}

function primitiveToken(value: unknown): string {
  switch (typeof value) {
    case "string":
      return `s${value.length}:${value}`;
    case "number":
      return Object.is(value, -0) ? "n-0" : `n${value}`;
    case "bigint":
      return `b${value}`;
    case "symbol": {
      const description = value.description ?? "";
      return `${Symbol.keyFor(value) === undefined ? "y" : "Y"}${description.length}:${description}`;
    }
    default:
      return String(value);
  }
}

function unbox(value: unknown): unknown {
  if (types.isStringObject(value)) return String.prototype.valueOf.call(value);
  if (types.isNumberObject(value)) return Number.prototype.valueOf.call(value);
  if (types.isBooleanObject(value)) return Boolean.prototype.valueOf.call(value);
  if (types.isBigIntObject(value)) return BigInt.prototype.valueOf.call(value);
  return Symbol.prototype.valueOf.call(value);
}

function typedArrayName(value: ArrayBufferView): unknown {
  return Reflect.get(Object.getPrototypeOf(Int8Array.prototype), Symbol.toStringTag, value);
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
