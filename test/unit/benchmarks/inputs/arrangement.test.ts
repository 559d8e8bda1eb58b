import { expect, test } from "vitest";
import { arranged } from "../../../../src/adapters/benchmarks/inputs/arrangement.ts";
import {
  anyNumber,
  anyString,
  type CallShapes,
  listOf,
  type Shape,
} from "../../../../src/adapters/benchmarks/inputs/shape.ts";

function shapes(...elements: readonly Shape[]): CallShapes {
  return {
    args: { kind: "tuple", elements, rest: null },
    construct: null,
    definitions: new Map([["numbers", listOf(anyNumber)]]),
  };
}

test("lists and texts come in order, backwards, or with one element over and over", () => {
  const both = shapes(listOf(anyNumber), anyString);
  const call = { args: [[10, 2, 33], "bca"] };
  expect(arranged(call, "ascending", both).args).toEqual([[2, 10, 33], "abc"]);
  expect(arranged(call, "descending", both).args).toEqual([[33, 10, 2], "cba"]);
  expect(arranged(call, "alike", both).args).toEqual([[10, 10, 10], "bbb"]);
  expect(call.args).toEqual([[10, 2, 33], "bca"]);
});

test("so do lists in objects, behind names, and in the arguments of a constructor", () => {
  const list: Shape = { kind: "reference", name: "numbers" };
  const object: Shape = {
    kind: "object",
    properties: [{ name: "list", shape: list, optional: false }],
    others: null,
  };
  const both = { ...shapes(object), construct: { kind: "tuple", elements: [list], rest: null } as const };
  expect(arranged({ args: [{ list: [3, 1] }], construct: [[2, 1]] }, "ascending", both)).toEqual({
    args: [{ list: [1, 3] }],
    construct: [[1, 2]],
  });
});

test("what would no longer be of its shape stays as it is", () => {
  const unique: Shape = { kind: "array", element: anyNumber, min: 0, max: null, unique: true };
  const email: Shape = { ...anyString, kind: "string", form: { kind: "format", format: "email" } } as Shape;
  const call = { args: [[3, 1, 2], "me@example.org", [{ a: 2 }, { a: 1 }], 5] };
  const all = shapes(unique, email, listOf({ kind: "object", properties: [], others: anyNumber }), anyNumber);
  expect(arranged(call, "alike", all).args).toEqual([[1, 2, 3], "me@example.org", [{ a: 2 }, { a: 2 }], 5]);
  expect(arranged(call, "descending", all).args).toEqual([
    [1, 2, 3],
    "me@example.org",
    [{ a: 2 }, { a: 1 }],
    5,
  ]);
});
