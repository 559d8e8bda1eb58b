import { Random } from "fast-check";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { arbitraryOf } from "./arbitraries.ts";
import type { CallShapes, Shape } from "./shape.ts";

/** One call of the target. */
export interface DrawnCall {
  readonly args: readonly unknown[];
  /** Arguments of the constructor of the instance that a method is called on. */
  readonly construct?: readonly unknown[];
}

/** Inputs of a set: two small ones, where mistakes show, and six of the size. */
const smallSizes = [1, 3];
const ofTheSize = 6;

/**
 * A set of calls: the same for the same seed on every machine.
 * @throws NoShape when a shape has no value
 */
export function drawCalls(shapes: CallShapes, seed: number, size: number): readonly DrawnCall[] {
  const random = new Random(xoroshiro128plus(seed));
  const { definitions } = shapes;
  const sizes = [...smallSizes.map((small) => Math.min(small, size)), ...Array(ofTheSize).fill(size)];
  return sizes.map((each: number) => {
    const draw = (shape: Shape): readonly unknown[] => {
      const { value } = arbitraryOf(shape, { size: each, definitions }).generate(random, undefined);
      if (!Array.isArray(value)) throw new TypeError("Arguments come as a list.");
      return value;
    };
    const args = draw(shapes.args);
    return shapes.construct === null ? { args } : { args, construct: draw(shapes.construct) };
  });
}
