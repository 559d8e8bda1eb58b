import { describe, expect, it } from "vitest";
import { parseFile, syntaxProblem } from "../../../src/adapters/languages/javascript/parse.ts";
import { listTargets } from "../../../src/adapters/languages/javascript/targets.ts";
import { RunError } from "../../../src/engine/ports.ts";

describe("a file that does not parse", () => {
  it.each([
    ["a.js", "const x = ;", "a.js:1:11 has a syntax error: Unexpected token."],
    [
      "src/a.ts",
      "let a;\nlet a;",
      "src/a.ts:2:5 has a syntax error: Identifier 'a' has already been declared.",
    ],
    ["a.ts", "\r\nconst x: = 1", "a.ts:2:10 has a syntax error: Unexpected token."],
    ["a.mjs", "with (a) {}", "a.mjs:1:1 has a syntax error: 'with' in strict mode."],
    ["a.js", "\u0000\u0001", "a.js:1:1 has a syntax error: Unexpected character '\u0000'."],
    ["a.js", "(".repeat(100_000), "a.js:1:1 has a syntax error: the code is nested too deeply to be parsed."],
  ])("%s is refused in one sentence that says where", (file, text, message) => {
    expect(syntaxProblem(text, file)).toBe(message);
    expect(() => parseFile(text, file)).toThrow(new RunError("syntax-error", message));
  });
});

describe("an unusual file", () => {
  it.each([
    ["empty", "a.js", ""],
    ["only a #! line", "a.js", "#!/usr/bin/env node"],
    ["only a byte order mark", "a.js", "\ufeff"],
    ["only comments", "a.js", "// nothing\n/* at all */"],
    ["declarations only", "a.d.ts", "export declare function f(): void; declare class A { m(): void }"],
    ["types only", "a.ts", "export type F = () => void; interface A { m(): void }"],
  ])("%s, holds no function and no fault", (_, file, text) => {
    expect(syntaxProblem(text, file)).toBeNull();
    expect(listTargets(text, file)).toEqual([]);
  });

  it.each([
    ["sloppy code with `with` and octal numbers", "a.js", "function f(a) { with (a) { return 017; } }"],
    ["a return at the top level", "a.js", "if (!module.parent) return;\nfunction f() {}"],
    ["await at the top level", "a.js", "await 1;\nfunction f() {}"],
    ["await as a name", "a.cjs", "var await = 1;\nfunction f() {}"],
    ["JSX", "a.tsx", "const f = <T,>(x: T) => <>{x}</>;"],
    ["a type assertion in angle brackets", "a.ts", "const f = <any>(() => 1);"],
    ["decorators with arguments on parameters", "a.ts", "class A { m(@inject() a: B) {} }\nfunction f() {}"],
    ["import = and export =", "a.cts", "import a = require('a');\nfunction f() { return a; }\nexport = a;"],
    [
      "an import with attributes",
      "a.mjs",
      "import a from './a.json' with { type: 'json' };\nfunction f() {}",
    ],
    ["`using`", "a.mjs", "function f() { using a = b(); }"],
    ["names beyond the Basic Multilingual Plane", "a.js", "var 𝒳 = '😀'; function f() { return 𝒳; }"],
    ["old Mac line ends", "a.js", "function g() {}\rfunction f() {}\r"],
  ])("%s, is read", (_, file, text) => {
    expect(listTargets(text, file).map(({ symbol }) => symbol)).toContain("f");
  });

  it("of a megabyte and ten thousand functions is read whole", () => {
    const text = Array.from(
      { length: 10_000 },
      (_, n) => `function f${n}(a, b) {\n  return a + b + ${n}; // ${"x".repeat(60)}\n}\n`,
    ).join("");
    expect(text.length).toBeGreaterThan(1_000_000);
    const targets = listTargets(text, "a.js");
    expect(targets).toHaveLength(10_000);
    expect(targets.at(-1)?.line).toBe(29_998);
  });

  it("nested a thousand functions deep is read whole", () => {
    const depth = 1000;
    const text = `${"function f() { ".repeat(depth)}${"}".repeat(depth)}`;
    expect(listTargets(text, "a.js")).toHaveLength(depth);
  });
});
