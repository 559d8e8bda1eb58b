import { HarnessFailure } from "./failure.ts";
import type { Host } from "./host.ts";
import { type HarnessInputs, mostInputs } from "./messages.ts";
import { preview, previewThrown } from "./preview.ts";
import type { Input } from "./subject.ts";

/** Makes sets of inputs. */
export interface InputsReader {
  /** All sets hold the same values, because they were recorded. */
  readonly repeats: boolean;
  /**
   * A set of inputs that shares no object with any other.
   * @param seed decides the values
   * @param size overrides the size of the job
   * @throws HarnessFailure of stage `inputs`
   */
  set(seed: number, size?: number): Promise<readonly Input[]>;
}

/**
 * Opens the source of the inputs.
 * @param root absolute path of the version's folder: what an inputs module imports from there is the same module as
 * the target's
 * @throws HarnessFailure of stage `inputs`
 */
export async function openInputs(source: HarnessInputs, root: string, host: Host): Promise<InputsReader> {
  switch (source.kind) {
    case "recorded":
      return recordedInputs(source.calls, host);
    case "module":
      return moduleInputs(source, root, host);
  }
}

function recordedInputs(calls: readonly string[], host: Host): InputsReader {
  const recorded = calls.map((call) => host.decode(call));
  return {
    repeats: true,
    set: async () => {
      try {
        return recorded.map((bytes, index) => toInput(host.unpack(bytes), index + 1, "the recording"));
      } catch (error) {
        if (error instanceof HarnessFailure) throw error;
        throw new HarnessFailure("inputs", `the recorded calls cannot be copied (${previewThrown(error)})`);
      }
    },
  };
}

async function moduleInputs(
  { path, size: usual }: Extract<HarnessInputs, { readonly kind: "module" }>,
  root: string,
  host: Host,
): Promise<InputsReader> {
  let namespace: unknown;
  try {
    namespace = await host.load(host.join(root, path));
  } catch (error) {
    throw new HarnessFailure("inputs", `${path} cannot be loaded (${previewThrown(error)})`);
  }
  const inputs = exportedInputs(namespace);
  if (inputs === null) {
    throw new HarnessFailure("inputs", `${path} does not export a function \`inputs(random, size)\``);
  }
  return {
    repeats: false,
    set: async (seed, size = usual) => {
      try {
        const made = await collect(await inputs(host.inputsRandom(seed), size), path);
        return made.map((input) => ({ ...input, args: host.packLists(input.args) }));
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
