import type { Span } from "../../engine/domain/candidate.ts";

/** Text put into a source at an offset; several are applied to the same original text. */
export interface Insertion {
  readonly offset: number;
  readonly text: string;
}

/** A function or method that can be optimized, found in a source text. */
export interface Target {
  /**
   * `unique`, `Graph.visit` for an instance method (also one assigned to `Graph.prototype`) and for a static one,
   * `tools.unique` for a member of an object, `outer.inner` for a function nested in another, `default` and
   * `module.exports` for an export without a name. What hangs on `exports` has its bare name.
   */
  readonly symbol: string;
  /** 1-based line of its first character. */
  readonly line: number;
  /** The whole function: declaration, expression or method, `async`, modifiers and decorators included. */
  readonly region: Span;
  /**
   * Where imports and helpers are put, each followed by a line break: before its outermost statement and the JSDoc
   * above that; the start of that line unless other code precedes it there.
   */
  readonly helperOffset: number;
  readonly async: boolean;
  /** How the harness reaches it; null where only the user's command or an evaluator can measure it. */
  readonly entry: Entry | null;
}

/** A target that a harness can call. */
export interface CallableTarget extends Target {
  readonly entry: Entry;
}

/**
 * What a harness calls. For a function nested in another, this is the outermost enclosing function that is not
 * called in place: the region that may change is the nested one, the function that is measured is the entry.
 * For a function handed to a wrapper (`const f = memoize(function () { … })`) it is what the binding `f` holds.
 */
export interface Entry {
  /** Symbol of the function that is called; equals the target's symbol unless that one is nested. */
  readonly symbol: string;
  /**
   * Puts a thunk of the entry where the harness finds it:
   * `globalThis[Symbol.for("evolvent.entry")] = () => (expr);`, in one line, so that stack traces keep their lines.
   * The thunk is lazy: it is called only after the module has been evaluated.
   *
   * An export without a name has no binding the thunk could name; its `expr` reads
   * `globalThis[Symbol.for("evolvent.namespace")].default`. A harness therefore puts the module's namespace there
   * after loading the module (`{ default: module.exports }` when it was loaded by `require`) and before it calls the
   * thunk.
   */
  readonly capture: Insertion;
  /**
   * `none`: the thunk gives the function, which is called plainly. `holder`: the thunk gives the class or object
   * whose property `member.name` is called on it. `instance`: the thunk gives the class or constructor function, of
   * whose instances `member.name` is called.
   */
  readonly receiver: "none" | "instance" | "holder";
  /** The property that is called; null exactly when the receiver is `none`. */
  readonly member: { readonly name: string } | null;
}
