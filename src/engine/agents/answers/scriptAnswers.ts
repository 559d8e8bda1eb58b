import { type Node, VISITOR_KEYS } from "@babel/types";
import type { Baseline, Code, Span } from "../../domain/candidate.ts";
import { fingerprint } from "../../rewrite/normalize.ts";
import { isTypeScript, parseSource, SourceSyntaxError } from "../../rewrite/parse.ts";
import {
  type AnswerLanguage,
  type Declared,
  namesakes,
  type Reading,
  type TargetPlace,
  unreadable,
} from "./answerLanguage.ts";
import { signatureChange } from "./scriptSignature.ts";

/** What a text is put into so that it parses by itself. */
interface Frame {
  readonly before: string;
  readonly after: string;
}

/** JavaScript and TypeScript. */
export function scriptAnswers(place: TargetPlace): AnswerLanguage {
  const { baseline } = place;
  const typescript = isTypeScript(baseline.file);
  return {
    name: place.name,
    fences: typescript
      ? ["ts", "typescript", "tsx", "mts", "cts", "js", "javascript", "jsx"]
      : ["js", "javascript", "jsx", "mjs", "cjs"],
    recognizes: true,
    read: (text) => read(text, place),
    problem: (code) => place.problem(code) ?? signatureChange(baseline, code),
    fingerprint: (code: Code) => fingerprint(baseline, code),
  };
}

function read(text: string, place: TargetPlace): Reading {
  const { baseline } = place;
  let best: Reading | null = null;
  for (const frame of framesOf(text, baseline)) {
    const reading = readFramed(text, frame, place);
    if (reading.targets.length > 0) return reading;
    if (best === null || (best.problem !== null && reading.problem === null)) best = reading;
  }
  return best ?? unreadable("It is empty.");
}

/** A whole text first; then a method, a property, or a function without a name, each by itself. */
function framesOf(text: string, { symbol }: Baseline): readonly Frame[] {
  const path = symbol.split(".").filter((name) => /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name));
  const owner = path.at(-2) ?? "Owner";
  const isNamed = /^\s*(?:async\s+)?function\s*\*?\s*[\p{ID_Start}$_]/u.test(text);
  return [
    { before: "", after: "" },
    { before: `class ${owner} extends Object {\n`, after: "\n}" },
    { before: `const ${owner} = {\n`, after: "\n};" },
    // A function that has a name has another one than the target, or it would have been found.
    ...(isNamed ? [] : [{ before: `const ${path.at(-1) ?? "own"} = (\n`, after: "\n);" }]),
  ];
}

function readFramed(text: string, { before, after }: Frame, place: TargetPlace): Reading {
  const framed = before + text + after;
  let body: readonly Node[];
  try {
    body = parseSource(framed, place.baseline.file).program.body;
  } catch (error) {
    if (error instanceof SourceSyntaxError)
      return unreadable(`It does not parse: ${sentence(error, before)}.`);
    throw error;
  }
  const inside = (span: Span): boolean =>
    span.start >= before.length && span.end <= before.length + text.length;
  const own = (span: Span): Span => ({ start: span.start - before.length, end: span.end - before.length });
  const found = namesakes(place.targets(framed), place.baseline.symbol).filter(inside);
  const outline = new Outline(found[0] ?? null);
  for (const statement of body) outline.visit(statement);
  return {
    problem: null,
    targets: found.map(own),
    others: outline.others
      .filter(({ span }) => inside(span))
      .map((each) => ({ ...each, span: own(each.span) })),
    literals: multilineLiterals(body, framed).map(own),
  };
}

function sentence({ message, line }: SourceSyntaxError, before: string): string {
  return `${message.replace(/\s+/g, " ").replaceAll(". ", "; ")} (line ${line - (before.split("\n").length - 1)})`;
}

/** What stands beside the target, at the top and in everything that holds it. */
class Outline {
  readonly others: Declared[] = [];
  readonly #target: Span | null;

  constructor(target: Span | null) {
    this.#target = target;
  }

  visit(statement: Node): void {
    const span = spanOf(statement);
    if (this.#holdsTarget(span)) {
      this.#descend(statement);
      return;
    }
    const declaration = declarationOf(statement);
    if (statement.type === "ImportDeclaration" || statement.type === "TSImportEqualsDeclaration")
      this.others.push({ kind: "import", names: boundNames(statement), span });
    else if (declaration !== null)
      this.others.push({ kind: "declaration", names: boundNames(declaration), span: spanOf(declaration) });
    else if (statement.type !== "EmptyStatement") this.others.push({ kind: "statement", names: [], span });
  }

  #holdsTarget(span: Span): boolean {
    return this.#target !== null && span.start <= this.#target.start && this.#target.end <= span.end;
  }

  #descend(node: Node): void {
    let current: Node | undefined = node;
    while (current !== undefined && !isSame(spanOf(current), this.#target)) {
      const children: readonly Node[] = childrenOf(current);
      const next: Node | undefined = children.find((child) => this.#holdsTarget(spanOf(child)));
      if (next !== undefined && holders.has(current.type)) {
        for (const child of children) {
          if (child !== next) this.others.push({ kind: "member", names: [], span: spanOf(child) });
        }
      }
      current = next;
    }
  }
}

/** Nodes whose children stand beside each other as equals. */
const holders: ReadonlySet<string> = new Set([
  "ClassBody",
  "ObjectExpression",
  "BlockStatement",
  "VariableDeclaration",
]);

/** The declaration of a statement, without `export`; null for one that only does something. */
function declarationOf(statement: Node): Node | null {
  if (statement.type === "ExportNamedDeclaration") return statement.declaration ?? null;
  return /^(?:FunctionDeclaration|ClassDeclaration|VariableDeclaration|TSInterfaceDeclaration|TSTypeAliasDeclaration|TSEnumDeclaration|TSDeclareFunction)$/.test(
    statement.type,
  )
    ? statement
    : null;
}

/** Names that a declaration or an import gives a meaning to. */
function boundNames(node: Node): readonly string[] {
  if (node.type === "VariableDeclaration") return node.declarations.flatMap(({ id }) => patternNames(id));
  if (node.type === "ImportDeclaration") return node.specifiers.map(({ local }) => local.name);
  return "id" in node && node.id?.type === "Identifier" ? [node.id.name] : [];
}

function patternNames(pattern: Node): readonly string[] {
  const names: string[] = [];
  const open: Node[] = [pattern];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.type === "Identifier") names.push(node.name);
    else if (node.type === "ObjectProperty") open.push(node.value);
    else if (node.type === "AssignmentPattern") open.push(node.left);
    else open.push(...childrenOf(node));
  }
  return names;
}

function multilineLiterals(body: readonly Node[], text: string): readonly Span[] {
  const literals: Span[] = [];
  const open = [...body];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.type === "TemplateElement" || node.type === "StringLiteral" || node.type === "JSXText") {
      const span = spanOf(node);
      if (text.slice(span.start, span.end).includes("\n")) literals.push(span);
    }
    open.push(...childrenOf(node));
  }
  return literals;
}

function childrenOf(node: Node): readonly Node[] {
  return (VISITOR_KEYS[node.type] ?? []).flatMap((key) => {
    const value: unknown = Reflect.get(node, key);
    return (Array.isArray(value) ? value : [value]).filter(isNode);
  });
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

function spanOf({ start, end }: Node): Span {
  return { start: start ?? 0, end: end ?? 0 };
}

function isSame(span: Span, other: Span | null): boolean {
  return span.start === other?.start && span.end === other.end;
}
