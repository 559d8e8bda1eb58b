import { deserialize, serialize } from "node:v8";
import { expect, test } from "vitest";
import { canonicalDigest } from "../../../src/adapters/benchmarks/harness/canonical.ts";
import { packed } from "../../../src/adapters/benchmarks/harness/packed.ts";

const digest = (value: unknown) => canonicalDigest([{ label: "value", value, functions: "reject" }]);

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
