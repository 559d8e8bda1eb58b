import type { NodePath } from "@babel/traverse";
import { forEachLines, joinWords } from "../emit.ts";
import { isPure } from "../knowledge.ts";
import { planLookup } from "../lookup.ts";
import { freshName, type Program } from "../program.ts";
import type { Edit, Rewrite, RewriteRule } from "../rule.ts";
import { isDead } from "../scans.ts";
import { anchorOf, childOf, declaration, insertBefore, replace, spanOf, textOf } from "../source.ts";
import { isInside, subjectOf } from "../subject.ts";
import { arrayScan, lengthOwner, type Scan } from "../walks.ts";
import { groupLines } from "./key-map.ts";

/**
 * A loop inside a loop that does something only for elements with a given key is a join by nested scans. The inner
 * loop runs over the group of elements with that key instead; its test stays, so what it does is the same.
 */
export const scanJoin: RewriteRule = {
  id: "scan-join",
  title: "loop over the matching group only",
  find(program) {
    const rewrites: Rewrite[] = [];
    program.target.traverse({
      Loop(path) {
        const scan = arrayScan(path);
        const rewrite = scan && rewriteOf(program, scan);
        if (rewrite) rewrites.push(rewrite);
      },
    });
    return rewrites;
  },
};

function rewriteOf(program: Program, scan: Scan): Rewrite | null {
  const match = matchIn(program, scan);
  const plan = match && planLookup(program, scan.arrayPath, scan.path);
  const place = anchorOf(program, scan.path);
  if (!match || !plan || !place || plan.grows.length > 0) return null;
  const name = freshName(program, joinWords(plan.subject.word, "By", match.word));
  const group = freshName(program, "group");
  const element = freshName(program, "each");
  const heads = headEdits(program, scan, freshName(program, "matches"));
  if (!heads) return null;
  const key = element + match.path;
  const found = `${name}.get(${textOf(program, match.needle)}) ?? []`;
  return {
    summary: `loop only over the elements of \`${plan.array}\` with the same key`,
    edits: [
      ...insertBefore(program, plan.anchor, [
        declaration(
          program,
          "const",
          name,
          program.typescript ? `new Map<unknown, (typeof ${plan.array})[number][]>()` : "new Map()",
        ),
        ...forEachLines(program, plan.array, element, groupLines(program, { name, key, element, group })),
      ]),
      ...(scan.index ? insertBefore(program, place, [declaration(program, "const", heads.list, found)]) : []),
      ...(scan.index ? heads.edits : [replace(scan.arrayPath, found)]),
    ],
  };
}

interface Match {
  /** What is appended to an element to get its key; empty when it is its own key. */
  readonly path: string;
  readonly word: string;
  readonly needle: NodePath;
}

/** The equality without which the body of a scan does nothing. */
function matchIn(program: Program, scan: Scan): Match | null {
  const { body } = scan;
  const statements = body.isBlockStatement() ? body.get("body") : [body];
  const last = statements.at(-1);
  const aliases = statements.slice(0, -1);
  if (!last?.isIfStatement() || last.node.alternate || !aliases.every((each) => isAlias(each, scan)))
    return null;
  for (const test of conjuncts(last.get("test"))) {
    if (!test.isBinaryExpression({ operator: "===" })) continue;
    const [left, right] = [test.get("left"), test.get("right")];
    for (const [own, needle] of [
      [left, right],
      [right, left],
    ] as const) {
      const path = keyPath(program, own, scan);
      if (path === null || !isSteady(needle, scan) || !isPure(needle)) continue;
      return { path, needle, word: /\.([\p{ID_Continue}$]+)$/u.exec(path)?.[1] ?? "key" };
    }
  }
  return null;
}

function conjuncts(test: NodePath): readonly NodePath[] {
  return test.isLogicalExpression({ operator: "&&" })
    ? [...conjuncts(test.get("left")), ...conjuncts(test.get("right"))]
    : [test];
}

/** `.id` of an expression that is the visited element's `id`. */
function keyPath(program: Program, path: NodePath, scan: Scan): string | null {
  if (scan.isElement(path)) return "";
  if (!path.isMemberExpression()) return null;
  const { object, property, computed } = path.node;
  if (computed && property.type !== "NumericLiteral" && property.type !== "StringLiteral") return null;
  const owner = keyPath(program, path.get("object"), scan);
  return owner === null ? null : owner + program.text.slice(spanOf(object).end, spanOf(path).end);
}

/** True when the needle is the same for the whole scan. */
function isSteady(needle: NodePath, scan: Scan): boolean {
  let steady = true;
  const check = (path: NodePath): void => {
    if (!path.isIdentifier() || !path.isReferencedIdentifier()) return;
    const binding = path.scope.getBinding(path.node.name);
    if (!binding) steady = path.node.name === "undefined";
    else if (isInside(binding.path, scan.path) || binding === scan.index) steady = false;
    else if (binding.constantViolations.some((violation) => isInside(violation, scan.path))) steady = false;
  };
  check(needle);
  needle.traverse({ enter: check });
  return steady;
}

function isAlias(path: NodePath, scan: Scan): boolean {
  return (
    path.isVariableDeclaration() &&
    path.get("declarations").every((declarator) => {
      const init = childOf(declarator, "init");
      return init !== null && scan.isElement(init);
    })
  );
}

/** Makes a counted loop run over the group: its bound, and every element it reads. */
function headEdits(
  _program: Program,
  scan: Scan,
  list: string,
): { readonly list: string; readonly edits: readonly Edit[] } | null {
  const { path, index, array } = scan;
  if (!index) return { list, edits: [] };
  const test = path.isForStatement() ? path.get("test") : null;
  if (scan.direction !== "up" || !test?.isBinaryExpression({ operator: "<" }) || !isDead(index, path))
    return null;
  const bound = test.get("right");
  if (!lengthOwner(bound, path)) return null;
  const edits: Edit[] = [replace(bound, `${list}.length`)];
  for (const reference of index.referencePaths) {
    if (!isInside(reference, scan.body)) continue;
    const element = reference.parentPath;
    if (!element?.isMemberExpression() || reference.key !== "property" || !element.node.computed) return null;
    if (subjectOf(element.get("object"))?.key !== array.key) return null;
    edits.push(replace(element.get("object"), list));
  }
  return { list, edits };
}
