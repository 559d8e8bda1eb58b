import { methodCalls } from "../calls.ts";
import { isEmptyBefore } from "../lookup.ts";
import { anchorBefore, enclosingLoops, type Loop } from "../loops.ts";
import type { Program } from "../program.ts";
import type { Edit, Rewrite, RewriteRule } from "../rule.ts";
import { insertAfter, spanOf, statement } from "../source.ts";
import { subjectOf } from "../subject.ts";
import { isSettled, usesOf } from "../uses.ts";

/** `list.unshift(x)` in a loop moves all of the list every time; pushing, and reversing once after the loop, does not. */
export const unshiftReverse: RewriteRule = {
  id: "unshift-reverse",
  title: "push, then reverse once",
  find(program) {
    const seen = new Set<string>();
    return methodCalls(program, ["unshift"]).flatMap(({ call, object }) => {
      const subject = subjectOf(object);
      const loop = enclosingLoops(program, call).findLast(
        (each) => subject && isSettled(subject, each.path) && each.kind === "statement",
      );
      if (!subject || !loop || seen.has(`${subject.key} ${loop.path.node.start}`)) return [];
      seen.add(`${subject.key} ${loop.path.node.start}`);
      return rewriteOf(program, loop, subject) ?? [];
    });
  },
};

function rewriteOf(
  program: Program,
  loop: Loop,
  subject: NonNullable<ReturnType<typeof subjectOf>>,
): Rewrite | null {
  const anchor = anchorBefore(program, loop);
  if (anchor?.kind !== "list" || !isEmptyBefore(subject, anchor)) return null;
  const edits: Edit[] = [];
  for (const use of usesOf(subject, loop.path)) {
    // Anything but an unshift of one value in the loop would see the list the wrong way round.
    if (use.kind !== "grow" || use.grow.atEnd || use.grow.values.length !== 1) return null;
    const callee = use.grow.expression.isCallExpression() ? use.grow.expression.get("callee") : null;
    if (!callee?.isMemberExpression() || !use.grow.expression.parentPath.isExpressionStatement()) return null;
    edits.push({ ...spanOf(callee.get("property")), text: "push" });
  }
  if (edits.length === 0 || leaves(loop)) return null;
  return {
    summary: `push to \`${subject.word}\` and reverse it once`,
    edits: [
      ...edits,
      insertAfter(program, anchor.statement, [statement(program, `${subject.word}.reverse()`)]),
    ],
  };
}

/** True when something jumps out of the loop past the statement after it. */
function leaves(loop: Loop): boolean {
  let leaving = false;
  loop.path.traverse({
    Function: (path) => path.skip(),
    "ReturnStatement|ThrowStatement|YieldExpression|AwaitExpression"() {
      leaving = true;
    },
    "BreakStatement|ContinueStatement"(path) {
      if ("label" in path.node && path.node.label) leaving = true;
    },
  });
  return leaving;
}
