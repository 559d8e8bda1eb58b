import vm from "node:vm";
import { describe, expect, test } from "vitest";
import { type Canonical, canonicalDigest } from "../../../src/adapters/benchmarks/harness/canonical.ts";
import { realmOf } from "../../../src/adapters/benchmarks/harness/realm.ts";

const realm = realmOf(globalThis);
const canonical = (value: unknown): Canonical =>
  canonicalDigest([{ label: "result", value, functions: "reject" }], realm);

function digest(value: unknown): string {
  const found = canonical(value);
  return found.kind === "digest" ? found.digest : `not comparable: ${found.what}`;
}

class Point {
  readonly x: number;
  constructor(x: number) {
    this.x = x;
  }
}
class Place {
  readonly x: number;
  constructor(x: number) {
    this.x = x;
  }
}
class Secret {
  readonly #value: number;
  constructor(value: number) {
    this.#value = value;
  }
  read(): number {
    return this.#value;
  }
}
class Colour {
  readonly hex = "#ffffff";
  #half(): string {
    return this.hex.slice(0, 3);
  }
  short(): string {
    return this.#half();
  }
}
class Stack extends Array<number> {}

function withProperty<Value extends object>(value: Value, key: PropertyKey, property: unknown): Value {
  return Object.defineProperty(value, key, {
    value: property,
    enumerable: true,
    writable: true,
    configurable: true,
  });
}

function cycle(length: number): object {
  const first: { next?: object } = {};
  let last = first;
  for (let at = 1; at < length; at += 1) {
    const next = {};
    last.next = next;
    last = next;
  }
  last.next = first;
  return first;
}

const sparse = (length: number, items: object): unknown[] => Object.assign(Array(length), items);

const shared = { deep: [1] };
const symbol = (description: string): symbol => Symbol(description);

const equal: readonly (readonly [string, unknown, unknown])[] = [
  ["numbers", 1.5, 1.5],
  ["NaN", Number.NaN, 0 / 0],
  ["strings with lone surrogates", "a\ud800", "a\ud800"],
  ["arrays", [1, [2, "3"]], [1, [2, "3"]]],
  ["arrays however they were grown", [1, 2], Array.from({ length: 2 }, (_, index) => index + 1)],
  ["objects", { a: 1, b: { c: null } }, { a: 1, b: { c: null } }],
  ["holes at the same places", sparse(3, { 0: 1, 2: 3 }), sparse(3, { 0: 1, 2: 3 })],
  ["maps", new Map([[{ a: 1 }, [1]]]), new Map([[{ a: 1 }, [1]]])],
  ["sets", new Set([1, "1"]), new Set([1, "1"])],
  ["dates", new Date(5), new Date(5)],
  ["invalid dates", new Date("x"), new Date("y")],
  ["regular expressions", /a+/gi, /a+/gi],
  ["errors thrown at different places", new TypeError("no"), (() => new TypeError("no"))()],
  ["symbols with the same description", symbol("a"), symbol("a")],
  ["instances of a class", new Point(1), new Point(1)],
  ["instances of a class with private methods only", new Colour(), new Colour()],
  ["typed arrays", new Uint8Array([1, 2]), new Uint8Array([1, 2])],
  ["views at other offsets of their buffers", new Uint8Array([0, 1, 2]).subarray(1), new Uint8Array([1, 2])],
  [
    "every NaN of a float array",
    new Float64Array([Number.NaN]),
    new Float64Array(new BigUint64Array([0xfff8_0000_0000_0001n]).buffer),
  ],
  ["buffers", new Uint8Array([1, 2]).buffer, new Uint8Array([1, 2]).buffer],
  ["boxed primitives", Object("a"), Object("a")],
  ["objects without a prototype", Object.create(null), Object.create(null)],
  ["cycles of the same length", cycle(3), cycle(3)],
  ["the same sharing", [shared, shared], [shared, shared]],
  ["objects of another realm", vm.runInNewContext("({ a: [1] })"), { a: [1] }],
];

