import type { Binding, NodePath } from "@babel/traverse";
import type * as t from "@babel/types";
import { methodCall } from "../calls.ts";
import { negated } from "../emit.ts";
import { integerOf, isPure } from "../knowledge.ts";
import { propertyName } from "../loops.ts";
import { soleStatement } from "../membership.ts";
import { freshName, type Program } from "../program.ts";
import type { Rewrite, RewriteRule } from "../rule.ts";
import { isDead } from "../scans.ts";
import {
  anchorOf,
  childOf,
  declaration,
  indentAt,
  insertBefore,
  replace,
  spanOf,
  statement,
  textOf,
} from "../source.ts";
import { isInside, sameSubject, subjectOf } from "../subject.ts";
import { isReference, lengthOwner } from "../walks.ts";

interface Removal {
  readonly loop: NodePath<t.ForStatement | t.WhileStatement>;
  readonly list: NodePath<t.Expression>;
  readonly index: Binding;
  readonly test: NodePath<t.Expression>;
}

/**
 * A loop that splices elements out one at a time moves the rest of the list for each; one pass that writes back
 * what stays, and cuts the list to length, moves every element once.
 */
export const spliceCompact: RewriteRule = {
  id: "splice-compact",
  title: "remove elements in one compacting pass",
  find(program) {
    const rewrites: Rewrite[] = [];
    program.target.traverse({
      "ForStatement|WhileStatement"(path: NodePath) {
        const removal = path.isForStatement() || path.isWhileStatement() ? removalIn(path) : null;
        const rewrite = removal && rewriteOf(program, removal);
        if (rewrite) rewrites.push(rewrite);
      },
    });
    return rewrites;
  },
};

function rewriteOf(program: Program, { loop, list, index, test }: Removal): Rewrite | null {
  const anchor = anchorOf(program, loop);
  if (!anchor || !isPure(test, true) || !isDead(index, loop) || !onlyAsElement(list, index, test))
    return null;
  const array = textOf(program, list);
  const kept = freshName(program, "kept");
  const i = index.identifier.name;
  const own = loop.isForStatement() && loop.get("init").isVariableDeclaration();
  const declare = own ? `${program.style.es5 ? "var" : "let"} ` : "";
  const outer = indentAt(program, spanOf(loop).start);
  const { unit, newline } = program.style;
  const lines = [
    `for (${declare}${i} = 0; ${i} < ${array}.length; ${i}++) {`,
    unit + statement(program, `if (${negated(program, test)}) ${array}[${kept}++] = ${array}[${i}]`),
    "}",
    statement(program, `${array}.length = ${kept}`),
  ];
  return {
    summary: `remove from \`${array}\` in one pass`,
    edits: [
      ...insertBefore(program, anchor, [declaration(program, "let", kept, "0")]),
      replace(loop, lines.join(newline + outer)),
    ],
  };
}

/** `if (test) list.splice(i, 1)` over all positions, counted down, or up with the counter held back. */
function removalIn(loop: NodePath<t.ForStatement | t.WhileStatement>): Removal | null {
  const only = soleStatement(childOf(loop, "body"));
  if (!only?.isIfStatement()) return null;
  const then = only.get("consequent");
  const statements = then.isBlockStatement() ? then.get("body") : [then];
  const [first, second, more] = statements;
  const splice = first?.isExpressionStatement() ? methodCall(first.get("expression")) : null;
  const [at, count, extra] = splice?.args ?? [];
  if (splice?.method !== "splice" || !at || integerOf(count?.node) !== 1 || extra || more) return null;
  const heldInCall = at.isUpdateExpression({ operator: "--", prefix: false });
  const position = heldInCall ? at.get("argument") : at;
  const index = position.isIdentifier() ? position.scope.getBinding(position.node.name) : undefined;
  if (!index || !subjectOf(splice.object)) return null;
  const held = heldInCall || (second !== undefined && isStep(second, index, "--"));
  if (second && (heldInCall || !held)) return null;
  const removal: Removal = { loop, list: splice.object, index, test: only.get("test") };
  const up = countsUp(loop, index, splice.object);
  // Without an `else` that counts, a loop up must hold the counter back; with one it must not.
  const alternate = childOf(only, "alternate");
  if (loop.isWhileStatement()) {
    const counts = alternate !== null && stepOfStatement(alternate, index);
    return up && counts && !held && startsAt(loop, index, 0) ? removal : null;
  }
  if (alternate) return null;
  if (up) return held && loop.node.update ? removal : null;
  return !held && countsDown(loop, index, splice.object) ? removal : null;
}

