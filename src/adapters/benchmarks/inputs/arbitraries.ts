import * as fc from "fast-check";
import { NoShape, type Shape, type StringFormat, type TypedArrayName } from "./shape.ts";

/** How big values become. */
export interface Scale {
  /** How many elements, characters, … the outermost containers hold; their numbers go about as far. */
  readonly size: number;
  readonly definitions: ReadonlyMap<string, Shape>;
}

/** Where in a value a shape stands. */
interface Place {
  /** How many elements a container here may hold; null inside an element, where containers are small. */
  readonly room: number | null;
  /** Named shapes gone through on the way here. */
  readonly depth: number;
}

interface Bounds {
  readonly min: number | null;
  readonly max: number | null;
}

const mostInElements = 6;
/** Shapes that contain themselves end about here, or at the depth of a balanced tree of the size. */
const leastDepth = 4;
/** A shape that goes on for so long has no end. */
const endless = 64;
/** Longer containers take too long to draw, to copy and to hand over. */
const mostDemanded = 1_000_000;

/**
 * Values of a shape. Unlike those that fast-check makes for properties, they are of a size that is asked for: arrays
 * hold that many elements, arrays of arrays share it among them, and so on.
 * @throws NoShape when there is none, or it contains itself without an end
 */
export function arbitraryOf(shape: Shape, scale: Scale): fc.Arbitrary<unknown> {
  return new Builder(scale).build(shape, { room: scale.size, depth: 0 });
}

class Builder {
  readonly #scale: Scale;
  readonly #mostDepth: number;
  readonly #made = new Map<string, fc.Arbitrary<unknown>>();

  constructor(scale: Scale) {
    this.#scale = scale;
    this.#mostDepth = Math.max(leastDepth, Math.ceil(Math.log2(scale.size + 1)));
  }

  build(shape: Shape, place: Place): fc.Arbitrary<unknown> {
    switch (shape.kind) {
      case "boolean":
        return fc.boolean();
      case "bigint":
        return this.#numbers({ kind: "number", step: 1, min: null, max: null }, place).map(BigInt);
      case "date":
        return fc.date({ min: new Date(0), max: new Date(2 ** 41), noInvalidDate: true });
      case "number":
        return this.#numbers(shape, place);
      case "string":
        return this.#strings(shape, place);
      case "constant":
        return fc.constant(shape.value);
      case "array":
        return this.#array(shape, place);
      case "tuple":
        return this.#tuple(shape, place);
      case "object":
        return this.#object(shape, place);
      case "map":
        return this.#entries(shape.key, shape.value, place).map((entries) => new Map(entries));
      case "set":
        return this.#array({ ...shape, kind: "array", min: 0, max: null, unique: true }, place).map(
          (values) => new Set(values),
        );
      case "typed-array":
        return typedArray(shape.name, this.#length(0, null, place, 1));
      case "union":
        return fc.oneof(...this.#possible(shape.options, place).map((option) => this.build(option, place)));
      case "reference":
        return this.#named(shape.name, { ...place, depth: place.depth + 1 });
    }
  }

  /** Each is made once, for there are exponentially many ways to get to some. */
  #named(name: string, place: Place): fc.Arbitrary<unknown> {
    if (place.depth > endless) throw new NoShape(`${name} contains itself without an end`);
    const key = `${name} ${place.depth} ${place.room}`;
    const made = this.#made.get(key) ?? this.build(this.#defined(name), place);
    this.#made.set(key, made);
    return made;
  }

