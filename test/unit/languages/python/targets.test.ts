import { describe, expect, test } from "vitest";
import { python } from "../../../../src/adapters/languages/python/language.ts";
import type { Target } from "../../../../src/adapters/languages/target.ts";
import { RunError } from "../../../../src/engine/ports.ts";

const file = "src/a.py";

function targetsIn(text: string): readonly Target[] {
  return python.targets(text, file);
}

function codeOf(text: string, symbol: string, line?: number): string {
  const { region } = python.resolve({ text, file, symbol, ...(line === undefined ? {} : { line }) });
  return text.slice(region.start, region.end);
}

function refusal(text: string, symbol: string, line?: number): string {
  try {
    python.resolve({ text, file, symbol, ...(line === undefined ? {} : { line }) });
  } catch (error) {
    if (error instanceof RunError) return `${error.reason}: ${error.message}`;
    throw error;
  }
  return "nothing is refused";
}

const everything = `import functools

# What follows belongs
# to the function.
@functools.wraps
@other(1,
       2)
async def fetch(a, /, b: int = 2, *rest, c, **more) -> int:
    """Doc."""
    def inner(x):
        return x
    return inner(a)


class Outer(Base):
    kind = 1

    def method(self, x):
        if x:
            return 1

        return 2  # the end

    # about the next

    @staticmethod
    def fixed(x): return x

    @classmethod
    def made(cls): return cls()

    @property
    def area(self):
        return 1

    @area.setter
    def area(self, value):
        self._area = value

    def __hidden(self):
        pass

    def __init__(self):
        pass

    class Inner:
        def deep(self): pass

if flag:
    def chosen(): return 1
else:
    def chosen(): return 2

def numbers():
    yield 1
`;

describe("every kind of function is a target", () => {
  test("they are listed in the order of the text, with the path of what is around them", () => {
    expect(targetsIn(everything).map(({ symbol, line }) => `${symbol}:${line}`)).toEqual([
      "fetch:5",
      "fetch.inner:10",
      "Outer.method:18",
      "Outer.fixed:26",
      "Outer.made:29",
      "Outer.area:32",
      "Outer.__hidden:40",
      "Outer.__init__:43",
      "Outer.Inner.deep:47",
      "chosen:50",
      "chosen:52",
      "numbers:54",
    ]);
  });

  test.each([
    ["fetch", "@functools.wraps", "return inner(a)"],
    ["fetch.inner", "def inner(x):", "return x"],
    ["Outer.method", "def method(self, x):", "return 2  # the end"],
    ["Outer.fixed", "@staticmethod", "def fixed(x): return x"],
    ["Outer.area", "@property", "return 1"],
    ["Outer.Inner.deep", "def deep(self): pass", "def deep(self): pass"],
  ])("the region of %s begins with its decorators and ends with its body", (symbol, first, last) => {
    const lines = codeOf(everything, symbol).split("\n");
    expect([lines[0], lines.at(-1)?.trim()]).toEqual([first, last]);
  });

  test.each([
    ["fetch", "none", "fetch", null],
    ["fetch.inner", "none", "fetch", null],
    ["Outer.method", "instance", "Outer", "method"],
    ["Outer.fixed", "holder", "Outer", "fixed"],
    ["Outer.made", "holder", "Outer", "made"],
    ["Outer.area", "instance", "Outer", "area"],
    ["Outer.__hidden", "instance", "Outer", "_Outer__hidden"],
    ["Outer.__init__", "none", "Outer", null],
    ["Outer.Inner.deep", "instance", "Outer.Inner", "deep"],
  ])("%s is called as Python would call it", (symbol, receiver, expression, member) => {
    const { entry } = python.resolve({ text: everything, file, symbol });
    expect(entry?.capture.text).toBe(`__evolvent_entry__ = lambda: (${expression})`);
    expect(entry?.receiver).toBe(receiver);
    expect(entry?.member?.name ?? null).toBe(member);
  });

  test("asynchronous functions are told apart", () => {
    expect(python.resolve({ text: everything, file, symbol: "fetch" }).async).toBe(true);
    expect(python.resolve({ text: everything, file, symbol: "numbers" }).async).toBe(false);
  });

  test("helpers go above the outermost statement and the comment right above it", () => {
    const aboveFor = (symbol: string): string | undefined => {
      const { helperOffset } = python.resolve({ text: everything, file, symbol });
      return everything.slice(helperOffset).split("\n")[0];
    };
    expect(aboveFor("fetch.inner")).toBe("# What follows belongs");
    expect(aboveFor("Outer.Inner.deep")).toBe("class Outer(Base):");
    expect(aboveFor("numbers")).toBe("def numbers():");
  });

  test("helpers go below the first lines that only the interpreter reads", () => {
    const text = "#!/usr/bin/env python3\n# -*- coding: utf-8 -*-\n# About f.\ndef f(): pass\n";
    const { helperOffset } = python.resolve({ text, file, symbol: "f" });
    expect(text.slice(helperOffset)).toBe("# About f.\ndef f(): pass\n");
  });
});

