import type { NodePath } from "@babel/traverse";
import { isPure, neverNaN } from "../knowledge.ts";
import { keepInStep, planLookup } from "../lookup.ts";
import { freshName, type Program } from "../program.ts";
import type { Rewrite, RewriteRule } from "../rule.ts";
import { isDead, reindent, type ScanTest, scanTest } from "../scans.ts";
import { insertBefore, replace, spanOf, textOf } from "../source.ts";
import { isInside } from "../subject.ts";
import { setOf } from "../tables.ts";

/**
 * A loop inside a loop that only looks whether a value is in an array (`if (list[j] === x) { found = true; break; }`)
 * becomes one look into a Set built before the outer loop.
 */
export const scanSet: RewriteRule = {
  id: "scan-set",
  title: "replace an inner search loop by a Set",
  find(program) {
    const rewrites: Rewrite[] = [];
    program.target.traverse({
      Loop(path) {
        const test = scanTest(path);
        const rewrite = test && rewriteOf(program, test);
        if (rewrite) rewrites.push(rewrite);
      },
    });
    return rewrites;
  },
};

function rewriteOf(program: Program, test: ScanTest): Rewrite | null {
  const { scan, needle } = test;
  if (!isPure(needle) || (scan.index && !isDead(scan.index, scan.path))) return null;
  const plan = planLookup(program, scan.arrayPath, scan.path);
  if (!plan || plan.grows.some((grow) => isInside(grow.expression, scan.path))) return null;
  const name = freshName(program, `${plan.subject.word}Set`);
  const equality = neverNaN(needle) ? "includes" : "loop";
  return {
    summary: `look up \`${plan.array}\` in a Set instead of searching it in a loop`,
    edits: [
      ...insertBefore(program, plan.anchor, setOf(program, plan, name, equality)),
      ...answerEdits(program, test, `${name}.has(${textOf(program, needle)})`),
      ...keepInStep(program, plan.grows, (value) => `${name}.add(${value})`, equality !== "includes"),
    ],
  };
}

/** The search loop, and the flag declared right before it, as one expression or one `if`. */
function answerEdits(program: Program, test: ScanTest, answer: string) {
  const { scan, flag } = test;
  const before = flag && flagDeclaration(scan.path, flag.name, flag.value);
  if (before) {
    const from = spanOf(before).end;
    const { start, end } = spanOf(scan.path);
    const between = program.text.slice(from, start);
    return [
      replace(before, flag.value ? answer : `!${answer}`),
      ...(between.trim().replace(/^;/, "") === ""
        ? [
            {
              start: from + (between.trimStart().startsWith(";") ? between.indexOf(";") + 1 : 0),
              end,
              text: "",
            },
          ]
        : [{ start, end, text: "" }]),
    ];
  }
  return [replace(scan.path, `if (${answer}) ${reindent(program, test)}`)];
}

/** The initial value in `var found = false;` right before the loop, for a loop that sets it to true. */
function flagDeclaration(loop: NodePath, name: string, value: boolean): NodePath | null {
  const previous = loop.inList ? loop.getPrevSibling() : null;
  if (!previous?.isVariableDeclaration()) return null;
  const [declarator, more] = previous.get("declarations");
  const init = declarator?.get("init");
  return !more && declarator?.get("id").isIdentifier({ name }) && init?.isBooleanLiteral({ value: !value })
    ? init
    : null;
}
