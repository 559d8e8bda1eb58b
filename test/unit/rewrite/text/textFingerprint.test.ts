import { describe, expect, it } from "vitest";
import { baselineCode } from "../../../../src/engine/domain/candidate.ts";
import { textFingerprint } from "../../../../src/engine/rewrite/text/textFingerprint.ts";
import { baselineOf } from "./support.ts";

function of(file: string, text: string): string {
  const baseline = baselineOf(file, text);
  return textFingerprint(baseline, baselineCode(baseline));
}

describe("a fingerprint in any language", () => {
  it.each([
    ["f.c", "int f(int a){return a+1;}", "int f(int a) {\n  // one more\n  return a + 1; /* done */\n}"],
    ["f.c", "#define N 4\nint x;", "#define N 4\n\n\nint  x ; // N"],
    ["f.cpp", 'auto s = R"x(// no)x"; f();', 'auto s = R"x(// no)x";\n  f(); // yes'],
    ["f.java", "List<String> a = g(b, 1);", "List<String> a =\n  g( b,1 ) ; // c"],
    ["f.rs", "let x: &'a str = y; z('\\'', '\"');", "let x: &'a str = y; // a\n z( '\\'','\"' );"],
    ["f.rs", "f(/* a /* b */ c */ 1)", "f(1)"],
    ["f.go", "a := b\nc()\n", "a  :=  b // why\n\nc( )\n"],
    ["f.cs", 'var a = @"x\\"; g();', 'var a = @"x\\";\n/* why */ g();'],
    ["f.rb", "def f(a)\n  a + 1\nend", "def f(a) # why\n\n  a + 1\nend"],
    ["f.lua", "local a = 1\nreturn a", "local a = 1 -- why\nreturn a"],
  ])("does not depend on layout and comments: %s", (file, one, other) => {
    expect(of(file, other)).toBe(of(file, one));
  });

  it.each([
    ["a comment sign in a string", "f.c", 'f("a // b");', 'f("a // c");'],
    ["white space in a string", "f.c", 'f("a  b");', 'f("a b");'],
    ["signs that belong together", "f.c", "a = b - -c;", "a = b--c;"],
    ["signs that belong together", "f.c", "a = b+ ++c;", "a = b++ +c;"],
    ["words that belong together", "f.c", "return x;", "returnx;"],
    ["a prefix of a string", "f.c", 'f(L"x");', 'f(L "x");'],
    ["a line of a preprocessor", "f.c", "#define F(x) y\nz", "#define F (x) y\nz"],
    ["where a line of a preprocessor ends", "f.c", "#if A\nx();\n#endif\n", "#if A x();\n\n#endif\n"],
    ["a comment that goes on", "f.c", "a(); // \\\nb();\n", "a(); // \nb();\n"],
    ["a comment that does not end", "f.c", "a(); /* b", "a();"],
    ["a string that does not end", "f.c", 'a("// b', 'a("// c'],
    ["line ends, where they count", "f.go", "return\nx()", "return x()"],
    ["a comment that spans lines, where they count", "f.go", "return /*\n*/ x()", "return /* */ x()"],
    ["comments that tools obey", "f.go", "//go:noinline\nfunc f() {}", "//go:inline\nfunc f() {}"],
    ["comments that tools obey", "f.rb", "# frozen_string_literal: true\nx", "x"],
    ["a raw string", "f.rs", 'f(r#"a // "b"#)', 'f(r#"a // "c"#)'],
    ["a lifetime", "f.rs", "f::<'a>(x)", "f::<'b>(x)"],
    ["a character that is a quote", "f.rs", "f('\"', a) // '\"'", "f('\"', b) // '\"'"],
    ["indentation, where it may count", "f.hs", "f = do\n  a\n  b", "f = do\n  a\n b"],
    ["a here document", "f.rb", "x = <<A\n# one\nA\n", "x = <<A\n# two\nA\n"],
    ["code in a string", "f.rb", 'x = "#{a # b\n}"', 'x = "#{a # c\n}"'],
    ["a regular expression", "f.rb", "x =~ /a#b/", "x =~ /a#c/"],
    ["a long string", "f.lua", "x = [[ -- a ]]", "x = [[ -- b ]]"],
    ["a template", "f.ts", "x = `// a`", "x = `// b`"],
    ["an escape that is replaced first", "f.java", 'f("\\u0022 + a /* "*/);', 'f("\\u0022 + b /* "*/);'],
    ["a language that is not known", "f.xyz", "a # b", "a # c"],
    ["a word that is no comment", "f.sh", "echo a#b", "echo a#c"],
  ])("depends on %s", (_, file, one, other) => {
    expect(of(file, one)).not.toBe(of(file, other));
  });

  it("depends on a comment that reaches beyond the region", () => {
    const text = "{ a(); }";
    const baseline = { file: "f.c", symbol: "f", text, region: { start: 2, end: 6 }, helperOffset: 0 };
    const one = textFingerprint(baseline, { target: "a(); // b", helpers: [] });
    expect(one).not.toBe(textFingerprint(baseline, { target: "a();", helpers: [] }));
  });

  it("depends on helpers but not on their order", () => {
    const baseline = baselineOf("f.c", "f();");
    const with_ = (...helpers: string[]) => textFingerprint(baseline, { target: "f();", helpers });
    expect(with_("int a;")).not.toBe(with_());
    expect(with_("int a;", "int b;")).toBe(with_("int  b; // b\n", "int a ;"));
  });
});
