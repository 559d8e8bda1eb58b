import type { NodePath } from "@babel/traverse";
import type * as t from "@babel/types";
import { type Callback, type MethodCall, methodCalls, plainCallback } from "../calls.ts";
import { natureOf } from "../knowledge.ts";
import { freshName, type Program } from "../program.ts";
import { type Edit, editedText, type Rewrite, type RewriteRule } from "../rule.ts";
import {
  anchorOf,
  declaration,
  indentAt,
  insertBefore,
  replace,
  spanOf,
  statement,
  textOf,
} from "../source.ts";
import { subjectOf } from "../subject.ts";
import { usesOf } from "../uses.ts";

/** `list.forEach(…)` calls a function per element; a `for` loop calls none. */
export const forEachLoop: RewriteRule = {
  id: "for-each-loop",
  title: "loop without a callback",
  find: (program) => methodCalls(program, ["forEach"]).flatMap((call) => rewriteOf(program, call) ?? []),
};

function rewriteOf(program: Program, { call, object, args }: MethodCall): Rewrite | null {
  const place = call.parentPath;
  const callback = plainCallback(args[0]);
  if (!callback || args.length > 1 || !place.isExpressionStatement() || callback.parameters.length > 2)
    return null;
  const nature = natureOf(object);
  if (nature === "collection" || nature === "object" || nature === "string") return null;
  const body = callback.path.get("body");
  const [element, position] = callback.parameters;
  if (Array.isArray(body) || !element || !canBeInlined(callback)) return null;
  const subject = subjectOf(object);
  // The loop looks at the list again and again, so it must be a name, and must not grow under its feet.
  if (subject && usesOf(subject, callback.path).some(({ kind }) => kind !== "read")) return null;
  const anchor = anchorOf(program, place);
  const list = subject ? textOf(program, object) : freshName(program, "list");
  if (!anchor) return null;
  const { es5, newline, unit } = program.style;
  const outer = indentAt(program, spanOf(place).start);
  const i = position?.node.name ?? freshName(program, "i");
  const assigned = callback.path.scope.getBinding(element.node.name)?.constantViolations.length !== 0;
  const head = `for (${es5 ? "var" : "let"} ${i} = 0; ${i} < ${list}.length; ${i}++) {`;
  const first = declaration(program, assigned ? "let" : "const", textOf(program, element), `${list}[${i}]`);
  const lines = [
    head,
    unit + first,
    ...bodyLines(program, body, outer + unit).map((line) => unit + line),
    "}",
  ];
  return {
    summary: `loop over \`${textOf(program, object)}\` without a callback`,
    edits: [
      ...(subject
        ? []
        : insertBefore(program, anchor, [declaration(program, "const", list, textOf(program, object))])),
      replace(place, lines.join(newline + outer)),
    ],
  };
}

/** The statements of the callback, each `return` a `continue`. */
function bodyLines(program: Program, body: NodePath, depth: string): readonly string[] {
  if (!body.isBlockStatement()) return [statement(program, textOf(program, body))];
  const edits: Edit[] = [];
  body.traverse({
    Function: (inner) => inner.skip(),
    ReturnStatement(path) {
      edits.push(replace(path, program.text[spanOf(path).end - 1] === ";" ? "continue;" : "continue"));
    },
  });
  const statements = body.get("body");
  const [first] = statements;
  const last = statements.at(-1);
  if (!first || !last) return [];
  const span = { start: spanOf(first).start, end: spanOf(last).end };
  const from = indentAt(program, span.start);
  const inside = edits.filter(({ start, end }) => start >= span.start && end <= span.end);
  return editedText(program.text, span, inside)
    .split(/\r?\n/)
    .map((line) =>
      line.startsWith(from)
        ? line.slice(from.length)
        : line.startsWith(depth)
          ? line.slice(depth.length)
          : line,
    );
}

/** True when the body means the same in a loop: no value returned, no `return` out of an inner loop, nothing captured. */
function canBeInlined({ path }: Callback): boolean {
  let can = true;
  path.traverse({
    Function(inner) {
      // A closure would see the variables of the last round where the declarations are `var`.
      if (declaresVar(path)) can = false;
      inner.skip();
    },
    ReturnStatement(inner) {
      if (inner.node.argument && !inner.get("argument").isIdentifier({ name: "undefined" })) can = false;
      if (
        inner.findParent((parent) => parent.isLoop() || parent.isSwitchStatement() || parent === path) !==
        path
      )
        can = false;
    },
    VariableDeclaration(inner) {
      if (inner.node.kind === "var" && inner.getFunctionParent() === path && !isPrivate(inner, path))
        can = false;
    },
    FunctionDeclaration() {
      can = false;
    },
    "AwaitExpression|YieldExpression"() {
      can = false;
    },
  });
  return can;
}

function declaresVar(path: NodePath<t.Function>): boolean {
  return Object.values(path.scope.bindings).some(({ kind }) => kind === "var");
}

/** True when a `var` of the callback has a value from the start and clashes with nothing around the callback. */
function isPrivate(declared: NodePath<t.VariableDeclaration>, callback: NodePath): boolean {
  return declared.node.declarations.every(
    ({ id, init }) =>
      id.type === "Identifier" &&
      init &&
      !callback.parentPath?.scope.hasBinding(id.name, { noGlobals: true }),
  );
}
