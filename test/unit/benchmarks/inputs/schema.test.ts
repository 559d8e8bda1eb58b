import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { drawCalls } from "../../../../src/adapters/benchmarks/inputs/draw.ts";
import { pickledCall } from "../../../../src/adapters/benchmarks/inputs/pickle.ts";
import { readSchema } from "../../../../src/adapters/benchmarks/inputs/schemaFile.ts";
import { schemaShapes } from "../../../../src/adapters/benchmarks/inputs/schemaShapes.ts";

const tree = {
  type: "array",
  prefixItems: [
    { $ref: "#/$defs/node" },
    { type: "array", items: { type: "integer", minimum: 3, exclusiveMaximum: 9 }, minItems: 2 },
    { enum: ["up", "down", null] },
  ],
  minItems: 3,
  items: false,
  $defs: {
    node: {
      type: "object",
      properties: {
        name: { type: "string", pattern: "^[a-z]{2,5}$" },
        weight: { type: "number", exclusiveMinimum: 0, maximum: 1 },
        children: { type: "array", items: { $ref: "#/$defs/node" } },
        email: { type: "string", format: "email" },
      },
      required: ["name", "weight", "children"],
      additionalProperties: false,
    },
  },
} as const;

function argsOf(schema: unknown, size = 20, seed = 1): readonly (readonly unknown[])[] {
  return drawCalls(schemaShapes(schema), seed, size).map(({ args }) => args);
}

describe("inputs drawn by a JSON Schema", () => {
  test("are what the schema asks for", () => {
    const node: z.ZodType = z.strictObject({
      name: z.string().regex(/^[a-z]{2,5}$/),
      weight: z.number().gt(0).max(1),
      get children() {
        return z.array(node);
      },
      email: z.string().includes("@").optional(),
    });
    const valid = z.tuple([node, z.array(z.int().min(3).lt(9)).min(2), z.enum(["up", "down"]).nullable()]);
    for (const args of argsOf(tree)) expect(valid.safeParse(args).error).toBeUndefined();
  });

  test("are the same for the same seed and grow with the size", () => {
    expect(argsOf(tree)).toEqual(argsOf(tree));
    const list = {
      type: "array",
      items: { type: "array", items: { type: "string" } },
      minItems: 1,
      maxItems: 1,
    };
    const [first] = argsOf(list, 500).at(-1) ?? [];
    expect(first).toBeInstanceOf(Array);
    expect(first).toHaveLength(500);
  });

  test("keep to the bounds of items, lengths and multiples, and to uniqueness", () => {
    const schema = {
      type: "array",
      prefixItems: [
        { type: "array", items: { type: "integer" }, minItems: 1, maxItems: 4, uniqueItems: true },
        { type: "string", minLength: 2, maxLength: 3 },
        { type: "number", multipleOf: 5, minimum: 10, maximum: 30 },
      ],
    };
    for (const [list, text, number] of argsOf(schema, 100) as [number[], string, number][]) {
      expect(list.length).toBeLessThanOrEqual(4);
      expect(new Set(list).size).toBe(list.length);
      expect([2, 3]).toContain(text.length);
      expect([10, 15, 20, 25, 30]).toContain(number);
    }
  });

  test("join what allOf names, and choose among anyOf and oneOf", () => {
    const schema = {
      type: "array",
      prefixItems: [
        {
          allOf: [
            { type: "object", properties: { a: { type: "integer" } }, required: ["a"] },
            { type: "object", properties: { b: { const: 1 } }, required: ["b"] },
          ],
        },
        { oneOf: [{ type: "null" }, { type: "boolean" }] },
      ],
    };
    for (const [both, either] of argsOf(schema)) {
      expect(both).toEqual({ a: expect.any(Number), b: 1 });
      expect(either === null || typeof either === "boolean").toBe(true);
    }
  });

  test.each<readonly [string, unknown, string]>([
    ["no array", { type: "object" }, "at # it describes no array: describe the array of all arguments"],
    [
      "what excludes values",
      { type: "array", items: { not: { type: "null" } } },
      "at #/items it says `not`, by which nothing can be drawn",
    ],
    [
      "a reference to nothing",
      { type: "array", items: { $ref: "#/$defs/gone" } },
      "at #/items it refers to #/$defs/gone, which is not there",
    ],
    [
      "another document",
      { type: "array", items: { $ref: "https://example.com/schema" } },
      "at #/items it refers to https://example.com/schema, which is another document",
    ],
    ["false", { type: "array", items: false, minItems: 1 }, "at #/items it allows no value"],
    [
      "a broken keyword",
      { type: "array", items: { minLength: -1 } },
      "at #/items/minLength it is no JSON Schema (Too small: expected number to be >=0)",
    ],
    [
      "a pattern that is none",
      { type: "array", items: { type: "string", pattern: "(" } },
      "at #/items its pattern is no regular expression",
    ],
    [
      "a type that is none",
      { type: "array", items: { type: "tuple" } },
      "at #/items it names the type tuple, which JSON does not have",
    ],
  ])("of %s say what is wrong where", (_, schema, problem) => {
    expect(() => schemaShapes(schema)).toThrow(problem);
  });

  test("say when they would be too large to be drawn", () => {
    const huge = { type: "array", prefixItems: [{ type: "array", items: true, minItems: 5_000_000 }] };
    expect(() => argsOf(huge)).toThrow("5000000 items are demanded, and at most 1000000 are drawn");
    const long = { type: "array", prefixItems: [{ type: "string", minLength: 2_000_000 }] };
    expect(() => argsOf(long)).toThrow("2000000 characters are demanded, and at most 1000000 are drawn");
  });

  describe("in a file", () => {
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(path.join(os.tmpdir(), "evolvent-schema-"));
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    test("are refused in one sentence when it is missing, no JSON or no schema of arguments", async () => {
      await expect(readSchema(folder, "gone.json")).rejects.toThrow(
        "There is no JSON Schema gone.json in the repository; what git ignores is not part of a run.",
      );
      await writeFile(path.join(folder, "broken.json"), "{");
      await expect(readSchema(folder, "broken.json")).rejects.toThrow(
        /^The JSON Schema broken\.json is not JSON: .*\.$/,
      );
      await writeFile(path.join(folder, "object.json"), '{"type":"object"}');
      await expect(readSchema(folder, "object.json")).rejects.toThrow(
        "No inputs can be drawn by object.json: at # it describes no array: describe the array of all arguments.",
      );
    });
  });

  test("come to Python as what JSON reads there", () => {
    const args = [
      [1, -7, 2 ** 40, -(2 ** 53), 0.5, -0, 1e300],
      { "naïve ✓ 🙂": [true, false, null, "", 'quo"te\n'], "": {} },
      [],
      Number.NaN,
    ];
    const read = `
import io, json, pickle, sys
file = io.BytesIO(sys.stdin.buffer.read())
home = pickle.load(file)
call = pickle.load(file)
print(ascii([home, call]))
`;
    const printed = execFileSync("python3", ["-c", read], { input: pickledCall(args), encoding: "utf8" });
    expect(printed.trim()).toBe(
      `['', {'args': [[1, -7, 1099511627776, -9007199254740992, 0.5, -0.0, ${BigInt(1e300)}], {'na\\xefve \\u2713 \\U0001f642': [True, False, None, '', 'quo"te\\n'], '': {}}, [], nan], 'kwargs': {}}]`,
    );
  });
});
