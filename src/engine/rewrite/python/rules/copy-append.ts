import type { Rewrite } from "../../rule.ts";
import { isFreshList, natureOf, writesOf } from "../knowledge.ts";
import { enclosingLoops, type Loop } from "../loops.ts";
import type { PythonProgram } from "../program.ts";
import type { PythonRule } from "../rule.ts";
import type { Binding } from "../scopes.ts";
import { argumentText, placeOf, replace, statementOf } from "../source.ts";
import { type Assign, allOf, type Expression, type Name, type Update } from "../syntax.ts";
import { useOf } from "../uses.ts";

/** `items = items + [x]` in a loop copies the list every time; `append` adds to it in place. */
export const copyAppend: PythonRule = {
  id: "copy-append",
  title: "append in place instead of copying",
  find: (program) => [
    ...allOf(program.target.body, "assign").flatMap((each) => assigned(program, each) ?? []),
    ...allOf(program.target.body, "update").flatMap((each) => updated(program, each) ?? []),
  ],
};

function updated(program: PythonProgram, update: Update): Rewrite | null {
  const { target, operator, value } = update;
  const loops = enclosingLoops(program, update);
  if (target.kind !== "name" || operator !== "+" || value.kind !== "list" || loops.length === 0) return null;
  if (natureOf(program, target) !== "list") return null;
  return rewriteOf(program, update, target, value);
}

function assigned(program: PythonProgram, assign: Assign): Rewrite | null {
  const copied = copyOf(program, assign);
  const binding = copied && program.scopes.bindingOf(copied.name);
  if (!binding) return null;
  const fresh = writesOf(program, binding).filter((write) => !isCopying(program, write));
  const loop = enclosingLoops(program, assign).findLast(
    (each) => !fresh.some((write) => program.scopes.isInside(write, each)),
  );
  if (!loop || !isOwn(program, binding, fresh, loop)) return null;
  return rewriteOf(program, assign, copied.name, copied.added);
}

function rewriteOf(
  program: PythonProgram,
  statement: Assign | Update,
  name: Name,
  added: Expression,
): Rewrite {
  const [only, more] = added.kind === "list" ? added.elements : [];
  const single = only && !more && only.kind !== "starred";
  const text = single
    ? `${name.id}.append(${argumentText(program, only)})`
    : `${name.id}.extend(${argumentText(program, added)})`;
  return {
    summary: `append to \`${name.id}\` in place instead of copying it`,
    edits: [replace(statement, text)],
  };
}

/** `items = items + added` and `items = [*items, x]`. */
function copyOf(
  program: PythonProgram,
  { targets, value, annotation }: Assign,
): { readonly name: Name; readonly added: Expression } | null {
  const [name, more] = targets;
  if (name?.kind !== "name" || more || annotation || !value) return null;
  const binding = program.scopes.bindingOf(name);
  const same = (each: Expression | undefined): boolean =>
    each?.kind === "name" && program.scopes.bindingOf(each) === binding;
  if (value.kind === "binary" && value.operator === "+" && same(value.left))
    return isFreshList(program, value.right) && value.right.kind !== "subscript"
      ? { name, added: value.right }
      : null;
  if (value.kind !== "list" || value.elements.length !== 2) return null;
  const [first, last] = value.elements;
  if (first?.kind !== "starred" || !same(first.value) || !last || last.kind === "starred") return null;
  const { start, end } = last;
  return { name, added: { kind: "list", start, end, elements: [last] } };
}

function isCopying(program: PythonProgram, write: Name): boolean {
  const statement = statementOf(program, write);
  return statement?.kind === "assign" && copyOf(program, statement) !== null;
}

/** True when the variable holds a list that nothing else does while the loop runs. */
function isOwn(program: PythonProgram, binding: Binding, fresh: readonly Name[], loop: Loop): boolean {
  const values = fresh.map((write) => {
    const statement = program.scopes.parentOf(write);
    return statement?.kind === "assign" && statement.targets.length === 1 ? statement.value : null;
  });
  if (values.length === 0 || !values.every((value) => value && isFreshList(program, value))) return false;
  const renewed = isRenewed(program, fresh, loop);
  return binding.mentions.every((mention) => {
    const use = useOf(program, mention);
    const { owner } = program.scopes.scopeAt(mention);
    // Another function might run, and look, at any time.
    if (owner !== binding.scope.owner && (owner.kind !== "comprehension" || use.kind !== "read"))
      return false;
    return use.kind !== "escape" || (mention.start > loop.end && renewed);
  });
}

/** True when the list is new each time the loop starts, so that whoever has an older one keeps it as it is. */
function isRenewed(program: PythonProgram, fresh: readonly Name[], loop: Loop): boolean {
  const statement = statementOf(program, loop);
  if (!statement || enclosingLoops(program, statement).length === 0) return true;
  const block = placeOf(program, statement)?.block;
  return fresh.some((write) => {
    const own = statementOf(program, write);
    return own !== null && own.end <= statement.start && placeOf(program, own)?.block === block;
  });
}
