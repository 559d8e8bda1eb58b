import { describe, expect, test } from "vitest";
import { drawCalls } from "../../../../src/adapters/benchmarks/inputs/draw.ts";
import type { CallShapes } from "../../../../src/adapters/benchmarks/inputs/shape.ts";
import { parameterShapes } from "../../../../src/adapters/benchmarks/inputs/types/parameters.ts";
import { resolveTarget } from "../../../../src/adapters/languages/javascript/resolveTarget.ts";

function shapesOf(text: string, { file = "target.ts", symbol = "f" } = {}): CallShapes {
  const target = resolveTarget({ text, file, symbol });
  const { entry } = target;
  if (entry === null) throw new Error(`${symbol} cannot be called`);
  return parameterShapes({ text, file, target: { ...target, entry } });
}

/** Arguments of some calls, the last ones of the size. */
function drawn(text: string, options: { file?: string; symbol?: string; size?: number; seed?: number } = {}) {
  const { size = 20, seed = 1 } = options;
  return drawCalls(shapesOf(text, options), seed, size);
}

function argsOf(text: string, options: Parameters<typeof drawn>[1] = {}): readonly (readonly unknown[])[] {
  return drawn(text, options).map(({ args }) => args);
}

describe("inputs drawn from types", () => {
  test("are the same for the same seed, and others for another", () => {
    const text = "export function f(list: number[]) { return list; }";
    expect(argsOf(text)).toEqual(argsOf(text));
    expect(argsOf(text)).not.toEqual(argsOf(text, { seed: 2 }));
  });

  test("grow with the size", () => {
    const text = "export function f(list: readonly number[], names: string[]) {}";
    for (const size of [10, 100, 1000]) {
      const [list, names] = argsOf(text, { size }).at(-1) ?? [];
      expect(list).toHaveLength(size);
      expect(names).toHaveLength(size);
    }
  });

  test("share the size among lists in lists", () => {
    const grid = argsOf("export function f(grid: number[][]) {}", { size: 100 }).at(-1)?.[0];
    expect(grid).toHaveLength(10);
    expect(grid).toSatisfy((rows: unknown[][]) => rows.every((row) => row.length === 10));
  });

  test("hold some values twice, so that duplicates are met", () => {
    const list = argsOf("export function f(list: number[]) {}", { size: 200 }).at(-1)?.[0];
    expect(new Set(list as number[]).size).toBeLessThan(200);
  });

  test("follow interfaces, aliases, generics, unions, tuples, enums and utility types of the file", () => {
    const text = `
      enum Kind { Small, Big = 7 }
      interface Named { readonly name: string; tag?: "a" | "b" }
      interface Item extends Named { kind: Kind; at: [x: number, y?: number]; more: Partial<Named> }
      type Boxed<T> = { value: T };
      export function f(item: Item, boxed: Boxed<boolean>, either: string | null, pick: Pick<Item, "kind">): void {}
    `;
    for (const [item, boxed, either, pick] of argsOf(text)) {
      expect(item).toMatchObject({ name: expect.any(String) });
      const { kind, at } = item as { kind: number; at: unknown[] };
      expect([0, 7]).toContain(kind);
      expect(at).toHaveLength(2);
      expect(typeof (boxed as { value: unknown }).value).toBe("boolean");
      expect(either === null || typeof either === "string").toBe(true);
      expect(Object.keys(pick as object)).toEqual(["kind"]);
    }
  });

  test("end types that contain themselves", () => {
    const text = `
      interface Tree { value: number; left: Tree | null; right: Tree | null; children: Tree[] }
      export function f(tree: Tree): number { return tree.value; }
    `;
    const sizes = argsOf(text, { size: 64 }).map(([tree]) => JSON.stringify(tree).length);
    expect(Math.max(...sizes)).toBeGreaterThan(10);
    expect(Math.max(...sizes)).toBeLessThan(1e7);
  });

  test("make Maps, Sets, typed arrays, dates and big integers", () => {
    const text =
      "export function f(map: Map<string, number>, set: Set<number>, bytes: Uint8Array, when: Date, big: bigint) {}";
    for (const [map, set, bytes, when, big] of argsOf(text)) {
      expect(map).toBeInstanceOf(Map);
      expect(set).toBeInstanceOf(Set);
      expect(bytes).toBeInstanceOf(Uint8Array);
      expect(when).toBeInstanceOf(Date);
      expect(typeof big).toBe("bigint");
    }
  });

  test("take defaults, optional parameters and rest parameters as the types say", () => {
    const text = "export function f(a: number, b = 2, c?: string, ...rest: boolean[]) {}";
    const calls = argsOf(text, { size: 5 });
    expect(calls.at(-1)?.length).toBeGreaterThan(3);
    for (const [a, b, , ...rest] of calls) {
      expect(typeof a).toBe("number");
      expect(["number", "undefined"]).toContain(typeof b);
      for (const each of rest) expect(typeof each).toBe("boolean");
    }
  });

  test("follow JSDoc in JavaScript, properties of parameters included", () => {
    const text = `
      /**
       * @param {readonly number[]} list
       * @param {Object} options
       * @param {boolean} options.strict
       * @param {string} [options.name]
       */
      export function f(list, options) { return list; }
    `;
    for (const [list, options] of argsOf(text, { file: "target.mjs" })) {
      expect(list).toBeInstanceOf(Array);
      expect(options).toMatchObject({ strict: expect.any(Boolean) });
    }
  });

  test("make the instance of a method by the parameters of its constructor", () => {
    const text = `
      export class Grid {
        constructor(private readonly width: number, public cells: number[]) {}
        sum(factor: number): number { return this.cells.length * factor * this.width; }
      }
    `;
    for (const { construct } of drawn(text, { symbol: "Grid.sum" })) {
      expect(construct).toEqual([expect.any(Number), expect.any(Array)]);
    }
  });

  test.each([
    ["a function", "callback: (n: number) => number", "parameter callback is a function"],
    ["any", "value: any", "parameter value is of the type any, which says nothing of its values"],
    ["no type", "value", "parameter value has no type"],
    [
      "a type from elsewhere",
      "value: Elsewhere",
      "parameter value is of the type Elsewhere, which the file does not declare",
    ],
    ["a class", "value: Thing", "parameter value is an instance of Thing, which only code can make"],
  ])("say of %s that it cannot be drawn, and what to do", (_, parameter, problem) => {
    const text = `class Thing { x = 1 }\nexport function f(${parameter}) {}`;
    expect(() => shapesOf(text)).toThrow(
      `Inputs of f cannot be drawn from its types: in target.ts, ${problem}; record them from your tests or write a module of inputs instead.`,
    );
  });
});
