import type { ClassBody } from "@babel/types";
import { propertyName } from "./reach.ts";

type ClassMember = ClassBody["body"][number];

/** A member of a class that has a name and code. */
export interface NamedMember {
  readonly node: Extract<
    ClassMember,
    {
      readonly type:
        | "ClassMethod"
        | "ClassPrivateMethod"
        | "ClassProperty"
        | "ClassPrivateProperty"
        | "ClassAccessorProperty";
    }
  >;
  /** Null when computed; with its `#` when private. */
  readonly name: string | null;
  readonly isStatic: boolean;
  readonly kind: "method" | "constructor" | "get" | "set" | "field";
}

/** The member as one with a name and code; null for signatures, index types and static blocks. */
export function namedMember(node: ClassMember): NamedMember | null {
  switch (node.type) {
    case "ClassMethod":
    case "ClassPrivateMethod":
    case "ClassProperty":
    case "ClassPrivateProperty":
    case "ClassAccessorProperty":
      return {
        node,
        name: propertyName(node.key, "computed" in node && node.computed === true),
        isStatic: node.static === true,
        kind: node.type === "ClassMethod" || node.type === "ClassPrivateMethod" ? node.kind : "field",
      };
    default:
      return null;
  }
}

/**
 * Why a member of a class cannot be measured, completing "<name> …"; null when nothing about it forbids it.
 * @param dependents Names of the instance methods that depend on private members.
 */
export function memberProblem(
  { name, isStatic, kind }: NamedMember,
  dependents: ReadonlySet<string>,
): string | null {
  if (name?.startsWith("#"))
    return "is private to its class, so it cannot be called from outside; choose a method that calls it";
  if (kind === "constructor") return "is a constructor; choose a function that it calls";
  if (kind === "get" || kind === "set") return accessorProblem(kind);
  if (isStatic) return null;
  if (kind === "field")
    return "is made anew for every instance of its class, so it cannot be called on a recorded one; make it a method to optimize it";
  return name !== null && dependents.has(name)
    ? "depends on private members of its class, so it cannot be called on a recorded instance; move the slow part into a function of its own"
    : null;
}

/** Why a getter or setter cannot be measured; null for a method. */
export function accessorProblem(kind: "get" | "set" | "method"): string | null {
  if (kind === "method") return null;
  return `is a ${kind}ter; move its code into a method to optimize it`;
}