function countsUp(
  loop: NodePath<t.ForStatement | t.WhileStatement>,
  index: Binding,
  list: NodePath,
): boolean {
  const test = childOf(loop, "test");
  if (!test?.isBinaryExpression({ operator: "<" }) || !isReference(test.get("left"), index)) return false;
  const right = test.get("right");
  // A length taken before the loop would not shrink with the list.
  const bound =
    right.isMemberExpression() && propertyName(right.node) === "length" ? right.get("object") : null;
  if (!bound || !sameSubject(bound, list)) return false;
  if (loop.isWhileStatement()) return true;
  return loop.isForStatement() && startsAt(loop, index, 0) && isStepOf(childOf(loop, "update"), index, "++");
}

function countsDown(
  loop: NodePath<t.ForStatement | t.WhileStatement>,
  index: Binding,
  list: NodePath,
): boolean {
  if (!loop.isForStatement()) return false;
  const test = childOf(loop, "test");
  const start = startValue(loop, index);
  if (!test || !start) return false;
  if (test.isUpdateExpression({ operator: "--", prefix: false }) && !loop.node.update) {
    const owner = lengthOwner(start, loop);
    return isReference(test.get("argument"), index) && owner !== null && sameSubject(owner, list);
  }
  if (!test.isBinaryExpression({ operator: ">=" }) || integerOf(test.node.right) !== 0) return false;
  if (!isReference(test.get("left"), index) || !isStepOf(childOf(loop, "update"), index, "--")) return false;
  if (!start.isBinaryExpression({ operator: "-" }) || integerOf(start.node.right) !== 1) return false;
  const owner = lengthOwner(start.get("left"), loop);
  return owner !== null && sameSubject(owner, list);
}

function startsAt(loop: NodePath<t.ForStatement | t.WhileStatement>, index: Binding, value: number): boolean {
  const start = startValue(loop, index);
  return start !== null && integerOf(start.node) === value;
}

function startValue(loop: NodePath<t.ForStatement | t.WhileStatement>, index: Binding): NodePath | null {
  const init = childOf(loop, "init") ?? loop.getPrevSibling();
  if (init.isVariableDeclaration()) {
    const own = init.get("declarations").find((each) => each.node.id === index.identifier);
    const value = own?.get("init");
    return value?.isExpression() ? value : null;
  }
  const assignment = init.isExpressionStatement() ? init.get("expression") : init;
  if (!assignment.isAssignmentExpression({ operator: "=" }) || !isReference(assignment.get("left"), index))
    return null;
  return assignment.get("right");
}

function isStep(path: NodePath, index: Binding, operator: "++" | "--"): boolean {
  return path.isExpressionStatement() && isStepOf(path.get("expression"), index, operator);
}

function isStepOf(path: NodePath | null, index: Binding, operator: "++" | "--"): boolean {
  if (path?.isUpdateExpression({ operator })) return isReference(path.get("argument"), index);
  if (!path?.isAssignmentExpression() || path.node.operator !== `${operator.charAt(0)}=`) return false;
  return isReference(path.get("left"), index) && integerOf(path.node.right) === 1;
}

function stepOfStatement(path: NodePath, index: Binding): boolean {
  const only = soleStatement(path);
  return only !== null && isStep(only, index, "++");
}

/** True when the test sees the list only through the element at the index. */
function onlyAsElement(list: NodePath, index: Binding, test: NodePath): boolean {
  const key = subjectOf(list)?.key;
  let only = true;
  const check = (path: NodePath): void => {
    if (
      subjectOf(path)?.key === key &&
      !(
        path.parentPath?.isMemberExpression() &&
        path.key === "object" &&
        isReference(path.parentPath.get("property"), index)
      )
    )
      only = false;
    if (
      isReference(path, index) &&
      !(
        path.key === "property" &&
        path.parentPath?.isMemberExpression() &&
        subjectOf(path.parentPath.get("object"))?.key === key
      )
    )
      only = false;
  };
  check(test);
  test.traverse({ enter: check });
  return only && !isInside(list, test);
}
