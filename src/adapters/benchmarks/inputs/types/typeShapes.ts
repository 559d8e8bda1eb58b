import { inspect } from "node:util";
import type { Node, Statement, TSType, TSTypeElement, TSTypeParameter } from "@babel/types";
import {
  anyNumber,
  anyString,
  constant,
  listOf,
  NoShape,
  type Property,
  type Shape,
  typedArrayNames,
  unionOf,
} from "../shape.ts";
import type { Declarations } from "./declarations.ts";

/** What the type parameters around stand for. */
export type Scope = ReadonlyMap<string, Shape>;

type NodeOf<Type extends Node["type"]> = Extract<Node, { readonly type: Type }>;

const mostAliases = 500;

/** Turns types into shapes. */
export class TypeShapes {
  /** The named types met so far, by name and arguments, so that types may contain themselves. */
  readonly definitions = new Map<string, Shape>();
  readonly #declarations: Declarations;
  readonly #underWay = new Set<string>();

  constructor(declarations: Declarations) {
    this.#declarations = declarations;
  }

  /** @throws NoShape when the type is not one whose values can be drawn; its message ends "`x` …" */
  shapeOf(type: TSType, scope: Scope = new Map()): Shape {
    switch (type.type) {
      case "TSNumberKeyword":
        return anyNumber;
      case "TSStringKeyword":
        return anyString;
      case "TSBooleanKeyword":
        return { kind: "boolean" };
      case "TSBigIntKeyword":
        return { kind: "bigint" };
      case "TSNullKeyword":
        return constant(null);
      case "TSUndefinedKeyword":
      case "TSVoidKeyword":
        return constant(undefined);
      case "TSParenthesizedType":
        return this.shapeOf(type.typeAnnotation, scope);
      case "TSArrayType":
        return listOf(this.shapeOf(type.elementType, scope));
      case "TSTupleType":
        return this.#tuple(type, scope);
      case "TSUnionType":
        return this.#union(type.types, scope);
      case "TSIntersectionType":
        return this.#intersection(type.types, scope);
      case "TSLiteralType":
        return constant(literalOf(type.literal));
      case "TSTypeOperator":
        if (type.operator === "readonly") return this.shapeOf(type.typeAnnotation, scope);
        if (type.operator === "keyof") return this.#keys(type.typeAnnotation, scope);
        throw new NoShape(`is a ${type.operator} type`);
      case "TSTypeLiteral":
        return this.#members(type.members, scope);
      case "TSTypeReference":
        return this.#reference(type, scope);
      case "TSFunctionType":
      case "TSConstructorType":
        throw new NoShape("is a function");
      case "TSAnyKeyword":
      case "TSUnknownKeyword":
      case "TSObjectKeyword":
        throw new NoShape(`is of the type ${keyword[type.type]}, which says nothing of its values`);
      default:
        throw new NoShape(
          `is of a kind of type (${type.type.replace(/^TS/, "")}) whose values cannot be drawn`,
        );
    }
  }

  /** The scope inside a declaration with type parameters: arguments, else defaults, else constraints, else numbers. */
  scopeOf(parameters: readonly TSTypeParameter[], args: readonly Shape[] = [], around?: Scope): Scope {
    const scope = new Map(around);
    for (const [index, parameter] of parameters.entries()) {
      const standIn = parameter.default ?? parameter.constraint;
      scope.set(parameter.name.name, args[index] ?? (standIn ? this.shapeOf(standIn, scope) : anyNumber));
    }
    return scope;
  }

