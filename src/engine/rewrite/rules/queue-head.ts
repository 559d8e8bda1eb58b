import type { Binding, NodePath } from "@babel/traverse";
import type * as t from "@babel/types";
import { type MethodCall, methodCall, methodCalls } from "../calls.ts";
import { initialValue, integerOf, integerQuestion, isFreshArray } from "../knowledge.ts";
import { enclosingLoops, propertyName } from "../loops.ts";
import { freshName, type Program } from "../program.ts";
import type { Edit, Rewrite, RewriteRule } from "../rule.ts";
import { childOf, declaration, insertAfter, replace, textOf } from "../source.ts";
import { assignmentsOf, isInside } from "../subject.ts";

/**
 * `queue.shift()` moves every element that is left; reading at a head index moves none. For local arrays that are
 * only pushed to, shifted from and asked for their length.
 */
export const queueHead: RewriteRule = {
  id: "queue-head",
  title: "read a queue at a head index",
  find(program) {
    const queues = new Set<Binding>();
    for (const { call, object } of methodCalls(program, ["shift"])) {
      const binding = object.isIdentifier() ? object.scope.getBinding(object.node.name) : undefined;
      if (binding && enclosingLoops(program, call).length > 0) queues.add(binding);
    }
    return [...queues].flatMap((queue) => rewriteOf(program, queue) ?? []);
  },
};

function rewriteOf(program: Program, queue: Binding): Rewrite | null {
  const initial = initialValue(queue);
  const declared = queue.path.parentPath;
  if (!initial || !isFreshArray(initial) || assignmentsOf(queue).length > 0) return null;
  if (!declared?.isVariableDeclaration() || !declared.inList || !isInside(declared, program.target))
    return null;
  const name = queue.identifier.name;
  const head = freshName(program, `${name}Head`);
  const edits: Edit[] = [insertAfter(program, declared, [declaration(program, "let", head, "0")])];
  for (const reference of queue.referencePaths) {
    const edit = editFor(program, reference, name, head);
    if (edit === null) return null;
    edits.push(...edit);
  }
  return { summary: `read \`${name}\` at a head index instead of shifting it`, edits };
}

/** What one mention of the queue becomes; null when it may see that shifted elements are still there. */
function editFor(program: Program, reference: NodePath, name: string, head: string): readonly Edit[] | null {
  const member = reference.parentPath;
  if (!member?.isMemberExpression() || reference.key !== "object") return null;
  const outer = member.parentPath;
  const property = propertyName(member.node);
  const call = member.key === "callee" ? methodCall(outer) : null;
  if (call?.method === "push") return [];
  if (call?.method === "shift")
    return [
      replace(
        call.call,
        isGuarded(call, name)
          ? `${name}[${head}++]`
          : `(${head} < ${name}.length ? ${name}[${head}++] : undefined)`,
      ),
    ];
  if (call || isWritten(member)) return null;
  if (property === "length") return [lengthEdit(member, name, head)];
  if (member.node.computed && integerOf(member.node.property) === 0)
    return [replace(member, `${name}[${head}]`)];
  if (!member.node.computed) return null;
  return [replace(member.get("property"), `${head} + ${textOf(program, member.get("property"))}`)];
}

/** `queue.length` as what is left of it, in its simplest form where it stands. */
function lengthEdit(member: NodePath<t.MemberExpression>, name: string, head: string): Edit {
  const outer = member.parentPath;
  const rest = `${head} < ${name}.length`;
  const question = integerQuestion(member);
  if (question !== null) {
    if (/^(> 0|>= 1|!={1,2} 0)$/.test(question)) return replace(outer, rest);
    if (/^(={2,3} 0|< 1)$/.test(question)) return replace(outer, `${head} >= ${name}.length`);
  }
  if (member.key === "test") return replace(member, rest);
  return replace(member, `(${name}.length - ${head})`);
}

/** True when the shift is the first thing the body of a loop does to the queue, and the loop asks for its length. */
function isGuarded({ call }: MethodCall, name: string): boolean {
  const loop = call.findParent((path) => path.isLoop() || path.isFunction());
  const test = loop?.isWhileStatement() || loop?.isForStatement() ? childOf(loop, "test") : null;
  if (!loop || !test || !asksForLength(test, name)) return false;
  const body = childOf(loop, "body");
  if (!body?.isBlockStatement()) return false;
  const first = body.get("body").find((statement) => mentionsName(statement, name));
  return (
    first !== undefined &&
    isInside(call, first) &&
    (first.isVariableDeclaration() || first.isExpressionStatement())
  );
}

function asksForLength(test: NodePath, name: string): boolean {
  if (test.isLogicalExpression({ operator: "&&" }))
    return asksForLength(test.get("left"), name) || asksForLength(test.get("right"), name);
  const length =
    test.isBinaryExpression() && /^(>|!==?|>=)$/.test(test.node.operator) ? test.get("left") : test;
  const right = test.isBinaryExpression() ? integerOf(test.node.right) : 0;
  if (test.isBinaryExpression() && right !== (test.node.operator === ">=" ? 1 : 0)) return false;
  return (
    length.isMemberExpression() &&
    propertyName(length.node) === "length" &&
    length.get("object").isIdentifier({ name })
  );
}

function mentionsName(path: NodePath, name: string): boolean {
  let found = false;
  path.traverse({
    Identifier(inner) {
      if (inner.node.name === name) found = true;
    },
  });
  return found;
}

function isWritten(member: NodePath): boolean {
  const outer = member.parentPath;
  return (
    outer === null ||
    (outer.isAssignmentExpression() && member.key === "left") ||
    outer.isUpdateExpression() ||
    outer.isUnaryExpression({ operator: "delete" })
  );
}
