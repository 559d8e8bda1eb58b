import type { Span } from "../../engine/domain/candidate.ts";

/** Text put into a source at an offset; several are applied to the same original text. */
export interface Insertion {
  readonly offset: number;
  readonly text: string;
}

/** A function or method that can be optimized, found in a source text. */
export interface Target {
  /** `unique`, `Graph.prototype.find`, `Graph.create`, `tools.unique`, `outer.inner`, `default`, `module.exports`. */
  readonly symbol: string;
  /** 1-based line of its first character. */
  readonly line: number;
  /** The whole function: declaration, expression or method, `async` and modifiers included. */
  readonly region: Span;
  /** Start of the line of its outermost statement: where imports and helpers are put. */
  readonly helperOffset: number;
  readonly async: boolean;
  /** How the harness reaches it. */
  readonly entry: Entry;
}

/**
 * What a harness calls. For a function nested in another, this is the outermost enclosing function that is not
 * called in place: the region that may change is the nested one, the function that is measured is the entry.
 */
export interface Entry {
  /** Symbol of the function that is called; equals the target's symbol unless that one is nested. */
  readonly symbol: string;
  /**
   * Puts a thunk of the entry where the harness finds it: `globalThis[Symbol.for("evolvent.entry")] = () => (expr);`.
   * One line, no line break, placed where the binding is in scope, so that stack traces keep their lines.
   */
  readonly capture: Insertion;
  /** `none`: called plainly. `instance`: a method of a class, called on an instance. `holder`: a static or object method. */
  readonly receiver: "none" | "instance" | "holder";
}
