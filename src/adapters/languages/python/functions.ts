import type { SyntaxNode } from "@lezer/common";
import type { Span } from "../../../engine/domain/candidate.ts";
import { childrenOf, lineAt, parseFile } from "./parse.ts";

/** How the code around a module gets at a function. */
export interface Reach {
  /** A path from the module, such as `unique` or `Graph`. */
  readonly expression: string;
  readonly receiver: "none" | "instance" | "holder";
  /** The attribute that is called on what the expression means; null exactly when the receiver is `none`. */
  readonly member: string | null;
}

/** A function that a call from outside may begin with. */
export interface Site {
  readonly symbol: string;
  readonly reach: Reach;
  /** Why it cannot be measured, completing "<name> …"; null when it can. */
  readonly problem: string | null;
  /** Where its region begins. */
  readonly start: number;
}

/** A function or method, whether or not it can be optimized. */
export interface FoundFunction {
  readonly symbol: string;
  /** Decorators and body included, without the white space around it. */
  readonly region: Span;
  /** 1-based lines of the region and of `def`. */
  readonly line: number;
  readonly defLine: number;
  readonly async: boolean;
  readonly generator: boolean;
  /** Texts of the decorators without `@`. */
  readonly decorators: readonly string[];
  /** The parameters without annotations: `items,*,key=None`. */
  readonly parameters: string;
  /** Offset of the statement at the top of the file that holds it. */
  readonly statement: number;
  /** The function that is called to measure it: itself, or the outermost function around it. */
  readonly site: Site;
}

/**
 * Every function of a Python file, in the order of the text.
 * @throws RunError `syntax-error`
 */
export function findFunctions(text: string, file: string): readonly FoundFunction[] {
  const finder = new Finder(text);
  const top = parseFile(text, file);
  for (const child of childrenOf(top)) finder.visit(child, { ...outside, statement: child.from });
  return finder.found.toSorted((one, other) => one.region.start - other.region.start);
}

interface Context {
  /** Names of the classes and functions around. */
  readonly path: readonly string[];
  /** Names of the classes around when nothing but classes is. */
  readonly classes: readonly string[];
  readonly statement: number;
  readonly site: Site | null;
  readonly problem: string | null;
}

const outside: Context = { path: [], classes: [], statement: 0, site: null, problem: null };

class Finder {
  readonly found: FoundFunction[] = [];
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  visit(node: SyntaxNode, context: Context): void {
    switch (node.name) {
      case "DecoratedStatement":
        this.#definition(node, childrenOf(node), context);
        return;
      case "FunctionDefinition":
      case "ClassDefinition":
        this.#definition(node, [node], context);
        return;
      case "IfStatement":
        this.#branches(node, context);
        return;
      default:
        for (const child of childrenOf(node)) this.visit(child, context);
    }
  }

