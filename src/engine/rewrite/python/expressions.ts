import type { Span } from "../../domain/candidate.ts";
import { type Cst, missing, parts, required, split, Unknown } from "./cst.ts";
import type { Argument, Clause, Expression, Name, Parameter } from "./syntax.ts";

/** Turns concrete expressions into the nodes of syntax.ts; throws Unknown for what it does not know. */
export class ExpressionReader {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  list(group: readonly Cst[]): Expression {
    const items = this.items(group);
    const [only] = items;
    if (only && items.length === 1 && !group.some(({ name }) => name === ",") && only.kind !== "starred")
      return only;
    return {
      kind: "tuple",
      start: required(group[0]).from,
      end: required(group.at(-1)).to,
      elements: items,
    };
  }

  /** The expressions of a list with commas and stars. */
  items(group: readonly Cst[]): readonly Expression[] {
    return split(group, ({ name }) => name === ",").flatMap((item): readonly Expression[] => {
      const [first, second] = item;
      if (!first) return [];
      if (first.name === "*" && second)
        return [{ kind: "starred", start: first.from, end: second.to, value: this.expression(second) }];
      return [this.expression(first)];
    });
  }

  expression(node: Cst): Expression {
    const all = parts(node);
    const [first, second, third] = all;
    const span = this.span(node);
    switch (node.name) {
      case "VariableName":
        return this.name(node);
      case "Number":
        return { kind: "number", ...span, text: this.textOf(node) };
      case "None":
        return { kind: "constant", ...span, value: "None" };
      case "Boolean":
        return { kind: "constant", ...span, value: this.textOf(node) === "True" ? "True" : "False" };
      case "Ellipsis":
        return { kind: "constant", ...span, value: "..." };
      case "String":
      case "FormatString":
      case "ContinuedString":
        return this.#string(node);
      case "ParenthesizedExpression": {
        const inner = required(second);
        const value = inner.name === "YieldExpression" ? this.yield(inner) : this.expression(inner);
        return { ...value, ...span, parenthesized: true };
      }
      case "TupleExpression":
        return {
          kind: "tuple",
          ...span,
          elements: this.items(all.slice(1, -1)),
          parenthesized: true,
        };
      case "ArrayExpression":
        return { kind: "list", ...span, elements: this.items(all.slice(1, -1)) };
      case "SetExpression":
        return { kind: "set", ...span, elements: this.items(all.slice(1, -1)) };
      case "DictionaryExpression":
        return this.#dict(span, all.slice(1, -1));
      case "ComprehensionExpression":
        return { ...this.#comprehension(span, "generator", all.slice(1, -1)), parenthesized: true };
      case "ArrayComprehensionExpression":
        return this.#comprehension(span, "list", all.slice(1, -1));
      case "SetComprehensionExpression":
        return this.#comprehension(span, "set", all.slice(1, -1));
      case "DictionaryComprehensionExpression":
        return this.#comprehension(span, "dict", all.slice(1, -1));
      case "CallExpression":
        return {
          kind: "call",
          ...span,
          callee: this.expression(required(first)),
          args: this.args(required(second)),
        };
      case "MemberExpression":
        // `5.` is a gap of the grammar.
        if (first?.name === "Number" && !third) return { kind: "number", ...span, text: this.textOf(node) };
        if (second?.name === ".")
          return {
            kind: "attribute",
            ...span,
            object: this.expression(required(first)),
            name: this.textOf(required(third)),
          };
        return {
          kind: "subscript",
          ...span,
          object: this.expression(required(first)),
          index: this.#index(all.slice(2, -1)),
        };
      case "UnaryExpression":
        return first?.name === "not" ? this.#logic(node) : this.#sign(span, all);
      case "BinaryExpression":
        if (second?.name === "and" || second?.name === "or") return this.#logic(node);
        return second?.name === "ArithOp" || second?.name === "BitOp"
          ? {
              kind: "binary",
              ...span,
              operator: this.textOf(second),
              left: this.expression(required(first)),
              right: this.expression(required(third)),
            }
          : this.#comparison(span, all);
      case "ConditionalExpression":
        return {
          kind: "conditional",
          ...span,
          whenTrue: this.expression(required(first)),
          test: this.expression(required(third)),
          whenFalse: this.expression(required(all[4])),
        };
      case "LambdaExpression":
        return {
          kind: "lambda",
          ...span,
          parameters: all.filter(({ name }) => name === "ParamList").flatMap((list) => this.parameters(list)),
          body: this.expression(required(all.at(-1))),
        };
      case "NamedExpression":
        return {
          kind: "named",
          ...span,
          target: this.name(required(first)),
          value: this.expression(required(third)),
        };
      case "AwaitExpression":
        return { kind: "await", ...span, value: this.expression(required(second)) };
      case "YieldExpression":
        return this.yield(node);
      default:
        throw new Unknown(node.name);
    }
  }

  args(list: Cst): readonly Argument[] {
    return split(parts(list).slice(1, -1), ({ name }) => name === ",").flatMap(
      (group): readonly Argument[] => {
        const [first, second, third] = group;
        if (!first) return [];
        const span = { start: first.from, end: required(group.at(-1)).to };
        if (first.name === "*" || first.name === "**")
          return [
            {
              kind: "argument",
              ...span,
              keyword: null,
              star: first.name,
              value: this.expression(required(second)),
            } as const,
          ];
        if (second?.name === "AssignOp") {
          const value = this.expression(required(third));
          if (group.length > 3) throw new Unknown("argument");
          if (this.textOf(second) === "=")
            return [{ kind: "argument", ...span, keyword: this.textOf(first), star: "", value } as const];
          const named = { kind: "named", ...span, target: this.name(first), value } as const;
          return [{ kind: "argument", ...span, keyword: null, star: "", value: named } as const];
        }
        const value =
          group.length > 1 ? this.#comprehension(span, "generator", group) : this.expression(first);
        return [{ kind: "argument", ...span, keyword: null, star: "", value } as const];
      },
    );
  }

  parameters(list: Cst): readonly Parameter[] {
    return split(
      parts(list).filter(({ name }) => name !== "(" && name !== ")"),
      ({ name }) => name === ",",
    ).flatMap((group): readonly Parameter[] => {
      const name = group.find((each) => each.name === "VariableName");
      if (!name) return [];
      const star = group[0]?.name === "*" ? "*" : group[0]?.name === "**" ? "**" : "";
      const annotation = group.find((each) => each.name === "TypeDef");
      const at = group.findIndex((each) => each.name === "AssignOp");
      const initial = at < 0 ? undefined : group[at + 1];
      return [
        {
          kind: "parameter",
          start: required(group[0]).from,
          end: required(group.at(-1)).to,
          name: this.name(name),
          star,
          annotation: annotation ? this.typeDef(annotation) : null,
          initial: initial ? this.expression(initial) : null,
        },
      ];
    });
  }

  typeDef(node: Cst): Expression {
    return this.expression(required(parts(node).at(-1)));
  }

  yield(node: Cst): Expression {
    const rest = parts(node).slice(1);
    const values = rest.filter(({ name }) => name !== "from");
    const span = this.span(node);
    return { kind: "yield", ...span, value: values.length > 0 ? this.list(values) : null };
  }

  name(node: Cst): Name {
    return { kind: "name", start: node.from, end: node.to, id: this.textOf(node) };
  }

  namesIn(node: Cst): readonly Name[] {
    const names: Name[] = [];
    node.cursor().iterate((each) => {
      if (each.name === "VariableName") names.push(this.name(each.node));
    });
    return names;
  }

  textOf(node: Cst): string {
    return this.#text.slice(node.from, node.to);
  }

  span(node: Cst): Span {
    return { start: node.from, end: node.to };
  }

  #sign(span: Span, [sign, operand]: readonly Cst[]): Expression {
    const operator = this.textOf(required(sign));
    if (operator !== "-" && operator !== "+" && operator !== "~") throw new Unknown(operator);
    return { kind: "unary", ...span, operator, operand: this.expression(required(operand)) };
  }

