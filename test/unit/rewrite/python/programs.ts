import fc from "fast-check";

/** A program of the grammar below, as a list of lines without the indentation of the function. */
type Lines = readonly string[];

/** Expressions of numbers over the loop variables `x` and `i` and the lists `a`, `b` and `out`. */
const number = fc.constantFrom(
  "x",
  "i",
  "x * 2",
  "x - i",
  "-x",
  "a[i]",
  "a[i] + x",
  "len(out)",
  "len(b)",
  "a.count(x)",
  "b.count(i)",
  "a.index(a[i])",
  "b.index(x) if x in b else -1",
  "sum(a[:i])",
  "sum(a[:i + 1])",
  "sorted(b)[0] if b else x",
  "sorted(a)[-1]",
  "sorted(b, reverse=True)[0] if b else i",
  "max(a)",
  "min(b) if b else 0",
  "sum([y for y in b if y == x])",
  "len([y for y in b if y > x])",
  "sum(y for y in a if y in b)",
);

const condition = fc.oneof(
  fc.constantFrom(
    "x in b",
    "x not in b",
    "x in out",
    "x not in out",
    "not x in a and x in b",
    "len([y for y in b if y == x]) > 0",
    "not [y for y in b if y > x]",
    "sum(1 for y in b if y in a) == 0",
    "any(y == x for y in b)",
    "i in list(seen.keys())",
    "x in set(b)",
    "out and out[-1] > x",
  ),
  number.map((each) => `${each} > 1`),
);

const simple = fc.oneof(
  number.map((each) => `out.append(${each})`),
  number.map((each) => `out = out + [${each}]`),
  number.map((each) => `out += [${each}]`),
  number.map((each) => `rest.insert(0, ${each})`),
  number.map((each) => `text += str(${each})`),
  number.map((each) => `text = text + f"{${each}},"`),
  number.map((each) => `total += ${each}`),
  fc.constantFrom(
    "seen[x] = i",
    "out.append(x)",
    "own.append(x)",
    "own.sort()",
    "total += own[0] if own else 0",
    "continue",
    "break",
    "pass",
    "total += len(text)",
    "rest.append(x)",
  ),
);

const indented = (lines: Lines): Lines => lines.map((line) => `    ${line}`);

const block: fc.Memo<Lines> = fc.memo((depth) =>
  fc
    .array(depth > 1 ? statement(depth - 1) : simple.map((line) => [line]), { minLength: 1, maxLength: 3 })
    .map((statements) => statements.flat()),
);

const statement: fc.Memo<Lines> = fc.memo((depth) =>
  fc.oneof(
    { weight: 3, arbitrary: simple.map((line): Lines => [line]) },
    {
      weight: 2,
      arbitrary: fc.tuple(condition, block(depth)).map(([test, body]) => [`if ${test}:`, ...indented(body)]),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(condition, block(depth), block(depth))
        .map(([test, body, other]) => [`if ${test}:`, ...indented(body), "else:", ...indented(other)]),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(
          fc.constantFrom("y in b", "y in a", "k, y in pairs", "j in range(len(b))", "y in sorted(b)"),
          condition,
          simple,
        )
        .map(([head, test, then]) => [
          `for ${head}:`,
          ...indented([`if ${bound(head, test)}:`, `    ${then}`]),
        ]),
    },
  ),
);

/** The question of an inner loop, about its own variable now and then. */
function bound(head: string, test: string): string {
  if (head.startsWith("k")) return "k == x";
  if (head.startsWith("j")) return `b[j] == x and ${test}`;
  return test.includes("b.count") ? `y == a[i] and (${test})` : test;
}

const loop = fc
  .tuple(fc.constantFrom("for i, x in enumerate(a):", "for i in range(len(a)):", "while queue:"), block(3))
  .map(([head, body]) => {
    const first = head.startsWith("while")
      ? ["x = queue.pop(0)", "i = x % len(a)"]
      : head.includes("range")
        ? ["x = a[i]"]
        : [];
    return [head, ...indented([...first, ...body])];
  });

const start = [
  "out = []",
  "own = []",
  "rest = []",
  "seen = {}",
  'text = ""',
  "total = 0",
  "queue = list(a)",
  "fresh = []",
  "pairs = [(y, y + 1) for y in b]",
];

/** A loop that does one thing to a new list. */
const plain = fc
  .tuple(fc.constantFrom("x in a", "x in b", "x in range(len(a))"), condition, number)
  .chain(([head, test, value]) =>
    fc.constantFrom(
      [`for ${head}:`, `    fresh.append(${value})`],
      [`for ${head}:`, `    if ${test}:`, `        fresh.append(${value})`],
      [`for ${head}:`, "    if x not in fresh:", "        fresh.append(x)"],
      [`for ${head}:`, `    fresh.insert(0, ${value})`],
    ),
  )
  .map((lines) => ["i = 0", "fresh = []", ...lines.map((line) => line.replaceAll("a[i]", "i"))]);

/** Functions of two lists of numbers; what they return shows all that they did. */
export const programs = fc
  .array(fc.oneof({ weight: 2, arbitrary: loop }, { weight: 1, arbitrary: plain }), {
    minLength: 1,
    maxLength: 3,
  })
  .map((loops) =>
    [
      "def f(a, b):",
      ...indented([...start, ...loops.flat(), "return out, own, rest, seen, text, total, len(queue), fresh"]),
      "",
    ].join("\n"),
  );
