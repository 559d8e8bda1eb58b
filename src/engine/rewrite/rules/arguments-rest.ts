import type { NodePath } from "@babel/traverse";
import type * as t from "@babel/types";
import { methodCall } from "../calls.ts";
import { integerOf } from "../knowledge.ts";
import type { Program } from "../program.ts";
import type { Rewrite, RewriteRule } from "../rule.ts";
import { removeStatement, spanOf } from "../source.ts";

/** `var rest = [].slice.call(arguments, 1)` as a rest parameter, which engines pass without the arguments object. */
export const argumentsRest: RewriteRule = {
  id: "arguments-rest",
  title: "take rest parameters instead of copying arguments",
  find(program) {
    const rewrites: Rewrite[] = [];
    const visit = (path: NodePath<t.Function>): void => {
      const rewrite = rewriteOf(program, path);
      if (rewrite) rewrites.push(rewrite);
    };
    visit(program.target);
    program.target.traverse({ Function: visit });
    return rewrites;
  },
};

function rewriteOf(program: Program, path: NodePath<t.Function>): Rewrite | null {
  const body = path.get("body");
  if (path.isArrowFunctionExpression() || Array.isArray(body) || !body.isBlockStatement()) return null;
  // A rest parameter forbids a directive of the function's own.
  if (body.node.directives.length > 0 || !path.node.params.every(({ type }) => type === "Identifier"))
    return null;
  const mentions = argumentsIn(path);
  const [mention, more] = mentions;
  const copy = mention && !more ? copyOf(mention) : null;
  if (!copy || copy.from !== path.node.params.length) return null;
  const declarator = copy.path.parentPath;
  const declared = declarator?.parentPath;
  if (
    !declarator?.isVariableDeclarator() ||
    !declared?.isVariableDeclaration() ||
    declared.parentPath !== body
  )
    return null;
  if (declarator.node.id.type !== "Identifier" || path.scope.hasOwnBinding("arguments")) return null;
  const name = declarator.node.id.name;
  const last = path.get("params").at(-1);
  const whole = declared.node.declarations.length === 1;
  const { text } = program;
  const open = last
    ? spanOf(last).end
    : text.indexOf(
        "(",
        path.node.type === "FunctionDeclaration" && path.node.id?.end ? path.node.id.end : spanOf(path).start,
      ) + 1;
  // Where other variables are declared beside it, the rest parameter gets a name that is then copied.
  if (!whole) return null;
  return {
    summary: `take \`${name}\` as a rest parameter`,
    edits: [
      { start: open, end: open, text: `${last ? ", " : ""}...${name}` },
      removeStatement(program, declared),
    ],
  };
}

function argumentsIn(path: NodePath<t.Function>): readonly NodePath[] {
  const found: NodePath[] = [];
  path.traverse({
    Function(inner) {
      if (!inner.isArrowFunctionExpression()) inner.skip();
    },
    Identifier(inner) {
      if (inner.node.name === "arguments" && inner.isReferencedIdentifier()) found.push(inner);
    },
  });
  return found;
}

/** `Array.prototype.slice.call(arguments, n)`, `[].slice.call(arguments)` and `Array.from(arguments)`. */
function copyOf(mention: NodePath): { readonly path: NodePath; readonly from: number } | null {
  const call = mention.parentPath ? methodCall(mention.parentPath) : null;
  if (!call || mention.listKey !== "arguments" || mention.key !== 0) return null;
  const [, from, more] = call.args;
  if (call.method === "from")
    return call.object.isIdentifier({ name: "Array" }) && !from ? { path: call.call, from: 0 } : null;
  const slice = call.object;
  if (
    call.method !== "call" ||
    more ||
    !slice.isMemberExpression() ||
    !slice.get("property").isIdentifier({ name: "slice" })
  )
    return null;
  const owner = slice.get("object");
  const isArray =
    owner.isArrayExpression() ||
    (owner.isMemberExpression() && owner.get("object").isIdentifier({ name: "Array" }));
  const start = from ? integerOf(from.node) : 0;
  return isArray && start !== null && start >= 0 ? { path: call.call, from: start } : null;
}