  #defined(name: string): Shape {
    const shape = this.#scale.definitions.get(name);
    if (shape === undefined) throw new Error(`There is no shape named ${name}.`);
    return shape;
  }

  #numbers(shape: Extract<Shape, { kind: "number" }>, place: Place): fc.Arbitrary<number> {
    const { step, min, max } = shape;
    const whole = this.#multiples(step ?? 1, { min, max }, place);
    if (step !== null) {
      if (whole === null) throw new NoShape(`no multiple of ${step} lies between ${min} and ${max}`);
      return whole;
    }
    const isFree = min === null && max === null;
    // One number alone is most often a count or a limit: what is odd there is an endless loop.
    if (isFree && whole !== null && place.room !== null) return whole;
    const low = min ?? Math.min(-this.#scale.size, max ?? 0);
    const high = max ?? Math.max(low, 0) + this.#scale.size;
    const fractions = fc.double({ min: low, max: high, noNaN: true });
    if (whole === null) return fractions;
    // Neither NaN nor -0: few programs meet them, and fewer still mean what they do with them.
    const common = isFree ? fc.constantFrom(0, 1, -1) : whole;
    return fc.oneof(
      { weight: 20, arbitrary: whole },
      { weight: 4, arbitrary: fractions },
      { weight: 1, arbitrary: common },
    );
  }

  /**
   * Multiples about as far as the size: so far that a list of them holds some twice, and one alone is about that.
   * Null when there are none.
   */
  #multiples(step: number, { min, max }: Bounds, { room }: Place): fc.Arbitrary<number> | null {
    const { size } = this.#scale;
    const low = min ?? Math.min(0, max ?? 0);
    const high = max ?? Math.max(low, 0) + size;
    const least = Math.ceil((min === null && room !== null ? Math.max(low, high / 2) : low) / step);
    const most = Math.floor(high / step);
    if (least > most) return null;
    const range = fc.integer({ min: least, max: most }).map((count) => count * step);
    if (room !== null || min !== null) return range;
    const opposite = range.map((value) => (value === 0 ? 0 : -value));
    return fc.oneof({ weight: 9, arbitrary: range }, { weight: 1, arbitrary: opposite });
  }

  #strings(shape: Extract<Shape, { kind: "string" }>, place: Place): fc.Arbitrary<string> {
    const { form, minLength, maxLength } = shape;
    if (minLength !== null && minLength > mostDemanded)
      throw new NoShape(`${minLength} characters are demanded, and at most ${mostDemanded} are drawn`);
    if (form?.kind === "pattern") return fc.stringMatching(form.expression);
    if (form?.kind === "format") return formatted(form.format);
    const { min, max } = this.#length(minLength ?? 0, maxLength, place, 1);
    const text = fc.string({ unit: character, minLength: min, maxLength: max, size: "max" });
    if (place.room !== null || minLength !== null || maxLength !== null) return text;
    // Words, some of which come twice in a list.
    const words = fc.nat(this.#scale.size).map((word) => word.toString(36));
    return fc.oneof({ weight: 2, arbitrary: words }, { weight: 1, arbitrary: text });
  }

  #array(shape: Extract<Shape, { kind: "array" }>, place: Place): fc.Arbitrary<unknown[]> {
    const { element, min, max, unique } = shape;
    if (min > mostDemanded)
      throw new NoShape(`${min} items are demanded, and at most ${mostDemanded} are drawn`);
    if (this.#isEndless(element, place)) return fc.constant([]);
    const length = this.#length(min, max, place, 1 + nesting(element));
    const inside = this.build(element, this.#inside(element, place, length.max));
    const bounds = { minLength: length.min, maxLength: length.max, size: "max" } as const;
    if (!unique) return fc.array(inside, bounds);
    // Small ranges do not hold so many different values: as many as there are will do.
    return fc.uniqueArray(inside, { ...bounds, minLength: min, comparator: "SameValueZero" });
  }

  #tuple(shape: Extract<Shape, { kind: "tuple" }>, place: Place): fc.Arbitrary<unknown[]> {
    const elements = fc.tuple(...shape.elements.map((element) => this.build(element, place)));
    if (shape.rest === null) return elements;
    const rest = this.#array({ kind: "array", element: shape.rest, min: 0, max: null, unique: false }, place);
    return fc.tuple(elements, rest).map(([first, more]) => [...first, ...more]);
  }

  #object(shape: Extract<Shape, { kind: "object" }>, place: Place): fc.Arbitrary<Record<string, unknown>> {
    const kept = shape.properties.filter((each) => !each.optional || !this.#isEndless(each.shape, place));
    const model = Object.fromEntries(kept.map((each) => [each.name, this.build(each.shape, place)]));
    const required = kept.filter(({ optional }) => !optional).map(({ name }) => name);
    const own = fc.record(model, { requiredKeys: required, noNullPrototype: true });
    if (shape.others === null) return own;
    const { others } = shape;
    const key: Shape = { kind: "string", minLength: null, maxLength: null, form: null };
    return fc
      .tuple(this.#entries(key, others, place), own)
      .map(([entries, named]) => ({ ...Object.fromEntries(entries), ...named }));
  }

  #entries(key: Shape, value: Shape, place: Place): fc.Arbitrary<[unknown, unknown][]> {
    if (this.#isEndless(value, place)) return fc.constant([]);
    const { max } = this.#length(0, null, place, 1 + nesting(value));
    const keys = this.build(key, { ...place, room: null });
    const values = this.build(value, this.#inside(value, place, max));
    return fc.array(fc.tuple(keys, values), { minLength: max, maxLength: max, size: "max" });
  }

  /** The length of a container, of which `nested` lie directly in one another, this one included. */
  #length(min: number, max: number | null, { room, depth }: Place, nested: number) {
    const wanted =
      room === null ? mostInElements >> Math.max(0, depth - 1) : Math.round(room ** (1 / nested));
    const most = Math.max(min, Math.min(max ?? wanted, wanted));
    // The outermost ones have the size that was asked for, and not one below it.
    return { min: room === null ? min : most, max: most };
  }

  /** The place of an element: a container directly in a container shares its room, all others are small. */
  #inside(element: Shape, place: Place, length: number): Place {
    const shares = place.room !== null && nesting(element) > 0;
    return {
      ...place,
      room: shares ? Math.max(1, Math.round((place.room ?? 0) / Math.max(1, length))) : null,
    };
  }

  /** The options that come to an end; all of them while there is depth left. */
  #possible(options: readonly Shape[], place: Place): readonly Shape[] {
    const ending = options.filter((option) => !this.#isEndless(option, place));
    return ending.length > 0 ? ending : options;
  }

  /** Whether a shape must not be begun here any more, because it leads to itself again. */
  #isEndless(shape: Shape, { depth }: Place): boolean {
    return depth >= this.#mostDepth && this.#reaches(shape, new Set());
  }

  /** Whether a value of the shape always holds, or may hold, another named shape. */
  #reaches(shape: Shape, seen: Set<string>): boolean {
    switch (shape.kind) {
      case "reference": {
        if (seen.has(shape.name)) return true;
        return this.#reaches(this.#defined(shape.name), new Set([...seen, shape.name]));
      }
      case "array":
      case "set":
        return this.#reaches(shape.element, seen);
      case "tuple":
        return shape.elements.some((element) => this.#reaches(element, seen));
      case "object":
        return shape.properties.some((property) => this.#reaches(property.shape, seen));
      case "map":
        return this.#reaches(shape.value, seen);
      case "union":
        return shape.options.every((option) => this.#reaches(option, seen));
      default:
        return false;
    }
  }
}

/** How many containers of a shape lie directly in one another. */
function nesting(shape: Shape): number {
  switch (shape.kind) {
    case "array":
    case "set":
      return 1 + nesting(shape.element);
    case "map":
      return 1 + nesting(shape.value);
    default:
      return 0;
  }
}

const character = fc.oneof(
  { weight: 24, arbitrary: fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz") },
  { weight: 4, arbitrary: fc.constantFrom(..."ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") },
  { weight: 4, arbitrary: fc.constantFrom(..." .,;:-_/\"'\n\t") },
  { weight: 1, arbitrary: fc.constantFrom("é", "ß", "ж", "漢", "🙂", "e\u0301") },
);

function formatted(format: StringFormat): fc.Arbitrary<string> {
  const dates = fc.date({ min: new Date(0), max: new Date(2 ** 41), noInvalidDate: true });
  switch (format) {
    case "date-time":
      return dates.map((date) => date.toISOString());
    case "date":
      return dates.map((date) => date.toISOString().slice(0, 10));
    case "time":
      return dates.map((date) => date.toISOString().slice(11));
    case "email":
      return fc.emailAddress();
    case "uuid":
      return fc.uuid();
    case "uri":
      return fc.webUrl();
    case "hostname":
      return fc.domain();
    case "ipv4":
      return fc.ipV4();
    case "ipv6":
      return fc.ipV6();
  }
}

function typedArray(
  name: TypedArrayName,
  { min, max }: { readonly min: number; readonly max: number },
): fc.Arbitrary<unknown> {
  const bounds = { minLength: min, maxLength: max, size: "max" } as const;
  switch (name) {
    case "Int8Array":
      return fc.int8Array(bounds);
    case "Uint8Array":
      return fc.uint8Array(bounds);
    case "Uint8ClampedArray":
      return fc.uint8ClampedArray(bounds);
    case "Int16Array":
      return fc.int16Array(bounds);
    case "Uint16Array":
      return fc.uint16Array(bounds);
    case "Int32Array":
      return fc.int32Array(bounds);
    case "Uint32Array":
      return fc.uint32Array(bounds);
    case "Float32Array":
      return fc.float32Array({ ...bounds, noNaN: true });
    case "Float64Array":
      return fc.float64Array({ ...bounds, noNaN: true });
    case "BigInt64Array":
      return fc.bigInt64Array(bounds);
    case "BigUint64Array":
      return fc.bigUint64Array(bounds);
  }
}
