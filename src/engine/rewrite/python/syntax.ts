import type { Span } from "../../domain/candidate.ts";

/** `None`, `True`, `False` and `...`. */
export interface Constant extends Span {
  readonly kind: "constant";
  readonly value: "None" | "True" | "False" | "...";
}
/** A mention of a variable, wherever it may stand: read, assigned, declared or imported. */
export interface Name extends Span {
  readonly kind: "name";
  readonly id: string;
}
export interface NumberLiteral extends Span {
  readonly kind: "number";
  /** As it is written. */
  readonly text: string;
}
/** One or more string literals side by side, none of them a format string. */
export interface StringLiteral extends Span {
  readonly kind: "string";
  readonly bytes: boolean;
  /** What is between the quotes when there is one literal without escapes; else null. */
  readonly value: string | null;
}
/** String literals side by side, at least one of them a format string. */
export interface FormatString extends Span {
  readonly kind: "format";
  readonly values: readonly Expression[];
  /** True when a field shows the text of its expression, as `{x=}` does. */
  readonly selfDocumenting: boolean;
}
export interface Display extends Span {
  readonly kind: "list" | "tuple" | "set";
  readonly elements: readonly Expression[];
}
export interface DictDisplay extends Span {
  readonly kind: "dict";
  readonly entries: readonly DictEntry[];
}
export interface DictEntry extends Span {
  readonly kind: "entry";
  /** Null for `**other`. */
  readonly key: Expression | null;
  readonly value: Expression;
}
export interface Comprehension extends Span {
  readonly kind: "comprehension";
  readonly form: "list" | "set" | "dict" | "generator";
  /** The key, for a dict. */
  readonly element: Expression;
  /** The value, for a dict; else null. */
  readonly value: Expression | null;
  readonly clauses: readonly Clause[];
}
/** `for target in iterable if condition if condition`. */
export interface Clause extends Span {
  readonly kind: "clause";
  readonly target: Expression;
  readonly iterable: Expression;
  readonly conditions: readonly Expression[];
  readonly async: boolean;
}
export interface Call extends Span {
  readonly kind: "call";
  readonly callee: Expression;
  readonly args: readonly Argument[];
}
export interface Argument extends Span {
  readonly kind: "argument";
  /** The name of a keyword argument; null for a positional or starred one. */
  readonly keyword: string | null;
  readonly star: "" | "*" | "**";
  readonly value: Expression;
}
export interface Attribute extends Span {
  readonly kind: "attribute";
  readonly object: Expression;
  readonly name: string;
}
export interface Subscript extends Span {
  readonly kind: "subscript";
  readonly object: Expression;
  readonly index: Expression;
}
export interface Slice extends Span {
  readonly kind: "slice";
  readonly lower: Expression | null;
  readonly upper: Expression | null;
  readonly step: Expression | null;
}
export interface Unary extends Span {
  readonly kind: "unary";
  readonly operator: "not" | "+" | "-" | "~";
  readonly operand: Expression;
}
/** Arithmetic and bits. */
export interface Binary extends Span {
  readonly kind: "binary";
  readonly operator: string;
  readonly left: Expression;
  readonly right: Expression;
}
export interface Logical extends Span {
  readonly kind: "logical";
  readonly operator: "and" | "or";
  readonly left: Expression;
  readonly right: Expression;
}
/** `first op rest[0] op rest[1] …`; operators are normalized: `not in`, `is not`. */
export interface Comparison extends Span {
  readonly kind: "comparison";
  readonly operands: readonly Expression[];
  readonly operators: readonly string[];
}
export interface Conditional extends Span {
  readonly kind: "conditional";
  readonly whenTrue: Expression;
  readonly test: Expression;
  readonly whenFalse: Expression;
}
export interface Lambda extends Span {
  readonly kind: "lambda";
  readonly parameters: readonly Parameter[];
  readonly body: Expression;
}
/** `target := value`. */
export interface NamedExpression extends Span {
  readonly kind: "named";
  readonly target: Name;
  readonly value: Expression;
}
export interface Starred extends Span {
  readonly kind: "starred";
  readonly value: Expression;
}
export interface Yield extends Span {
  readonly kind: "yield";
  readonly value: Expression | null;
}
export interface Await extends Span {
  readonly kind: "await";
  readonly value: Expression;
}

/** The span of a parenthesized expression includes its parentheses. */
export type Expression = (
  | Constant
  | Name
  | NumberLiteral
  | StringLiteral
  | FormatString
  | Display
  | DictDisplay
  | Comprehension
  | Call
  | Attribute
  | Subscript
  | Slice
  | Unary
  | Binary
  | Logical
  | Comparison
  | Conditional
  | Lambda
  | NamedExpression
  | Starred
  | Yield
  | Await
) & { readonly parenthesized?: true };