  #slice({ from, to }: { readonly from: number; readonly to: number }): string {
    return this.#text.slice(from, to);
  }

  #definition(whole: SyntaxNode, parts: readonly SyntaxNode[], context: Context): void {
    const definition = parts.find(({ name }) => name === "FunctionDefinition" || name === "ClassDefinition");
    const body = definition?.getChild("Body");
    const named = definition?.getChild("VariableName");
    if (definition === undefined || body == null || named == null) return;
    const name = this.#slice(named);
    if (definition.name === "ClassDefinition") {
      const classes = context.site === null ? [...context.classes, name] : context.classes;
      for (const child of childrenOf(body))
        this.visit(child, { ...context, path: [...context.path, name], classes });
      return;
    }
    const decorators = parts
      .filter((part) => part.name === "Decorator")
      .map((part) => this.#slice(part).trim().slice(1).trim());
    const found = this.#function({ whole, definition, body, name, decorators }, context);
    for (const child of childrenOf(body)) {
      this.visit(child, { ...context, path: [...context.path, name], site: found.site });
    }
  }

  #function(
    node: {
      readonly whole: SyntaxNode;
      readonly definition: SyntaxNode;
      readonly body: SyntaxNode;
      readonly name: string;
      readonly decorators: readonly string[];
    },
    context: Context,
  ): FoundFunction {
    const { whole, definition, body, name, decorators } = node;
    const start = whole.from;
    const symbol = [...context.path, name].join(".");
    const found: FoundFunction = {
      symbol,
      region: { start, end: start + this.#slice(whole).trimEnd().length },
      line: lineAt(this.#text, start),
      defLine: lineAt(this.#text, definition.from),
      async: definition.getChild("async") !== null,
      generator: yields(body),
      decorators,
      parameters: parametersOf(definition.getChild("ParamList"), this.#text),
      statement: context.statement,
      site: context.site ?? {
        symbol,
        reach: reachOf(name, decorators, context.classes),
        problem: context.problem ?? this.#problem(whole, name, decorators),
        start,
      },
    };
    this.found.push(found);
    return found;
  }

  #problem(whole: SyntaxNode, name: string, decorators: readonly string[]): string | null {
    if (decorators.some((text) => /^(?:\w+\.)*overload$/.test(text))) {
      return "only declares an overload; choose the function that has the body";
    }
    const accessor = decorators.find((text) => /\.(?:setter|deleter)$/.test(text));
    if (accessor !== undefined) return "is run by an assignment, which cannot be measured on its own";
    for (let later = whole.nextSibling; later !== null; later = later.nextSibling) {
      const definition = later.name === "DecoratedStatement" ? later.getChild("FunctionDefinition") : later;
      if (definition?.name !== "FunctionDefinition") continue;
      const other = definition.getChild("VariableName");
      if (other === null || this.#slice(other) !== name) continue;
      const extends_ = later
        .getChildren("Decorator")
        .some((each) => this.#slice(each).trim().startsWith(`@${name}.`));
      if (!extends_) return `is replaced by another of that name at line ${lineAt(this.#text, later.from)}`;
    }
    return null;
  }

  /** What only a program or a type checker sees is not there when the file is imported. */
  #branches(node: SyntaxNode, context: Context): void {
    let test = "";
    for (const child of childrenOf(node)) {
      if (child.name === "Body") {
        const problem = context.site === null ? unreached(test) : null;
        for (const inner of childrenOf(child))
          this.visit(inner, { ...context, problem: context.problem ?? problem });
        test = "";
      } else {
        test += this.#slice(child);
      }
    }
  }
}

function unreached(test: string): string | null {
  if (/^(?:if|elif)\(?__name__==["']__main__["']\)?$/.test(test.replaceAll(/\s+/g, ""))) {
    return "is there only when the file is run as a program";
  }
  if (/^(?:if|elif)\(?(?:\w+\.)?TYPE_CHECKING\)?$/.test(test.replaceAll(/\s+/g, ""))) {
    return "is there for type checkers only";
  }
  return null;
}

function reachOf(name: string, decorators: readonly string[], classes: readonly string[]): Reach {
  const owner = classes.at(-1);
  if (owner === undefined) return { expression: name, receiver: "none", member: null };
  const expression = classes.join(".");
  // What makes an instance is measured by making one.
  if (name === "__init__" || name === "__new__") return { expression, receiver: "none", member: null };
  const isHeld = decorators.some((text) => /^(?:\w+\.)*(?:abstract)?(?:static|class)method$/.test(text));
  const stripped = owner.replace(/^_+/, "");
  const member =
    name.startsWith("__") && !name.endsWith("__") && stripped !== "" ? `_${stripped}${name}` : name;
  return {
    expression,
    receiver: isHeld || name === "__class_getitem__" || name === "__init_subclass__" ? "holder" : "instance",
    member,
  };
}

/** Whether a body yields, apart from the functions inside it. */
function yields(body: SyntaxNode): boolean {
  return childrenOf(body).some((child) => {
    if (child.name === "YieldStatement" || child.name === "YieldExpression") return true;
    if (/^(?:FunctionDefinition|ClassDefinition|LambdaExpression)$/.test(child.name)) return false;
    return yields(child);
  });
}

/** Names, order, kinds and defaults of parameters; annotations and white space do not count. */
function parametersOf(list: SyntaxNode | null, text: string): string {
  if (list === null) return "";
  let shape = "";
  let at = list.from + 1;
  for (const child of childrenOf(list)) {
    if (child.name !== "TypeDef" && child.name !== "Comment") continue;
    shape += text.slice(at, child.from);
    at = child.to;
  }
  shape += text.slice(at, list.to - 1);
  return shape.replaceAll(/\s+/g, "").replace(/,$/, "");
}
