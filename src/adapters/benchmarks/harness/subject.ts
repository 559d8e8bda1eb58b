import { types } from "node:util";
import { HarnessFailure } from "./failure.ts";
import type { Host } from "./host.ts";
import type { HarnessTarget } from "./messages.ts";
import { previewThrown } from "./preview.ts";

/** One call of the target as the inputs describe it. */
export interface Input {
  readonly args: readonly unknown[];
  /** Own properties of the instance a method is called on. */
  readonly receiver?: object;
  /** Arguments of the constructor that makes the instance a method is called on. */
  readonly construct?: readonly unknown[];
}

type AnyFunction = (this: unknown, ...args: readonly unknown[]) => unknown;

/** A call that is ready to be made: nothing but the target runs in it. */
export interface Call {
  readonly target: AnyFunction;
  /** What `this` is. */
  readonly receiver: unknown;
  /** The receiver is an instance made for this call, and so part of what is compared. */
  readonly ownReceiver: boolean;
  readonly args: readonly unknown[];
}

/** Makes calls of the target from inputs. The receiver and the arguments of the input are used, not copied. */
export type Subject = (input: Input) => Call;

const entryKey = Symbol.for("evolvent.entry");
const namespaceKey = Symbol.for("evolvent.namespace");

/**
 * Loads the target's file.
 * @throws HarnessFailure of stage `load` when it cannot be loaded
 */
export async function loadTarget({ root, file }: HarnessTarget, host: Host): Promise<void> {
  try {
    Reflect.set(host.global, namespaceKey, await host.load(host.join(root, file)));
  } catch (error) {
    throw new HarnessFailure("load", previewThrown(error));
  }
}

/**
 * Finds the function to call, once its file is loaded.
 * @throws HarnessFailure of stage `load` when the file does not hold the function.
 */
export function subjectIn(target: HarnessTarget, host: Host): Subject {
  const thunk: unknown = Reflect.get(host.global, entryKey);
  if (!isFunction(thunk))
    throw new HarnessFailure("load", "the function is not reached when the file is loaded");
  let entry: unknown;
  try {
    entry = thunk();
  } catch (error) {
    throw new HarnessFailure("load", previewThrown(error));
  }
  Reflect.deleteProperty(host.global, entryKey);
  Reflect.deleteProperty(host.global, namespaceKey);
  return subjectOf(entry, target);
}

function subjectOf(entry: unknown, { receiver, member }: HarnessTarget): Subject {
  if (receiver === "instance") {
    if (!isFunction(entry) || member === null) throw notThere("class");
    return (input) => {
      const instance = instanceOf(entry, input);
      const method: unknown = Reflect.get(instance, member);
      if (!isFunction(method)) throw notThere(`method ${member}`);
      return { target: method, receiver: instance, ownReceiver: true, args: input.args };
    };
  }
  if (receiver === "holder" && member !== null) {
    const method: unknown = Object(entry) === entry ? Reflect.get(Object(entry), member) : undefined;
    if (!isFunction(method)) throw notThere(`function ${member}`);
    return ({ args }) => ({ target: method, receiver: entry, ownReceiver: false, args });
  }
  if (!isFunction(entry)) throw notThere("function");
  return ({ args }) => ({ target: entry, receiver: undefined, ownReceiver: false, args });
}

function notThere(what: string): HarnessFailure {
  return new HarnessFailure("load", `the ${what} is not there once the file is loaded`);
}

function instanceOf(made: AnyFunction, { receiver, construct }: Input): object {
  if (receiver !== undefined) {
    const prototype: unknown = Reflect.get(made, "prototype");
    const instance: object = Object.create(Object(prototype));
    return Object.defineProperties(instance, Object.getOwnPropertyDescriptors(receiver));
  }
  try {
    return Reflect.construct(made, construct ?? []);
  } catch (error) {
    const how =
      construct === undefined
        ? "without arguments; give each input `construct` or `receiver`"
        : "from `construct`";
    throw new HarnessFailure("inputs", `the instance cannot be constructed ${how} (${previewThrown(error)})`);
  }
}

function isFunction(value: unknown): value is AnyFunction {
  return typeof value === "function";
}

/** What a call came to. */
export interface Answer {
  readonly kind: "returned" | "threw";
  readonly value: unknown;
}

/** Makes a call and, when it gives a promise, waits for it; `waited` tells. */
export async function answerOf(call: Call): Promise<Answer & { readonly waited: boolean }> {
  let waited = false;
  try {
    let value = Reflect.apply(call.target, call.receiver, call.args);
    if (isThenable(value)) {
      waited = true;
      value = await value;
    }
    return { kind: "returned", value, waited };
  } catch (error) {
    return { kind: "threw", value: error, waited };
  }
}

function isThenable(value: unknown): boolean {
  if (types.isPromise(value)) return true;
  if (typeof value !== "object" || value === null || types.isProxy(value)) return false;
  return typeof Reflect.get(value, "then") === "function";
}
