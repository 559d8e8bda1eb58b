import { describe, expect, it } from "vitest";
import { literalOf, literalText } from "../../../../src/engine/rewrite/text/constants.ts";
import { crossing, tunings } from "./support.ts";

const summaries = async (file: string, text: string) =>
  (await tunings(file, text)).map(({ summary }) => summary);

describe("a constant", () => {
  it("is doubled, halved, quadrupled, quartered and rounded up to a power of two, each as its own operator", async () => {
    const proposals = await tunings("f.c", "for (i = 0; i < n; i += BLOCK(48)) g();");
    expect(proposals.map(({ operator, code }) => [operator, code.target])).toEqual([
      ["double-constant", "for (i = 0; i < n; i += BLOCK(96)) g();"],
      ["halve-constant", "for (i = 0; i < n; i += BLOCK(24)) g();"],
      ["quadruple-constant", "for (i = 0; i < n; i += BLOCK(192)) g();"],
      ["quarter-constant", "for (i = 0; i < n; i += BLOCK(12)) g();"],
      ["round-constant", "for (i = 0; i < n; i += BLOCK(64)) g();"],
    ]);
  });

  it("is named in the summary by what it is for", async () => {
    expect(await summaries("f.go", "const chunkSize = 256\n")).toContain(
      "use 512 instead of 256 for `chunkSize`",
    );
  });

  it("is changed wherever it occurs, and at each place alone", async () => {
    const proposals = await tunings("f.c", "char a[64]; copy(a, 64);");
    const doubled = proposals.filter(({ operator }) => operator === "double-constant");
    expect(doubled.map(({ code }) => code.target)).toEqual([
      "char a[128]; copy(a, 128);",
      "char a[128]; copy(a, 64);",
      "char a[64]; copy(a, 128);",
    ]);
    expect(doubled[0]?.summary).toBe("use 128 instead of 64 at 2 places");
  });

  it.each([
    ["64UL", 128, "128UL"],
    ["0x40", 128, "0x80"],
    ["0x0010u", 64, "0x0040u"],
    ["0XFF00", 0x1fe00, "0X1FE00"],
    ["1_000", 2000, "2_000"],
    ["1_000_000", 250_000, "250_000"],
    ["10_000", 2500, "2_500"],
    ["1'000'000", 500_000, "500'000"],
    ["1e6", 2e6, "2e6"],
    ["1e6", 5e5, "5e5"],
    ["1E6", 250_000, "25E4"],
    ["256usize", 64, "64usize"],
    ["16i64", 32, "32i64"],
    ["512L", 1024, "1024L"],
  ])("%s keeps its form as %d", (text, value, expected) => {
    const literal = literalOf(text);
    expect(literal && literalText(literal, value)).toBe(expected);
    expect(literal && literalText(literal, literal.value)).toBe(text);
  });

  it.each(["1.5", "2.0f", "0b1010", "0o17", "017", "1e-6", "12px", "0x1p4"])("%s is none", (text) => {
    expect(literalOf(text)).toBeNull();
  });

  it.each([
    ["0 and 1", "f.c", "x = a[0] + a[1];"],
    ["an index", "f.c", "x = row[12];"],
    ["a number in a string", "f.c", 'puts("buffer of 64 bytes"); puts("\\"64");'],
    ["a number in a comment", "f.c", "x = y; // block of 64\n/* 128\n256 */"],
    ["a number in a comment that nests", "f.rs", "let x = y; /* /* 64 */ 128 */"],
    ["a number in a raw string", "f.rs", 'let x = r#"size "64" "#;'],
    ["a number in a raw string", "f.go", "x := `size\n64`"],
    ["a number in a raw string", "f.cpp", 'auto x = R"(size " 64)";'],
    ["a version", "f.rb", "require_version 12.34.56"],
    ["a mask", "f.c", "x = y & 255; z = 0xff; w = y ^ 64;"],
    ["a shift", "f.c", "x = y << 16; z = y >> 8;"],
    ["a case", "f.c", "switch (x) { case 16: break; }"],
    ["what is compared for equality", "f.c", "if (c == 64 || c != 32) x();"],
    ["an exit code", "f.c", "return 64;"],
    ["a negative number", "f.c", "x = -64;"],
    ["a base of numbers", "f.java", "int x = Integer.parseInt(s, 16);"],
    ["a small factor", "f.c", "x = 2 * y + 3 / z;"],
    ["a lifetime that looks like a string", "f.rs", "fn f<'a>(x: &'a str) -> &'a str { x }"],
    ["a part of a name", "f.c", "uint64 x8 = load128(y);"],
  ])("is not seen in %s (%s)", async (_, file, text) => {
    expect(await tunings(file, text)).toEqual([]);
  });

  it.each([
    ["f.c", "enum { TILE = 32 };", "TILE"],
    ["f.c", "#define CUTOFF 16\nint x;", "CUTOFF"],
    ["f.cpp", "constexpr std::size_t block = 4'096;", "block"],
    ["f.go", "var window = 4096", "window"],
    ["f.rs", "const CHUNK: usize = 1_024;", "usize"],
    ["f.java", "private static final int THRESHOLD = 47;", "THRESHOLD"],
    ["f.cs", "const int BatchSize = 100;", "BatchSize"],
    ["f.rb", "each_slice(500) { |s| s }", "each_slice"],
    ["f.lua", "local limit = 20 -- 30", "limit"],
    ["f.kt", "val limit = 20 // 30", "limit"],
    ["f.zig", "const unroll = 2;", "unroll"],
    ["f.f90", "nb = 64", "nb"],
  ])("is found in %s: %s", async (file, text, name) => {
    const found = await summaries(file, text);
    expect(found.length).toBeGreaterThanOrEqual(2);
    for (const summary of found) expect(summary).toMatch(new RegExp(` for \`${name}\`$`));
  });

  it("is left alone where there are too many to try, after the first ones", async () => {
    const table = `int t[] = { ${Array.from({ length: 300 }, (_, i) => 1000 + i).join(", ")} };`;
    expect((await tunings("f.c", table)).length).toBeLessThanOrEqual(80);
  });
});

describe("a crossover in any language", () => {
  it("joins two constants", async () => {
    const text = "g(64, 100);";
    const [child, ...more] = await crossing("f.c", text, "g(128, 100);", "g(64, 200);");
    expect(more).toEqual([]);
    expect(child).toMatchObject({
      operator: "crossover",
      summary: "one thing; another",
      code: { target: "g(128, 200);" },
    });
  });

  it("is not offered when both changed the same place", async () => {
    expect(await crossing("f.c", "g(64);", "g(128);", "g(32);")).toEqual([]);
  });

  it("is not offered when brackets would not match", async () => {
    expect(await crossing("f.c", "{ a; b; c; }", "{ a; { b; c; }", "{ a; b; c; d; }")).toEqual([]);
  });
});
