import { parse } from "@babel/parser";
import traverse, { type NodePath } from "@babel/traverse";
import type * as t from "@babel/types";
import MagicString from "magic-string";
import type { Baseline } from "../../src/engine/domain/candidate.ts";

/** Code that is the same program as another. */
export interface Variant {
  /** What was done, in one phrase. */
  readonly summary: string;
  /** The target's new text. */
  readonly target: string;
}

/** A change that no program notices: edits of the whole file, inside the target. */
interface Change {
  readonly summary: string;
  apply(text: MagicString): void;
}

/**
 * Variants of a function that change nothing: local variables renamed, independent statements next to each other
 * swapped, comments added; alone, and then more and more of them together, until there are as many as wanted.
 */
export function noOpVariants(baseline: Baseline, wanted: number): readonly Variant[] {
  const changes = changesOf(baseline);
  if (changes.length === 0) throw new Error(`${baseline.symbol} has nothing to rename, swap or comment`);
  const variants = new Map<string, Variant>();
  for (let size = 1; variants.size < wanted && size <= changes.length; size += 1) {
    for (let from = 0; from < changes.length && variants.size < wanted; from += 1) {
      const chosen = Array.from(
        { length: size },
        (_, step) => changes[(from + step) % changes.length],
      ).filter((change) => change !== undefined);
      const target = applied(baseline, chosen);
      if (target !== null) {
        const [first] = chosen;
        const summary = size === 1 ? (first?.summary ?? "") : `${size} changes from ${first?.summary}`;
        variants.set(target, { summary, target });
      }
    }
  }
  return [...variants.values()];
}

function changesOf(baseline: Baseline): readonly Change[] {
  const file = parse(baseline.text, { sourceType: "unambiguous", plugins: ["typescript"] });
  const kinds: (readonly Change[])[] = [];
  traverse(file, {
    Function(path) {
      if (path.node.start !== baseline.region.start) return;
      kinds.push(renames(path), swaps(path), comments(path));
      path.stop();
    },
  });
  return interleaved(kinds);
}

/** One of each kind in turn, so that a run of neighbours holds changes of all kinds. */
function interleaved(kinds: readonly (readonly Change[])[]): readonly Change[] {
  const most = Math.max(...kinds.map(({ length }) => length));
  return Array.from({ length: most }, (_, index) =>
    kinds.flatMap((kind) => kind.slice(index, index + 1)),
  ).flat();
}

function renames(target: NodePath<t.Function>): readonly Change[] {
  const found: Change[] = [];
  const scopes = new Set([target.scope]);
  target.traverse({ Scope: (path) => void scopes.add(path.scope) });
  for (const scope of scopes) {
    for (const [name, binding] of Object.entries(scope.bindings)) {
      const places = [binding.identifier, ...binding.referencePaths.map(({ node }) => node)];
      const written = binding.constantViolations.flatMap((violation) =>
        identifiersNamed(violation.node, name),
      );
      const spots = new Set([...places, ...written].flatMap(({ start }) => (start == null ? [] : [start])));
      // `{ name }` would have to become `{ name: renamed }`.
      if (
        binding.referencePaths.some((reference) =>
          reference.parentPath?.isObjectProperty({ shorthand: true }),
        )
      )
        continue;
      found.push({
        summary: `rename ${name}`,
        apply(text) {
          for (const start of spots) text.overwrite(start, start + name.length, `${name}Renamed`);
        },
      });
    }
  }
  return found;
}

function identifiersNamed(node: t.Node, name: string): readonly t.Node[] {
  const target =
    node.type === "AssignmentExpression"
      ? node.left
      : node.type === "UpdateExpression"
        ? node.argument
        : null;
  return target?.type === "Identifier" && target.name === name ? [target] : [];
}

/**
 * Statements next to each other whose order does not matter: function declarations, which are hoisted, and
 * declarations that depend on nothing, with whatever does not name them.
 */
function swaps(target: NodePath<t.Function>): readonly Change[] {
  const found: Change[] = [];
  target.traverse({
    BlockStatement(path) {
      const statements = path.node.body;
      for (const [index, one] of statements.entries()) {
        const other = statements[index + 1];
        if (other === undefined || !areIndependent(one, other)) continue;
        found.push({
          summary: `swap statements ${index + 1} and ${index + 2}`,
          apply(text) {
            const source = text.original;
            text.overwrite(one.start ?? 0, one.end ?? 0, source.slice(other.start ?? 0, other.end ?? 0));
            text.overwrite(other.start ?? 0, other.end ?? 0, source.slice(one.start ?? 0, one.end ?? 0));
          },
        });
      }
    },
  });
  return found;
}

function areIndependent(one: t.Statement, other: t.Statement): boolean {
  if (one.type === "FunctionDeclaration" || other.type === "FunctionDeclaration") return true;
  return dependsOnNothing(one, other) || dependsOnNothing(other, one);
}

/** A declaration with literals and empty collections only, none of whose names the other statement mentions. */
function dependsOnNothing(one: t.Statement, other: t.Statement): boolean {
  if (one.type !== "VariableDeclaration") return false;
  const mentioned = new Set<string>();
  traverse.cheap(other, (node) => {
    if (node.type === "Identifier") mentioned.add(node.name);
  });
  return one.declarations.every(
    ({ id, init }) =>
      id.type === "Identifier" &&
      !mentioned.has(id.name) &&
      (init == null ||
        /Literal$/.test(init.type) ||
        (init.type === "ArrayExpression" && init.elements.length === 0) ||
        (init.type === "ObjectExpression" && init.properties.length === 0)),
  );
}

function comments(target: NodePath<t.Function>): readonly Change[] {
  const found: Change[] = [];
  target.traverse({
    Statement(path) {
      const { start } = path.node;
      if (start == null || path.listKey !== "body") return;
      found.push({
        summary: `comment at ${start - (target.node.start ?? 0)}`,
        apply(text) {
          text.appendLeft(start, "/* as it was */ ");
        },
      });
    },
  });
  return found;
}

/** Null when two changes touch the same place. */
function applied({ text, region }: Baseline, changes: readonly Change[]): string | null {
  const edited = new MagicString(text);
  try {
    for (const change of changes) change.apply(edited);
    const shift = edited.toString().length - text.length;
    const target = edited.toString().slice(region.start, region.end + shift);
    parse(edited.toString(), { sourceType: "unambiguous", plugins: ["typescript"] });
    return target;
  } catch (error) {
    if (error instanceof Error) return null;
    throw error;
  }
}
