import { describe, expect, test } from "vitest";
import { python } from "../../../../src/adapters/languages/python/language.ts";
import { assemble } from "../../../../src/engine/domain/candidate.ts";
import { capture, verdictInRegion } from "./support.ts";

const text = `import math
LIMIT = 3

class A:
    @staticmethod
    def f(a, *, b=1):
        return a + b

    def g(self): pass

def outer(x):
    def inner(y):
        return y
    return inner(x)

def numbers(n):
    yield n

def last(): return 1
`;
const own = "@staticmethod\n    def f(a, *, b=1):\n        return b + a";

function verdict(target: string, helpers: readonly string[] = [], symbol = "A.f"): string {
  return verdictInRegion(text, symbol, { target, helpers });
}

describe("a candidate puts the same function in the same place", () => {
  test("another body passes, and the target is found where it is now", () => {
    expect(verdict(own)).toBe("found");
    const { baseline, target } = capture(text, "A.f");
    const code = { target: own, helpers: ["def add(a, b): return a + b"] };
    const found = python.findInRegion({ text: assemble(baseline, code), baseline, target, code });
    expect(found.kind === "found" && found.target.line).toBe(6);
  });

  test.each([
    [
      "annotations, comments and white space",
      "@staticmethod\n    def f(a: int,  # first\n          *, b: int = 1) -> int:\n        return a + b",
    ],
    ["further decorators", "@staticmethod\n    @cache\n    def f(a, *, b=1):\n        return a + b"],
    ["a comment below it", `${own}\n    # done`],
    [
      "functions inside it",
      "@staticmethod\n    def f(a, *, b=1):\n        def add(): return a + b\n        return add()",
    ],
  ])("%s do not matter", (_, code) => {
    expect(verdict(code)).toBe("found");
  });

  test.each([
    ["another name", own.replace("def f", "def h"), /no longer holds the function A\.f/],
    [
      "another default",
      own.replace("b=1", "b=2"),
      /changes the parameters of A\.f from \(a,\*,b=1\) to \(a,\*,b=2\)/,
    ],
    ["another order", own.replace("a, *, b=1", "b, *, a=1"), /changes the parameters/],
    ["one more parameter", own.replace("b=1", "b=1, memo={}"), /changes the parameters/],
    ["another way of calling", own.replace("@staticmethod\n    ", ""), /can no longer be called/],
    ["async", own.replace("def f", "async def f"), /makes A\.f asynchronous/],
    ["a generator", own.replace("return", "yield"), /makes A\.f a generator/],
    ["a second function", `${own}\n    def extra(self): pass`, /puts more than the function A\.f/],
    ["a statement beside it", `${own}\n    x = 1`, /puts more than the function A\.f/],
    ["a statement below its class", `${own}\nprint(1)`, /puts more than the function A\.f|no longer holds/],
    ["nothing", "pass", /no longer holds/],
    ["no Python", own.replace("return", "return ("), /src\/a\.py:\d+:\d+ has a syntax error/],
    ["a string that swallows what follows", `${own}\n    x = '''`, /syntax error|puts more|no longer/],
    ["a lambda of that name", "f = staticmethod(lambda a, *, b=1: a + b)", /no longer holds/],
  ])("%s is refused", (_, code, reason) => {
    expect(verdict(code)).toMatch(reason);
  });

  test("a generator stays one", () => {
    expect(verdict("def numbers(n):\n    return iter([n])", [], "numbers")).toMatch(/no generator any more/);
    expect(verdict("def numbers(n):\n    yield from [n]", [], "numbers")).toBe("found");
  });

  test("a nested function is found through the one around it", () => {
    expect(verdict("def inner(y):\n        return 0 + y", [], "outer.inner")).toBe("found");
  });
});

describe("helpers leave the rest of the file as it is", () => {
  test.each([
    ["import bisect"],
    ["from math import gcd as g, lcm"],
    ["import math"],
    ["TABLE = (1, 2)"],
    ["def add(a, b):\n    return a + b"],
  ])("%j is welcome", (helper) => {
    expect(verdict(own, [helper])).toBe("found");
  });

  test.each([
    ["LIMIT = 4", /redefines LIMIT/],
    ["def outer(x): return x", /redefines outer/],
    ["class A: pass", /redefines A/],
    ["import cmath as math", /redefines math/],
    ["def sorted(x): return x", /hides Python's own sorted/],
    ["from numpy import sum", /hides Python's own sum/],
    ["for LIMIT in range(3): pass", /redefines LIMIT/],
    ["def broken(:", /syntax error/],
  ])("%j is refused", (helper, reason) => {
    expect(verdict(own, [helper])).toMatch(reason);
  });
});
