import type { Comment, Node, Program, TSTypeParameter } from "@babel/types";
import { RunError } from "../../../../engine/ports.ts";
import type { FunctionNode } from "../../../languages/javascript/calls.ts";
import { findFunctions } from "../../../languages/javascript/find.ts";
import { parseFile } from "../../../languages/javascript/parse.ts";
import { childrenOf } from "../../../languages/javascript/syntax.ts";
import type { CallableTarget } from "../../../languages/target.ts";
import {
  anyNumber,
  anyString,
  type CallShapes,
  constant,
  listOf,
  NoShape,
  type Shape,
  unionOf,
} from "../shape.ts";
import { type Declarations, declarationsOf } from "./declarations.ts";
import { type Doc, type DocParameter, readDoc } from "./jsdoc.ts";
import { type Scope, TypeShapes } from "./typeShapes.ts";

export interface ParametersQuery {
  readonly text: string;
  readonly file: string;
  /** As found in the text. */
  readonly target: CallableTarget;
}

/**
 * The shapes of the arguments of a target's entry, by the types of its parameters in TypeScript or JSDoc.
 * @throws RunError `inputs-failed` naming the parameter whose values cannot be drawn
 */
export function parameterShapes({ text, file, target }: ParametersQuery): CallShapes {
  const { program } = parseFile(text, file);
  const { functions } = findFunctions(text, file);
  const found = functions.find(
    ({ symbol, region }) => symbol === target.symbol && region.start === target.region.start,
  );
  if (found === undefined) throw new Error(`${target.symbol} is not in its text.`);
  const { node, symbol } = found.site;
  const reader = new ParameterReader(program, file);
  const own = functions.find((each) => each.site.node === node && each.symbol === symbol) ?? found;
  const args = reader.argumentsOf(node, symbol, docAbove(text, own.extent.start, program));
  const construct = target.entry.receiver === "instance" ? reader.constructorOf(symbol, node, text) : null;
  return { args, construct, definitions: reader.definitions };
}

class ParameterReader {
  readonly #file: string;
  readonly #types: TypeShapes;
  readonly #declarations: Declarations;
  readonly #typedefs: readonly Doc[];
  readonly #program: Program;

  constructor(program: Program, file: string) {
    this.#file = file;
    this.#program = program;
    this.#declarations = declarationsOf(program);
    this.#types = new TypeShapes(this.#declarations);
    this.#typedefs = commentsOf(program).flatMap(({ value }) => {
      const doc = readDoc(value);
      return doc.defines === null ? [] : [doc];
    });
  }

  get definitions(): ReadonlyMap<string, Shape> {
    return this.#types.definitions;
  }

  argumentsOf(node: FunctionNode, symbol: string, doc: Doc | null): Shape {
    const scope = this.#scope(node, doc);
    const elements: Shape[] = [];
    let rest: Shape | null = null;
    for (const [index, parameter] of node.params.entries()) {
      if (parameter.type === "Identifier" && parameter.name === "this") continue;
      const name = nameOf(parameter) ?? `number ${index + 1}`;
      try {
        const shape = this.#parameter(parameter, scope, doc);
        if (parameter.type !== "RestElement") elements.push(shape);
        else if (shape.kind === "array") rest = shape.element;
        else throw new NoShape("takes the rest of the arguments, but is no array");
      } catch (error) {
        if (!(error instanceof NoShape)) throw error;
        throw new RunError(
          "inputs-failed",
          `Inputs of ${symbol} cannot be drawn from its types: in ${this.#file}, parameter ${name} ${error.message}; record them from your tests or write a module of inputs instead.`,
        );
      }
    }
    return { kind: "tuple", elements, rest };
  }

  /** The arguments of the constructor of the class that a method is in. */
  constructorOf(symbol: string, method: FunctionNode, text: string): Shape {
    const none: Shape = { kind: "tuple", elements: [], rest: null };
    const name = symbol.slice(0, symbol.lastIndexOf("."));
    const declared = this.#declarations.get(name);
    if (declared?.type !== "ClassDeclaration" || !contains(declared, method)) return none;
    const made = declared.body.body.find(
      (member) => member.type === "ClassMethod" && member.kind === "constructor",
    );
    if (made?.type !== "ClassMethod") return none;
    return this.argumentsOf(
      made,
      `the constructor of ${name}`,
      docAbove(text, made.start ?? 0, this.#program),
    );
  }

  /** Type parameters of the function and of JSDoc, and the types that JSDoc defines. */
  #scope(node: FunctionNode, doc: Doc | null): Scope {
    const scope = new Map<string, Shape>((doc?.templates ?? []).map((name) => [name, anyNumber]));
    for (const { defines, properties } of this.#typedefs) {
      if (defines === null) continue;
      try {
        scope.set(
          defines.name,
          defines.type === null
            ? this.#objectOf(properties, scope)
            : this.#types.shapeOf(defines.type, scope),
        );
      } catch (error) {
        // A type that cannot be drawn matters only to those who use it, and they will say that it is not declared.
        if (!(error instanceof NoShape)) throw error;
      }
    }
    return this.#types.scopeOf(typeParametersOf(node), [], scope);
  }

  #parameter(parameter: Node, scope: Scope, doc: Doc | null): Shape {
    switch (parameter.type) {
      case "TSParameterProperty":
        return this.#parameter(parameter.parameter, scope, doc);
      case "AssignmentPattern": {
        const shape = this.#annotated(parameter.left, scope, doc) ?? defaultShape(parameter.right);
        if (shape === null) throw new NoShape("has no type");
        return unionOf([shape, constant(undefined)]);
      }
      case "RestElement": {
        const shape =
          this.#annotated(parameter, scope, doc) ?? this.#annotated(parameter.argument, scope, doc);
        if (shape === null) throw new NoShape("has no type");
        return shape;
      }
      default: {
        const shape = this.#annotated(parameter, scope, doc);
        if (shape === null) throw new NoShape("has no type");
        const optional = "optional" in parameter && parameter.optional === true;
        return optional ? unionOf([shape, constant(undefined)]) : shape;
      }
    }
  }

  /** By the type beside the parameter, else by JSDoc; null when neither says anything. */
  #annotated(parameter: Node, scope: Scope, doc: Doc | null): Shape | null {
    const annotation = "typeAnnotation" in parameter ? parameter.typeAnnotation : null;
    if (annotation?.type === "TSTypeAnnotation") {
      return this.#types.shapeOf(annotation.typeAnnotation, scope);
    }
    const name = nameOf(parameter);
    const documented = doc?.parameters.find((each) => each.name === name);
    if (documented === undefined || name === null) return null;
    const prefix = `${name}.`;
    const properties = (doc?.parameters ?? []).flatMap((each) =>
      each.name.startsWith(prefix) ? [{ ...each, name: each.name.slice(prefix.length) }] : [],
    );
    const shape =
      properties.length > 0 ? this.#objectOf(properties, scope) : this.#documented(documented, scope);
    if (documented.rest) return listOf(shape);
    return documented.optional ? unionOf([shape, constant(undefined)]) : shape;
  }

  #objectOf(properties: readonly DocParameter[], scope: Scope): Shape {
    return {
      kind: "object",
      properties: properties.map((property) => ({
        name: property.name,
        shape: this.#documented(property, scope),
        optional: property.optional,
      })),
      others: null,
    };
  }

  #documented({ type, name }: DocParameter, scope: Scope): Shape {
    if (type === null) throw new NoShape(`has a type in its JSDoc that cannot be read (at \`${name}\`)`);
    return this.#types.shapeOf(type, scope);
  }
}