describe("any text is read to the character", () => {
  test.each([
    [
      "carriage returns",
      "def f():\r\n    return 1\r\n\r\ndef g():\r\n    return 2\r\n",
      "def f():\r\n    return 1",
    ],
    [
      "tabs",
      "if x:\n\tdef f():\n\t\tif y:\n\t\t\treturn 1\n\t\treturn 2\nz = 1\n",
      "def f():\n\t\tif y:\n\t\t\treturn 1\n\t\treturn 2",
    ],
    [
      "characters of two code units",
      "s = '😀'\ndef f(naïve='😀'):\n    return 'größe'\n",
      "def f(naïve='😀'):\n    return 'größe'",
    ],
    ["a byte order mark", "\ufeffdef f():\n    return 1\n", "def f():\n    return 1"],
    ["no line break at the end", "x = 1\ndef f(): return 1", "def f(): return 1"],
    ["form feeds", "x = 1\n\f\ndef f():\n    return 1\n\f\ny = 2\n", "def f():\n    return 1"],
    ["a comment at its end", "def f():\n    return 1\n    # later\n\nx = 1\n", "def f():\n    return 1"],
  ])("%s", (_, text, code) => {
    expect(codeOf(text, "f")).toBe(code);
  });

  test("helpers come after a byte order mark", () => {
    expect(python.resolve({ text: "\ufeffdef f(): pass\n", file, symbol: "f" }).helperOffset).toBe(1);
  });

  test.each([
    "def f[T](x: T) -> T:\n    return x\ntype X[T] = list[T]\n",
    "def f():\n    x = yield\n    y = 5. * 1.\n    return y\n",
    "def f():\n    with (open('a') as a,\n          open('b') as (b, c)):  # two\n        pass\n    return a\n",
    "def f(x):\n    match x:\n        case {}: return 1\n        case Point(): return 2\n        case [1, *rest] if rest: return 3\n",
    "@names[0](1)\n@(lambda g: g)\n@x if y else z\ndef f(): return f'{d['a']}'\n",
    "def f():\n    for a, *b in c: print(*a, *b)\n    try: pass\n    except* ValueError: pass\n    return a[*b]\n",
    "def f():\n    return f'{x!r:>{width}} {{}} {y:'>10}' + rf'\\d{n}'\n",
  ])("what only newer Pythons know is no syntax error: %j", (text) => {
    expect(targetsIn(text).map(({ symbol }) => symbol)).toEqual(["f"]);
  });
});

describe("a wrong name is answered in one sentence", () => {
  const text =
    "def sort(a): pass\nclass A:\n    def sort(self): pass\nclass B:\n    def sort(self): pass\n    def only(self): pass\n";

  test("the last part alone is enough when it is unique", () => {
    expect(python.resolve({ text, file, symbol: "only" }).symbol).toBe("B.only");
  });

  test("a full name beats a part", () => {
    expect(python.resolve({ text, file, symbol: "sort" }).line).toBe(1);
  });

  test("a name that is not there comes with those most like it", () => {
    expect(refusal(text, "onyl")).toMatch(
      /^target-missing: src\/a\.py has no function named onyl, but B\.only \(line 6\)/,
    );
  });

  test("a name that several have asks for the line, and the line decides", () => {
    expect(refusal(everything, "chosen")).toBe(
      "target-ambiguous: src/a.py has 2 functions named chosen: chosen (line 50), chosen (line 52); add the line to pick one, as in src/a.py:chosen:50.",
    );
    expect(codeOf(everything, "chosen", 52)).toBe("def chosen(): return 2");
  });

  test("the line of a decorator and that of def both name a function", () => {
    expect(python.resolve({ text: everything, file, symbol: "fetch", line: 5 }).symbol).toBe("fetch");
    expect(python.resolve({ text: everything, file, symbol: "fetch", line: 8 }).symbol).toBe("fetch");
    expect(refusal(everything, "fetch", 7)).toMatch(
      /^target-missing: No function named fetch begins at src\/a\.py:7; there is fetch \(line 5\)/,
    );
  });

  test.each([
    ["def f(: pass\n", 1],
    ["x = 1\ndef f(a, b:\n    return a\n", 3],
    ["def f():\nreturn 1\n", 2],
    ["def f():\n    x = (1,\n", 2],
  ])("a syntax error comes with its line: %j", (broken, line) => {
    expect(refusal(broken, "f")).toMatch(
      new RegExp(`^syntax-error: src/a\\.py:${line}:\\d+ has a syntax error`),
    );
    expect(targetsIn(broken)).toEqual([]);
  });

  test.each([
    ["def f(): return 1\ndef f(): return 2\n", "f", 1, "is replaced by another of that name at line 2"],
    [
      "if __name__ == '__main__':\n    def f(): pass\n",
      "f",
      2,
      "is there only when the file is run as a program",
    ],
    ["from typing import overload\n@overload\ndef f(a: int): ...\n", "f", 2, "only declares an overload"],
    ["if TYPE_CHECKING:\n    def f(): pass\n", "f", 2, "is there for type checkers only"],
  ])("what nobody can call is refused: %j", (source, symbol, line, reason) => {
    expect(refusal(source, symbol, line)).toMatch(new RegExp(`^target-unsupported: .*${reason}`));
  });

  test("of a function declared several times, the last is meant", () => {
    expect(python.resolve({ text: "def f(): return 1\ndef f(): return 2\n", file, symbol: "f" }).line).toBe(
      2,
    );
  });
});
