import type { NodePath } from "@babel/traverse";
import { isVisible } from "../lookup.ts";
import { anchorBefore, enclosingLoops } from "../loops.ts";
import { freshName, type Program } from "../program.ts";
import type { Rewrite, RewriteRule } from "../rule.ts";
import { type Anchor, anchorPath, declaration, insertBefore, replace, textOf } from "../source.ts";
import { isInside, type Subject, subjectOf } from "../subject.ts";
import { isReplaced, isSettled } from "../uses.ts";

interface Site {
  readonly path: NodePath;
  readonly subject: Subject;
  readonly anchor: Anchor;
}

/** `rows[y]` or `options.limits` inside a loop that never replaces it is looked up once before. */
export const hoistProperty: RewriteRule = {
  id: "hoist-property",
  title: "look up a property once before the loop",
  find(program) {
    const groups = new Map<string, Site[]>();
    program.target.traverse({
      MemberExpression(path) {
        const site = siteAt(program, path);
        if (!site) return;
        const key = `${site.subject.key} ${anchorPath(site.anchor).node.start}`;
        groups.set(key, [...(groups.get(key) ?? []), site]);
        path.skip();
      },
    });
    return [...groups.values()].flatMap((sites) => rewriteOf(program, sites) ?? []);
  },
};

/** An object that is looked into again, `rows[y]` of `rows[y][x]`, or called a method of. */
function siteAt(program: Program, path: NodePath): Site | null {
  const parent = path.parentPath;
  if (!parent?.isMemberExpression() || path.key !== "object") return null;
  const subject = subjectOf(path);
  if (!subject) return null;
  let anchor: Anchor | null = null;
  for (const loop of enclosingLoops(program, path)) {
    if (loop.kind !== "statement" || !isSettled(subject, loop.path) || isReplaced(subject, loop.path)) break;
    const place = anchorBefore(program, loop);
    if (!place || !isVisible(subject, anchorPath(place))) break;
    anchor = place;
  }
  return anchor && { path, subject, anchor };
}

function rewriteOf(program: Program, sites: readonly Site[]): Rewrite | null {
  const [first] = sites;
  if (!first) return null;
  const text = textOf(program, first.path);
  const singular = text.endsWith("]") ? first.subject.word.replace(/s$/, "") : first.subject.word;
  const name = freshName(
    program,
    singular === "self"
      ? "own"
      : singular === first.subject.word && text.endsWith("]")
        ? `${singular}Item`
        : singular,
  );
  const outermost = sites.filter(
    ({ path }) => !sites.some((other) => other.path !== path && isInside(path, other.path)),
  );
  return {
    summary: `look up \`${text}\` once before the loop`,
    edits: [
      ...insertBefore(program, first.anchor, [declaration(program, "const", name, text)]),
      ...outermost.map(({ path }) => replace(path, name)),
    ],
  };
}
