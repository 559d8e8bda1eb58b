import { inspect } from "node:util";

const mostCharacters = 200;

/** A value on one line, as a person would write it, in at most 200 characters. Runs no code of the value. */
export function preview(value: unknown): string {
  const text = inspect(value, {
    depth: 3,
    breakLength: Number.POSITIVE_INFINITY,
    compact: true,
    maxArrayLength: 20,
    maxStringLength: 120,
    customInspect: false,
    showProxy: true,
  }).replaceAll(/\s*\n\s*/g, " ");
  return text.length > mostCharacters ? `${text.slice(0, mostCharacters - 1)}…` : text;
}

/** An error as `TypeError: message`, without its stack; anything else that was thrown as it is. */
export function previewThrown(value: unknown): string {
  if (!(value instanceof Error)) return preview(value);
  const text = `${value.constructor.name}: ${value.message}`.replaceAll(/\s*\n\s*/g, " ");
  return text.length > mostCharacters ? `${text.slice(0, mostCharacters - 1)}…` : text;
}
