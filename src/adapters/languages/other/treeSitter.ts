import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import type { Node, Parser } from "@vscode/tree-sitter-wasm";
import { grammarOf } from "./grammars.ts";
import { lineAt, lineStart, type Region, type RegionFinder } from "./regions.ts";

type TreeSitter = typeof import("@vscode/tree-sitter-wasm");

const functions: ReadonlySet<string> = new Set([
  "function_definition",
  "function_declaration",
  "function_item",
  "function_statement",
  "local_function_statement",
  "method",
  "method_declaration",
  "method_definition",
  "singleton_method",
  "constructor_declaration",
]);

const containers: ReadonlySet<string> = new Set([
  "class",
  "class_declaration",
  "class_specifier",
  "enum_declaration",
  "impl_item",
  "interface_declaration",
  "mod_item",
  "module",
  "namespace_declaration",
  "namespace_definition",
  "record_declaration",
  "struct_declaration",
  "struct_specifier",
  "trait_declaration",
  "trait_item",
]);

/** What belongs to the declaration below it. */
const belongsBelow = /comment|attribute_item|annotation/;

/**
 * Functions and methods by the tree-sitter grammar of a file's language; null when there is no grammar for it, or the
 * optional package with the grammars is not installed, as in the extension, which asks the editor instead.
 */
export async function treeSitterRegions(file: string): Promise<RegionFinder | null> {
  const grammar = grammarOf(file);
  const found = grammar === null ? null : await loadTreeSitter();
  if (grammar === null || found === null) return null;
  const { treeSitter, folder } = found;
  await treeSitter.Parser.init();
  const language = await treeSitter.Language.load(
    await readFile(path.join(folder, `tree-sitter-${grammar}.wasm`)),
  );
  const parser = new treeSitter.Parser();
  parser.setLanguage(language);
  return {
    regions: (text) => withTree(parser, text, (root) => [...regionsBelow(root, [], text)]),
    firstError: (text) =>
      withTree(parser, text, (root) => {
        const error = root.hasError ? firstErrorIn(root) : null;
        return error === null ? null : lineAt(text, error.startIndex);
      }),
  };
}

async function loadTreeSitter(): Promise<{
  readonly treeSitter: TreeSitter;
  readonly folder: string;
} | null> {
  const require = createRequire(import.meta.url);
  try {
    const main = require.resolve("@vscode/tree-sitter-wasm");
    const treeSitter: TreeSitter = require(main);
    return { treeSitter, folder: path.dirname(main) };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "MODULE_NOT_FOUND") return null;
    throw error;
  }
}

function withTree<Result>(parser: Parser, text: string, use: (root: Node) => Result): Result {
  const tree = parser.parse(text);
  if (tree === null) throw new Error("The parser has no language.");
  try {
    return use(tree.rootNode);
  } finally {
    tree.delete();
  }
}

function* regionsBelow(node: Node, path: readonly string[], text: string): Generator<Region> {
  for (const child of node.namedChildren) {
    if (child === null) continue;
    const name = nameOf(child);
    const isFunction = functions.has(child.type);
    const named = name !== null && (isFunction || containers.has(child.type));
    const inside = named ? [...path, name] : path;
    if (isFunction && named) {
      const span = { start: child.startIndex, end: child.endIndex };
      yield { symbol: inside.join("."), span, helperOffset: helperOffsetOf(child, text) };
    }
    yield* regionsBelow(child, inside, text);
  }
}

/** `visit` of `fn visit`, `Graph.visit` of `func (g *Graph) visit` and of `int Graph::visit()`. */
function nameOf(node: Node): string | null {
  const owner = node.childForFieldName("receiver");
  const named = node.childForFieldName("name") ?? nameInDeclarator(node) ?? implementedType(node);
  const plain = named ?? node.namedChildren.find((child) => child?.type === "function_name") ?? null;
  if (plain === null) return null;
  const name = plain.text.replaceAll("::", ".").replaceAll(/\s+/g, "");
  const type = owner?.descendantsOfType("type_identifier")[0]?.text;
  return type === undefined ? name : `${type}.${name}`;
}

/** C and C++ wrap the name into pointers, references and parameters. */
function nameInDeclarator(node: Node): Node | null {
  let declarator = node.childForFieldName("declarator");
  let name: Node | null = null;
  while (declarator !== null) {
    if (declarator.type === "function_declarator") name = declarator.childForFieldName("declarator");
    declarator =
      declarator.childForFieldName("declarator") ??
      declarator.namedChildren.find((child) => child?.type.endsWith("declarator")) ??
      null;
  }
  return name;
}

/** `impl<T> Tree<T>` is about `Tree`. */
function implementedType(node: Node): Node | null {
  const type = node.type === "impl_item" ? node.childForFieldName("type") : null;
  return type?.childForFieldName("type") ?? type;
}

function helperOffsetOf(node: Node, text: string): number {
  let outermost = node;
  while (outermost.parent?.parent) outermost = outermost.parent;
  for (let above = outermost.previousNamedSibling; above !== null; above = above.previousNamedSibling) {
    const between = text.slice(above.endIndex, outermost.startIndex);
    const isAlone = text.slice(lineStart(text, above.startIndex), above.startIndex).trim() === "";
    if (!belongsBelow.test(above.type) || !isAlone || /\n\s*\n/.test(between)) break;
    outermost = above;
  }
  return lineStart(text, outermost.startIndex);
}

function firstErrorIn(node: Node): Node | null {
  if (node.isError || node.isMissing) return node;
  for (const child of node.children) {
    const found = child?.hasError ? firstErrorIn(child) : null;
    if (found !== null) return found;
  }
  return null;
}
