import {
  type Block,
  type Clause,
  type Comprehension,
  childrenOf,
  type FunctionDefinition,
  type Lambda,
  type Name,
  type SyntaxNode,
} from "./syntax.ts";

/** What has variables of its own. */
export type ScopeOwner =
  | Block
  | FunctionDefinition
  | Lambda
  | Comprehension
  | Extract<SyntaxNode, { kind: "class" }>;

export interface Scope {
  /** The module's block, a function, a lambda, a class or a comprehension. */
  readonly owner: ScopeOwner;
  readonly parent: Scope | null;
  readonly bindings: Map<string, Binding>;
}

/** A variable. */
export interface Binding {
  readonly name: string;
  readonly scope: Scope;
  /** Every mention, in the order of the text, also those in inner scopes. */
  readonly mentions: Name[];
}

/** How a name stands where it is mentioned. */
export type Access = "read" | "write" | "update" | "delete" | "parameter" | "declare";

/** Which variable every name of a module means. */
export class Scopes {
  readonly module: Scope;
  readonly #parents = new Map<SyntaxNode, SyntaxNode>();
  readonly #scopes = new Map<SyntaxNode, Scope>();
  readonly #bindings = new Map<Name, Binding>();

  constructor(module: Block) {
    this.module = { owner: module, parent: null, bindings: new Map() };
    this.#link(module);
    const names: Name[] = [];
    this.#visit(module, this.module, names);
    // First everything that makes a variable, then everything that mentions one.
    const outside = new Map<Name, "global" | "nonlocal">();
    for (const name of names) {
      const parent = this.#parents.get(name);
      if (parent?.kind === "global" || parent?.kind === "nonlocal") outside.set(name, parent.kind);
    }
    for (const [name, kind] of outside) this.#redirect(name, kind);
    for (const name of names) {
      if (!outside.has(name) && this.accessOf(name) !== "read") this.#declare(name);
    }
    for (const name of names.toSorted((a, b) => a.start - b.start)) {
      const binding = this.#bindings.get(name) ?? this.lookup(name.id, this.scopeAt(name));
      if (!binding) continue;
      this.#bindings.set(name, binding);
      binding.mentions.push(name);
    }
  }

  /** The node directly around a node; null for the module. */
  parentOf(node: SyntaxNode): SyntaxNode | null {
    return this.#parents.get(node) ?? null;
  }

  /** The nodes around a node, innermost first. */
  ancestorsOf(node: SyntaxNode): readonly SyntaxNode[] {
    const ancestors: SyntaxNode[] = [];
    for (let current = this.parentOf(node); current; current = this.parentOf(current))
      ancestors.push(current);
    return ancestors;
  }

  isInside(node: SyntaxNode, extent: SyntaxNode): boolean {
    return node === extent || this.ancestorsOf(node).includes(extent);
  }

  /** The variable a name means; null for a built-in and for what is not known. */
  bindingOf(name: Name): Binding | null {
    return this.#bindings.get(name) ?? null;
  }

  /** The scope in which a node is evaluated. */
  scopeAt(node: SyntaxNode): Scope {
    return this.#scopes.get(node) ?? this.module;
  }

  /** What a name means in a scope, by Python's rules: a class is seen from its own body only. */
  lookup(name: string, from: Scope): Binding | null {
    for (let scope: Scope | null = from; scope; scope = scope.parent) {
      if (scope !== from && scope.owner.kind === "class") continue;
      const binding = scope.bindings.get(name);
      if (binding) return binding;
    }
    return null;
  }

  accessOf(name: Name): Access {
    const parent = this.parentOf(name);
    switch (parent?.kind) {
      case "parameter":
        return parent.name === name ? "parameter" : "read";
      case "function":
      case "class":
        return parent.name === name ? "declare" : "read";
      case "alias":
        return "declare";
      case "handler":
        return parent.name === name ? "write" : "read";
      case "case":
        return parent.captures.includes(name) ? "write" : "read";
      case "with":
        return parent.names.includes(name) ? "write" : "read";
      case "named":
        return parent.target === name ? "write" : "read";
      case "update":
        return parent.target === name ? "update" : "read";
      case "delete":
        return "delete";
      case "opaque":
        return "update";
      default:
        return isTarget(this, name) ? "write" : "read";
    }
  }

