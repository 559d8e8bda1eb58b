import { inspect, types } from "node:util";

const mostCharacters = 200;

/** A value on one line, as a person would write it, in at most 200 characters. */
export function preview(value: unknown): string {
  try {
    return shortened(
      inspect(value, {
        depth: 3,
        breakLength: Number.POSITIVE_INFINITY,
        compact: true,
        maxArrayLength: 20,
        maxStringLength: 120,
        customInspect: false,
        showProxy: true,
      }),
    );
  } catch {
    // Looking at a value can run code of its class, which may throw.
    return "a value that cannot be shown";
  }
}

/** An error as `TypeError: message`, without its stack; anything else that was thrown as it is. */
export function previewThrown(value: unknown): string {
  if (!types.isNativeError(value)) return preview(value);
  const made = inherited(value, "constructor");
  const name = typeof made === "function" ? inherited(made, "name") : undefined;
  const message = inherited(value, "message");
  return shortened(`${typeof name === "string" && name !== "" ? name : "Error"}: ${textOf(message)}`);
}

function textOf(message: unknown): string {
  return typeof message === "string" ? message : preview(message);
}

/** The value of a plain property of an object or of what it inherits from, by which no code of it is run. */
function inherited(value: object, key: string): unknown {
  for (let link: object | null = value; link !== null; link = Reflect.getPrototypeOf(link)) {
    if (types.isProxy(link)) return undefined;
    const property = Reflect.getOwnPropertyDescriptor(link, key);
    if (property !== undefined) return property.value;
  }
  return undefined;
}

function shortened(text: string): string {
  const line = text.replaceAll(/\s*\n\s*/g, " ");
  return line.length > mostCharacters ? `${line.slice(0, mostCharacters - 1)}…` : line;
}
