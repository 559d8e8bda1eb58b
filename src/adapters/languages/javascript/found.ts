import type { Node } from "@babel/types";
import type { Span } from "../../../engine/domain/candidate.ts";
import type { FunctionNode } from "./calls.ts";
import type { Reach } from "./reach.ts";

/** A function that a call from outside may begin with. */
export interface Site {
  readonly symbol: string;
  /** How code at `captureOffset` gets at it; null when nothing can. */
  readonly reach: Reach | null;
  /** Where a statement runs, when the module is loaded, in the scope that `reach` is meant for. */
  readonly captureOffset: number | null;
  /** Why it cannot be measured, completing "<name> …"; null when it can. */
  readonly problem: string | null;
  readonly node: FunctionNode;
  /** The outermost call that takes the function and may return a wrapped form of it. */
  readonly wrapper: Span | null;
  /** The name that JavaScript gives the function when it has none of its own. */
  readonly inferredName: string | null;
}

/** A function with a name, whether or not it can be optimized. */
export interface FoundFunction {
  readonly symbol: string;
  /** Another name it is known by: `default` or `module.exports`. */
  readonly alias: string | null;
  readonly region: Span;
  /** What a reader takes for it: the region and the declaration or property that names it. */
  readonly extent: Span;
  /** 1-based lines in which the region and the extent begin. */
  readonly line: number;
  readonly firstLine: number;
  readonly async: boolean;
  /** The statement at the top of the file that holds it. */
  readonly statement: Node;
  /** The function that is called to measure it: itself, or the outermost function around it. */
  readonly site: Site;
}

/** What a value is bound to. */
export interface Binding {
  readonly names: readonly string[];
  readonly reach: Reach | null;
  readonly captureOffset: number | null;
  /** The declaration or property that binds. */
  readonly extent: Node;
  readonly wrapper: Span | null;
  readonly inferredName: string | null;
  /** Why a function so bound cannot be measured, completing "<name> …". */
  readonly problem: string | null;
}

/** The surroundings of a node. */
export interface Context {
  readonly names: readonly string[];
  /** The statement at the top of the file. */
  readonly statement: Node;
  /** Where a statement runs first in the innermost block that runs when the module is loaded. */
  readonly captureOffset: number | null;
  /** The outermost function around that is not called in place. */
  readonly site: Site | null;
  /** What the result of the function called in place around is bound to. */
  readonly returned: Binding | null;
}

/** Binds to names below those of the surroundings. */
export function bind(
  names: readonly string[],
  reach: Reach | null,
  { extent, context }: { readonly extent: Node; readonly context: Context },
): Binding {
  return {
    names: [...context.names, ...names],
    reach,
    captureOffset: context.captureOffset,
    extent,
    wrapper: null,
    inferredName: null,
    problem: null,
  };
}

/** The other name of an export that has, or may have, a name of its own. */
export function aliasOf(binding: Binding | null): string | null {
  const last = binding?.names.at(-1);
  return last === "default" || last === "module.exports" ? last : null;
}

/** The site of a function outside all others. */
export function siteOf(node: FunctionNode, binding: Binding | null): Site {
  const reach = binding?.captureOffset == null ? null : binding.reach;
  return {
    symbol: binding?.names.join(".") ?? "",
    reach,
    captureOffset: binding?.captureOffset ?? null,
    problem: binding?.problem ?? (node.generator ? generator : reach === null ? unreachable : null),
    node,
    wrapper: binding?.wrapper ?? null,
    inferredName: binding?.inferredName ?? null,
  };
}

const generator = "is a generator, which calling does not run; choose a function that consumes it";
const unreachable =
  "is made where nothing outside can call it; bind it to a name at the top level of its file to optimize it";
