import type { NodePath } from "@babel/traverse";
import type * as t from "@babel/types";
import { propertyName } from "../loops.ts";
import { freshName, type Program } from "../program.ts";
import type { Rewrite, RewriteRule } from "../rule.ts";
import { replace, spanOf, textOf } from "../source.ts";
import { subjectOf } from "../subject.ts";
import { isUnchanged } from "../uses.ts";

/** `for (let i = 0; i < list.length; i++)` asks for the length every time; some engines like it asked once. */
export const hoistLength: RewriteRule = {
  id: "hoist-length",
  title: "read the length once",
  find(program) {
    const rewrites: Rewrite[] = [];
    program.target.traverse({
      ForStatement(path) {
        const rewrite = rewriteOf(program, path);
        if (rewrite) rewrites.push(rewrite);
      },
    });
    return rewrites;
  },
};

function rewriteOf(program: Program, path: NodePath<t.ForStatement>): Rewrite | null {
  const init = path.get("init");
  const test = path.get("test");
  if (!init.isVariableDeclaration() || init.node.kind === "const" || !test.isBinaryExpression()) return null;
  const length = test.get("right");
  if (!length.isMemberExpression() || propertyName(length.node) !== "length") return null;
  const subject = subjectOf(length.get("object"));
  const last = init.get("declarations").at(-1);
  if (!subject || !last || !isUnchanged(subject, path)) return null;
  const name = freshName(program, "length");
  const text = textOf(program, length);
  const { end } = spanOf(last);
  return {
    summary: `read \`${text}\` once`,
    edits: [{ start: end, end, text: `, ${name} = ${text}` }, replace(length, name)],
  };
}
