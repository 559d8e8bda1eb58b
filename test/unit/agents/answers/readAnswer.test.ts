import { describe, expect, test } from "vitest";
import { readAnswer } from "../../../../src/engine/agents/answers/readAnswer.ts";
import { assemble } from "../../../../src/engine/domain/candidate.ts";
import { codeOf, edit, fenced, read, refusalOf, subjectOf } from "../support.ts";

const file = `import { size } from "./size.js";

const limit = 10;

export function unique(items) {
  const found = [];
  for (const item of items) {
    if (!found.includes(item)) found.push(item);
  }
  return found;
}

export function other(items) {
  return size(items) < limit;
}
`;
const better = `function unique(items) {
  return [...new Set(items)];
}`;
const unique = await subjectOf("src/unique.js", "unique", file);

const methodFile = `export class Graph {
    #seen = new Set();

    visit(node, depth) {
        const text = \`
  kept
\`;
        if (depth === 0) return text;
        return this.visit(node.next, depth - 1);
    }

    size() {
        return this.#seen.size;
    }
}
`;
const method = await subjectOf("src/graph.ts", "Graph.visit", methodFile);
const arrow = await subjectOf(
  "src/add.ts",
  "add",
  "export const add = (a: number, b: number): number => a + b;\n",
);

describe("whole code", () => {
  test.each([
    ["alone", better],
    ["in a fence", fenced(better, "js")],
    ["in a fence without a language", fenced(better)],
    ["in a fence of another language", fenced(better, "python")],
    ["in a fence with more words", fenced(better, "javascript title=unique.js")],
    ["in a fence that is not closed", `Here:\n\`\`\`js\n${better}`],
    ["in a fence that is closed in the last line", `\`\`\`js\n${better}\`\`\``],
    ["in a longer fence", `~~~~js\n${better}\n~~~~`],
    ["in an item of a list", `1. This:\n   ${fenced(better, "js").replaceAll("\n", "\n   ")}\nDone.`],
    ["between prose", `Sure! A set is faster.\n\n${fenced(better, "js")}\n\nThis is O(n).`],
    ["between prose without fences", `Sure! A set is faster.\n\n${better}\n\nThis is linear now.`],
    [
      "after thinking",
      `<think>\nMaybe ${fenced("function unique() {}", "js")}\n</think>\n${fenced(better, "js")}`,
    ],
    [
      "after thinking whose first tag is missing",
      `maybe\n${fenced("function unique(a) {}")}\n</think>\n${better}`,
    ],
    ["beside the original", `Before:\n${fenced(file, "js")}\nAfter:\n${fenced(better, "js")}`],
    ["twice", `${fenced(better, "js")}\nor again\n${fenced(better, "js")}`],
    [
      "beside an example",
      `${fenced(better, "js")}\nUse it:\n${fenced("console.log(unique([1, 1]));", "js")}`,
    ],
    ["with an example after it", fenced(`${better}\n\nconsole.log(unique([1, 1]));`, "js")],
    ["as an export", fenced(`export ${better}`, "js")],
    ["in its whole file", fenced(file.replace(/function unique[\s\S]*?\n}/, better), "js")],
    ["with line breaks of Windows", fenced(better, "js").replaceAll("\n", "\r\n")],
  ])("is found %s", (_, answer) => {
    expect(codeOf(unique, answer)).toEqual({ target: better, helpers: [] });
  });

  test("brings the imports and declarations it needs, and no others", () => {
    const answer = fenced(
      `import { size } from "./size.js";\nimport { fast } from "./fast.js";\nconst table = [1];\nconst waste = 1;\nfunction step(x) {\n  return table[x];\n}\nexport function unique(items) {\n  return fast(items.map(step));\n}`,
      "js",
    );
    expect(codeOf(unique, answer)).toEqual({
      target: "function unique(items) {\n  return fast(items.map(step));\n}",
      helpers: [
        'import { fast } from "./fast.js";',
        "const table = [1];",
        "function step(x) {\n  return table[x];\n}",
      ],
    });
  });

  test("keeps the helpers of the parent that it needs, in the newer version where it has one", () => {
    const parent = {
      target: "function unique(items) {\n  return a(items) + b();\n}",
      helpers: ["const a = (x) => x;", "const b = () => c;", "const c = 1;", "const d = 1;"],
    };
    const answer = {
      text: fenced("const b = () => c + 1;\nfunction unique(items) {\n  return b();\n}"),
      finish: "stop" as const,
    };
    expect(readAnswer(answer, { ...unique.context, parent })).toEqual({
      kind: "code",
      code: {
        target: "function unique(items) {\n  return b();\n}",
        helpers: ["const b = () => c + 1;", "const c = 1;"],
      },
    });
  });

  test("of a method is found by itself, in its class and in a class of its own, indented for its place", () => {
    const lines = ["visit(node, depth) {", "  return `", "  kept", "`;", "}"];
    const expected = "visit(node, depth) {\n      return `\n  kept\n`;\n    }";
    const alone = lines.join("\n");
    expect(codeOf(method, fenced(alone, "ts")).target).toBe(expected);
    expect(codeOf(method, fenced(`class Graph {\n${alone}\n}`, "ts")).target).toBe(expected);
  });

  test("of a function without a name is found with and without what it is bound to", () => {
    const target = "(a: number, b: number): number => b + a";
    expect(codeOf(arrow, fenced(`export const add = ${target};`, "ts")).target).toBe(target);
    expect(codeOf(arrow, fenced(target, "ts")).target).toBe(target);
  });

  test.each([
    [
      "gives two different versions",
      `${fenced(better)}\n${fenced(better.replace("[...", "[0, ...").replace("...", "..."))}`,
      "ambiguous",
    ],
    ["holds the target twice", fenced(`${better}\n${better}`), "ambiguous"],
    ["gives the code as it was", fenced(file), "unchanged"],
    ["only lays it out anew", fenced(file.replaceAll("  ", "\t")), "unchanged"],
    ["is empty", "", "no-code"],
    ["only talks", "I cannot make this any faster, sorry.", "no-code"],
    ["only thinks", "<think>\nfunction unique(items) { return items; }", "truncated"],
    ["gives another function", fenced("function distinct(items) { return [...new Set(items)]; }"), "no-code"],
    [
      "is in another language",
      fenced("def unique(items):\n    return list(set(items))", "python"),
      "other-language",
    ],
    ["does not parse", fenced("function unique(items) { return [...new Set(items) }"), "unparsable"],
    ["breaks off", fenced("function unique(items) {\n  return ["), "unparsable"],
    ["gives a patch", fenced("-  const found = [];\n+  const found = new Set();", "diff"), "edit-mismatch"],
    [
      "changes another function",
      fenced(`${better}\nexport function other(items) { return true; }`),
      "outside-region",
    ],
    ["changes a constant", fenced(`const limit = 1e9;\n${better}`), "outside-region"],
    ["runs something first", fenced(`Array.prototype.includes = () => true;\n${better}`), "outside-region"],
    [
      "takes another parameter",
      fenced("function unique(items, seen) { return [...new Set(items)]; }"),
      "unfit",
    ],
    [
      "makes a parameter optional",
      fenced("function unique(items = []) { return [...new Set(items)]; }"),
      "unfit",
    ],
    ["becomes asynchronous", fenced("async function unique(items) { return [...new Set(items)]; }"), "unfit"],
    [
      "leaves code out",
      fenced("function unique(items) {\n  // ... rest of the code\n  return items;\n}"),
      "left-out",
    ],
    [
      "leaves code out in words",
      fenced("function unique(items) {\n  // existing code unchanged\n  return [];\n}"),
      "left-out",
    ],
    [
      "hides a character",
      fenced("function unique(items) {\n  return [...new\u200b Set(items)];\n}"),
      "hidden-characters",
    ],
    [
      "turns the direction of text",
      fenced("function unique(items) {\n  /* \u202e } */ return [];\n}"),
      "hidden-characters",
    ],
    [
      "hides a character in a string",
      fenced('function unique(items) {\n  return ["\u2066"];\n}'),
      "hidden-characters",
    ],
    [
      "mixes alphabets",
      fenced("function unique(items) {\n  const it\u0435ms = [];\n  return items;\n}"),
      "hidden-characters",
    ],
    [
      "has a twin of a name",
      fenced("function unique(items) {\n  const ѕіzе = 1;\n  return [];\n}"),
      "hidden-characters",
    ],
    ["has wide letters", fenced("function unique(items) {\n  return ｅval(items);\n}"), "hidden-characters"],
  ])("is refused when it %s", (_, answer, because) => {
    expect(refusalOf(unique, answer)).toBe(because);
  });

  test("is refused when a member beside the method changes", () => {
    const answer = fenced(
      "class Graph {\n  visit(node, depth) {\n    return 1;\n  }\n  size() {\n    return 0;\n  }\n}",
      "ts",
    );
    expect(refusalOf(method, answer)).toBe("outside-region");
  });

  test("is refused when the type of a parameter or the result changes", () => {
    expect(refusalOf(arrow, fenced("const add = (a: any, b: number): number => b + a;"))).toBe("unfit");
    expect(refusalOf(arrow, fenced("const add = (a: number, b: number): any => b + a;"))).toBe("unfit");
  });

  test("is never adopted when it was cut off or withheld, however whole it looks", () => {
    for (const finish of ["length", "filtered"] as const) {
      const answer = readAnswer({ text: fenced(better), finish }, unique.context);
      expect(answer).toMatchObject({
        kind: "refused",
        because: finish === "length" ? "truncated" : "filtered",
      });
    }
  });

  test("may be in a script that the file uses already", async () => {
    const cyrillic = await subjectOf("a.js", "f", "export function f(имя) {\n  return имя + 0;\n}\n");
    expect(codeOf(cyrillic, fenced("function f(имя) {\n  return имя;\n}")).target).toContain("имя;");
  });

  test("gets the line breaks of its file", async () => {
    const windows = await subjectOf("unique.js", "unique", file.replaceAll("\n", "\r\n"));
    expect(codeOf(windows, fenced(better)).target).toBe(better.replaceAll("\n", "\r\n"));
    const edited = codeOf(windows, edit("  return found;", "  void 0;\n  return found;"));
    expect(assemble(windows.baseline, edited).replaceAll("\r\n", "")).not.toContain("\n");
  });
});

