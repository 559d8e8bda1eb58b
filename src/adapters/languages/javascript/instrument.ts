import { RunError } from "../../../engine/ports.ts";
import { isTypeScript } from "../../../engine/rewrite/parse.ts";
import type { Insertion, Target } from "../target.ts";
import type { FunctionNode } from "./calls.ts";
import { startOf } from "./capture.ts";
import { findFunctions } from "./find.ts";
import type { Site } from "./found.ts";
import { applyInsertions } from "./insertions.ts";
import { parseFile, syntaxProblem } from "./parse.ts";
import { callOf } from "./reach.ts";
import { createRecorder } from "./recorder.ts";
import { spanOf } from "./syntax.ts";

/**
 * The source with the target's entry changed so that each call of it is recorded, as recorder.ts and recording.ts
 * describe, when EVOLVENT_RECORD is set. It needs no import, works in ECMAScript modules, CommonJS and TypeScript,
 * and does what the source does. Lines are kept, but that a TypeScript file begins with one more, `// @ts-nocheck`,
 * so that tests which check types run.
 *
 * Of calls within calls only the outermost is recorded. An async function is an exception: its calls may overlap, so
 * those it makes of itself are recorded like the others.
 *
 * @param target As found in `text`.
 * @throws RunError `syntax-error`, `target-missing` when the target is not from this text.
 */
export function instrumentForRecording(text: string, file: string, target: Target): string {
  const { functions, global } = findFunctions(text, file);
  const found = functions.find(
    ({ region, symbol }) => symbol === target.symbol && region.start === target.region.start,
  );
  if (found?.site.captureOffset == null) {
    throw new RunError(
      "target-missing",
      `${file} does not hold ${target.symbol} at line ${target.line} any more.`,
    );
  }
  const { site } = found;
  const recorder = unusedName(text, "__evolvent");
  const leave = unusedName(text, "__evolventLeave");
  const typescript = isTypeScript(file);
  const setup: Insertion = {
    offset: found.site.captureOffset,
    text: `;var ${recorder}${typescript ? recorderType : ""}=${global}.eval(${JSON.stringify(`(${createRecorder})`)})(${optionsOf(site)});`,
  };
  const withRecorder = (insertions: readonly Insertion[]) =>
    applyInsertions(text, [...(typescript ? [noCheck(text, file)] : []), setup, ...insertions]);

  const call = callSeenInside(site);
  if (call === null) return withRecorder(around(site, recorder));
  const before = `;${recorder}&&${recorder}.note(${call});`;
  const noting = withRecorder(inside(site.node, text, { before, after: "" }));
  if (site.node.async) return noting;
  const guarded = withRecorder(
    inside(site.node, text, {
      before: `;var ${leave}=${recorder}&&${recorder}.enter(${call});try{`,
      after: `}finally{${leave}&&${leave}()}`,
    }),
  );
  // Declarations that are allowed twice in a function may not be in a block; such a function goes unguarded.
  return syntaxProblem(guarded, file) === null ? guarded : noting;
}

/**
 * The arguments for the recorder's functions as code inside the body. Null when the body does not see the call as it
 * was made: an arrow function has no `arguments`, and its own are changed by defaults and patterns. Putting the
 * recorder around the function would do for all, but deepens the stack of recursive ones.
 */
function callSeenInside({ node, wrapper, reach }: Site): string | null {
  const isMethod = reach?.kind === "instance";
  if (wrapper !== null) return null;
  if (node.type !== "ArrowFunctionExpression")
    return `${isMethod ? "this" : "undefined"},arguments,!!new.target`;
  const values = node.params.map((parameter) => {
    if (parameter.type === "Identifier") return parameter.name;
    if (parameter.type !== "RestElement" || parameter.argument.type !== "Identifier") return null;
    return `...${parameter.argument.name}`;
  });
  return isMethod || values.includes(null) ? null : `undefined,[${values.join(",")}],false`;
}

/** Puts the recorder around a function, or around the call that wraps it. */
function around({ node, wrapper, inferredName }: Site, recorder: string): readonly Insertion[] {
  const { start, end } = wrapper ?? spanOf(node);
  const name = wrapper === null && inferredName !== null ? `,${JSON.stringify(inferredName)}` : "";
  return [
    { offset: start, text: `${recorder}.wrap(` },
    { offset: end, text: `${name})` },
  ];
}

/** Puts statements at both ends of a function's body. */
function inside(
  node: FunctionNode,
  text: string,
  { before, after }: { readonly before: string; readonly after: string },
): readonly Insertion[] {
  const { body } = node;
  if (body.type === "BlockStatement") {
    return [
      { offset: startOf(body, text), text: before },
      { offset: spanOf(body).end - 1, text: after },
    ];
  }
  const { parenStart: parenthesis } = body.extra ?? {};
  return [
    { offset: typeof parenthesis === "number" ? parenthesis : spanOf(body).start, text: `{${before}return(` },
    { offset: spanOf(node).end, text: `)${after}}` },
  ];
}

function optionsOf({ reach }: Site): string {
  if (reach?.kind !== "instance") return "{instance:false,owner:null,member:null}";
  const { expression } = callOf(reach);
  // The module's own namespace is not to be had while the user's tests run.
  const owner = expression.includes("evolvent.namespace") ? "null" : `()=>(${expression})`;
  return `{instance:true,owner:${owner},member:${JSON.stringify(reach.name)}}`;
}

const recorderType =
  ":{enter(...call:any[]):any;note(...call:any[]):any;wrap<Value>(value:Value,name?:string):Value}";

/** Comments that govern the checker stand above the first statement. */
function noCheck(text: string, file: string): Insertion {
  const { program } = parseFile(text, file);
  return { offset: startOf({ ...program, directives: [] }, text), text: "// @ts-nocheck\n" };
}

function unusedName(text: string, base: string): string {
  let name = base;
  for (let count = 2; text.includes(name); count++) name = `${base}${count}`;
  return name;
}
