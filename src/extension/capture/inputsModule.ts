import { access, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

/** Where a new inputs module belongs, relative to the repository's root, and what it holds at first. */
export interface NewInputs {
  readonly file: string;
  readonly text: string;
}

/**
 * A first version of an inputs module in the target's own language, to be filled in by the user.
 * @param options.name the spec's name.
 */
export function newInputs(options: {
  readonly name: string;
  readonly symbol: string;
  readonly file: string;
}): NewInputs {
  const { name, symbol, file } = options;
  return file.endsWith(".py")
    ? { file: `bench/${name.replaceAll("-", "_")}_inputs.py`, text: pythonTemplate(symbol) }
    : { file: `bench/${name}.inputs.mjs`, text: javascriptTemplate(symbol) };
}

/** Writes it unless the file is there already. @returns its absolute path. */
export async function writeInputs(root: string, { file, text }: NewInputs): Promise<string> {
  const absolute = path.join(root, file);
  await mkdir(path.dirname(absolute), { recursive: true });
  const exists = await access(absolute).then(
    () => true,
    () => false,
  );
  if (!exists) await writeFile(absolute, text, { flag: "wx" });
  return absolute;
}

function javascriptTemplate(symbol: string): string {
  return `/**
 * Inputs that \`${symbol}\` is measured on: make them as large and as mixed as those of real use.
 *
 * Each value is the list of arguments of one call. The same \`random\` gives the same inputs; a confirmation
 * uses another one, so that no candidate can be made for these values alone.
 *
 * @param {() => number} random gives numbers from 0 up to 1
 * @param {number} size how large the inputs are to be, such as the length of a list
 */
export function* inputs(random, size) {
  for (let call = 0; call < 20; call += 1) {
    // In place of this list of numbers, yield the arguments of one call of \`${symbol}\`.
    yield [Array.from({ length: size }, () => Math.floor(random() * size))];
  }
}
`;
}

function pythonTemplate(symbol: string): string {
  return `"""Inputs that \`${symbol}\` is measured on: make them as large and as mixed as those of real use.

Each value is the tuple of arguments of one call. The same \`random\` gives the same inputs; a confirmation uses
another one, so that no candidate can be made for these values alone.
"""


def inputs(random, size):
    """\`random\` is a random.Random; \`size\` is how large the inputs are to be, such as the length of a list."""
    for _ in range(20):
        # In place of this list of numbers, yield the arguments of one call of \`${symbol}\`.
        yield ([random.randrange(size) for _ in range(size)],)
`;
}