describe("edits", () => {
  const loop = "    if (!found.includes(item)) found.push(item);";
  const changed = "    if (found.indexOf(item) < 0) found.push(item);";
  const expected = file
    .slice(file.indexOf("function unique"), file.indexOf("\n}\n") + 2)
    .replace(loop, changed);

  test.each([
    ["as they are", edit(loop, changed)],
    ["in a fence", fenced(edit(loop, changed), "diff")],
    ["with fences in them", edit(fenced(loop, "js"), fenced(changed, "js"))],
    ["without their indentation", edit(loop.trim(), changed.trim())],
    ["with tabs", edit(`\t\t${loop.trim()}`, `\t\t${changed.trim()}`)],
    ["with white space at the end", edit(`${loop}  `, changed)],
    ["with other white space within", edit(loop.replace("if (!", "if(! "), changed)],
    ["with blank lines around", edit(`\n${loop}\n`, `\n${changed}\n`)],
    ["of a part of a line", edit("!found.includes(item)", "found.indexOf(item) < 0")],
    ["beside the whole code they make", `${edit(loop, changed)}\n${fenced(expected, "js")}`],
    ["twice the same in one answer", `${edit(loop, changed)}\n${edit("  return found;", "  return found;")}`],
  ])("are applied %s", (_, answer) => {
    expect(codeOf(unique, answer)).toEqual({ target: expected, helpers: [] });
  });

  test("refer to the code as it was shown, in any order", () => {
    const answer = `${edit("  return found;", "  return [...found];")}\n${edit("  const found = [];", "  const found = new Set();")}\n${edit(loop, "    found.add(item);")}`;
    expect(codeOf(unique, answer).target).toBe(
      "function unique(items) {\n  const found = new Set();\n  for (const item of items) {\n    found.add(item);\n  }\n  return [...found];\n}",
    );
  });

  test("keep the steps of the place when they indent by others", () => {
    const answer = edit(
      "for (const item of items) {\n    if (!found.includes(item)) found.push(item);\n}",
      "for (const item of items) {\n    if (!found.includes(item)) {\n        found.push(item);\n    }\n}",
    );
    expect(codeOf(unique, answer).target).toContain(
      "\n  for (const item of items) {\n    if (!found.includes(item)) {\n      found.push(item);\n    }\n  }\n",
    );
  });

  test("may put a helper before the function and change helpers", () => {
    const helper = codeOf(
      unique,
      `${edit("export function unique(items) {", "const table = new Map();\n\nexport function unique(items) {")}\n${edit("  return found;", "  return table.get(found);")}`,
    );
    expect(helper.helpers).toEqual(["const table = new Map();"]);
    const again = readAnswer(
      { text: edit("const table = new Map();", "const table = new WeakMap();"), finish: "stop" },
      { ...unique.context, parent: helper },
    );
    expect(again).toEqual({ kind: "code", code: { ...helper, helpers: ["const table = new WeakMap();"] } });
  });

  test("take lines away when nothing is to stand there", () => {
    for (const answer of [edit(loop, ""), "<<<<<<< SEARCH\n  const found = [];\n=======\n>>>>>>> REPLACE"]) {
      const { target } = codeOf(unique, answer);
      expect(target.split("\n")).toHaveLength(6);
    }
  });

  test("change a method in its place", () => {
    const answer = edit("if (depth === 0) return text;", "if (depth <= 0) {\n  return text;\n}");
    expect(codeOf(method, answer).target).toContain(
      "\n        if (depth <= 0) {\n          return text;\n        }\n",
    );
  });

  test.each([
    ["match nothing", edit("  return lost;", "  return found;"), "edit-mismatch"],
    ["search for nothing", edit("", "  return found;"), "edit-mismatch"],
    ["match outside of the target only", edit("const limit = 10;", "const limit = 11;"), "edit-mismatch"],
    ["do not end", `<<<<<<< SEARCH\n  return found;\n=======\n  return found`, "edit-mismatch"],
    ["begin within another", `<<<<<<< SEARCH\n  return found;\n${edit("a", "b")}`, "edit-mismatch"],
    ["have no divider", `<<<<<<< SEARCH\n  return found;\n>>>>>>> REPLACE`, "edit-mismatch"],
    ["have two dividers", edit("  return found;\n=======\n", "x"), "edit-mismatch"],
    ["fit two places", edit("found", "seen"), "ambiguous"],
    ["change the same lines", `${edit(loop, changed)}\n${edit(loop, changed)}`, "ambiguous"],
    ["change nothing", edit(loop, loop), "unchanged"],
    [
      "take the export away",
      edit("export function unique(items) {", "function unique(items) {"),
      "outside-region",
    ],
    ["make other code than is shown beside them", `${edit(loop, changed)}\n${fenced(better)}`, "ambiguous"],
    ["break the code", edit(loop, "    if (!found.includes(item) {"), "unfit"],
    [
      "change the signature",
      edit("export function unique(items) {", "export function unique(items, x) {"),
      "unfit",
    ],
    [
      "rename the function",
      edit("export function unique(items) {", "export function uniq(items) {"),
      "unfit",
    ],
  ])("are refused when they %s", (_, answer, because) => {
    expect(refusalOf(unique, answer)).toBe(because);
  });

  test("are refused when two places match equally well but for white space", async () => {
    const twice = await subjectOf(
      "f.js",
      "f",
      "export function f(a) {\n  if (a) {\n    go(a);\n  }\n    go(a);\n}\n",
    );
    expect(refusalOf(twice, edit("go(a);", "stop(a);"))).toBe("ambiguous");
    expect(refusalOf(twice, edit("  if (a) {\n    go(a);", "  if (a) {\n    stop(a);"))).toContain("stop(a)");
  });

  test("are refused when their indentation would change a string", () => {
    expect(
      refusalOf(method, edit("if (depth === 0) return text;", "if (depth === 0) return `a\n  b`;")),
    ).toBe("edit-mismatch");
  });
});

