import type { Rewrite } from "../../rule.ts";
import { isEmptyList, methodCalled, positional } from "../knowledge.ts";
import { targetNames } from "../loops.ts";
import type { PythonProgram } from "../program.ts";
import type { PythonRule } from "../rule.ts";
import type { Binding } from "../scopes.ts";
import { argumentText, hasComment, indentAt, operandText, previousOf, replace, textOf } from "../source.ts";
import { allOf, descendantsOf, type Expression, type For, type Statement } from "../syntax.ts";
import { isUsedOutside, mentionsIn } from "../uses.ts";

/** Characters in a line, beyond which a comprehension is laid out over several. */
const longest = 100;

/** A loop that only appends to a new list is what a comprehension does without calling `append`. */
export const loopComprehension: PythonRule = {
  id: "loop-comprehension",
  title: "build the list by a comprehension",
  find: (program) => allOf(program.target.body, "for").flatMap((loop) => rewriteOf(program, loop) ?? []),
};

function rewriteOf(program: PythonProgram, loop: For): Rewrite | null {
  const declared = previousOf(program, loop);
  if (declared?.kind !== "assign") return null;
  const [list, more] = declared.targets;
  if (list?.kind !== "name" || more || !isEmptyList(declared.value)) return null;
  const binding = program.scopes.bindingOf(list);
  const span = { start: loop.start, end: loop.end };
  const between = { start: declared.end, end: loop.start };
  if (!binding || hasComment(program, span) || hasComment(program, between)) return null;
  const made = binding && comprehensionOf(program, loop, binding);
  if (!made || mentionsIn(binding, loop).length !== 1 || !isPlain(loop)) return null;
  if (made.loops.some((each) => targetNames(each.target).some((name) => isUsedOutside(program, name, loop))))
    return null;
  const head = textOf(program, { start: declared.start, end: declared.value?.start ?? declared.end });
  const indent = indentAt(program, declared.start);
  const line = `${head}[${made.parts.join(" ")}]`;
  const { unit, newline } = program.style;
  const lines = [`${head}[`, ...made.parts.map((part) => indent + unit + part), `${indent}]`];
  return {
    summary: `build \`${list.id}\` by a comprehension`,
    edits: [
      replace(
        { start: declared.start, end: loop.end },
        indent.length + line.length > longest ? lines.join(newline) : line,
      ),
    ],
  };
}

/** The inside of the comprehension that appends what the loop does; null when it does anything else. */
function comprehensionOf(
  program: PythonProgram,
  loop: For,
  list: Binding,
): { readonly parts: readonly string[]; readonly loops: readonly For[] } | null {
  const heads: string[] = [];
  const loops: For[] = [];
  let statement: Statement | undefined = loop;
  for (;;) {
    let body: readonly Statement[];
    if (statement?.kind === "for" && !statement.async && !statement.orElse) {
      loops.push(statement);
      // A comprehension takes no bare tuple after `in`.
      heads.push(`for ${textOf(program, statement.target)} in ${iterableText(program, statement.iterable)}`);
      body = statement.body.statements;
    } else if (statement?.kind === "if" && !statement.orElse && statement.branches.length === 1) {
      const [branch] = statement.branches;
      if (!branch) return null;
      heads.push(`if ${conditionText(program, branch.test)}`);
      body = branch.body.statements;
    } else {
      const value = statement && appended(program, statement, list);
      return value ? { parts: [argumentText(program, value), ...heads], loops } : null;
    }
    if (body.length !== 1) return null;
    statement = body[0];
  }
}

function iterableText(program: PythonProgram, iterable: Expression): string {
  return iterable.kind === "conditional" || iterable.kind === "lambda"
    ? operandText(program, iterable)
    : argumentText(program, iterable);
}

function conditionText(program: PythonProgram, test: Expression): string {
  return iterableText(program, test);
}

function appended(program: PythonProgram, statement: Statement, list: Binding): Expression | null {
  if (statement.kind !== "expression" || statement.value.kind !== "call") return null;
  const call = statement.value;
  const [value, more] = positional(call) ?? [];
  if (methodCalled(call) !== "append" || call.callee.kind !== "attribute" || !value || more) return null;
  const { object } = call.callee;
  return object.kind === "name" && program.scopes.bindingOf(object) === list ? value : null;
}

/** Nothing in the loop may mean something else in the scope of a comprehension. */
function isPlain(loop: For): boolean {
  for (const node of descendantsOf(loop)) {
    if (node.kind === "yield" || node.kind === "await" || node.kind === "named" || node.kind === "lambda")
      return false;
    if (node.kind === "name" && /^(super|locals|__class__|vars|eval|exec|dir)$/.test(node.id)) return false;
  }
  return true;
}
