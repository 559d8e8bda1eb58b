import { RunError } from "../../../engine/ports.ts";
import { isTypeScript, parseSource, SourceSyntaxError } from "../../../engine/rewrite/parse.ts";
import type { Insertion, Target } from "../target.ts";
import { startOf } from "./capture.ts";
import { findFunctions } from "./find.ts";
import type { Site } from "./found.ts";
import { applyInsertions } from "./insertions.ts";
import { parseFile } from "./parse.ts";
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
  const edit = { recorder, leave: unusedName(text, "__evolventLeave"), self: selfOf(site) };
  const setup: Insertion = {
    offset: found.site.captureOffset,
    text: `;var ${recorder}${isTypeScript(file) ? recorderType : ""}=${global}.eval(${JSON.stringify(`(${createRecorder})`)})(${optionsOf(site)});`,
  };
  const common = isTypeScript(file) ? [noCheck(text, file), setup] : [setup];
  const guarded = applyInsertions(text, [...common, ...recordingOf(site, edit, text)]);
  // Declarations that are allowed twice in a function may not be in a block; such a function is not guarded.
  return parses(guarded, file) ? guarded : applyInsertions(text, [...common, ...notingOf(site, edit, text)]);
}

interface Names {
  readonly recorder: string;
  readonly leave: string;
  /** Expression of what the recorder takes for `this`. */
  readonly self: string;
}

function recordingOf(site: Site, names: Names, text: string): readonly Insertion[] {
  const { node, wrapper, inferredName } = site;
  const { recorder, leave, self } = names;
  if (wrapper !== null || node.type === "ArrowFunctionExpression") {
    const { start, end } = wrapper ?? spanOf(node);
    const name = wrapper === null && inferredName !== null ? `,${JSON.stringify(inferredName)}` : "";
    return [
      { offset: start, text: `${recorder}.wrap(` },
      { offset: end, text: `${name})` },
    ];
  }
  if (node.async) return notingOf(site, names, text);
  return [
    {
      offset: startOf(node.body, text),
      text: `;var ${leave}=${recorder}&&${recorder}.enter(${self},arguments,!!new.target);try{`,
    },
    { offset: spanOf(node.body).end - 1, text: `}finally{${leave}&&${leave}()}` },
  ];
}

function notingOf({ node }: Site, { recorder, self }: Names, text: string): readonly Insertion[] {
  if (node.body.type !== "BlockStatement") return [];
  const note = `;${recorder}&&${recorder}.note(${self},arguments,!!new.target);`;
  return [{ offset: startOf(node.body, text), text: note }];
}

function selfOf({ reach }: Site): string {
  return reach?.kind === "instance" ? "this" : "undefined";
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

function parses(text: string, file: string): boolean {
  try {
    parseSource(text, file);
    return true;
  } catch (error) {
    if (error instanceof SourceSyntaxError) return false;
    throw error;
  }
}
