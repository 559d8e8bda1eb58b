import { types } from "node:util";

/** A primitive value as text; different values have different texts. */
export function primitiveToken(value: unknown): string {
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

/*
 * What follows reads the content of built-in objects from where the engine keeps it, as properties and methods that a
 * program sees can be replaced.
 */

/** The primitive in a boxed one. */
export function unboxed(value: unknown): unknown {
  if (types.isStringObject(value)) return String.prototype.valueOf.call(value);
  if (types.isNumberObject(value)) return Number.prototype.valueOf.call(value);
  if (types.isBooleanObject(value)) return Boolean.prototype.valueOf.call(value);
  if (types.isBigIntObject(value)) return BigInt.prototype.valueOf.call(value);
  return Symbol.prototype.valueOf.call(value);
}

const flags = [
  "hasIndices",
  "global",
  "ignoreCase",
  "multiline",
  "dotAll",
  "unicode",
  "unicodeSets",
  "sticky",
] as const;

/** Source and flags of a regular expression. */
export function regExpText(value: RegExp): string {
  const set = flags.filter((flag) => Reflect.get(RegExp.prototype, flag, value) === true);
  return `/${String(Reflect.get(RegExp.prototype, "source", value))}/${set.join()}`;
}

const typedArrayPrototype: object = Object.getPrototypeOf(Int8Array.prototype);

/** `Int8Array` and so on; undefined for a DataView. */
export function typedArrayName(value: ArrayBufferView): unknown {
  return Reflect.get(typedArrayPrototype, Symbol.toStringTag, value);
}

/** The bytes below a view, and whether other threads see them too. */
export function bytesOf(value: ArrayBufferView): { readonly shared: boolean; readonly bytes: Uint8Array } {
  const holder = typedArrayName(value) === undefined ? DataView.prototype : typedArrayPrototype;
  const buffer: unknown = Reflect.get(holder, "buffer", value);
  if (!types.isAnyArrayBuffer(buffer)) throw new TypeError("a view has a buffer");
  const offset = Number(Reflect.get(holder, "byteOffset", value));
  const length = Number(Reflect.get(holder, "byteLength", value));
  return { shared: types.isSharedArrayBuffer(buffer), bytes: new Uint8Array(buffer, offset, length) };
}

/** The numbers in an array of floats; null for other views. */
export function numbersOf(value: ArrayBufferView): ArrayLike<number> | null {
  const name = typedArrayName(value);
  if (name !== "Float64Array" && name !== "Float32Array" && name !== "Float16Array") return null;
  const { bytes } = bytesOf(value);
  const made: unknown = Reflect.get(globalThis, name);
  if (typeof made !== "function") throw new TypeError(`there is no ${name}`);
  const numbers: unknown = Reflect.construct(made, [
    bytes.buffer,
    bytes.byteOffset,
    bytes.byteLength / Number(Reflect.get(made, "BYTES_PER_ELEMENT")),
  ]);
  if (!types.isTypedArray(numbers) || types.isBigInt64Array(numbers) || types.isBigUint64Array(numbers)) {
    throw new TypeError(`${name} holds no numbers`);
  }
  return numbers;
}
