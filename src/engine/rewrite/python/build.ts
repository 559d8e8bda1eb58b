import type { SyntaxNode as Cst } from "@lezer/common";
import { parser } from "@lezer/python";
import type { Span } from "../../domain/candidate.ts";
import { missing, named, parts, required, split, Unknown } from "./cst.ts";
import { ExpressionReader } from "./expressions.ts";
import { isGap } from "./grammar.ts";
import type {
  Alias,
  Block,
  Branch,
  Case,
  Expression,
  FunctionDefinition,
  Handler,
  Import,
  Name,
  Statement,
} from "./syntax.ts";

/** A parsed file. */
export interface Module {
  readonly body: Block;
  /** Comments, in the order of the text. */
  readonly comments: readonly Span[];
  /** Places where the text is not the Python that the parser knows. */
  readonly errors: readonly Span[];
}

/** Parses a source text; whatever is not understood becomes an opaque statement and an error. */
export function buildModule(text: string): Module {
  // The text itself, not its plain form: a rewrite must see every star and every name.
  const tree = parser.parse(text);
  const comments: Span[] = [];
  const errors: Span[] = [];
  tree.iterate({
    enter(reached) {
      const span = { start: reached.from, end: reached.to };
      if (reached.name === "Comment") comments.push(span);
      if (reached.type.isError && !isGap(reached.node)) errors.push(span);
    },
  });
  const reader = new StatementReader(text);
  const statements = parts(tree.topNode).flatMap((node) => reader.statements(node));
  return {
    body: { kind: "block", start: 0, end: text.length, statements, inline: false, opening: 0 },
    comments,
    errors: [...errors, ...reader.errors],
  };
}

const simpleKinds = {
  PassStatement: "pass",
  BreakStatement: "break",
  ContinueStatement: "continue",
} as const;

/** Turns the concrete tree into the statements of syntax.ts. */
class StatementReader {
  readonly #text: string;
  readonly #read: ExpressionReader;
  readonly errors: Span[] = [];

  constructor(text: string) {
    this.#text = text;
    this.#read = new ExpressionReader(text);
  }