/** What the default of a parameter without a type says of it. */
function defaultShape(value: Node): Shape | null {
  switch (value.type) {
    case "NumericLiteral":
      return anyNumber;
    case "StringLiteral":
    case "TemplateLiteral":
      return anyString;
    case "BooleanLiteral":
      return { kind: "boolean" };
    case "BigIntLiteral":
      return { kind: "bigint" };
    default:
      return null;
  }
}

function typeParametersOf(node: FunctionNode): readonly TSTypeParameter[] {
  const declared = node.typeParameters;
  return declared?.type === "TSTypeParameterDeclaration" ? declared.params : [];
}

function nameOf(parameter: Node): string | null {
  switch (parameter.type) {
    case "Identifier":
      return parameter.name;
    case "AssignmentPattern":
      return nameOf(parameter.left);
    case "RestElement":
      return nameOf(parameter.argument);
    case "TSParameterProperty":
      return nameOf(parameter.parameter);
    default:
      return null;
  }
}

/** The JSDoc comment that belongs to what begins at an offset: only words of a declaration lie between. */
function docAbove(text: string, offset: number, program: Program): Doc | null {
  const above = commentsOf(program).filter(({ end }) => (end ?? 0) <= offset);
  const comment = above.at(-1);
  if (comment === undefined) return null;
  const between = text.slice(comment.end ?? 0, offset);
  return /^(?:\s|export|default|async|const|let|var)*$/.test(between) ? readDoc(comment.value) : null;
}

function commentsOf(program: Program): readonly Comment[] {
  const found = new Map<number, Comment>();
  const open: Node[] = [program];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const around = [node.leadingComments, node.innerComments, node.trailingComments];
    for (const comment of around.flatMap((list) => list ?? [])) {
      if (comment.type === "CommentBlock" && comment.value.startsWith("*"))
        found.set(comment.start ?? 0, comment);
    }
    open.push(...childrenOf(node));
  }
  return [...found.values()].sort((a, b) => (a.start ?? 0) - (b.start ?? 0));
}

function contains(outer: Node, inner: Node): boolean {
  return (outer.start ?? 0) <= (inner.start ?? 0) && (inner.end ?? 0) <= (outer.end ?? 0);
}