describe("Python", () => {
  const text = `import math


class Shape:
    """A shape."""

    def area(self, sides):
        total = 0
        for side in sides:
            total += math.sqrt(side)
        return total

    def name(self):
        return "shape"
`;
  const expected = "def area(self, sides):\n        return sum(map(math.sqrt, sides))";

  test.each([
    ["a method by itself", "def area(self, sides):\n    return sum(map(math.sqrt, sides))"],
    [
      "a method as it is indented in its class",
      "    def area(self, sides):\n        return sum(map(math.sqrt, sides))",
    ],
    [
      "a class with the method",
      "class Shape:\n    def area(self, sides):\n        return sum(map(math.sqrt, sides))",
    ],
    [
      "a whole file",
      text.replace(/ {8}total = 0[\s\S]*?return total/, "        return sum(map(math.sqrt, sides))"),
    ],
  ])("is understood as %s", async (_, answer) => {
    const shape = await subjectOf("shape.py", "Shape.area", text);
    const { target, helpers } = codeOf(shape, fenced(answer, "python"));
    expect(target.replace(/\n +/g, "\n        ")).toBe(expected);
    expect(helpers).toEqual([]);
  });

  test("brings imports and helpers along, and is held to its parameters and its class", async () => {
    const shape = await subjectOf("shape.py", "Shape.area", text);
    const own = "import itertools\n\nroots = {}\n\ndef root(x):\n    return roots.get(x)\n\n";
    const answer = `${own}def area(self, sides):\n    return sum(itertools.starmap(root, sides))`;
    expect(codeOf(shape, fenced(answer)).helpers).toEqual([
      "import itertools",
      "roots = {}",
      "def root(x):\n    return roots.get(x)",
    ]);
    expect(refusalOf(shape, fenced("def area(self, sides, cache={}):\n    return 0"))).toBe("unfit");
    expect(
      refusalOf(
        shape,
        fenced(
          "class Shape:\n    def area(self, sides):\n        return 0\n    def name(self):\n        return ''",
        ),
      ),
    ).toBe("outside-region");
    expect(refusalOf(shape, fenced("def area(self, sides):\n    ...\n    return 0"))).toBe("left-out");
    expect(refusalOf(shape, fenced("function area(self, sides) { return 0; }", "js"))).toBe("other-language");
  });

  test("keeps strings of several lines as they were written", async () => {
    const shape = await subjectOf("shape.py", "Shape.area", text);
    const answer = 'def area(self, sides):\n    note = """\n  a\nb"""\n    return note';
    expect(codeOf(shape, fenced(answer)).target).toBe(
      'def area(self, sides):\n        note = """\n  a\nb"""\n        return note',
    );
  });

  test("is edited with the indentation of the place", async () => {
    const shape = await subjectOf("shape.py", "Shape.area", text);
    const answer = edit(
      "for side in sides:\n    total += math.sqrt(side)",
      "for side in sides:\n    if side:\n        total += math.sqrt(side)",
    );
    expect(codeOf(shape, answer).target).toContain(
      "\n        for side in sides:\n            if side:\n                total += math.sqrt(side)\n        return",
    );
  });
});

