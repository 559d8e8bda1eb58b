/*
 * Python's pickle, as far as values of JSON need it: protocol 2, which every Python 3 reads. The opcodes are those of
 * CPython's pickletools.
 */
const opcode = {
  protocol: Buffer.from([0x80, 2]),
  none: Buffer.from("N"),
  true: Buffer.from([0x88]),
  false: Buffer.from([0x89]),
  emptyList: Buffer.from("]"),
  emptyDict: Buffer.from("}"),
  mark: Buffer.from("("),
  appends: Buffer.from("e"),
  setItems: Buffer.from("u"),
  stop: Buffer.from("."),
} as const;

/**
 * A recorded call as Python's recorder writes it: two pickles, of the name of the recording module, of which nothing is
 * needed here, and of the arguments.
 * @param args values of JSON
 */
export function pickledCall(args: readonly unknown[]): Buffer {
  return Buffer.concat([pickled(""), pickled({ args, kwargs: {} })]);
}

function pickled(value: unknown): Buffer {
  const parts: Buffer[] = [opcode.protocol];
  write(value, parts);
  parts.push(opcode.stop);
  return Buffer.concat(parts);
}

function write(value: unknown, parts: Buffer[]): void {
  if (value === null || value === undefined) parts.push(opcode.none);
  else if (typeof value === "boolean") parts.push(value ? opcode.true : opcode.false);
  else if (typeof value === "number") parts.push(numberOf(value));
  else if (typeof value === "string") parts.push(textOf(value));
  else if (Array.isArray(value)) writeList(value, parts);
  else if (typeof value === "object") writeDict(Object.entries(value), parts);
  else throw new TypeError(`A ${typeof value} is no value of JSON.`);
}

function writeList(items: readonly unknown[], parts: Buffer[]): void {
  parts.push(opcode.emptyList, opcode.mark);
  for (const item of items) write(item, parts);
  parts.push(opcode.appends);
}

function writeDict(entries: readonly (readonly [string, unknown])[], parts: Buffer[]): void {
  parts.push(opcode.emptyDict, opcode.mark);
  for (const [key, item] of entries) {
    parts.push(textOf(key));
    write(item, parts);
  }
  parts.push(opcode.setItems);
}

/** Whole numbers are ints in Python and all others floats, as when JSON is read. */
function numberOf(value: number): Buffer {
  if (!Number.isInteger(value) || Object.is(value, -0)) {
    const float = Buffer.alloc(9);
    float.write("G", "latin1");
    float.writeDoubleBE(value, 1);
    return float;
  }
  if (Math.abs(value) < 2 ** 31) {
    const short = Buffer.alloc(5);
    short.write("J", "latin1");
    short.writeInt32LE(value, 1);
    return short;
  }
  return Buffer.from(`I${BigInt(value)}\n`, "latin1");
}

function textOf(value: string): Buffer {
  const text = Buffer.from(value, "utf8");
  const head = Buffer.alloc(5);
  head.write("X", "latin1");
  head.writeUInt32LE(text.length, 1);
  return Buffer.concat([head, text]);
}
