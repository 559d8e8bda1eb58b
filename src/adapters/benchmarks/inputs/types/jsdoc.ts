import { parseExpression } from "@babel/parser";
import type { Node, TSType } from "@babel/types";

/** What a JSDoc comment says of one parameter. */
export interface DocParameter {
  /** `options` or, for a property of a parameter, `options.depth`. */
  readonly name: string;
  /** Null when it cannot be read. */
  readonly type: TSType | null;
  readonly optional: boolean;
  /** It stands for all arguments from here on. */
  readonly rest: boolean;
}

/** What a JSDoc comment says of a function, or of a type that it defines. */
export interface Doc {
  readonly parameters: readonly DocParameter[];
  /** Names of `@template`. */
  readonly templates: readonly string[];
  /** The name and the type of `@typedef`; the type is null for an object made of `properties`. */
  readonly defines: { readonly name: string; readonly type: TSType | null } | null;
  readonly properties: readonly DocParameter[];
}

/** Reads the text of a block comment, without its delimiters. */
export function readDoc(comment: string): Doc {
  const text = comment
    .split("\n")
    .map((line) => line.replace(/^\s*\*? ?/, ""))
    .join("\n");
  const parameters: DocParameter[] = [];
  const properties: DocParameter[] = [];
  const templates: string[] = [];
  let defines: Doc["defines"] = null;
  for (const tag of text.split(/^\s*@(?=\w)/m).slice(1)) {
    const kind = /^\w+/.exec(tag)?.[0] ?? "";
    const rest = tag.slice(kind.length).trimStart();
    const { type, after } = braced(rest);
    if (kind === "template")
      templates.push(...(after.match(/^[\w$]+(?:\s*,\s*[\w$]+)*/)?.[0].split(/\s*,\s*/) ?? []));
    if (type === null) continue;
    if (kind === "param" || kind === "arg" || kind === "argument") parameters.push(...named(type, after));
    if (kind === "property" || kind === "prop") properties.push(...named(type, after));
    if (kind === "typedef") {
      const name = /^[\w$]+/.exec(after)?.[0];
      const isObject = /^object$/i.test(type.trim());
      if (name !== undefined) defines = { name, type: isObject ? null : typeOf(type) };
    }
  }
  return { parameters, templates, defines, properties };
}

/** The text in the braces at the front, and what follows them. */
function braced(text: string): { readonly type: string | null; readonly after: string } {
  if (!text.startsWith("{")) return { type: null, after: text };
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === "{") depth += 1;
    if (text[at] === "}") depth -= 1;
    if (depth === 0) return { type: text.slice(1, at), after: text.slice(at + 1).trimStart() };
  }
  return { type: null, after: text };
}

function named(type: string, after: string): readonly DocParameter[] {
  const found = /^\[?\s*([\w$]+(?:\.[\w$]+)*)/.exec(after);
  if (found?.[1] === undefined) return [];
  const marked = type.trim();
  const optional = after.startsWith("[") || marked.endsWith("=");
  const rest = marked.startsWith("...");
  const plain = marked.replace(/=$/, "").replace(/^\.\.\./, "");
  return [{ name: found[1], type: typeOf(plain), optional, rest }];
}

/** A type as JSDoc writes it, which is nearly as TypeScript does. */
function typeOf(text: string): TSType | null {
  const nullable = /^\s*\?/.test(text);
  const source = text
    .replace(/^\s*[?!]/, "")
    .replaceAll(/\.</g, "<")
    .replaceAll(/\bObject\s*</g, "Record<")
    .replaceAll(/\b(?:String|Number|Boolean)\b/g, (name) => name.toLowerCase())
    .replaceAll(/\bobject\b/gi, (name) => name.toLowerCase())
    .replace(/^\s*\*\s*$/, "unknown");
  try {
    const parsed: Node = parseExpression(`0 as (${source})${nullable ? " | null" : ""}`, {
      plugins: ["typescript"],
    });
    return parsed.type === "TSAsExpression" ? parsed.typeAnnotation : null;
  } catch {
    return null;
  }
}