const different: readonly (readonly [string, unknown, unknown])[] = [
  ["0 and -0", 0, -0],
  ["0 and -0 in a float array", new Float64Array([0]), new Float64Array([-0])],
  ["a number and its text", 1, "1"],
  ["a number and a bigint", 1, 1n],
  ["null and undefined", null, undefined],
  ["undefined and NaN", undefined, Number.NaN],
  ["an undefined property and none", { a: undefined }, {}],
  ["a hole and undefined", sparse(3, { 0: 1, 2: 3 }), [1, undefined, 3]],
  ["holes at other places", sparse(4, { 0: 1, 2: 3, 3: 4 }), sparse(4, { 0: 1, 1: 2, 3: 4 })],
  ["lengths of empty arrays", Array(1), Array(2)],
  ["the order of properties", { a: 1, b: 2 }, { b: 2, a: 1 }],
  ["the order of entries", new Set([1, 2]), new Set([2, 1])],
  ["an array and its look-alike", [1], { 0: 1, length: 1 }],
  ["nesting", [[1], 2], [[1, 2]]],
  ["strings split otherwise", ["ab", "c"], ["a", "bc"]],
  ["strings that look like tokens", ["1;s1:2"], ["1", "2"]],
  ["lone surrogates", "\ud800", "\ud801"],
  ["a further property of an array", [1], withProperty([1], "index", 0)],
  ["a further property of a map", new Map(), withProperty(new Map(), "size2", 0)],
  ["a symbol as key", { [Symbol.for("a")]: 1 }, { a: 1 }],
  ["a hidden property", { a: 1 }, Object.defineProperty({}, "a", { value: 1, writable: true })],
  ["a frozen object", { a: 1 }, Object.freeze({ a: 1 })],
  ["a sealed object", { a: 1 }, Object.seal({ a: 1 })],
  ["classes of the same shape", new Point(1), new Place(1)],
  ["an instance and a plain object", new Point(1), { x: 1 }],
  ["a subclass of Array", new Stack(), []],
  ["an object without a prototype", Object.create(null), {}],
  ["what is inherited from a plain object", Object.create({ a: 1 }), Object.create({ a: 2 })],
  ["types of typed arrays", new Uint8Array([1]), new Int8Array([1])],
  ["a Buffer and a Uint8Array", Buffer.from([1]), new Uint8Array([1])],
  ["types of errors", new TypeError("no"), new RangeError("no")],
  ["messages of errors", new Error("a"), new Error("b")],
  ["codes of errors", Object.assign(new Error("a"), { code: 1 }), Object.assign(new Error("a"), { code: 2 })],
  ["causes of errors", new Error("a", { cause: 1 }), new Error("a", { cause: 2 })],
  ["dates", new Date(5), new Date(6)],
  ["flags of regular expressions", /a/g, /a/y],
  ["where a regular expression is", /a/g, Object.assign(/a/g, { lastIndex: 1 })],
  ["a primitive and its box", "a", Object("a")],
  ["a symbol and a registered one", symbol("a"), Symbol.for("a")],
  ["lengths of cycles", cycle(3), cycle(2)],
  ["one object twice and two equal ones", [shared, shared], [{ deep: [1] }, { deep: [1] }]],
];

describe("equal", () => {
  test.each(equal)("%s", (_, left, right) => {
    expect(canonical(left).kind).toBe("digest");
    expect(digest(left)).toBe(digest(right));
  });
});

describe("different", () => {
  test.each(different)("%s", (_, left, right) => {
    expect(canonical(left).kind).toBe("digest");
    expect(canonical(right).kind).toBe("digest");
    expect(digest(left)).not.toBe(digest(right));
  });
});

function* numbers(): Generator<number> {
  yield 1;
}

