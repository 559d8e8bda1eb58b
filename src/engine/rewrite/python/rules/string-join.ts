import type { Rewrite } from "../../rule.ts";
import { writesOf } from "../knowledge.ts";
import { enclosingLoops, type Loop } from "../loops.ts";
import { freshName, type PythonProgram } from "../program.ts";
import type { PythonRule } from "../rule.ts";
import type { Binding } from "../scopes.ts";
import {
  argumentText,
  canFollow,
  canPrecede,
  insertAfter,
  insertBefore,
  placeOf,
  replace,
  statementOf,
} from "../source.ts";
import { allOf, type Expression, type Name, type Statement } from "../syntax.ts";
import { mentionsIn } from "../uses.ts";

/** `text += piece` in a loop may copy the text every time; a list of pieces is joined once after the loop. */
export const stringJoin: PythonRule = {
  id: "string-join",
  title: "join pieces instead of adding strings",
  find(program) {
    const sites = [...allOf(program.target.body, "update"), ...allOf(program.target.body, "assign")];
    const loops = sites.flatMap((site) => {
      const addition = additionOf(program, site);
      const binding = addition && program.scopes.bindingOf(addition.name);
      const loop =
        binding && enclosingLoops(program, site).findLast((each) => onlyGrows(program, binding, each));
      return loop ? [{ binding, loop }] : [];
    });
    const groups = Map.groupBy(loops, ({ binding, loop }) => `${binding.name} ${loop.start}`);
    return [...groups.values()].flatMap(([first]) =>
      first ? (rewriteOf(program, first.binding, first.loop) ?? []) : [],
    );
  },
};

interface Addition {
  readonly statement: Statement;
  readonly name: Name;
  readonly piece: Expression;
}

/** `text += piece` or `text = text + piece`. */
function additionOf(program: PythonProgram, statement: Statement): Addition | null {
  if (statement.kind === "update") {
    const { target, operator, value } = statement;
    return operator === "+" && target.kind === "name" ? { statement, name: target, piece: value } : null;
  }
  if (statement.kind !== "assign") return null;
  const [name, more] = statement.targets;
  const { value } = statement;
  if (name?.kind !== "name" || more || value?.kind !== "binary" || value.operator !== "+") return null;
  const { left } = value;
  const same = left.kind === "name" && program.scopes.bindingOf(left) === program.scopes.bindingOf(name);
  return same ? { statement, name, piece: value.right } : null;
}

function rewriteOf(program: PythonProgram, binding: Binding, loop: Loop): Rewrite | null {
  if ((loop.kind !== "for" && loop.kind !== "while") || !canPrecede(program, loop)) return null;
  if (!canFollow(program, loop) || isTried(program, loop)) return null;
  const initial = initialBefore(program, binding, loop);
  if (initial === null || binding.mentions.some((each) => isCaptured(program, binding, each))) return null;
  const pieces = freshName(program, `${binding.name}_parts`);
  return {
    summary: `join the pieces of \`${binding.name}\` once after the loop`,
    edits: [
      ...insertBefore(program, loop, [`${pieces} = [${initial === "empty" ? "" : binding.name}]`]),
      ...additionsIn(program, binding, loop).map(({ statement, piece }) =>
        replace(statement, `${pieces}.append(${argumentText(program, piece)})`),
      ),
      insertAfter(program, loop, [`${binding.name} = "".join(${pieces})`]),
    ],
  };
}

function additionsIn(program: PythonProgram, binding: Binding, loop: Statement): readonly Addition[] {
  const statements = new Set(mentionsIn(binding, loop).map((mention) => statementOf(program, mention)));
  return [...statements].flatMap((statement) => (statement && additionOf(program, statement)) ?? []);
}

/** True when all that happens to the variable in the loop is that pieces are added to it. */
function onlyGrows(program: PythonProgram, binding: Binding, loop: Loop): boolean {
  return mentionsIn(binding, loop).every((mention) => {
    const statement = statementOf(program, mention);
    const addition = statement && additionOf(program, statement);
    return (
      addition &&
      program.scopes.bindingOf(addition.name) === binding &&
      !mentionsIn(binding, addition.piece).includes(mention)
    );
  });
}

/** What the text is before the loop, when a string is assigned in the same block and not touched since. */
function initialBefore(program: PythonProgram, binding: Binding, loop: Statement): "empty" | "some" | null {
  const last = writesOf(program, binding).findLast(({ start }) => start < loop.start);
  const statement = last && program.scopes.parentOf(last);
  if (statement?.kind !== "assign" || statement.targets.length !== 1) return null;
  const { value } = statement;
  if ((value?.kind !== "string" || value.bytes) && value?.kind !== "format") return null;
  if (placeOf(program, statement)?.block !== placeOf(program, loop)?.block) return null;
  if (binding.mentions.some(({ start }) => start > statement.end && start < loop.start)) return null;
  return value.kind === "string" && value.value === "" ? "empty" : "some";
}

/** True when an exception in the loop may be caught in the function, which then sees the text. */
function isTried(program: PythonProgram, loop: Statement): boolean {
  return program.scopes.ancestorsOf(loop).some(({ kind }) => kind === "try" || kind === "with");
}

function isCaptured(program: PythonProgram, binding: Binding, mention: Name): boolean {
  const { owner } = program.scopes.scopeAt(mention);
  return owner !== binding.scope.owner && owner.kind !== "comprehension";
}
