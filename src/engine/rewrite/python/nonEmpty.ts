import { builtinCalled, isRepeatable, positional } from "./knowledge.ts";
import type { PythonProgram } from "./program.ts";
import { placeOf, textOf } from "./source.ts";
import { subjectOf } from "./subject.ts";
import { type Block, type Expression, isStatement, type Statement, type SyntaxNode } from "./syntax.ts";
import { mentionsIn, useOf } from "./uses.ts";

/** True when a collection surely has elements at a place: it is written so, or the code has just asked. */
export function isNonEmpty(program: PythonProgram, collection: Expression, site: SyntaxNode): boolean {
  if (collection.kind === "list" || collection.kind === "tuple" || collection.kind === "set")
    return collection.elements.some(({ kind }) => kind !== "starred");
  if (!isRepeatable(collection)) return false;
  let child = site;
  for (const parent of program.scopes.ancestorsOf(site)) {
    if (parent === program.target) break;
    const test = testThatLedTo(parent, child);
    const asked =
      (test && says(program, test, collection, true)) ||
      (isStatement(child) && isLeftWhenEmpty(program, child, collection));
    if (asked) return isUntouched(program, collection, test ?? parent, site);
    child = parent;
  }
  return false;
}

/** The test that held when `child` is evaluated. */
function testThatLedTo(parent: SyntaxNode, child: SyntaxNode): Expression | null {
  switch (parent.kind) {
    case "branch":
    case "while":
      return child === parent.body ? parent.test : null;
    case "conditional":
      return child === parent.whenTrue ? parent.test : null;
    case "logical":
      return parent.operator === "and" && child === parent.right ? parent.left : null;
    default:
      return null;
  }
}

/** True when an earlier statement of the block leaves it if the collection is empty. */
function isLeftWhenEmpty(program: PythonProgram, statement: Statement, collection: Expression): boolean {
  const place = placeOf(program, statement);
  const earlier = place?.block.statements.slice(0, place.at) ?? [];
  return earlier.some((each) => {
    const [first] = each.kind === "if" ? each.branches : [];
    return (
      first !== undefined &&
      leaves(first.body) &&
      says(program, first.test, collection, false) &&
      isUntouched(program, collection, each, statement)
    );
  });
}

function leaves({ statements }: Block): boolean {
  return /^(return|raise|continue|break)$/.test(statements.at(-1)?.kind ?? "");
}

/**
 * Whether a test, when it holds, says that the collection has elements; or, asked with `filled` false, whether it
 * holds for every empty collection.
 */
function says(program: PythonProgram, test: Expression, collection: Expression, filled: boolean): boolean {
  const same = (each: Expression | undefined): boolean =>
    each !== undefined && textOf(program, each) === textOf(program, collection);
  if (test.kind === "logical")
    return (
      test.operator === (filled ? "and" : "or") &&
      (says(program, test.left, collection, filled) || says(program, test.right, collection, filled))
    );
  if (test.kind === "unary" && test.operator === "not")
    return filled ? false : same(test.operand) || isLengthOf(program, test.operand, same);
  if (test.kind !== "comparison") return filled && (same(test) || isLengthOf(program, test, same));
  const [length, number] = test.operands;
  if (!length || number?.kind !== "number" || !isLengthOf(program, length, same)) return false;
  const question = `${test.operators.join(" ")} ${number.text}`;
  return filled
    ? /^(> \d+|>= [1-9]\d*|!= 0|== [1-9]\d*)$/.test(question)
    : /^(== 0|< [1-9]\d*|<= \d+)$/.test(question);
}

function isLengthOf(
  program: PythonProgram,
  expression: Expression,
  same: (each: Expression | undefined) => boolean,
): boolean {
  return (
    expression.kind === "call" &&
    builtinCalled(program, expression) === "len" &&
    same(positional(expression)?.[0])
  );
}

/** True when between the question and the site nobody changes the collection. */
function isUntouched(
  program: PythonProgram,
  collection: Expression,
  from: SyntaxNode,
  site: SyntaxNode,
): boolean {
  const subject = subjectOf(program, collection);
  return (
    subject !== null &&
    mentionsIn(subject.binding, program.target).every(
      (mention) =>
        mention.start < from.start || mention.start > site.start || useOf(program, mention).kind === "read",
    )
  );
}
