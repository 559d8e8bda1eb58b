import type { PythonProgram } from "./program.ts";
import { canPrecede, statementOf } from "./source.ts";
import type { Call, Comprehension, For, Lambda, Name, Statement, SyntaxNode, While } from "./syntax.ts";

/** A piece of the target that runs many times: a loop, a comprehension or a function handed to one that iterates. */
export type Loop = For | While | Comprehension | Call;

/** The loops around a node inside the target, innermost first; none beyond a nested function or a lazy generator. */
export function enclosingLoops(program: PythonProgram, node: SyntaxNode): readonly Loop[] {
  const loops: Loop[] = [];
  let child = node;
  let clauseOfChild: SyntaxNode | null = null;
  for (const parent of program.scopes.ancestorsOf(node)) {
    if (parent === program.target) break;
    switch (parent.kind) {
      case "for":
        if (child === parent.body) loops.push(parent);
        break;
      case "while":
        if (child === parent.test || child === parent.body) loops.push(parent);
        break;
      case "clause":
        clauseOfChild = child;
        break;
      case "comprehension":
        if (isRepeatedIn(parent, child, clauseOfChild)) {
          if (parent.form === "generator" && !isConsumed(program, parent)) return loops;
          loops.push(parent);
        }
        break;
      case "lambda": {
        const call = iteratingCall(program, parent);
        if (!call) return loops;
        loops.push(call);
        break;
      }
      case "function":
      case "class":
        return loops;
      default:
        break;
    }
    child = parent;
  }
  return loops;
}

function isRepeatedIn(comprehension: Comprehension, child: SyntaxNode, inClause: SyntaxNode | null): boolean {
  const [first] = comprehension.clauses;
  return child !== first || inClause !== first.iterable;
}

/** True when a node is inside a loop of the target. */
export function isLooped(program: PythonProgram, node: SyntaxNode): boolean {
  return enclosingLoops(program, node).length > 0;
}

/** The statement before which something can be computed once for a whole loop; null when there is no place. */
export function anchorBefore(program: PythonProgram, loop: Loop): Statement | null {
  const statement = statementOf(program, loop);
  return statement && canPrecede(program, statement) ? statement : null;
}

/** Built-in functions that use up an iterable at once. */
const consumers: ReadonlySet<string> = new Set(
  "all any dict frozenset list max min set sorted sum tuple Counter deque".split(" "),
);

/** True for a generator that the call it is handed to uses up at once. */
function isConsumed(program: PythonProgram, generator: SyntaxNode): boolean {
  const argument = program.scopes.parentOf(generator);
  const call = argument && program.scopes.parentOf(argument);
  if (argument?.kind === "for" || argument?.kind === "clause") return false;
  if (argument?.kind !== "argument" || call?.kind !== "call") return false;
  if (call.callee.kind === "attribute") return /^(join|extend|update)$/.test(call.callee.name);
  return call.callee.kind === "name" && consumers.has(call.callee.id);
}

/** The call that runs a lambda once per element and is over when it returns. */
function iteratingCall(program: PythonProgram, lambda: Lambda): Call | null {
  const argument = program.scopes.parentOf(lambda);
  const call = argument && program.scopes.parentOf(argument);
  if (argument?.kind !== "argument" || call?.kind !== "call") return null;
  const { callee } = call;
  if (callee.kind === "attribute") return callee.name === "sort" && argument.keyword === "key" ? call : null;
  if (callee.kind !== "name") return null;
  if (/^(sorted|min|max)$/.test(callee.id)) return argument.keyword === "key" ? call : null;
  return /^(map|filter)$/.test(callee.id) && isConsumed(program, call) ? call : null;
}

/** The names a loop's target assigns. */
export function targetNames(target: SyntaxNode): readonly Name[] {
  switch (target.kind) {
    case "name":
      return [target];
    case "tuple":
    case "list":
      return target.elements.flatMap(targetNames);
    case "starred":
      return targetNames(target.value);
    default:
      return [];
  }
}
