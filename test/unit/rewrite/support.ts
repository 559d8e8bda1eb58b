import { parse } from "@babel/parser";
import traverse from "@babel/traverse";
import { transformSync } from "esbuild";
import { assemble, type Baseline, baselineCode, type Code } from "../../../src/engine/domain/candidate.ts";
import type { Proposal, Random } from "../../../src/engine/ports.ts";
import { RewriteProposer } from "../../../src/engine/rewrite/rewriteProposer.ts";
import type { RewriteRule } from "../../../src/engine/rewrite/rule.ts";

/** A generator for requests whose outcome must not depend on it. */
const noRandom: Random = {
  next: () => {
    throw new Error("the rewrite proposer draws nothing");
  },
  fork: () => noRandom,
};

/** The outermost function named `f` of a source text as the target. */
export function baselineOf(text: string, file = "f.js"): Baseline {
  const ast = parse(text, {
    sourceType: "unambiguous",
    plugins: file.endsWith(".ts") ? ["typescript"] : ["jsx"],
  });
  let region = { start: 0, end: 0 };
  traverse(ast, {
    Function(path) {
      const { parent, node } = path;
      const named =
        (node.type === "FunctionDeclaration" && node.id?.name === "f") ||
        (parent.type === "VariableDeclarator" && parent.id.type === "Identifier" && parent.id.name === "f");
      if (named) region = { start: node.start ?? 0, end: node.end ?? 0 };
      if (named) path.stop();
    },
  });
  return { file, symbol: "f", text, region, helperOffset: text.lastIndexOf("\n", region.start) + 1 };
}

/** What the rules propose for a baseline, or for one of its descendants. */
export async function proposalsFor(
  baseline: Baseline,
  rules?: readonly RewriteRule[],
  code = baselineCode(baseline),
) {
  const proposer = new RewriteProposer(rules);
  return proposer.propose({
    baseline,
    parents: [{ number: 0, summary: "", code }],
    ancestor: null,
    favoured: [],
    random: noRandom,
  });
}

/** Both parents' changes over the baseline, if they can be merged. */
export async function crossing(baseline: Baseline, first: Code, second: Code): Promise<readonly Proposal[]> {
  return new RewriteProposer().propose({
    baseline,
    parents: [
      { number: 1, code: first, summary: "one thing" },
      { number: 2, code: second, summary: "another" },
    ],
    ancestor: baselineCode(baseline),
    favoured: [],
    random: noRandom,
  });
}

/** What calling the target does: its result or error, and its arguments afterwards. */
export function outcome(baseline: Baseline, code: Code, args: readonly unknown[]): unknown {
  const text = assemble(baseline, code);
  const { code: script } = transformSync(text, { loader: baseline.file.endsWith(".ts") ? "ts" : "js" });
  const target: (...args: unknown[]) => unknown = new Function(`${script}\nreturn f;`)();
  const own = structuredClone(args);
  try {
    return { result: target(...own), args: own };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { threw: error.constructor.name, args: own };
  }
}
