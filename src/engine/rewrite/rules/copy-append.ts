import type { Binding, NodePath } from "@babel/traverse";
import type * as t from "@babel/types";
import { additions } from "../growing.ts";
import { initialValue, isFreshArray } from "../knowledge.ts";
import { enclosingLoops } from "../loops.ts";
import type { Program } from "../program.ts";
import type { Rewrite, RewriteRule } from "../rule.ts";
import { indentAt, spanOf } from "../source.ts";
import { assignmentsOf, isInside, subjectOf } from "../subject.ts";
import { usesOf } from "../uses.ts";

/** `list = list.concat(x)` in a loop copies the list every time; `push` adds to it in place. */
export const copyAppend: RewriteRule = {
  id: "copy-append",
  title: "append in place instead of copying",
  find(program) {
    const rewrites: Rewrite[] = [];
    program.target.traverse({
      AssignmentExpression(path) {
        const rewrite = rewriteOf(program, path);
        if (rewrite) rewrites.push(rewrite);
      },
    });
    return rewrites;
  },
};

function rewriteOf(program: Program, path: NodePath<t.AssignmentExpression>): Rewrite | null {
  const { left, operator } = path.node;
  const place = path.parentPath;
  if (left.type !== "Identifier" || operator !== "=" || !place.isExpressionStatement()) return null;
  const binding = path.scope.getBinding(left.name);
  const loop =
    binding && enclosingLoops(program, path).findLast((each) => !isInside(binding.path, each.path));
  if (!binding || !loop || !isOwn(binding, loop.path)) return null;
  const added = additions(program, path.get("right"), left.name);
  // The additions must not look at the variable while it grows.
  if (
    !added ||
    binding.referencePaths.some((reference) => reference !== added.mention && isInside(reference, path))
  )
    return null;
  const { newline, unit } = program.style;
  const indent = indentAt(program, spanOf(place).start);
  const text =
    place.inList || added.lines.length === 1
      ? added.lines.join(newline + indent)
      : `{${newline}${added.lines.map((line) => indent + unit + line).join(newline)}${newline}${indent}}`;
  return {
    summary: `append to \`${left.name}\` in place instead of copying it`,
    edits: [{ ...spanOf(place), text }],
  };
}

/** True when the variable always holds a value that nothing else does while the loop runs. */
function isOwn(binding: Binding, loop: NodePath): boolean {
  const initial = initialValue(binding);
  const fresh = (value: NodePath | null): boolean =>
    value !== null && (isFreshArray(value) || value.isObjectExpression());
  const values = assignmentsOf(binding).map((assignment) =>
    assignment.isAssignmentExpression({ operator: "=" }) ? assignment.get("right") : null,
  );
  if (initial ? !fresh(initial) : binding.kind === "param" || values.length < 2) return false;
  if (!values.every((value) => value !== null && (fresh(value) || copiesItself(value, binding))))
    return false;
  const subject = subjectOf(binding.referencePaths[0] ?? binding.path);
  const scope = binding.scope.path;
  if (!subject || isInside(binding.path, loop)) return false;
  return usesOf(subject, scope).every(
    (use) =>
      use.kind !== "escape" || spanOf(use.path).start > spanOf(loop).end || copiesItself(use.path, binding),
  );
}

function copiesItself(value: NodePath, binding: Binding): boolean {
  return (
    binding.referencePaths.some((reference) => isInside(reference, value)) &&
    (value.isArrayExpression() || value.isObjectExpression() || value.isCallExpression())
  );
}