  #tuple(type: NodeOf<"TSTupleType">, scope: Scope): Shape {
    const elements: Shape[] = [];
    let rest: Shape | null = null;
    for (const element of type.elementTypes) {
      const inner = element.type === "TSNamedTupleMember" ? element.elementType : element;
      const optional =
        inner.type === "TSOptionalType" || (element.type === "TSNamedTupleMember" && element.optional);
      const plain = inner.type === "TSOptionalType" ? inner.typeAnnotation : inner;
      if (plain.type === "TSRestType") {
        const list = plain.typeAnnotation;
        const shape = this.shapeOf(list.type === "TSNamedTupleMember" ? list.elementType : list, scope);
        if (shape.kind !== "array") throw new NoShape("is a tuple with a rest that is no array");
        rest = shape.element;
      } else {
        const shape = this.shapeOf(plain, scope);
        elements.push(optional ? unionOf([shape, constant(undefined)]) : shape);
      }
    }
    return { kind: "tuple", elements, rest };
  }

  /** The options whose values can be drawn; the others are left out as long as one is left. */
  #union(types: readonly TSType[], scope: Scope): Shape {
    const shapes: Shape[] = [];
    let problem: NoShape | null = null;
    for (const type of types) {
      try {
        shapes.push(this.shapeOf(type, scope));
      } catch (error) {
        if (!(error instanceof NoShape)) throw error;
        problem ??= error;
      }
    }
    const says = shapes.some(({ kind }) => kind !== "constant") || problem === null;
    if (!says) throw problem;
    return unionOf(shapes);
  }

  #intersection(types: readonly TSType[], scope: Scope): Shape {
    const shapes = types.map((type) => this.#resolved(this.shapeOf(type, scope)));
    return merged(shapes);
  }

  /** The keys of an object as a union of literals. */
  #keys(type: TSType, scope: Scope): Shape {
    const shape = this.#resolved(this.shapeOf(type, scope));
    if (shape.kind !== "object" || shape.properties.length === 0)
      throw new NoShape("is a keyof something whose keys are not known");
    return unionOf(shape.properties.map(({ name }) => constant(name)));
  }

  #members(members: readonly TSTypeElement[], scope: Scope): Shape {
    const properties: Property[] = [];
    let others: Shape | null = null;
    for (const member of members) {
      if (member.type === "TSIndexSignature") {
        const value = member.typeAnnotation?.typeAnnotation;
        if (value) others = this.#valueOf(value, "other properties", scope);
        continue;
      }
      if (member.type !== "TSPropertySignature") throw new NoShape("is an object with methods");
      const name = keyOf(member.key, member.computed);
      if (name === null) throw new NoShape("has a property whose name is computed");
      const type = member.typeAnnotation?.typeAnnotation;
      if (type === undefined) throw new NoShape(`has a property \`${name}\` without a type`);
      if (member.optional && isFunctionType(type)) continue;
      properties.push({
        name,
        shape: this.#valueOf(type, `\`${name}\``, scope),
        optional: member.optional ?? false,
      });
    }
    return { kind: "object", properties, others };
  }

  #valueOf(type: TSType, what: string, scope: Scope): Shape {
    try {
      return this.shapeOf(type, scope);
    } catch (error) {
      throw error instanceof NoShape ? new NoShape(`holds ${what}, which ${error.message}`) : error;
    }
  }

  #reference(type: NodeOf<"TSTypeReference">, scope: Scope): Shape {
    const name = nameOf(type.typeName);
    const args = (type.typeArguments?.params ?? []).map((each) => () => this.shapeOf(each, scope));
    const known = scope.get(name);
    if (known !== undefined) return known;
    const declared = this.#declarations.get(name);
    if (declared !== undefined)
      return this.#declared(
        name,
        declared,
        args.map((arg) => arg()),
        scope,
      );
    return this.#builtIn(name, args, type);
  }

  #declared(name: string, declared: Statement, args: readonly Shape[], scope: Scope): Shape {
    const key = args.length === 0 ? name : `${name}<${inspect(args, { depth: null })}>`;
    if (!this.definitions.has(key) && !this.#underWay.has(key)) {
      if (this.#underWay.size > mostAliases) throw new NoShape(`is of a type ${name} that never ends`);
      this.#underWay.add(key);
      try {
        this.definitions.set(key, this.#declaration(name, declared, args, scope));
      } finally {
        this.#underWay.delete(key);
      }
    }
    return { kind: "reference", name: key };
  }

  #declaration(name: string, declared: Statement, args: readonly Shape[], around: Scope): Shape {
    switch (declared.type) {
      case "TSTypeAliasDeclaration": {
        const scope = this.scopeOf(declared.typeParameters?.params ?? [], args);
        return this.shapeOf(declared.typeAnnotation, scope);
      }
      case "TSInterfaceDeclaration": {
        const scope = this.scopeOf(declared.typeParameters?.params ?? [], args);
        const own = this.#members(declared.body.body, scope);
        const bases = (declared.extends ?? []).map((base) => {
          const baseArgs = (base.typeArguments?.params ?? []).map((each) => this.shapeOf(each, scope));
          const baseName = nameOf(base.expression);
          const found = this.#declarations.get(baseName);
          if (found === undefined) throw notDeclared(baseName);
          return this.#resolved(this.#declared(baseName, found, baseArgs, around));
        });
        return merged([...bases, own]);
      }
      case "TSEnumDeclaration":
        return enumOf(declared);
      default:
        throw new NoShape(`is an instance of ${name}, which only code can make`);
    }
  }

  #builtIn(name: string, args: readonly (() => Shape)[], type: NodeOf<"TSTypeReference">): Shape {
    const argument = (index: number): Shape => {
      const arg = args[index];
      if (arg === undefined) throw new NoShape(`is a ${name} without saying of what`);
      return arg();
    };
    switch (name) {
      case "Array":
      case "ReadonlyArray":
      case "Iterable":
      case "ArrayLike":
        return listOf(argument(0));
      case "Readonly":
      case "NonNullable":
        return argument(0);
      case "Partial":
      case "Required":
        return this.#withOptional(argument(0), name === "Partial");
      case "Pick":
      case "Omit":
        return this.#selected(argument(0), argument(1), name === "Pick");
      case "Record":
        return this.#record(argument(0), argument(1));
      case "Map":
      case "ReadonlyMap":
        return { kind: "map", key: argument(0), value: argument(1) };
      case "Set":
      case "ReadonlySet":
        return { kind: "set", element: argument(0) };
      case "Date":
        return { kind: "date" };
      case "PropertyKey":
        return anyString;
      default: {
        const array = typedArrayNames.find((each) => each === name);
        if (array !== undefined) return { kind: "typed-array", name: array };
        if (type.typeName.type === "Identifier" && name === "Function") throw new NoShape("is a function");
        throw notDeclared(name);
      }
    }
  }

  #record(keys: Shape, value: Shape): Shape {
    const resolved = this.#resolved(keys);
    const options = resolved.kind === "union" ? resolved.options : [resolved];
    const names = options.flatMap((option) =>
      option.kind === "constant" && typeof option.value === "string" ? [option.value] : [],
    );
    return names.length === options.length
      ? {
          kind: "object",
          properties: names.map((name) => ({ name, shape: value, optional: false })),
          others: null,
        }
      : { kind: "object", properties: [], others: value };
  }

  #withOptional(shape: Shape, optional: boolean): Shape {
    const object = this.#resolved(shape);
    if (object.kind !== "object") return object;
    return { ...object, properties: object.properties.map((property) => ({ ...property, optional })) };
  }

  #selected(shape: Shape, keys: Shape, keep: boolean): Shape {
    const object = this.#resolved(shape);
    const resolved = this.#resolved(keys);
    const options = resolved.kind === "union" ? resolved.options : [resolved];
    const names = new Set(options.map((option) => (option.kind === "constant" ? option.value : null)));
    if (object.kind !== "object") return object;
    const properties = object.properties.filter(({ name }) => names.has(name) === keep);
    return { ...object, properties };
  }

  /** What a name stands for. */
  #resolved(shape: Shape): Shape {
    let found = shape;
    for (let steps = 0; found.kind === "reference"; steps += 1) {
      const next = this.definitions.get(found.name);
      if (next === undefined || steps > this.definitions.size)
        throw new NoShape(`is of a type that is made of itself (${found.name})`);
      found = next;
    }
    return found;
  }
}

