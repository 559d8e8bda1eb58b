import { readFileSync } from "node:fs";
import { deserialize } from "node:v8";
import * as z from "zod/mini";
import { urlOf } from "./loader.ts";
import { type HarnessInputs, mostInputs } from "./messages.ts";
import { packed } from "./packed.ts";
import { preview, previewThrown } from "./preview.ts";
import { inputsRandom } from "./random.ts";
import { HarnessFailure } from "./speaker.ts";
import type { Input } from "./subject.ts";

/** Gives the same inputs over and over, each time as fresh values. */
export interface InputsReader {
  /**
   * @param size overrides the size of the job
   * @throws HarnessFailure of stage `inputs`
   */
  fresh(size?: number): Promise<readonly Input[]>;
}

/**
 * Opens the source of the inputs.
 * @param file absolute path of the module, for inputs that come from one
 * @throws HarnessFailure of stage `inputs`
 */
export async function openInputs(source: HarnessInputs, file: string | null): Promise<InputsReader> {
  if (source.kind === "recorded" || file === null) {
    const calls = z.array(z.instanceof(Uint8Array)).parse(deserialize(readFileSync(source.path)));
    return {
      fresh: async () =>
        collect(
          calls.map((bytes) => packed<unknown>(deserialize(bytes))),
          source.path,
        ),
    };
  }
  const { path } = source;
  let namespace: unknown;
  try {
    namespace = await import(urlOf(file));
  } catch (error) {
    throw new HarnessFailure("inputs", `${path} cannot be loaded (${previewThrown(error)})`);
  }
  const inputs = exportedInputs(namespace);
  if (inputs === null) {
    throw new HarnessFailure("inputs", `${path} does not export a function \`inputs(random, size)\``);
  }
  return {
    fresh: async (size = source.size) => {
      try {
        return await collect(await inputs(inputsRandom(source.seed), size), path);
      } catch (error) {
        if (error instanceof HarnessFailure) throw error;
        throw new HarnessFailure("inputs", `${path} throws ${previewThrown(error)}`);
      }
    },
  };
}

type InputsFunction = (random: unknown, size: number) => unknown;

/** A CommonJS module has its exports below `default`, when their names were not found in its text. */
function exportedInputs(namespace: unknown): InputsFunction | null {
  for (const holder of [namespace, propertyOf(namespace, "default")]) {
    const inputs = propertyOf(holder, "inputs");
    if (isInputsFunction(inputs)) return inputs;
  }
  return null;
}

function propertyOf(value: unknown, key: PropertyKey): unknown {
  return Object(value) === value ? Reflect.get(Object(value), key) : undefined;
}

function isInputsFunction(value: unknown): value is InputsFunction {
  return typeof value === "function";
}

async function collect(yielded: unknown, source: string): Promise<readonly Input[]> {
  if (!isIterable(yielded)) {
    throw new HarnessFailure("inputs", `${source} gives ${preview(yielded)} instead of a list of inputs`);
  }
  const inputs: Input[] = [];
  for await (const value of yielded) {
    if (inputs.length === mostInputs) {
      throw new HarnessFailure("inputs", `${source} gives more than ${mostInputs} inputs`);
    }
    inputs.push(toInput(value, inputs.length + 1, source));
  }
  if (inputs.length === 0) throw new HarnessFailure("inputs", `${source} gives no input`);
  return inputs;
}

function isIterable(value: unknown): value is AsyncIterable<unknown> | Iterable<unknown> {
  if (typeof value === "string") return false;
  return (
    typeof propertyOf(value, Symbol.iterator) === "function" ||
    typeof propertyOf(value, Symbol.asyncIterator) === "function"
  );
}

function toInput(value: unknown, number: number, source: string): Input {
  if (Array.isArray(value)) return { args: value };
  const args = propertyOf(value, "args");
  const receiver = propertyOf(value, "receiver");
  const construct = propertyOf(value, "construct");
  if (!Array.isArray(args)) {
    const what = "an array of arguments or an object with `args`";
    throw new HarnessFailure(
      "inputs",
      `${source} gives ${preview(value)} as input ${number} instead of ${what}`,
    );
  }
  if (construct !== undefined && !Array.isArray(construct)) {
    throw new HarnessFailure("inputs", `\`construct\` of input ${number} from ${source} is not an array`);
  }
  return {
    args,
    ...(typeof receiver === "object" && receiver !== null ? { receiver } : {}),
    ...(construct === undefined ? {} : { construct }),
  };
}
