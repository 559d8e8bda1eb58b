import traverse, { type NodePath } from "@babel/traverse";
import type * as t from "@babel/types";
import {
  assemble,
  type Baseline,
  baselineCode,
  type Code,
  regionOf,
  type Span,
} from "../../../engine/domain/candidate.ts";
import type { ScanFindings } from "../language.ts";
import { parseFile } from "./parse.ts";
import { pathOf, stringOf } from "./scanPaths.ts";
import {
  type Finding,
  moduleFinding,
  pathFinding,
  propertyFinding,
  rejected,
  remarked,
} from "./scanRules.ts";
import { stateFindings } from "./scanState.ts";

/** What the code of a candidate does that the baseline's does not, of all that only cheats and accidents need. */
export function scan(baseline: Baseline, code: Code): ScanFindings {
  const before = findings(baseline, baselineCode(baseline));
  const after = findings(baseline, code);
  if (after === null) {
    const why = "declares a name twice, so what it does cannot be told from its text";
    return before === null
      ? { rejected: null, remarks: [`The file of the candidate ${why}.`] }
      : { rejected: `The candidate ${why}.`, remarks: [] };
  }
  const known = new Set(before?.map(({ key }) => key));
  const added = after.filter(({ key }) => !known.has(key));
  const unique = [...new Map(added.map((finding) => [finding.key, finding])).values()];
  const worst = unique.find(({ rejects }) => rejects);
  return {
    rejected: worst === undefined ? null : sentence(worst),
    remarks: unique.filter(({ rejects }) => !rejects).map(sentence),
  };
}

function sentence({ what }: Finding): string {
  return `The candidate ${what}.`;
}

/** Null when names cannot be resolved. */
function findings(baseline: Baseline, code: Code): readonly Finding[] | null {
  const region = regionOf(baseline, code);
  const helpers = {
    start: baseline.helperOffset,
    end: baseline.helperOffset + (region.start - baseline.region.start),
  };
  const file = parseFile(assemble(baseline, code), baseline.file);
  const found: Finding[] = [];
  const visit = (path: NodePath): void => {
    const { start, end } = path.node;
    if (start == null || end == null || !isOwn({ start, end }, region, helpers)) return;
    found.push(...findingsAt(path), ...stateFindings(path, { region, helpers }));
  };
  try {
    traverse(file, { enter: visit });
  } catch (error) {
    // Scope analysis throws a TypeError for a name declared twice.
    if (error instanceof TypeError) return null;
    throw error;
  }
  return found;
}

function isOwn(node: Span, ...spans: readonly Span[]): boolean {
  return spans.some(({ start, end }) => start <= node.start && node.end <= end && start < end);
}

const longLiteral = 1024;
const madeUp = "runs code that is made up while it runs";

function findingsAt(path: NodePath): readonly Finding[] {
  const { node } = path;
  switch (node.type) {
    case "ImportDeclaration":
      return node.importKind === "type" ? [] : present(moduleFinding(node.source.value));
    case "ImportExpression":
      return loaded(node.source);
    case "CallExpression":
    case "OptionalCallExpression":
    case "NewExpression":
      return callFindings(path, node);
    case "MemberExpression":
    case "OptionalMemberExpression":
      return memberFindings(path, node);
    case "Identifier":
      return path.isReferencedIdentifier() && !isMember(path) && !isType(path)
        ? nameFindings(path, node)
        : [];
    case "StringLiteral":
    case "TemplateElement": {
      const text = node.type === "StringLiteral" ? node.value : node.value.raw;
      return /^evolvent\b/.test(text)
        ? [rejected("evolvent", "reaches for what belongs to its checker", text)]
        : [];
    }
    case "DebuggerStatement":
      return [rejected("debugger", "stops its process", "debugger")];
    case "ArrayExpression":
    case "ObjectExpression":
      return longLiteralFindings(path);
    default:
      return [];
  }
}

function present(finding: Finding | null): readonly Finding[] {
  return finding === null ? [] : [finding];
}

/** A module that is loaded by a call. */
function loaded(source: t.Node | undefined): readonly Finding[] {
  const specifier = stringOf(source);
  return specifier === null
    ? [rejected("dynamic import", "loads modules by names that it puts together", "import")]
    : present(moduleFinding(specifier));
}

