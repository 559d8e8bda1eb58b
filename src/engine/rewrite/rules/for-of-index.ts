import type { NodePath } from "@babel/traverse";
import type * as t from "@babel/types";
import { natureOf } from "../knowledge.ts";
import { freshName, type Program } from "../program.ts";
import type { Edit, Rewrite, RewriteRule } from "../rule.ts";
import { indentAt, spanOf, statement, textOf } from "../source.ts";
import { subjectOf } from "../subject.ts";
import { isUnchanged } from "../uses.ts";

/** `for (const x of list)` over an array as a counted loop, which some engines run faster. */
export const forOfIndex: RewriteRule = {
  id: "for-of-index",
  title: "count through an array",
  find(program) {
    const rewrites: Rewrite[] = [];
    program.target.traverse({
      ForOfStatement(path) {
        const rewrite = rewriteOf(program, path);
        if (rewrite) rewrites.push(rewrite);
      },
    });
    return rewrites;
  },
};

function rewriteOf(program: Program, path: NodePath<t.ForOfStatement>): Rewrite | null {
  const right = path.get("right");
  const left = path.get("left");
  const subject = subjectOf(right);
  // Without a sign that it is an array it may be any iterable.
  if (path.node.await || !subject || natureOf(right) !== "array" || !isUnchanged(subject, path)) return null;
  if (!left.isVariableDeclaration()) return null;
  const [declarator] = left.get("declarations");
  if (!declarator) return null;
  const i = freshName(program, "i");
  const list = textOf(program, right);
  const body = path.get("body");
  const first = statement(program, `${left.node.kind} ${textOf(program, declarator)} = ${list}[${i}]`);
  const { newline, unit } = program.style;
  const outer = indentAt(program, spanOf(path).start);
  const head = `for (let ${i} = 0; ${i} < ${list}.length; ${i}++) `;
  const start = spanOf(path).start;
  const opened = spanOf(body);
  const edits: Edit[] = body.isBlockStatement()
    ? [
        {
          start,
          end: opened.start + 1,
          text: `${head}{${newline}${outer}${unit}${first}${body.node.body.length === 0 ? newline : ""}`,
        },
      ]
    : [
        {
          start,
          end: opened.start,
          text: `${head}{${newline}${outer}${unit}${first}${newline}${outer}${unit}`,
        },
        { start: opened.end, end: opened.end, text: `${newline}${outer}}` },
      ];
  return { summary: `count through \`${list}\``, edits };
}
