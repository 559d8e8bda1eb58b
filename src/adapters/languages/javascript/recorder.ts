/** What the recorder of one function is told. */
export interface RecorderOptions {
  /** True for a method of instances: the own properties of `this` belong to the call. */
  readonly instance: boolean;
  /** Gives the class or constructor function whose instances are recorded; null when it has no name. */
  readonly owner: (() => unknown) | null;
  /** The method's name; null when it is no method. */
  readonly member: string | null;
}

/** What instrumented code calls. None of it throws, and none of it changes what the code does. */
export interface Recorder {
  /** Notes a call that begins, unless it is made within another; the result must be called when the call ends. */
  enter(receiver: unknown, values: ArrayLike<unknown>, constructed: boolean): () => void;
  /** Notes a call whose end is not told, such as that of an async function, which others may overlap. */
  note(receiver: unknown, values: ArrayLike<unknown>, constructed: boolean): void;
  /** A function that notes each call and is otherwise the given one; anything else is returned as it is. */
  wrap<Value>(value: Value, name?: string): Value;
}

/**
 * Makes the recorder that runs inside the user's own process, below whatever test framework: for each call it appends
 * a frame, as recording.ts describes it, to the file named by EVOLVENT_RECORD, and it is inert without that.
 *
 * Its text is put into the instrumented file. It therefore uses nothing from outside itself but what every realm has,
 * also a context of `node:vm` such as Jest makes, and does not depend on names that a bundler may change.
 */
