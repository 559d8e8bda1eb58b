import type { NodePath } from "@babel/traverse";
import type * as t from "@babel/types";
import { methodCall } from "../calls.ts";
import { soleStatement } from "../membership.ts";
import { freshName, type Program } from "../program.ts";
import type { Rewrite, RewriteRule } from "../rule.ts";
import { reindent } from "../scans.ts";
import { declaration, indentAt, spanOf, textOf } from "../source.ts";
import { sameSubject, subjectOf } from "../subject.ts";
import { isUnchanged } from "../uses.ts";

/** `for (key in object) if (object.hasOwnProperty(key))` asks about every key; `Object.keys` lists just those. */
export const ownKeys: RewriteRule = {
  id: "own-keys",
  title: "go through the object's own keys",
  find(program) {
    const rewrites: Rewrite[] = [];
    program.target.traverse({
      ForInStatement(path) {
        const rewrite = rewriteOf(program, path);
        if (rewrite) rewrites.push(rewrite);
      },
    });
    return rewrites;
  },
};

function rewriteOf(program: Program, path: NodePath<t.ForInStatement>): Rewrite | null {
  const right = path.get("right");
  const left = path.get("left");
  const only = soleStatement(path.get("body"));
  const subject = subjectOf(right);
  if (!left.isVariableDeclaration() || !subject || !isUnchanged(subject, path)) return null;
  const [declarator] = left.node.declarations;
  if (declarator?.id.type !== "Identifier" || !only?.isIfStatement() || only.node.alternate) return null;
  const key = declarator.id.name;
  if (!asksForOwn(only.get("test"), right, key)) return null;
  const { newline, unit, es5 } = program.style;
  const object = textOf(program, right);
  const then = only.get("consequent");
  const { start, end } = spanOf(path);
  const outer = indentAt(program, start);
  const actions = then.isBlockStatement() ? then.get("body") : [then];
  const inner = reindent(program, { scan: { path }, actions });
  if (!es5) {
    return {
      summary: `go through the own keys of \`${object}\``,
      edits: [{ start, end, text: `for (${left.node.kind} ${key} of Object.keys(${object})) ${inner}` }],
    };
  }
  const keys = freshName(program, "keys");
  const i = freshName(program, "k");
  const declared = declaration(program, "const", key, `${keys}[${i}]`);
  const head = `for (var ${i} = 0, ${keys} = Object.keys(${object}); ${i} < ${keys}.length; ${i}++) `;
  return {
    summary: `go through the own keys of \`${object}\``,
    edits: [
      {
        start,
        end,
        text: head + inner.replace("{", () => `{${newline}${outer}${unit}${declared}`),
      },
    ],
  };
}

/** `object.hasOwnProperty(key)`, `Object.hasOwn(object, key)`, `Object.prototype.hasOwnProperty.call(object, key)`. */
function asksForOwn(test: NodePath, object: NodePath, key: string): boolean {
  const call = methodCall(test);
  const [first, second, more] = call?.args ?? [];
  if (!call || !first || more) return false;
  if (call.method === "hasOwnProperty")
    return !second && sameSubject(call.object, object) && first.isIdentifier({ name: key });
  if (!second?.isIdentifier({ name: key }) || !sameSubject(first, object)) return false;
  if (call.method === "hasOwn") return call.object.isIdentifier({ name: "Object" });
  return (
    call.method === "call" &&
    call.object.isMemberExpression() &&
    call.object.get("property").isIdentifier({ name: "hasOwnProperty" })
  );
}
