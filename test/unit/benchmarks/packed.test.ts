import { deserialize, serialize } from "node:v8";
import { describe, expect, test } from "vitest";
import { canonicalDigest } from "../../../src/adapters/benchmarks/harness/canonical.ts";
import { packed, packedLists } from "../../../src/adapters/benchmarks/harness/packed.ts";
import { realmOf } from "../../../src/adapters/benchmarks/harness/realm.ts";

const realm = realmOf(globalThis);
const digest = (value: unknown) => canonicalDigest([{ label: "value", value, functions: "reject" }], realm);

const shared = [1, 2];
const ring: { self?: unknown; list: unknown[] } = { list: [] };
ring.self = ring;
ring.list.push(ring);

test.each<readonly [string, unknown]>([
  ["numbers", [1, 2.5, -0, Number.NaN]],
  ["nested lists", [[1], [[2, "a"]], []]],
  ["holes", Object.assign(Array(5), { 1: "a", 4: "b" })],
  ["further properties of lists", Object.assign([1, 2], { index: 3 })],
  ["sharing", [shared, shared, { shared }]],
  ["cycles", ring],
  ["maps and sets", new Map<unknown, unknown>([[[1], new Set([[2]])]])],
  ["dates, expressions, errors, bytes", [new Date(1), /a/g, new TypeError("a"), new Uint8Array([1])]],
  ["a key named __proto__", JSON.parse('{"__proto__": [1]}')],
])("%s are the same after they are packed", (_, value) => {
  expect(digest(packed(deserialize(serialize(value))))).toEqual(digest(value));
});

test("nothing of the original that could be changed is shared", () => {
  const original = { list: [{ a: 1 }], map: new Map([["a", [1]]]) };
  const copy = packed(original);
  copy.list[0] = { a: 2 };
  copy.map.get("a")?.push(2);
  expect(original).toEqual({ list: [{ a: 1 }], map: new Map([["a", [1]]]) });
});

describe("arguments that a program has made", () => {
  test("are made anew when they are lists of plain values, sharing and holes included", () => {
    const inner = [1.5, 2];
    const args = [inner, inner, ["a", null], Object.assign(Array(3), { 1: 7 })];
    const made = packedLists(args);
    expect(digest(made)).toEqual(digest(args));
    expect(made[0]).not.toBe(inner);
    expect(made[0]).toBe(made[1]);
  });

  test.each<readonly [string, readonly unknown[]]>([
    ["an object", [[1], { a: 1 }]],
    ["a callback", [[1], () => 1]],
    ["a frozen list", [Object.freeze([1])]],
    ["a list of a class of its own", [new (class Stack extends Array {})()]],
    ["typed numbers", [new Float64Array(2)]],
    ["a proxy", [new Proxy([], {})]],
  ])("stay what they are when there is %s among them", (_, args) => {
    expect(packedLists(args)).toBe(args);
  });
});
