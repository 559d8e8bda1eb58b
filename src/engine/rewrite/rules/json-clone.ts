import { type MethodCall, methodCall, methodCalls } from "../calls.ts";
import { freshName, type Program } from "../program.ts";
import type { Rewrite, RewriteRule } from "../rule.ts";
import { spanOf } from "../source.ts";

/**
 * `JSON.parse(JSON.stringify(value))` writes a text and reads it back. A copy by structure gives the same for plain
 * data (what JSON leaves out is left out) and hands anything with a `toJSON` back to JSON.
 */
export const jsonClone: RewriteRule = {
  id: "json-clone",
  title: "copy by structure instead of through JSON",
  find: (program) => methodCalls(program, ["parse"]).flatMap((call) => rewriteOf(program, call) ?? []),
};

function rewriteOf(program: Program, { call, object, args }: MethodCall): Rewrite | null {
  const [written, reviver] = args;
  const inner = written ? methodCall(written) : null;
  if (!object.isIdentifier({ name: "JSON" }) || reviver || inner?.method !== "stringify") return null;
  const [value, replacer] = inner.args;
  if (!inner.object.isIdentifier({ name: "JSON" }) || !value?.isExpression() || replacer) return null;
  const name = freshName(program, "copyData");
  const outer = spanOf(call);
  const kept = spanOf(value);
  return {
    summary: "copy by structure instead of through JSON",
    edits: [
      { start: outer.start, end: kept.start, text: `${name}(` },
      { start: kept.end, end: outer.end, text: ")" },
    ],
    helpers: [copyFunction(program, name)],
  };
}

function copyFunction(program: Program, name: string): string {
  const { unit, newline, typescript } = { ...program.style, typescript: program.typescript };
  const lines = [
    "/** The same as JSON.parse(JSON.stringify(value)), without the text. */",
    `function ${name}(value${typescript ? ": any" : ""})${typescript ? ": any" : ""} {`,
    '\tif (value === null || typeof value === "string" || typeof value === "boolean") return value;',
    '\tif (typeof value === "number") return isFinite(value) ? value + 0 : null;',
    `\tvar plain = Array.isArray(value) || Object.prototype.toString.call(value) === "[object Object]";`,
    '\tif (!plain || typeof value.toJSON === "function") return JSON.parse(JSON.stringify(value));',
    `\tvar copy${typescript ? ": any" : ""} = Array.isArray(value) ? [] : {};`,
    "\tvar keys = Object.keys(value);",
    "\tvar count = Array.isArray(value) ? value.length : keys.length;",
    "\tfor (var i = 0; i < count; i++) {",
    `\t\tvar key${typescript ? ": any" : ""} = Array.isArray(value) ? i : keys[i];`,
    "\t\tvar each = value[key];",
    '\t\tvar lost = each === undefined || typeof each === "function" || typeof each === "symbol";',
    `\t\tif (!lost) copy[key] = ${name}(each);`,
    "\t\telse if (Array.isArray(value)) copy[key] = null;",
    "\t}",
    "\treturn copy;",
    "}",
  ];
  return lines.map((line) => line.replace(/^\t+/, (tabs) => unit.repeat(tabs.length))).join(newline);
}