export interface Parameter extends Span {
  readonly kind: "parameter";
  readonly name: Name;
  readonly star: "" | "*" | "**";
  readonly annotation: Expression | null;
  readonly initial: Expression | null;
}
export interface FunctionDefinition extends Span {
  readonly kind: "function";
  readonly name: Name;
  readonly parameters: readonly Parameter[];
  readonly returns: Expression | null;
  readonly decorators: readonly Expression[];
  readonly body: Block;
  readonly async: boolean;
}
export interface ClassDefinition extends Span {
  readonly kind: "class";
  readonly name: Name;
  readonly bases: readonly Argument[];
  readonly decorators: readonly Expression[];
  readonly body: Block;
}
export interface Assign extends Span {
  readonly kind: "assign";
  /** More than one for `a = b = value`. */
  readonly targets: readonly Expression[];
  readonly annotation: Expression | null;
  /** Null for a bare annotation. */
  readonly value: Expression | null;
}
/** `target += value`; the operator is without its `=`. */
export interface Update extends Span {
  readonly kind: "update";
  readonly target: Expression;
  readonly operator: string;
  readonly value: Expression;
}
export interface ExpressionStatement extends Span {
  readonly kind: "expression";
  readonly value: Expression;
}
export interface Return extends Span {
  readonly kind: "return";
  readonly value: Expression | null;
}
export interface Delete extends Span {
  readonly kind: "delete";
  readonly targets: readonly Expression[];
}
/** `raise` and `assert`, with all their expressions. */
export interface Check extends Span {
  readonly kind: "raise" | "assert";
  readonly values: readonly Expression[];
}
export interface Bare extends Span {
  readonly kind: "pass" | "break" | "continue";
}
export interface ScopeStatement extends Span {
  readonly kind: "global" | "nonlocal";
  readonly names: readonly Name[];
}
export interface Import extends Span {
  readonly kind: "import";
  /** The module of a `from … import`; null for a plain `import`. */
  readonly from: string | null;
  readonly aliases: readonly Alias[];
}
export interface Alias extends Span {
  readonly kind: "alias";
  /** What is imported, such as `os.path` or `deque`. */
  readonly path: string;
  /** What it is called here: for `import os.path`, `os`. */
  readonly name: Name;
}
export interface For extends Span {
  readonly kind: "for";
  readonly target: Expression;
  readonly iterable: Expression;
  readonly body: Block;
  readonly orElse: Block | null;
  readonly async: boolean;
}
export interface While extends Span {
  readonly kind: "while";
  readonly test: Expression;
  readonly body: Block;
  readonly orElse: Block | null;
}
export interface If extends Span {
  readonly kind: "if";
  /** `if` and every `elif`. */
  readonly branches: readonly Branch[];
  readonly orElse: Block | null;
}
export interface Branch extends Span {
  readonly kind: "branch";
  readonly test: Expression;
  readonly body: Block;
}
export interface With extends Span {
  readonly kind: "with";
  readonly items: readonly Expression[];
  readonly names: readonly Name[];
  readonly body: Block;
  readonly async: boolean;
}
export interface Try extends Span {
  readonly kind: "try";
  readonly body: Block;
  readonly handlers: readonly Handler[];
  readonly orElse: Block | null;
  readonly finalBody: Block | null;
}
export interface Handler extends Span {
  readonly kind: "handler";
  readonly type: Expression | null;
  readonly name: Name | null;
  readonly body: Block;
}
export interface Match extends Span {
  readonly kind: "match";
  readonly subject: Expression;
  readonly cases: readonly Case[];
}
export interface Case extends Span {
  readonly kind: "case";
  readonly captures: readonly Name[];
  /** Names that the pattern only reads. */
  readonly reads: readonly Name[];
  readonly guard: Expression | null;
  readonly body: Block;
}
/** A statement that is not understood: each name in it may be read and assigned. */
export interface OpaqueStatement extends Span {
  readonly kind: "opaque";
  readonly names: readonly Name[];
}

export type Statement =
  | FunctionDefinition
  | ClassDefinition
  | Assign
  | Update
  | ExpressionStatement
  | Return
  | Delete
  | Check
  | Bare
  | ScopeStatement
  | Import
  | For
  | While
  | If
  | With
  | Try
  | Match
  | OpaqueStatement;

export interface Block extends Span {
  readonly kind: "block";
  readonly statements: readonly Statement[];
  /** True when it stands on the line of its colon. */
  readonly inline: boolean;
  /** The offset after the colon; 0 for a module. */
  readonly opening: number;
}

export type SyntaxNode =
  | Expression
  | Statement
  | Block
  | Argument
  | Clause
  | DictEntry
  | Parameter
  | Alias
  | Branch
  | Handler
  | Case;

const statementKinds: ReadonlySet<SyntaxNode["kind"]> = new Set<Statement["kind"]>([
  "function",
  "class",
  "assign",
  "update",
  "expression",
  "return",
  "delete",
  "raise",
  "assert",
  "pass",
  "break",
  "continue",
  "global",
  "nonlocal",
  "import",
  "for",
  "while",
  "if",
  "with",
  "try",
  "match",
  "opaque",
]);

export function isStatement(node: SyntaxNode): node is Statement {
  return statementKinds.has(node.kind);
}

/** The nodes directly inside a node, in the order of its fields. */
export function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  return Object.values(node).flatMap((field: unknown) =>
    Array.isArray(field) ? field.filter(isNode) : isNode(field) ? [field] : [],
  );
}

/** Every object with a `kind` that hangs on a node is a node: the types above have no others. */
function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && "kind" in value;
}

/** A node and all nodes inside it, outer ones first. */
export function* descendantsOf(root: SyntaxNode): Generator<SyntaxNode, void> {
  const open: SyntaxNode[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    yield node;
    open.push(...childrenOf(node).toReversed());
  }
}

/** Every node of one kind inside a root, itself included, in the order of the text as far as fields follow it. */
export function allOf<K extends SyntaxNode["kind"]>(
  root: SyntaxNode,
  kind: K,
): readonly Extract<SyntaxNode, { readonly kind: K }>[] {
  const isKind = (node: SyntaxNode): node is Extract<SyntaxNode, { readonly kind: K }> => node.kind === kind;
  return [...descendantsOf(root)].filter(isKind);
}
