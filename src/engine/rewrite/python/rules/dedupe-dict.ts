import type { Rewrite } from "../../rule.ts";
import { isEmptyList, methodCalled, positional } from "../knowledge.ts";
import { membershipOf } from "../membership.ts";
import type { PythonProgram } from "../program.ts";
import type { PythonRule } from "../rule.ts";
import { argumentText, hasComment, previousOf, replace } from "../source.ts";
import { allOf, type Expression, type For, type Name } from "../syntax.ts";
import { isUsedOutside, mentionsIn } from "../uses.ts";

/** A loop that collects every element once, in order of first appearance, is what the keys of a dict are. */
export const dedupeDict: PythonRule = {
  id: "dedupe-dict",
  title: "remove duplicates by the keys of a dict",
  find: (program) => allOf(program.target.body, "for").flatMap((loop) => rewriteOf(program, loop) ?? []),
};

function rewriteOf(program: PythonProgram, loop: For): Rewrite | null {
  const { target, iterable, orElse } = loop;
  const declared = previousOf(program, loop);
  if (loop.async || orElse || target.kind !== "name" || declared?.kind !== "assign") return null;
  const [list, more] = declared.targets;
  if (list?.kind !== "name" || more || declared.annotation || !isEmptyList(declared.value)) return null;
  const extent = { start: declared.start, end: loop.end };
  if (!collectsOnce(program, loop, list, target) || hasComment(program, extent)) return null;
  if (program.scopes.lookup("dict", program.scopes.scopeAt(loop))) return null;
  const binding = program.scopes.bindingOf(list);
  if (!binding || mentionsIn(binding, iterable).length > 0 || isUsedOutside(program, target, loop))
    return null;
  return {
    summary: `collect \`${list.id}\` as the keys of a dict`,
    edits: [replace(extent, `${list.id} = list(dict.fromkeys(${argumentText(program, iterable)}))`)],
  };
}

/** True when the body is just `if target not in list: list.append(target)`. */
function collectsOnce(program: PythonProgram, { body }: For, list: Name, target: Name): boolean {
  const [only, more] = body.statements;
  if (only?.kind !== "if" || more || only.orElse) return false;
  const [branch, other] = only.branches;
  const test = branch?.test.kind === "comparison" ? membershipOf(branch.test) : null;
  const [append, rest] = branch?.body.statements ?? [];
  if (!branch || other || !test?.negated || append?.kind !== "expression" || rest) return false;
  const { value } = append;
  if (value.kind !== "call" || methodCalled(value) !== "append" || value.callee.kind !== "attribute")
    return false;
  const [added, further] = positional(value) ?? [];
  const same = (each: Expression | undefined, name: Name): boolean =>
    each?.kind === "name" && program.scopes.bindingOf(each) === program.scopes.bindingOf(name);
  return (
    !further &&
    same(test.needle, target) &&
    same(test.receiver, list) &&
    same(value.callee.object, list) &&
    same(added, target)
  );
}