test.each<readonly [string, unknown]>([
  ["result is a function", () => 1],
  ['result.items[2]["a b"] is a function', { items: [0, 1, { "a b": () => 1 }] }],
  ["result.values()[0] is a function", new Map([["key", () => 1]])],
  ["result.keys()[0] is a function", new Map([[() => 1, "value"]])],
  ["result is a promise", Promise.resolve(1)],
  ["result is a WeakMap", new WeakMap()],
  ["result is a WeakSet", new WeakSet()],
  ["result is a built-in WeakRef", new WeakRef({})],
  ["result[0] is a Proxy", [new Proxy([], {})]],
  ["result is an iterator", numbers()],
  ["result is an iterator", new Map().keys()],
  ["result is an iterator", "aa".matchAll(/a/g)],
  [
    "result.a is an accessor",
    {
      get a() {
        return 1;
      },
    },
  ],
  ["result is a built-in URL", new URL("http://localhost/")],
  ["result is a Secret with the private field #value", new Secret(new Secret(1).read())],
])("not comparable: %s", (what, value) => {
  expect(canonical(value)).toEqual({ kind: "incomparable", what });
});

test("a proxy is not looked into", () => {
  const touched: string[] = [];
  const note = (name: string) => (): never => {
    touched.push(name);
    throw new Error("touched");
  };
  const proxy = new Proxy(
    {},
    { get: note("get"), ownKeys: note("ownKeys"), getPrototypeOf: note("getPrototypeOf"), has: note("has") },
  );
  expect(canonical({ proxy })).toEqual({ kind: "incomparable", what: "result.proxy is a Proxy" });
  expect(touched).toEqual([]);
});

test("no accessor of a class is run", () => {
  class Guarded {
    get [Symbol.toStringTag](): string {
      throw new Error("run");
    }
  }
  expect(canonical(new Guarded()).kind).toBe("digest");
});

test("a callback among the arguments is compared by its source", () => {
  const of = (value: unknown): Canonical =>
    canonicalDigest([{ label: "arguments", value, functions: "by-source" }], realm);
  const make = (step: number) => [(value: number) => value + 1, step];
  expect(of(make(1))).toEqual(of(make(1)));
  expect(of([(value: number) => value + 1])).not.toEqual(of([(value: number) => value + 2]));
});

test("giving back the very argument differs from giving back a copy", () => {
  const of = (argument: unknown, result: unknown): Canonical =>
    canonicalDigest(
      [
        { label: "arguments", value: [argument], functions: "by-source" },
        { label: "result", value: result, functions: "reject" },
      ],
      realm,
    );
  const list = [1, 2];
  expect(of(list, list)).not.toEqual(of([1, 2], [1, 2]));
});

test("a list of 100 000 links does not overflow the stack", () => {
  expect(canonical(cycle(100_000)).kind).toBe("digest");
});

test("the length of the canonical form grows with the value", () => {
  const bytes = (value: unknown): number => {
    const found = canonical(value);
    return found.kind === "digest" ? found.bytes : 0;
  };
  expect(bytes(new Uint8Array(1000))).toBeGreaterThan(1000);
  expect(bytes(Array(1000).fill(7))).toBeGreaterThan(bytes(Array(100).fill(7)));
});

test("what a program replaces on a value is not asked", () => {
  const list = Object.defineProperty(new Float64Array([1, 2]), "buffer", { value: new ArrayBuffer(0) });
  expect(canonical(list).kind).toBe("digest");
  const pattern = Object.defineProperty(/a/g, "source", { value: "b" });
  expect(digest(pattern)).not.toBe(digest(/b/g));
});

test("an element that is an accessor is named, and not run", () => {
  const list = Object.defineProperty([1, 2, 3], 1, { get: () => expect.unreachable() });
  expect(digest(list)).toBe("not comparable: result[1] is an accessor");
  const error = Object.defineProperty(new Error("a"), "message", { get: () => expect.unreachable() });
  expect(digest(error)).toBe("not comparable: result.message is an accessor");
});

test("memory that other threads can change is told from memory of its own", () => {
  expect(digest(new Int32Array(new SharedArrayBuffer(8)))).not.toBe(digest(new Int32Array(2)));
});

test("lone surrogates differ from each other", () => {
  expect(digest("\ud800")).not.toBe(digest("\ud801"));
});
