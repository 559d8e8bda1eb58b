import type { Node, Program } from "@babel/types";
import {
  calledInPlace,
  type FunctionNode,
  isFunctionValue,
  returnedArgument,
  unwrapped,
  wrappedArgument,
} from "./calls.ts";
import { type Block, defaultExport, globalObject, startOf } from "./capture.ts";
import { aliasOf, type Binding, bind, type Context, type FoundFunction, siteOf } from "./found.ts";
import { accessorProblem, memberProblem, namedMember } from "./members.ts";
import { parseFile } from "./parse.ts";
import { methodsUsingPrivates } from "./privates.ts";
import { memberOf, named, placeOf, propertyName } from "./reach.ts";
import { childrenOf, lineOf, spanOf } from "./syntax.ts";

/** The functions of a file in the order of the text, and how code in the file can name the global object. */
export interface FoundFunctions {
  readonly functions: readonly FoundFunction[];
  readonly global: string;
}

/**
 * Finds every function with a name, also those that cannot be optimized.
 * @throws RunError `syntax-error`, `target-unsupported`.
 */
export function findFunctions(text: string, file: string): FoundFunctions {
  const ast = parseFile(text, file);
  const global = globalObject(ast, text);
  return { functions: new Finder(text, global).find(ast.program), global };
}

interface Visit {
  readonly node: Node;
  readonly context: Context;
  readonly binding: Binding | null;
}
type NodeOf<Type extends Node["type"]> = Extract<Node, { readonly type: Type }>;

/** Goes through a file with a list of nodes still to visit rather than recursion, so that depth is no limit. */
class Finder {
  readonly #text: string;
  readonly #global: string;
  readonly #found: FoundFunction[] = [];
  readonly #open: Visit[] = [];

  constructor(text: string, global: string) {
    this.#text = text;
    this.#global = global;
  }

  find(program: Program): readonly FoundFunction[] {
    const captureOffset = startOf(program, this.#text);
    for (const statement of program.body) {
      this.#push(statement, { names: [], statement, captureOffset, site: null, returned: null });
    }
    for (let next = this.#open.pop(); next !== undefined; next = this.#open.pop()) this.#visit(next);
    return this.#found.sort((a, b) => a.region.start - b.region.start || b.region.end - a.region.end);
  }

  #visit({ node: visited, context, binding }: Visit): void {
    const node = unwrapped(visited);
    switch (node.type) {
      case "BlockStatement":
      case "StaticBlock":
        this.#below(node, this.#inBlock(node, context));
        break;
      case "TSModuleDeclaration":
        this.#visitNamespace(node, context);
        break;
      case "SwitchStatement":
      case "ForStatement":
      case "ForInStatement":
      case "ForOfStatement":
        // Names declared in the head or in a case are in a scope where no statement can be put first.
        this.#below(node, { ...context, captureOffset: null });
        break;
      case "FunctionDeclaration":
        this.#visitFunction(node, context, this.#declaredOr(node, context, binding), binding);
        break;
      case "FunctionExpression":
      case "ArrowFunctionExpression":
        this.#visitFunction(node, context, ownNamed(node, context, binding), binding);
        break;
      case "ClassDeclaration":
        this.#visitClass(node, context, this.#declaredOr(node, context, binding));
        break;
      case "ClassExpression":
        this.#visitClass(node, context, ownNamed(node, context, binding));
        break;
      case "ObjectExpression":
        this.#visitObject(node, context, binding);
        break;
      case "VariableDeclaration":
        this.#visitVariables(node, context);
        break;
      case "AssignmentExpression":
        this.#push(node.right, context, this.#assigned(node, context) ?? binding);
        break;
      case "ExportDefaultDeclaration":
        this.#push(node.declaration, context, {
          ...bind(["default"], this.#defaultExport(), { extent: node, context }),
          inferredName: "default",
        });
        break;
      case "TSExportAssignment":
        this.#push(node.expression, context, this.#moduleResult(node, context));
        break;
      case "ReturnStatement":
        if (node.argument) this.#push(node.argument, context, context.returned);
        break;
      case "CallExpression":
        this.#visitCall(node, context, binding);
        break;
      default:
        // What is left of TypeScript is types, enums and declarations of code elsewhere.
        if (!node.type.startsWith("TS")) this.#below(node, context);
    }
  }

