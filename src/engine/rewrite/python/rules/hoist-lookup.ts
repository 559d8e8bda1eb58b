import type { Rewrite } from "../../rule.ts";
import { natureOf } from "../knowledge.ts";
import { anchorBefore, enclosingLoops, type Loop } from "../loops.ts";
import { freshName, type PythonProgram } from "../program.ts";
import type { PythonRule } from "../rule.ts";
import type { Binding } from "../scopes.ts";
import { insertBefore, replace, textOf } from "../source.ts";
import { allOf, descendantsOf, type Expression, type Statement, type SyntaxNode } from "../syntax.ts";
import { mentionsIn } from "../uses.ts";

/** Attributes of modules, methods of local collections and names of the module are looked up anew in every round. */
export const hoistLookup: PythonRule = {
  id: "hoist-lookup",
  title: "look names up once before the loop",
  find(program) {
    const loops = [...allOf(program.target.body, "for"), ...allOf(program.target.body, "while")];
    return loops
      .filter((loop) => enclosingLoops(program, loop).length === 0)
      .flatMap((loop) => rewriteOf(program, loop) ?? []);
  },
};

function rewriteOf(program: PythonProgram, loop: Loop & Statement): Rewrite | null {
  const anchor = anchorBefore(program, loop);
  const repeated = [...descendantsOf(loop)].filter(
    (node) => enclosingLoops(program, node).includes(loop) && !isElsewhere(program, node, loop),
  );
  const sites = repeated.flatMap((node) => lookupIn(program, node, loop) ?? []);
  if (!anchor || sites.length === 0) return null;
  const names = new Map<string, string>();
  for (const { text, base } of sites) if (!names.has(text)) names.set(text, unused(program, base, names));
  const texts = [...names.keys()];
  return {
    summary: `look \`${texts.slice(0, 3).join("`, `")}\` up once before the loop`,
    edits: [
      ...insertBefore(
        program,
        anchor,
        [...names].map(([text, name]) => `${name} = ${text}`),
      ),
      ...sites.map(({ node, text }) => replace(node, names.get(text) ?? text)),
    ],
  };
}

function unused(program: PythonProgram, base: string, names: ReadonlyMap<string, string>): string {
  const taken = [...names.values()];
  for (let name = freshName(program, base), count = 2; ; count++) {
    if (!taken.includes(name)) return name;
    name = freshName(program, `${base}${count}`);
  }
}

interface Lookup {
  readonly node: Expression;
  readonly text: string;
  /** What its local name is derived from. */
  readonly base: string;
}

function lookupIn(program: PythonProgram, node: SyntaxNode, loop: Loop): Lookup | null {
  const { scopes } = program;
  if (node.kind === "attribute" && node.object.kind === "name") {
    const owner = scopes.bindingOf(node.object);
    const found =
      owner && (isModule(program, owner) ? isRead(program, node) : isMethodOfOwn(program, node, owner, loop));
    return found ? { node, text: textOf(program, node), base: `${node.object.id}_${node.name}` } : null;
  }
  if (node.kind !== "name" || scopes.accessOf(node) !== "read") return null;
  const binding = scopes.bindingOf(node);
  const parent = scopes.parentOf(node);
  if (!binding || binding.scope !== scopes.module || isModule(program, binding)) return null;
  // A function or constant of the module that nothing assigns again.
  const writes = binding.mentions.filter((mention) => scopes.accessOf(mention) !== "read");
  if (writes.length !== 1 || parent?.kind === "argument" || binding.name === program.target.name.id)
    return null;
  return { node, text: node.id, base: `local_${node.id.toLowerCase().replace(/^_+|_+$/g, "")}` };
}

function isModule(program: PythonProgram, binding: Binding): boolean {
  return binding.mentions.every((mention) => {
    const parent = program.scopes.parentOf(mention);
    if (program.scopes.accessOf(mention) === "read") return true;
    return (
      parent?.kind === "alias" &&
      program.scopes.parentOf(parent)?.kind === "import" &&
      isWhole(program, parent)
    );
  });
}

/** `import math`, not `from math import sqrt`. */
function isWhole(program: PythonProgram, alias: SyntaxNode): boolean {
  const statement = program.scopes.parentOf(alias);
  return statement?.kind === "import" && statement.from === null;
}

function isRead(program: PythonProgram, node: Expression): boolean {
  const parent = program.scopes.parentOf(node);
  switch (parent?.kind) {
    case "call":
      return true;
    case "argument":
    case "binary":
    case "comparison":
      return true;
    default:
      return false;
  }
}

/** A method of a local list, set or dict that the loop does not replace. */
function isMethodOfOwn(
  program: PythonProgram,
  node: Extract<Expression, { kind: "attribute" }>,
  owner: Binding,
  loop: Loop,
): boolean {
  const parent = program.scopes.parentOf(node);
  const nature = natureOf(program, node.object);
  return (
    parent?.kind === "call" &&
    parent.callee === node &&
    (nature === "list" || nature === "set" || nature === "dict") &&
    owner.scope.owner.kind === "function" &&
    mentionsIn(owner, loop).every((mention) => program.scopes.accessOf(mention) === "read") &&
    owner.mentions.some(
      (mention) => mention.start < loop.start && program.scopes.accessOf(mention) !== "read",
    )
  );
}

/** True in an inner function, which has its own time, and where the loop ends anyway. */
function isElsewhere(program: PythonProgram, node: SyntaxNode, loop: SyntaxNode): boolean {
  return program.scopes
    .ancestorsOf(node)
    .some(
      ({ kind, start }) =>
        (kind === "function" || kind === "lambda" || kind === "raise") && start > loop.start,
    );
}
