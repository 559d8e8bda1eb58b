import type { DrawnCall } from "./draw.ts";
import type { CallShapes, Shape } from "./shape.ts";

export const arrangements = ["ascending", "descending", "alike"] as const;
/** An order of elements that is the worst for some algorithm: quadratic pivots, long chains, much backtracking. */
export type Arrangement = (typeof arrangements)[number];

/**
 * A call whose lists and strings hold the elements that were drawn in another order, or one of them over and over. It is
 * of the same shapes, so that whatever takes the one must take the other.
 */
export function arranged(call: DrawnCall, arrangement: Arrangement, shapes: CallShapes): DrawnCall {
  const { definitions, args, construct } = shapes;
  const all = (values: readonly unknown[], shape: Shape): readonly unknown[] =>
    values.map((value, index) => {
      const inner = elementShape(shape, index);
      return inner === null ? value : rearranged(value, inner, { arrangement, definitions });
    });
  return {
    args: all(call.args, args),
    ...(call.construct !== undefined && construct !== null && { construct: all(call.construct, construct) }),
  };
}

/** What an element of a list has to be; null when that is not known. */
function elementShape(shape: Shape, index: number): Shape | null {
  if (shape.kind === "array") return shape.element;
  return shape.kind === "tuple" ? (shape.elements[index] ?? shape.rest) : null;
}

function rearranged(
  value: unknown,
  shape: Shape,
  options: { readonly arrangement: Arrangement; readonly definitions: CallShapes["definitions"] },
): unknown {
  const { arrangement, definitions } = options;
  switch (shape.kind) {
    case "reference": {
      const named = definitions.get(shape.name);
      return named === undefined ? value : rearranged(value, named, options);
    }
    case "array":
      return Array.isArray(value) ? inOrder(value, shape.unique ? "ascending" : arrangement) : value;
    case "string":
      return typeof value === "string" && shape.form === null
        ? inOrder([...value], arrangement).join("")
        : value;
    case "object":
      return typeof value === "object" && value !== null
        ? Object.fromEntries(
            Object.entries(value).map(([name, each]) => {
              const inner =
                shape.properties.find((property) => property.name === name)?.shape ?? shape.others;
              return [name, inner === null ? each : rearranged(each, inner, options)];
            }),
          )
        : value;
    default:
      return value;
  }
}

/** Only what has an order of its own is sorted: numbers and texts. */
function inOrder(values: readonly unknown[], arrangement: Arrangement): readonly unknown[] {
  if (arrangement === "alike") return values.map(() => values[0]);
  if (!values.every((value) => typeof value === typeof values[0])) return values;
  if (!["number", "bigint", "string"].includes(typeof values[0])) return values;
  const ascending = values.toSorted((one, other) => compare(one, other));
  return arrangement === "ascending" ? ascending : ascending.toReversed();
}

function compare(one: unknown, other: unknown): number {
  if (typeof one === "number" && typeof other === "number") return one - other;
  if (typeof one === "bigint" && typeof other === "bigint") return one < other ? -1 : one > other ? 1 : 0;
  const [a, b] = [String(one), String(other)];
  return a < b ? -1 : a > b ? 1 : 0;
}