  /** @param outer What the place is bound to, whatever name the function has of its own. */
  #visitFunction(node: FunctionNode, context: Context, binding: Binding | null, outer: Binding | null): void {
    const site = context.site ?? siteOf(node, binding);
    if (binding !== null) {
      const alias = aliasOf(outer);
      this.#found.push({
        symbol: binding.names.join("."),
        alias: binding.names.at(-1) === alias ? null : alias,
        region: spanOf(node),
        extent: spanOf(binding.extent),
        line: lineOf(node),
        firstLine: lineOf(binding.extent),
        async: node.async ?? false,
        statement: context.statement,
        site,
      });
    }
    const names = binding?.names ?? context.names;
    this.#below(node, { ...context, names, captureOffset: null, site, returned: null });
  }

  #visitClass(
    node: NodeOf<"ClassDeclaration" | "ClassExpression">,
    context: Context,
    binding: Binding | null,
  ): void {
    if (node.superClass) this.#push(node.superClass, context);
    const inside = { ...context, names: binding?.names ?? context.names };
    const dependents = methodsUsingPrivates(node.body);
    for (const element of node.body.body) {
      if (element.type === "StaticBlock") this.#push(element, inside);
      const member = namedMember(element);
      if (member === null) continue;
      const { name, isStatic } = member;
      const owner = binding?.reach && (isStatic ? binding.reach : memberOf(binding.reach, "prototype"));
      const bound: Binding | null =
        name === null
          ? null
          : {
              ...bind([name], owner ? memberOf(owner, name) : null, { extent: element, context: inside }),
              captureOffset: binding?.captureOffset ?? null,
              problem: memberProblem(member, dependents),
              inferredName: member.kind === "field" ? name : null,
            };
      if (member.node.type === "ClassMethod" || member.node.type === "ClassPrivateMethod") {
        this.#visitFunction(member.node, inside, bound, null);
      } else if (member.node.value) {
        // The constructor makes the values of instance fields, so they do not exist once the module is loaded.
        const captureOffset = isStatic ? context.captureOffset : null;
        this.#push(member.node.value, { ...inside, captureOffset }, bound);
      }
    }
  }

  #visitObject(node: NodeOf<"ObjectExpression">, context: Context, binding: Binding | null): void {
    const names = binding?.names ?? context.names;
    const inside = { ...context, names: names.at(-1) === "module.exports" ? names.slice(0, -1) : names };
    for (const property of node.properties) {
      if (property.type === "SpreadElement") {
        this.#push(property.argument, context);
        continue;
      }
      const name = propertyName(property.key, property.computed);
      const bound: Binding | null =
        name === null
          ? null
          : {
              ...bind([name], binding?.reach ? memberOf(binding.reach, name) : null, {
                extent: property,
                context: inside,
              }),
              captureOffset: binding?.captureOffset ?? null,
              problem: binding?.problem ?? null,
              inferredName: name,
            };
      if (property.type === "ObjectMethod") {
        const problem = accessorProblem(property.kind) ?? bound?.problem ?? null;
        this.#visitFunction(property, inside, bound && { ...bound, problem }, null);
      } else {
        this.#push(property.value, context, bound);
      }
    }
  }

  #visitVariables(node: NodeOf<"VariableDeclaration">, context: Context): void {
    for (const declarator of node.declarations) {
      const { id, init } = declarator;
      const extent = node.declarations.length === 1 ? node : declarator;
      const bound = id.type === "Identifier" ? declared(id.name, extent, context) : null;
      if (bound === null) this.#push(id, context);
      if (init) this.#push(init, context, bound);
    }
  }

  #visitNamespace(node: NodeOf<"TSModuleDeclaration">, context: Context): void {
    const names = node.declare || node.kind === "global" ? null : entityNames(node.id);
    if (names === null) return;
    this.#below(node.body, { ...this.#inBlock(node.body, context), names: [...context.names, ...names] });
  }

  #visitCall(call: NodeOf<"CallExpression">, context: Context, binding: Binding | null): void {
    const inPlace = calledInPlace(call);
    if (inPlace) {
      this.#runInPlace(inPlace, context, inPlace.async ? null : binding);
      for (const argument of call.arguments) {
        const value = unwrapped(argument);
        if (isFunctionValue(value) && !value.generator && context.site === null) {
          // The factory of a UMD wrapper: what it returns is what the module exports.
          this.#runInPlace(value, context, binding ?? this.#moduleResult(call, context));
        } else {
          this.#push(argument, context);
        }
      }
      return;
    }
    this.#push(call.callee, context);
    const returned = returnedArgument(call);
    const wrapped = wrappedArgument(call);
    for (const argument of call.arguments) {
      if (binding !== null && argument === returned) {
        this.#push(argument, context, binding);
      } else if (binding !== null && argument === wrapped) {
        this.#push(argument, context, {
          ...binding,
          wrapper: binding.wrapper ?? spanOf(call),
          inferredName: null,
        });
      } else {
        this.#push(argument, context);
      }
    }
  }

  /** Goes on below a function that runs where it stands, as if its body stood there. */
  #runInPlace(node: FunctionNode, context: Context, returned: Binding | null): void {
    for (const parameter of node.params) this.#push(parameter, { ...context, captureOffset: null });
    if (node.body.type === "BlockStatement") this.#push(node.body, { ...context, returned });
    else this.#push(node.body, context, returned);
  }

  #assigned(node: NodeOf<"AssignmentExpression">, context: Context): Binding | null {
    const place = node.operator === "=" ? placeOf(node.left) : null;
    if (place === null) return null;
    const inferredName = node.left.type === "Identifier" ? node.left.name : null;
    return { ...bind(place.names, place.reach, { extent: node, context }), inferredName };
  }

  #declaredOr(
    node: NodeOf<"FunctionDeclaration" | "ClassDeclaration">,
    context: Context,
    binding: Binding | null,
  ): Binding | null {
    if (!node.id) return binding;
    const own = declared(node.id.name, node, context);
    return binding === null ? own : { ...own, extent: binding.extent };
  }

  #moduleResult(extent: Node, context: Context): Binding {
    return bind(["module.exports"], this.#defaultExport(), { extent, context });
  }

  #defaultExport() {
    return named(defaultExport(this.#global));
  }

  #inBlock(block: Block, context: Context): Context {
    return context.site === null ? { ...context, captureOffset: startOf(block, this.#text) } : context;
  }

  #below(node: Node, context: Context): void {
    for (const child of childrenOf(node)) this.#push(child, context);
  }

  #push(node: Node, context: Context, binding: Binding | null = null): void {
    this.#open.push({ node, context, binding });
  }
}

/** The binding of a name declared in the block around. */
function declared(name: string, extent: Node, context: Context): Binding {
  return { ...bind([name], named(name), { extent, context }), inferredName: name };
}

/** The binding of an expression that may have a name of its own, which counts where its place gives it none. */
function ownNamed(
  node: NodeOf<"FunctionExpression" | "ArrowFunctionExpression" | "ClassExpression">,
  context: Context,
  binding: Binding | null,
): Binding | null {
  const name = node.type === "ArrowFunctionExpression" ? undefined : node.id?.name;
  if (name === undefined) return binding;
  if (binding === null) return bind([name], null, { extent: node, context });
  return aliasOf(binding) === null ? binding : { ...binding, names: [...binding.names.slice(0, -1), name] };
}

function entityNames(id: Node): readonly string[] | null {
  if (id.type === "Identifier") return [id.name];
  if (id.type !== "TSQualifiedName") return null;
  const left = entityNames(id.left);
  return left && [...left, id.right.name];
}