  #link(root: SyntaxNode): void {
    const open: SyntaxNode[] = [root];
    for (let node = open.pop(); node; node = open.pop()) {
      for (const child of childrenOf(node)) {
        this.#parents.set(child, node);
        open.push(child);
      }
    }
  }

  #visit(node: SyntaxNode, scope: Scope, names: Name[]): void {
    this.#scopes.set(node, scope);
    if (node.kind === "name") names.push(node);
    switch (node.kind) {
      case "function": {
        const inner = this.#open(node, scope);
        const outer = [node.name, ...node.decorators, node.returns, ...outsideParameters(node)];
        for (const each of outer) if (each) this.#visit(each, scope, names);
        for (const each of node.parameters) {
          this.#scopes.set(each, inner);
          this.#visit(each.name, inner, names);
        }
        this.#visit(node.body, inner, names);
        break;
      }
      case "lambda": {
        const inner = this.#open(node, scope);
        for (const each of outsideParameters(node)) this.#visit(each, scope, names);
        for (const each of node.parameters) {
          this.#scopes.set(each, inner);
          this.#visit(each.name, inner, names);
        }
        this.#visit(node.body, inner, names);
        break;
      }
      case "class": {
        const inner = this.#open(node, scope);
        for (const each of [node.name, ...node.decorators, ...node.bases]) this.#visit(each, scope, names);
        this.#visit(node.body, inner, names);
        break;
      }
      case "comprehension":
        this.#comprehension(node, scope, names);
        break;
      default:
        for (const child of childrenOf(node)) this.#visit(child, scope, names);
    }
  }

  /** The first iterable belongs to the outside. */
  #comprehension(node: Comprehension, scope: Scope, names: Name[]): void {
    const inner = this.#open(node, scope);
    node.clauses.forEach((clause: Clause, at) => {
      this.#scopes.set(clause, inner);
      this.#visit(clause.target, inner, names);
      this.#visit(clause.iterable, at === 0 ? scope : inner, names);
      for (const condition of clause.conditions) this.#visit(condition, inner, names);
    });
    this.#visit(node.element, inner, names);
    if (node.value) this.#visit(node.value, inner, names);
  }

  #open(owner: ScopeOwner, parent: Scope): Scope {
    return { owner, parent, bindings: new Map() };
  }

  #declare(name: Name): void {
    const scope = this.#home(name);
    const known = scope.bindings.get(name.id);
    if (!known) scope.bindings.set(name.id, { name: name.id, scope, mentions: [] });
  }

  /** The scope a write of this name belongs to: `:=` in a comprehension writes outside it. */
  #home(name: Name): Scope {
    let scope = this.scopeAt(name);
    if (this.parentOf(name)?.kind === "named")
      while (scope.owner.kind === "comprehension" && scope.parent) scope = scope.parent;
    return scope;
  }

  #redirect(name: Name, kind: "global" | "nonlocal"): void {
    const scope = this.scopeAt(name);
    const outer = kind === "global" ? this.module : enclosingFunction(scope);
    if (!outer) return;
    const binding = outer.bindings.get(name.id) ?? { name: name.id, scope: outer, mentions: [] };
    outer.bindings.set(name.id, binding);
    scope.bindings.set(name.id, binding);
  }
}

function outsideParameters({ parameters }: FunctionDefinition | Lambda): readonly SyntaxNode[] {
  return parameters.flatMap(({ annotation, initial }) =>
    [annotation, initial].filter((each) => each !== null),
  );
}

function enclosingFunction({ parent }: Scope): Scope | null {
  for (let scope = parent; scope; scope = scope.parent) if (scope.owner.kind === "function") return scope;
  return null;
}

/** True for a name that an assignment, a loop or a clause assigns, alone or in a tuple or list. */
function isTarget(scopes: Scopes, name: Name): boolean {
  let node: SyntaxNode = name;
  for (;;) {
    const parent = scopes.parentOf(node);
    switch (parent?.kind) {
      case "tuple":
      case "list":
      case "starred":
        node = parent;
        break;
      case "assign":
        return parent.targets.some((target) => target === node);
      case "for":
      case "clause":
        return parent.target === node;
      default:
        return false;
    }
  }
}