  /** The parser lets `not` reach over `and` and `or`; this reads the same operands by Python's precedence. */
  #logic(node: Cst): Expression {
    const items: (Cst | "not" | "and" | "or")[] = [];
    const starts: number[] = [];
    const flatten = (each: Cst): void => {
      const [first, second, third] = parts(each);
      if (each.name === "UnaryExpression" && first?.name === "not") {
        items.push("not");
        starts.push(first.from);
        flatten(required(second));
      } else if (each.name === "BinaryExpression" && (second?.name === "and" || second?.name === "or")) {
        flatten(required(first));
        items.push(second.name);
        starts.push(second.from);
        flatten(required(third));
      } else {
        items.push(each);
        starts.push(each.from);
      }
    };
    flatten(node);
    let at = 0;
    const negation = (): Expression => {
      const item = items[at];
      const start = starts[at] ?? 0;
      at += 1;
      if (item === "not") {
        const operand = negation();
        return { kind: "unary", start, end: operand.end, operator: "not", operand };
      }
      return typeof item === "object" ? this.expression(item) : missing();
    };
    const joined = (operator: "and" | "or", next: () => Expression): Expression => {
      let left = next();
      while (items[at] === operator) {
        at += 1;
        const right = next();
        left = { kind: "logical", start: left.start, end: right.end, operator, left, right };
      }
      return left;
    };
    return joined("or", () => joined("and", negation));
  }

  #comparison(span: Span, all: readonly Cst[]): Expression {
    const left = this.expression(required(all[0]));
    const right = this.expression(required(all.at(-1)));
    const operator = all
      .slice(1, -1)
      .map((each) => this.textOf(each))
      .join(" ");
    if (operator === "<>") throw new Unknown(operator);
    // `a < b < c` is one comparison; the parser nests it to the left.
    if (left.kind === "comparison" && !left.parenthesized)
      return {
        ...left,
        ...span,
        operands: [...left.operands, right],
        operators: [...left.operators, operator],
      };
    return { kind: "comparison", ...span, operands: [left, right], operators: [operator] };
  }

  #string(node: Cst): Expression {
    const span = this.span(node);
    const literals = node.name === "ContinuedString" ? parts(node) : [node];
    const formats = literals.filter(({ name }) => name === "FormatString");
    if (formats.length === 0) {
      const text = this.textOf(node);
      const plain = /^([uU]?)(["'])([^"'\\]*)\2$/.exec(text);
      return {
        kind: "string",
        ...span,
        bytes: /^[rR]?[bB]/.test(text),
        value: plain && literals.length === 1 ? (plain[3] ?? null) : null,
      };
    }
    const values: Expression[] = [];
    let selfDocumenting = false;
    const visit = (each: Cst): void => {
      for (const child of parts(each)) {
        if (child.name === "FormatSelfDoc") selfDocumenting = true;
        else if (child.name === "FormatReplacement" || child.name === "FormatSpec") visit(child);
        else if (each.name === "FormatReplacement" && !/^([{},*]|FormatConversion)$/.test(child.name))
          values.push(this.expression(child));
      }
    };
    formats.forEach(visit);
    return { kind: "format", ...span, values, selfDocumenting };
  }

  #dict(span: Span, inner: readonly Cst[]): Expression {
    const entries = split(inner, ({ name }) => name === ",").flatMap((group) => {
      const [first, second, third] = group;
      if (!first) return [];
      const key = first.name === "**" ? null : this.expression(first);
      const value = this.expression(required(key ? third : second));
      return [{ kind: "entry", start: first.from, end: value.end, key, value } as const];
    });
    return { kind: "dict", ...span, entries };
  }

  #comprehension(span: Span, form: "list" | "set" | "dict" | "generator", inner: readonly Cst[]): Expression {
    const at = inner.findIndex(({ name }) => name === "for" || name === "async");
    const head = inner.slice(0, at);
    const colon = head.findIndex(({ name }) => name === ":");
    if (head[0]?.name === "*" || head[0]?.name === "**") throw new Unknown("unpacking");
    return {
      kind: "comprehension",
      ...span,
      form,
      element: this.expression(required(head[0])),
      value: colon > 0 ? this.expression(required(head[colon + 1])) : null,
      clauses: this.#clauses(inner.slice(at)),
    };
  }

  #clauses(tail: readonly Cst[]): readonly Clause[] {
    const clauses: Clause[] = [];
    let at = 0;
    while (at < tail.length) {
      const start = required(tail[at]);
      const asynchronous = start.name === "async";
      if (asynchronous) at += 1;
      const middle = tail.findIndex(({ name }, index) => index > at && name === "in");
      const target = this.list(tail.slice(at + 1, middle));
      const iterable = this.expression(required(tail[middle + 1]));
      const conditions: Expression[] = [];
      at = middle + 2;
      while (tail[at]?.name === "if") {
        conditions.push(this.expression(required(tail[at + 1])));
        at += 2;
      }
      const end = conditions.at(-1)?.end ?? iterable.end;
      clauses.push({
        kind: "clause",
        start: start.from,
        end,
        target,
        iterable,
        conditions,
        async: asynchronous,
      });
    }
    return clauses;
  }

  #index(inner: readonly Cst[]): Expression {
    const items = split(inner, ({ name }) => name === ",").flatMap((group): readonly Expression[] => {
      const [first] = group;
      if (!first) return [];
      if (!group.some(({ name }) => name === ":")) return this.items(group);
      const [lower, upper, step] = split(group, ({ name }) => name === ":").map(([each]) =>
        each ? this.expression(each) : null,
      );
      return [
        {
          kind: "slice",
          start: first.from,
          end: required(group.at(-1)).to,
          lower: lower ?? null,
          upper: upper ?? null,
          step: step ?? null,
        },
      ];
    });
    const [only] = items;
    if (only && items.length === 1 && !inner.some(({ name }) => name === ",")) return only;
    return {
      kind: "tuple",
      start: required(inner[0]).from,
      end: required(inner.at(-1)).to,
      elements: items,
    };
  }
}