export function createRecorder({ instance, owner, member }: RecorderOptions): Recorder {
  const mostCalls = 2000;
  const mostSkips = 10_000;
  const mostBytesOfACall = 8 * 1024 * 1024;
  const mostBytes = 64 * 1024 * 1024;
  const callFrame = 1;
  const skipFrame = 2;

  const { EVOLVENT_RECORD: file } = typeof process === "object" ? process.env : {};
  if (!file || typeof process.getBuiltinModule !== "function") {
    return { enter: () => () => undefined, note: () => undefined, wrap: (value) => value };
  }
  const fs = process.getBuiltinModule("node:fs");
  const v8 = process.getBuiltinModule("node:v8");
  const { types } = process.getBuiltinModule("node:util");
  const { Buffer } = process.getBuiltinModule("node:buffer");
  let depth = 0;
  let calls = 0;
  let skips = 0;

  const append = (kind: number, payload: Uint8Array) => {
    const frame = Buffer.allocUnsafe(5 + payload.length);
    frame.writeUInt8(kind, 0);
    frame.writeUInt32LE(payload.length, 1);
    frame.set(payload, 5);
    fs.appendFileSync(file, frame);
  };

  const skip = (reason: string) => {
    skips++;
    append(skipFrame, Buffer.from(reason, "utf8"));
  };

  /** What an object is beyond a standard one with standard content; null when it is nothing more. */
  const strangeness = (value: object): string | null => {
    const chain: object[] = [];
    for (let next = Reflect.getPrototypeOf(value); next !== null; next = Reflect.getPrototypeOf(next)) {
      if (types.isProxy(next)) return "an object with a proxy as its prototype";
      chain.push(next);
    }
    const maker: unknown = chain[0] && Reflect.getOwnPropertyDescriptor(chain[0], "constructor")?.value;
    const name = typeof maker === "function" ? String(maker.name) : "";
    const strange =
      name === "" || name === "Object" ? "an object with a prototype of its own" : `an instance of ${name}`;
    if (types.isTypedArray(value)) return chain.length === 3 || name === "Buffer" ? null : strange;
    if (Array.isArray(value)) return chain.length === 2 && Array.isArray(chain[0]) ? null : strange;
    if (types.isRegExp(value)) {
      if (value.lastIndex !== 0) return "a regular expression in use";
      return chain.length === 2 ? null : strange;
    }
    if (types.isNativeError(value)) {
      const bare = Reflect.ownKeys(value).every((key) => key === "stack" || key === "message");
      return bare &&
        chain.length === (name === "Error" ? 2 : 3) &&
        /^(Eval|Range|Reference|Syntax|Type|URI)?Error$/.test(name)
        ? null
        : strange;
    }
    if (types.isMap(value) || types.isSet(value) || types.isDate(value) || types.isArrayBuffer(value)) {
      return chain.length === 2 && Reflect.ownKeys(value).length === 0 ? null : strange;
    }
    if (types.isDataView(value) || types.isBoxedPrimitive(value)) return chain.length === 2 ? null : strange;
    if (types.isArgumentsObject(value)) return "an arguments object";
    return chain.length === 0 || (chain.length === 1 && name === "Object") ? null : strange;
  };

  /** What keeps a value from being copied whole, such as "is a function"; null when nothing does. */
  const obstacle = (root: unknown, isReceiver: boolean): string | null => {
    const seen = new Set<unknown>();
    const open: unknown[] = [root];
    let size = 0;
    while (open.length > 0 && size <= mostBytesOfACall) {
      const value = open.pop();
      const is = value === root ? "is" : "contains";
      size += typeof value === "string" ? value.length : 1;
      if (typeof value === "function") return `${is} a function`;
      if (typeof value === "symbol") return `${is} a symbol`;
      if (typeof value !== "object" || value === null || seen.has(value)) continue;
      seen.add(value);
      if (types.isProxy(value)) return `${is} a proxy`;
      const strange = isReceiver && value === root ? null : strangeness(value);
      if (strange !== null) return `${is} ${strange}`;
      if (types.isMap(value)) {
        for (const [key, item] of value) open.push(key, item);
      } else if (types.isSet(value)) {
        for (const item of value) open.push(item);
      } else if (Array.isArray(value)) {
        size += value.length;
        for (let index = 0; index < value.length && size <= mostBytesOfACall; index++)
          open.push(value[index]);
      } else if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value)) {
        size += value.byteLength;
      } else if (
        !types.isDate(value) &&
        !types.isRegExp(value) &&
        !types.isNativeError(value) &&
        !types.isBoxedPrimitive(value)
      ) {
        for (const key of Reflect.ownKeys(value)) {
          const property = Reflect.getOwnPropertyDescriptor(value, key);
          if (property === undefined) continue;
          if (typeof key === "symbol") return "contains a property named by a symbol";
          if (!("value" in property)) return "contains a getter or setter";
          if (!property.enumerable) return "contains a hidden property";
          open.push(property.value);
        }
      }
    }
    return size > mostBytesOfACall ? "holds more than 8 MiB" : null;
  };

  /** Why `this` cannot be made anew from the class and its own properties; null when it can. */
  const receiverObstacle = (receiver: unknown): string | null => {
    if (typeof receiver !== "object" || receiver === null || types.isProxy(receiver))
      return "is not a plain instance";
    const prototype = Reflect.getPrototypeOf(receiver);
    const expected: unknown = owner?.();
    const direct =
      typeof expected === "function"
        ? prototype === expected.prototype
        : prototype !== null && member !== null && Object.hasOwn(prototype, member);
    return direct ? obstacle(receiver, true) : "is not an instance of the very class";
  };

  const record = (receiver: unknown, values: ArrayLike<unknown>, constructed: boolean) => {
    if (constructed) return skip("the call is made with new");
    const args: readonly unknown[] = Array.prototype.slice.call(values);
    const problem = instance ? receiverObstacle(receiver) : null;
    if (problem !== null) return skip(`this ${problem}`);
    for (const [index, value] of args.entries()) {
      const found = obstacle(value, false);
      if (found !== null) return skip(`argument ${index + 1} ${found}`);
    }
    const payload = v8.serialize(instance ? { args, receiver: Object.assign({}, receiver) } : { args });
    if (payload.length > mostBytesOfACall) return skip("the arguments hold more than 8 MiB");
    const size = fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (size + payload.length > mostBytes) {
      calls = mostCalls;
      return;
    }
    calls++;
    append(callFrame, payload);
  };

  const note: Recorder["note"] = (receiver, values, constructed) => {
    if (calls >= mostCalls || skips >= mostSkips) return;
    try {
      record(receiver, values, constructed);
    } catch {
      // The code must not notice that it is watched, whatever befalls the watcher: a full disk, a deep stack.
      skips++;
    }
  };
  const leave = () => {
    depth--;
  };
  const enter: Recorder["enter"] = (receiver, values, constructed) => {
    if (depth === 0) note(receiver, values, constructed);
    depth++;
    return leave;
  };
  return {
    enter,
    note,
    wrap: (value, name) => {
      if (typeof value !== "function") return value;
      if (name !== undefined && value.name === "") {
        Reflect.defineProperty(value, "name", { value: name, configurable: true });
      }
      return new Proxy(value, {
        apply: (target, receiver, values) => {
          const end = enter(receiver, values, false);
          try {
            return Reflect.apply(target, receiver, values);
          } finally {
            end();
          }
        },
      });
    },
  };
}
