import { execa } from "execa";
import * as z from "zod";
import { assemble, type Baseline, baselineCode, type Code } from "../../../../src/engine/domain/candidate.ts";
import type { Random } from "../../../../src/engine/ports.ts";
import { buildModule } from "../../../../src/engine/rewrite/python/build.ts";
import { PythonRewriteProposer } from "../../../../src/engine/rewrite/python/pythonRewriteProposer.ts";
import type { PythonRule } from "../../../../src/engine/rewrite/python/rule.ts";
import { allOf } from "../../../../src/engine/rewrite/python/syntax.ts";

/** A generator for requests whose outcome must not depend on it. */
export const noRandom: Random = {
  next: () => {
    throw new Error("the proposer draws nothing");
  },
  fork: () => noRandom,
};

/** The function `f` of a Python text as the target. */
export function baselineOf(text: string, symbol = "f"): Baseline {
  const target = allOf(buildModule(text).body, "function").find(({ name }) => name.id === symbol);
  const region = target ? { start: target.start, end: target.end } : { start: 0, end: text.length };
  const outermost = text.lastIndexOf("\n", region.start - 1) + 1;
  return { file: "f.py", symbol, text, region, helperOffset: outermost };
}

/** What the rules propose for a baseline, or for one of its descendants. */
export async function proposalsFor(
  baseline: Baseline,
  rules?: readonly PythonRule[],
  code: Code = baselineCode(baseline),
) {
  return new PythonRewriteProposer(rules).propose({
    baseline,
    parents: [{ number: 0, summary: "", code }],
    ancestor: null,
    favoured: [],
    random: noRandom,
  });
}

/** Programs that define a function, and what it is called with, each a Python expression that gives a tuple. */
export interface Job {
  readonly programs: readonly string[];
  readonly inputs: readonly string[];
}

const runner = `
import ast, copy, json, sys

def canonical(value):
    if isinstance(value, (set, frozenset)):
        return [type(value).__name__, sorted(map(repr, value))]
    if isinstance(value, dict):
        return ["dict", [[canonical(k), canonical(v)] for k, v in value.items()]]
    if isinstance(value, (list, tuple)):
        return [type(value).__name__, [canonical(each) for each in value]]
    if hasattr(value, "__dict__"):
        return [type(value).__name__, canonical(vars(value))]
    return [type(value).__name__, repr(value)]

def outcome(program, text):
    names = {}
    try:
        exec(compile(program, "f.py", "exec"), names)
    except SyntaxError as error:
        return {"broken": str(error)}
    args = eval(text, names)
    try:
        result = {"result": canonical(names["f"](*args))}
    except Exception as error:
        result = {"threw": type(error).__name__}
    return {**result, "args": canonical(args)}

jobs = json.load(sys.stdin)
json.dump([[[outcome(program, text) for text in job["inputs"]] for program in job["programs"]] for job in jobs], sys.stdout)
`;

const outcomesSchema = z.array(z.array(z.array(z.record(z.string(), z.unknown()))));

/** What every program does with every input: its result or error, and its arguments afterwards. One process for all. */
export async function outcomes(jobs: readonly Job[]) {
  const { stdout } = await execa("python3", ["-I", "-c", runner], { input: JSON.stringify(jobs) });
  return outcomesSchema.parse(JSON.parse(stdout));
}

/** The text of the file with a candidate in it. */
export function fileOf(baseline: Baseline, code: Code = baselineCode(baseline)): string {
  return assemble(baseline, code);
}
