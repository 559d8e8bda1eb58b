/** Which values a parameter takes, whatever language says so. */
export type Shape =
  | { readonly kind: "boolean" | "bigint" | "date" }
  | {
      readonly kind: "number";
      /** Every value is a multiple of it: 1 for whole numbers; null where nothing is demanded. Above 0. */
      readonly step: number | null;
      /** Inclusive; null where nothing is demanded. */
      readonly min: number | null;
      readonly max: number | null;
    }
  | {
      readonly kind: "string";
      /** In UTF-16 code units; null where nothing is demanded. */
      readonly minLength: number | null;
      readonly maxLength: number | null;
      /** Makes strings of a form of their own, in place of the lengths. */
      readonly form: StringForm | null;
    }
  /** A literal, null or undefined. */
  | { readonly kind: "constant"; readonly value: unknown }
  | {
      readonly kind: "array";
      readonly element: Shape;
      readonly min: number;
      readonly max: number | null;
      /** No two elements are equal. */
      readonly unique: boolean;
    }
  | { readonly kind: "tuple"; readonly elements: readonly Shape[]; readonly rest: Shape | null }
  | {
      readonly kind: "object";
      readonly properties: readonly Property[];
      /** What all other properties hold; null when there are none. */
      readonly others: Shape | null;
    }
  | { readonly kind: "map"; readonly key: Shape; readonly value: Shape }
  | { readonly kind: "set"; readonly element: Shape }
  | { readonly kind: "typed-array"; readonly name: TypedArrayName }
  | { readonly kind: "union"; readonly options: readonly Shape[] }
  /** A shape with a name, so that shapes can contain themselves. */
  | { readonly kind: "reference"; readonly name: string };

export interface Property {
  readonly name: string;
  readonly shape: Shape;
  readonly optional: boolean;
}

export type StringForm =
  | { readonly kind: "pattern"; readonly expression: RegExp }
  | { readonly kind: "format"; readonly format: StringFormat };

export const stringFormats = [
  "date-time",
  "date",
  "time",
  "email",
  "uuid",
  "uri",
  "hostname",
  "ipv4",
  "ipv6",
] as const;
export type StringFormat = (typeof stringFormats)[number];

export const typedArrayNames = [
  "Int8Array",
  "Uint8Array",
  "Uint8ClampedArray",
  "Int16Array",
  "Uint16Array",
  "Int32Array",
  "Uint32Array",
  "Float32Array",
  "Float64Array",
  "BigInt64Array",
  "BigUint64Array",
] as const;
export type TypedArrayName = (typeof typedArrayNames)[number];

/** The shapes of the arguments of a call, and those that they name. */
export interface CallShapes {
  /** Always an array or a tuple: the list of arguments. */
  readonly args: Shape;
  /** The arguments of the constructor of the instance that a method is called on; null for a plain function. */
  readonly construct: Shape | null;
  readonly definitions: ReadonlyMap<string, Shape>;
}

/** Why something has no shape, as a phrase that ends a sentence. */
export class NoShape extends Error {
  override readonly name = "NoShape";
}

export const anyNumber: Shape = { kind: "number", step: null, min: null, max: null };
export const anyString: Shape = { kind: "string", minLength: null, maxLength: null, form: null };

export function constant(value: unknown): Shape {
  return { kind: "constant", value };
}

export function listOf(element: Shape): Shape {
  return { kind: "array", element, min: 0, max: null, unique: false };
}

/** One of several; itself when there is only one. */
export function unionOf(options: readonly Shape[]): Shape {
  const [only, ...others] = options;
  return only !== undefined && others.length === 0 ? only : { kind: "union", options };
}