const keyword = { TSAnyKeyword: "any", TSUnknownKeyword: "unknown", TSObjectKeyword: "object" } as const;

/** All properties of some objects; of one name, the last counts. */
function merged(shapes: readonly Shape[]): Shape {
  const properties = new Map<string, Property>();
  let others: Shape | null = null;
  for (const shape of shapes) {
    if (shape.kind !== "object") throw new NoShape("is an intersection of what are not all objects");
    for (const property of shape.properties) properties.set(property.name, property);
    others ??= shape.others;
  }
  return { kind: "object", properties: [...properties.values()], others };
}

function enumOf(declared: NodeOf<"TSEnumDeclaration">): Shape {
  let next: number | null = 0;
  const options = declared.body.members.map((member): Shape => {
    if (member.initializer) {
      const value = literalOf(member.initializer);
      next = typeof value === "number" ? value + 1 : null;
      return constant(value);
    }
    if (next === null) throw new NoShape("is an enum whose values are not known");
    next += 1;
    return constant(next - 1);
  });
  return unionOf(options);
}

/** @throws NoShape when it is not a literal */
function literalOf(node: Node): unknown {
  switch (node.type) {
    case "StringLiteral":
    case "NumericLiteral":
    case "BooleanLiteral":
      return node.value;
    case "BigIntLiteral":
      return BigInt(node.value);
    case "UnaryExpression": {
      const value = literalOf(node.argument);
      if (node.operator === "-" && (typeof value === "number" || typeof value === "bigint")) return -value;
      break;
    }
    case "TemplateLiteral": {
      const [only] = node.quasis;
      if (only !== undefined && node.quasis.length === 1) return only.value.cooked ?? only.value.raw;
      break;
    }
  }
  throw new NoShape("is a literal that has to be computed");
}

function keyOf(key: Node, computed: boolean | null | undefined): string | null {
  if (key.type === "StringLiteral") return key.value;
  if (key.type === "NumericLiteral") return String(key.value);
  return key.type === "Identifier" && !computed ? key.name : null;
}

/** `Name` or `Name.space`. */
function nameOf(name: Node): string {
  if (name.type === "Identifier") return name.name;
  if (name.type === "TSQualifiedName") return `${nameOf(name.left)}.${name.right.name}`;
  return name.type;
}

function isFunctionType(type: Node): boolean {
  return type.type === "TSFunctionType" || type.type === "TSConstructorType";
}

function notDeclared(name: string): NoShape {
  return new NoShape(`is of the type ${name}, which the file does not declare`);
}