describe("other languages", () => {
  const c = `#include <stdio.h>

static int limit = 3;

int count(const int *items, int n) {
    int total = 0;
    for (int i = 0; i < n; i++) { total += items[i] > limit; }
    return total;
}

int main(void) { return count(0, 0); }
`;

  test("are read by the head and the braces of the function", async () => {
    const count = await subjectOf("count.c", "count", c);
    const body = "int count(const int *items, int n) {\n    return n > 0 ? '}' : 0;\n}";
    expect(codeOf(count, fenced(body, "c"))).toEqual({ target: body, helpers: [] });
    expect(
      codeOf(
        count,
        fenced(
          `#include <stdio.h>\n#include <string.h>\nstatic int step(int x) { return x; }\n${body.replace("n > 0", "step(n)")}`,
        ),
      ),
    ).toEqual({
      target: body.replace("n > 0", "step(n)"),
      helpers: ["#include <string.h>", "static int step(int x) { return x; }"],
    });
    expect(refusalOf(count, fenced(body.replace("int n", "long n")))).toBe("no-code");
    expect(refusalOf(count, fenced(`static int limit = 9;\n${body}`))).toBe("outside-region");
    expect(codeOf(count, edit("total += items[i] > limit;", "total += limit < items[i];")).target).toContain(
      "limit < items",
    );
  });

  test("have marked blocks, which end with a line break", async () => {
    const marked = await subjectOf(
      "a.lua",
      "EVOLVE-BLOCK",
      "-- EVOLVE-BLOCK-START\nlocal x = 1\n-- EVOLVE-BLOCK-END\nreturn x\n",
    );
    expect(codeOf(marked, fenced("local x = 2", "lua")).target).toBe("local x = 2\n");
    expect(codeOf(marked, fenced("-- EVOLVE-BLOCK-START\nlocal x = 2\n-- EVOLVE-BLOCK-END")).target).toBe(
      "local x = 2\n",
    );
    expect(codeOf(marked, edit("local x = 1", "local x = 3")).target).toBe("local x = 3\n");
    expect(refusalOf(marked, "local x = 2")).toBe("no-code");
    expect(refusalOf(marked, fenced("-- EVOLVE-BLOCK-END\nlocal x = 2"))).toBe("unparsable");
  });
});

test("a refusal is one sentence", () => {
  for (const text of [
    "",
    fenced("def f(): pass", "python"),
    edit("a", "b"),
    fenced("function unique() {}"),
    fenced("x".repeat(200_000)),
  ]) {
    const answer = read(unique, text);
    expect(answer.kind === "refused" && answer.reason).toMatch(/^\p{Lu}.*\.$/u);
  }
});