  statements(node: Cst): readonly Statement[] {
    if (node.name === "StatementGroup")
      return parts(node)
        .filter(({ name }) => name !== ";")
        .flatMap((each) => this.statements(each));
    try {
      return [this.#statement(node, [])];
    } catch (error) {
      if (!(error instanceof Unknown)) throw error;
      this.errors.push({ start: node.from, end: node.to });
      return [{ kind: "opaque", start: node.from, end: node.to, names: this.#read.namesIn(node) }];
    }
  }

  #statement(node: Cst, decorators: readonly Expression[]): Statement {
    const all = parts(node);
    const [first, second] = all;
    const span = this.#read.span(node);
    switch (node.name) {
      case "PassStatement":
      case "BreakStatement":
      case "ContinueStatement":
        return { kind: simpleKinds[node.name], ...span };
      case "ExpressionStatement":
        return { kind: "expression", ...span, value: this.#read.list(all) };
      case "YieldStatement":
        return { kind: "expression", ...span, value: this.#read.yield(node) };
      case "AssignStatement":
        return this.#assign(span, all);
      case "UpdateStatement":
        return this.#update(span, all);
      case "ReturnStatement":
        return { kind: "return", ...span, value: all.length > 1 ? this.#read.list(all.slice(1)) : null };
      case "DeleteStatement":
        return { kind: "delete", ...span, targets: this.#read.items(all.slice(1)) };
      case "RaiseStatement":
      case "AssertStatement":
        return {
          kind: node.name === "RaiseStatement" ? "raise" : "assert",
          ...span,
          values: this.#read.items(all.slice(1).filter(({ name }) => name !== "from")),
        };
      case "ScopeStatement":
        return {
          kind: first?.name === "global" ? "global" : "nonlocal",
          ...span,
          names: all.filter(({ name }) => name === "VariableName").map((each) => this.#read.name(each)),
        };
      case "ImportStatement":
        return this.#import(span, all);
      case "ForStatement":
        return this.#for(span, all);
      case "WhileStatement":
        return this.#closed({
          kind: "while",
          ...span,
          test: this.#read.expression(required(second)),
          body: this.#blockAfter(all, "while"),
          orElse: this.#optionalBlock(all, "else"),
        });
      case "IfStatement":
        return this.#closed({
          kind: "if",
          ...span,
          branches: this.#branches(all),
          orElse: this.#optionalBlock(all, "else"),
        });
      case "WithStatement":
        return this.#with(span, all);
      case "TryStatement":
        return this.#closed({
          kind: "try",
          ...span,
          body: this.#blockAfter(all, "try"),
          handlers: this.#handlers(all),
          orElse: this.#optionalBlock(all, "else"),
          finalBody: this.#optionalBlock(all, "finally"),
        });
      case "MatchStatement":
        return this.#match(span, all);
      case "FunctionDefinition":
        return this.#function(span, all, decorators);
      case "ClassDefinition":
        return this.#closed({
          kind: "class",
          ...span,
          name: this.#read.name(named(all, "VariableName")),
          bases: all.filter(({ name }) => name === "ArgList").flatMap((each) => this.#read.args(each)),
          decorators,
          body: this.#block(named(all, "Body")),
        });
      case "DecoratedStatement": {
        const own = all.slice(0, -1).map((each) => this.#decorator(each));
        return { ...this.#statement(required(all.at(-1)), own), start: node.from };
      }
      default:
        throw new Unknown(node.name);
    }
  }

  #assign(span: Span, all: readonly Cst[]): Statement {
    const annotation = all.find(({ name }) => name === "TypeDef");
    const groups = split(
      all.filter((each) => each !== annotation),
      (each) => each.name === "AssignOp",
    );
    const values = groups.map((group) =>
      group[0]?.name === "YieldExpression" ? this.#read.yield(group[0]) : this.#read.list(group),
    );
    const valued = groups.length > 1;
    return {
      kind: "assign",
      ...span,
      targets: valued ? values.slice(0, -1) : values,
      annotation: annotation ? this.#read.typeDef(annotation) : null,
      value: (valued && values.at(-1)) || null,
    };
  }

  #update(span: Span, all: readonly Cst[]): Statement {
    const at = all.findIndex(({ name }) => name === "UpdateOp");
    const operator = this.#read.textOf(required(all[at])).slice(0, -1);
    const [only] = all.slice(at + 1);
    const value =
      only?.name === "YieldExpression" ? this.#read.yield(only) : this.#read.list(all.slice(at + 1));
    return { kind: "update", ...span, target: this.#read.list(all.slice(0, at)), operator, value };
  }

  #import(span: Span, all: readonly Cst[]): Import {
    const at = all.findIndex(({ name }) => name === "import");
    const from = all[0]?.name === "from" ? all.slice(1, at) : null;
    const listed = all.slice(at + 1).filter(({ name }) => name !== "(" && name !== ")");
    const aliases = split(listed, ({ name }) => name === ",")
      .filter((group) => group.some(({ name }) => name === "VariableName"))
      .map((group): Alias => {
        const as = group.findIndex(({ name }) => name === "as");
        const path = (as < 0 ? group : group.slice(0, as)).map((each) => this.#read.textOf(each)).join("");
        const name = required(as < 0 ? group[0] : group[as + 1]);
        return {
          kind: "alias",
          start: required(group[0]).from,
          end: required(group.at(-1)).to,
          path,
          name: this.#read.name(name),
        };
      });
    const module = from?.map((each) => this.#read.textOf(each)).join("") ?? null;
    return { kind: "import", ...span, from: module, aliases };
  }

  #for(span: Span, all: readonly Cst[]): Statement {
    const start = all.findIndex(({ name }) => name === "for");
    const middle = all.findIndex(({ name }) => name === "in");
    const body = all.findIndex(({ name }) => name === "Body");
    return this.#closed({
      kind: "for",
      ...span,
      target: this.#read.list(all.slice(start + 1, middle)),
      iterable: this.#read.list(all.slice(middle + 1, body)),
      body: this.#block(required(all[body])),
      orElse: this.#optionalBlock(all, "else"),
      async: all[0]?.name === "async",
    });
  }

  #with(span: Span, all: readonly Cst[]): Statement {
    const start = all.findIndex(({ name }) => name === "with");
    const end = all.findIndex(({ name }) => name === "Body");
    const groups = split(all.slice(start + 1, end), ({ name }) => name === ",");
    return this.#closed({
      kind: "with",
      ...span,
      items: groups.map(([item]) => this.#read.expression(required(item))),
      names: groups.flatMap((group) => (group[2] ? [this.#withName(group[2])] : [])),
      body: this.#block(required(all[end])),
      async: all[0]?.name === "async",
    });
  }

  #withName(node: Cst): Name {
    if (node.name !== "VariableName") throw new Unknown(node.name);
    return this.#read.name(node);
  }

  #branches(all: readonly Cst[]): readonly Branch[] {
    return all.flatMap((each, at) => {
      if (each.name !== "if" && each.name !== "elif") return [];
      const body = this.#block(required(all[at + 2]));
      return [
        {
          kind: "branch",
          start: each.from,
          end: body.end,
          test: this.#read.expression(required(all[at + 1])),
          body,
        } as const,
      ];
    });
  }

  #handlers(all: readonly Cst[]): readonly Handler[] {
    return all.flatMap((each, at) => {
      if (each.name !== "except") return [];
      const end = all.findIndex(({ name }, index) => index > at && name === "Body");
      const head = all.slice(at + 1, end).filter(({ name }) => name !== "*");
      const [type, link, name, more] = head;
      // `except Error, name` is Python 2.
      if (more || (link && link.name !== "as")) throw new Unknown("except");
      const body = this.#block(required(all[end]));
      return [
        {
          kind: "handler",
          start: each.from,
          end: body.end,
          type: type ? this.#read.expression(type) : null,
          name: name ? this.#read.name(name) : null,
          body,
        } as const,
      ];
    });
  }

  #match(span: Span, all: readonly Cst[]): Statement {
    const [, subject, body] = all;
    const cases = parts(required(body)).flatMap((clause): readonly Case[] => {
      if (clause.name !== "MatchClause") return [];
      const inner = parts(clause);
      const captures: Name[] = [];
      const reads: Name[] = [];
      for (const pattern of inner.filter(({ name }) => name.endsWith("Pattern")))
        this.#pattern(pattern, captures, reads);
      const guard = inner.find(({ name }) => name === "Guard");
      const block = this.#block(named(inner, "Body"));
      return [
        {
          kind: "case",
          start: clause.from,
          end: block.end,
          captures,
          reads,
          guard: guard ? this.#read.expression(required(parts(guard)[1])) : null,
          body: block,
        },
      ];
    });
    return {
      kind: "match",
      ...span,
      end: cases.at(-1)?.end ?? span.end,
      subject: this.#read.expression(required(subject)),
      cases,
    };
  }

  #pattern(node: Cst, captures: Name[], reads: Name[]): void {
    const reading = node.name === "AttributePattern" || node.name === "ClassPattern";
    parts(node).forEach((child, at) => {
      if (child.name.endsWith("Pattern")) this.#pattern(child, captures, reads);
      else if (child.name === "PatternArgList") this.#pattern(child, captures, reads);
      else if (child.name === "VariableName" && node.name !== "KeywordPattern")
        (reading && at === 0 ? reads : captures).push(this.#read.name(child));
    });
  }

  #function(span: Span, all: readonly Cst[], decorators: readonly Expression[]): FunctionDefinition {
    const returns = all.find(({ name }) => name === "TypeDef");
    const body = this.#block(named(all, "Body"));
    return {
      kind: "function",
      start: span.start,
      end: body.end,
      name: this.#read.name(named(all, "VariableName")),
      parameters: this.#read.parameters(named(all, "ParamList")),
      returns: returns ? this.#read.typeDef(returns) : null,
      decorators,
      body,
      async: all[0]?.name === "async",
    };
  }

  #decorator(node: Cst): Expression {
    const [, first, ...rest] = parts(node);
    let expression: Expression = this.#read.name(required(first));
    for (const each of rest) {
      if (each.name === "VariableName")
        expression = {
          kind: "attribute",
          start: expression.start,
          end: each.to,
          object: expression,
          name: this.#read.textOf(each),
        };
      else if (each.name === "ArgList")
        expression = {
          kind: "call",
          start: expression.start,
          end: each.to,
          callee: expression,
          args: this.#read.args(each),
        };
    }
    return expression;
  }

  /** The block after the first keyword of that name. */
  #blockAfter(all: readonly Cst[], keyword: string): Block {
    return this.#optionalBlock(all, keyword) ?? missing();
  }

  #optionalBlock(all: readonly Cst[], keyword: string): Block | null {
    const at = all.findIndex(({ name }) => name === keyword);
    const body = at < 0 ? undefined : all.find(({ name }, index) => index > at && name === "Body");
    return body ? this.#block(body) : null;
  }

  #block(node: Cst): Block {
    const [colon, ...rest] = parts(node);
    const statements = rest.flatMap((each) => this.statements(each));
    const opening = required(colon).to;
    const start = statements[0]?.start ?? missing();
    return {
      kind: "block",
      start,
      end: statements.at(-1)?.end ?? start,
      statements,
      inline: !this.#text.slice(opening, start).includes("\n"),
      opening,
    };
  }

  /** A compound statement ends where its last block does, not after the line break that the parser counts to it. */
  #closed<S extends Statement>(statement: S): S {
    const ends = Object.values(statement).flatMap((field: unknown) => [field].flat().map(endOf));
    return { ...statement, end: Math.max(...ends) };
  }
}

function endOf(field: unknown): number {
  return typeof field === "object" && field !== null && "end" in field && typeof field.end === "number"
    ? field.end
    : 0;
}
