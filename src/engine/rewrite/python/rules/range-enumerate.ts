import type { Rewrite } from "../../rule.ts";
import { builtinCalled, natureOf, positional } from "../knowledge.ts";
import { freshName, type PythonProgram } from "../program.ts";
import type { PythonRule } from "../rule.ts";
import { replace, textOf } from "../source.ts";
import { subjectOf } from "../subject.ts";
import {
  allOf,
  type Clause,
  type Expression,
  type For,
  type Name,
  type Subscript,
  type SyntaxNode,
} from "../syntax.ts";
import { isUnchanged, isUsedOutside, mentionsIn } from "../uses.ts";

/** `for i in range(len(items))` looks every element up by its position; the loop can hand it out. */
export const rangeEnumerate: PythonRule = {
  id: "range-enumerate",
  title: "go over the elements themselves",
  find: (program) =>
    [...allOf(program.target.body, "for"), ...allOf(program.target.body, "clause")].flatMap(
      (loop) => rewriteOf(program, loop) ?? [],
    ),
};

function rewriteOf(program: PythonProgram, loop: For | Clause): Rewrite | null {
  const { target, iterable } = loop;
  const list = measuredBy(program, iterable);
  const subject = list && subjectOf(program, list);
  const binding = target.kind === "name" ? program.scopes.bindingOf(target) : null;
  const extent = loop.kind === "for" ? loop : program.scopes.parentOf(loop);
  if (!list || !subject || !binding || !extent || target.kind !== "name" || loop.async) return null;
  if (natureOf(program, list) === "dict" || !isUnchanged(program, subject, extent)) return null;
  const mentions = mentionsIn(binding, extent).filter((mention) => mention !== target);
  if (mentions.some((mention) => program.scopes.accessOf(mention) !== "read")) return null;
  if (mentions.some((mention) => isDelayed(program, mention, extent))) return null;
  const lookups = mentions.flatMap((mention) => lookupOf(program, mention, list) ?? []);
  if (lookups.length === 0) return null;
  const element = freshName(program, singular(subject.word));
  const text = textOf(program, list);
  const direct = lookups.length === mentions.length && !isUsedOutside(program, target, extent);
  if (!direct && program.scopes.lookup("enumerate", program.scopes.scopeAt(loop))) return null;
  return {
    summary: `go over the elements of \`${text}\` instead of their positions`,
    edits: [
      replace(target, direct ? element : `${target.id}, ${element}`),
      replace(iterable, direct ? text : `enumerate(${text})`),
      ...lookups.map((lookup) => replace(lookup, element)),
    ],
  };
}

/** The `items` of `range(len(items))`. */
function measuredBy(program: PythonProgram, iterable: Expression): Expression | null {
  if (iterable.kind !== "call" || builtinCalled(program, iterable) !== "range") return null;
  const [length, more] = positional(iterable) ?? [];
  if (length?.kind !== "call" || more || builtinCalled(program, length) !== "len") return null;
  return positional(length)?.[0] ?? null;
}

/** `items[i]`, where `i` is the mention. */
function lookupOf(program: PythonProgram, mention: Name, list: Expression): Subscript | null {
  const parent = program.scopes.parentOf(mention);
  return parent?.kind === "subscript" &&
    parent.index === mention &&
    textOf(program, parent.object) === textOf(program, list)
    ? parent
    : null;
}

/** True in a function that may run after the loop has gone on. */
function isDelayed(program: PythonProgram, mention: Name, extent: SyntaxNode): boolean {
  return program.scopes
    .ancestorsOf(mention)
    .some(
      (each) =>
        program.scopes.isInside(each, extent) &&
        (each.kind === "function" ||
          each.kind === "lambda" ||
          (each.kind === "comprehension" && each.form === "generator" && each !== extent)),
    );
}

function singular(word: string): string {
  if (/ies$/.test(word)) return word.replace(/ies$/, "y");
  return /[^s]s$/.test(word) && word.length > 2 ? word.slice(0, -1) : "item";
}