function callFindings(
  path: NodePath,
  node: t.CallExpression | t.OptionalCallExpression | t.NewExpression,
): readonly Finding[] {
  const { callee } = node;
  if (callee.type === "Import") return loaded(node.arguments[0]);
  const name = pathOf(callee, path.scope);
  if (name === "require" || name === "process.getBuiltinModule") return loaded(node.arguments[0]);
  if (name === "setTimeout" || name === "setInterval") {
    if (stringOf(node.arguments[0]) !== null) return [rejected(madeUp, madeUp, name)];
  }
  if (name === "Date" || (name === "Date.constructor" && node.type === "NewExpression")) {
    if (node.arguments.length === 0) return [remarked("uses a clock", "uses a clock (Date)")];
  }
  const property = callee.type.endsWith("MemberExpression") ? propertyOf(callee) : null;
  // Any function leads to the constructor of functions, which compiles text.
  if (property === "constructor" && node.type !== "NewExpression") {
    return [rejected(madeUp, madeUp, "constructor")];
  }
  return [];
}

function memberFindings(
  path: NodePath,
  node: t.MemberExpression | t.OptionalMemberExpression,
): readonly Finding[] {
  const property = propertyOf(node);
  const found = [...present(property === null ? null : propertyFinding(property))];
  if (property === "constructor" && propertyOf(node.object) === "constructor") {
    found.push(rejected(madeUp, madeUp, "constructor"));
  }
  const object = pathOf(node.object, path.scope);
  if (property === null && object !== null && /^(?:process|globalThis|global|self|window)$/.test(object)) {
    found.push(rejected(`${object}[]`, `uses parts of ${object} by names that it puts together`, object));
  }
  // Of a.b.c, only the whole is looked at, as it says most.
  if (!isMember(path)) {
    const name = pathOf(node, path.scope);
    if (name !== null && name !== "process.getBuiltinModule") found.push(...present(pathFinding(name)));
  }
  return found;
}

/** A global by its bare name. */
function nameFindings(path: NodePath, node: t.Identifier): readonly Finding[] {
  const name = pathOf(node, path.scope);
  const { parent } = path;
  if (name === null || (parent.type === "UnaryExpression" && parent.operator === "typeof")) return [];
  if (name === "Function") {
    const isAsked = parent.type === "BinaryExpression" && parent.operator === "instanceof";
    return isAsked ? [] : [rejected(madeUp, madeUp, name)];
  }
  if (/^(?:globalThis|global|self|window)$/.test(name)) {
    return [rejected(name, "hands on the global object, where it cannot be told what is done with it", name)];
  }
  if (name === "require" && parent.type !== "CallExpression") {
    return [rejected("dynamic import", "loads modules by names that it puts together", name)];
  }
  return present(pathFinding(name));
}

/** The object of a member expression: what it is part of says more. */
function isMember({ node, parent }: NodePath): boolean {
  return (
    (parent.type === "MemberExpression" || parent.type === "OptionalMemberExpression") &&
    parent.object === node &&
    propertyOf(parent) !== null
  );
}

function isType({ parent }: NodePath): boolean {
  return (
    parent.type.startsWith("TS") &&
    !/^TS(?:As|Satisfies|NonNull|TypeAssertion|Instantiation)/.test(parent.type)
  );
}

function propertyOf(node: t.Node): string | null {
  if (node.type !== "MemberExpression" && node.type !== "OptionalMemberExpression") return null;
  if (node.computed) return stringOf(node.property);
  return node.property.type === "Identifier" ? node.property.name : null;
}

function longLiteralFindings({ node, parentPath }: NodePath): readonly Finding[] {
  const length = (node.end ?? 0) - (node.start ?? 0);
  const isWithinAnother =
    parentPath?.findParent(({ type }) => /^(?:Array|Object)Expression$/.test(type)) != null;
  if (length <= longLiteral || isWithinAnother || !isConstant(node)) return [];
  return [remarked("long literal", `holds a literal of ${length} characters`)];
}

/** Made of nothing but literals. */
function isConstant(node: t.Node): boolean {
  switch (node.type) {
    case "ArrayExpression":
      return node.elements.every((element) => element === null || isConstant(element));
    case "ObjectExpression":
      return node.properties.every(
        (property) => property.type === "ObjectProperty" && isConstant(property.value),
      );
    case "UnaryExpression":
      return isConstant(node.argument);
    case "TemplateLiteral":
      return node.expressions.length === 0;
    default:
      return node.type.endsWith("Literal");
  }
}
