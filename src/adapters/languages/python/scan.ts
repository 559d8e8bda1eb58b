import type { SyntaxNode } from "@lezer/common";
import {
  assemble,
  type Baseline,
  baselineCode,
  type Code,
  regionOf,
  type Span,
} from "../../../engine/domain/candidate.ts";
import { parsePython } from "../../../engine/rewrite/python/grammar.ts";
import type { ScanFindings } from "../language.ts";
import { importsOf } from "./imports.ts";
import { childrenOf } from "./parse.ts";
import { attributeFinding, type Finding, nameFinding, pathFinding } from "./scanRules.ts";
import { stateFindings } from "./scanState.ts";

/** What the code of a candidate does that the baseline's does not, of all that only cheats and accidents need. */
export function scan(baseline: Baseline, code: Code): ScanFindings {
  const before = new Set(findings(baseline, baselineCode(baseline)).map(({ key }) => key));
  const added = findings(baseline, code).filter(({ key }) => !before.has(key));
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

function findings(baseline: Baseline, code: Code): readonly Finding[] {
  const text = assemble(baseline, code);
  const region = regionOf(baseline, code);
  const helpers = {
    start: baseline.helperOffset,
    end: baseline.helperOffset + (region.start - baseline.region.start),
  };
  const { tree } = parsePython(text);
  const scanner = new Scanner(text, importedNames(tree.topNode, text), definedNames(tree.topNode, text));
  const own = (node: SyntaxNode): boolean => isInside(node, region) || isInside(node, helpers);
  const visit = (node: SyntaxNode): void => {
    if (own(node)) scanner.visit(node);
    else for (const child of childrenOf(node)) visit(child);
  };
  visit(tree.topNode);
  return [...scanner.found, ...stateFindings(tree.topNode, text, { region, helpers })];
}

function isInside({ from, to }: SyntaxNode, { start, end }: Span): boolean {
  // The node of a statement ends behind its line break.
  return start <= from && from < end && to <= end + 2;
}

/** What imports anywhere in a text bind names to. */
function importedNames(top: SyntaxNode, text: string): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const visit = (node: SyntaxNode): void => {
    if (node.name === "ImportStatement") {
      for (const { name, path } of importsOf(text.slice(node.from, node.to))) names.set(name, path);
    } else for (const child of childrenOf(node)) visit(child);
  };
  visit(top);
  return names;
}

/** Names that definitions, assignments and parameters bind anywhere in a text. */
function definedNames(top: SyntaxNode, text: string): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: SyntaxNode): void => {
    const defines = /^(?:FunctionDefinition|ClassDefinition|ParamList)$/.test(node.name);
    const assigned = /^(?:AssignStatement|ForStatement|NamedExpression)$/.test(node.name);
    for (const child of childrenOf(node)) {
      if ((assigned && /^(?:AssignOp|in)$/.test(child.name)) || child.name === "Body") break;
      if ((defines || assigned) && child.name === "VariableName") names.add(text.slice(child.from, child.to));
    }
    for (const child of childrenOf(node)) visit(child);
  };
  visit(top);
  return names;
}

/** Looks at every name, attribute, import and string of some code. */
class Scanner {
  readonly found: Finding[] = [];
  readonly #text: string;
  readonly #imported: ReadonlyMap<string, string>;
  readonly #defined: ReadonlySet<string>;

  constructor(text: string, imported: ReadonlyMap<string, string>, defined: ReadonlySet<string>) {
    this.#text = text;
    this.#imported = imported;
    this.#defined = defined;
  }

  visit(node: SyntaxNode): void {
    switch (node.name) {
      case "ImportStatement":
        for (const { path } of importsOf(this.#slice(node))) this.#add(pathFinding(path));
        return;
      case "VariableName":
        this.#name(this.#slice(node));
        return;
      case "MemberExpression":
        this.#member(node);
        return;
      case "CallExpression":
        this.#call(node);
        break;
      case "AssignStatement":
      case "UpdateStatement":
      case "DeleteStatement":
        this.#assignment(node);
        break;
      case "String":
      case "FormatString":
        this.#string(node);
        break;
      case "FunctionDefinition": {
        const name = node.getChild("VariableName");
        if (name !== null && this.#slice(name) === "__del__") {
          this.#add({ key: "__del__", rejects: true, what: "runs code when an object goes away (__del__)" });
        }
      }
    }
    for (const child of childrenOf(node)) this.visit(child);
  }

  #slice({ from, to }: { readonly from: number; readonly to: number }): string {
    return this.#text.slice(from, to);
  }

  #add(finding: Finding | null): void {
    if (finding !== null) this.found.push(finding);
  }

  #name(name: string): void {
    const path = this.#imported.get(name);
    if (path !== undefined) this.#add(pathFinding(path));
    else if (!this.#defined.has(name)) this.#add(nameFinding(name));
  }

  /** `a.b.c`, by what `a` was imported as; a subscript has no name. */
  #member(node: SyntaxNode): void {
    const path = this.#pathOf(node);
    if (path !== null) {
      const finding = pathFinding(path);
      if (finding !== null) {
        this.found.push(finding);
        return;
      }
    }
    for (const child of childrenOf(node)) {
      if (child.name === "PropertyName") this.#add(attributeFinding(this.#slice(child)));
      else this.visit(child);
    }
  }

  #pathOf(node: SyntaxNode): string | null {
    if (node.name === "VariableName") return this.#imported.get(this.#slice(node)) ?? null;
    if (node.name !== "MemberExpression") return null;
    const object = node.firstChild;
    const property = node.getChild("PropertyName");
    const path = object === null || property === null ? null : this.#pathOf(object);
    return path === null || property === null ? null : `${path}.${this.#slice(property)}`;
  }

  /** Attributes by names that are put together while the code runs could be any. */
  #call(node: SyntaxNode): void {
    const callee = node.firstChild;
    const name = callee?.name === "VariableName" ? this.#slice(callee) : "";
    if (!/^(?:getattr|setattr|delattr|hasattr)$/.test(name)) return;
    const [, second] = childrenOf(node.getChild("ArgList") ?? node).filter(
      (child) => !/^[(),]$|^Comment$/.test(child.name),
    );
    if (second !== undefined && second.name !== "String") {
      this.#add({
        key: "dynamic attribute",
        rejects: true,
        what: `uses attributes by names that it puts together (${name})`,
      });
    }
  }

  /** Changing what others use: an attribute of an imported module or class. */
  #assignment(node: SyntaxNode): void {
    for (const child of childrenOf(node)) {
      if (child.name === "AssignOp" || child.name === "UpdateOp") return;
      const path = child.name === "MemberExpression" ? this.#pathOf(child) : null;
      if (path !== null) {
        this.#add({ key: `changes ${path}`, rejects: true, what: `changes ${path}, which others use` });
      }
    }
  }

  #string(node: SyntaxNode): void {
    const [, name] = /^(["'])(\w+)\1$/.exec(this.#slice(node))?.slice(1) ?? [];
    if (name !== undefined) this.#add(attributeFinding(name));
  }
}
