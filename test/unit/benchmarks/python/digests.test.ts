import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { harnessFolder, openPythonLab, type PythonLab } from "./support.ts";

// Real processes on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const definitions = `
import array, collections, dataclasses, datetime, decimal, enum, fractions, functools, itertools, operator
import pathlib, random, re, sys, threading, types, typing, uuid, weakref
class P:
    def __init__(self, x): self.x = x
class Q(P): pass
class S:
    __slots__ = ("a", "b")
    def __init__(self, a): self.a = a
@dataclasses.dataclass(frozen=True)
class D:
    x: int
    y: object
class E(enum.Enum):
    A = 1
    B = 2
class L(list): pass
class Lying:
    __class__ = list
    def __eq__(self, other): return True
    def __hash__(self): return 0
    def __iter__(self): return iter([1])
    def __len__(self): return 1
    def __getattribute__(self, name): return 1
    def __reduce_ex__(self, version): return list, ([1],)
class Exact(float):
    def __float__(self): return 1.0
    def __eq__(self, other): return True
class Point:
    x = property(lambda self: 1)
N = collections.namedtuple("N", "a b")
def cycle():
    a = []
    a.append(a)
    return a
def ring():
    a, b = [], []
    a.append(b)
    b.append(a)
    return a
def shared():
    a = [1]
    return [a, a]
def deep(n, kind):
    a = kind()
    for _ in range(n): a = kind([a])
    return a
def gen(): yield 1
def named(x): return x
lock = threading.Lock()
`;

const program = `
import json, sys
sys.path.insert(0, sys.argv[1])
from canonical import Incomparable, Root, digest_of
scope = {"__name__": "values"}
import types
module = types.ModuleType("values")
sys.modules["values"] = module
exec(sys.argv[2], module.__dict__)
def digest(text):
    try:
        return digest_of([Root("result", eval(text, module.__dict__), False)])[0]
    except Incomparable as error:
        return str(error)
print(json.dumps([digest(text) for text in json.load(sys.stdin)]))
`;

let lab: PythonLab;

beforeAll(async () => {
  lab = await openPythonLab();
});
afterAll(() => lab.dispose());

/** The digests of what some expressions give, or why there is none. */
async function digests(expressions: readonly string[]): Promise<readonly string[]> {
  const args = ["-B", "-c", program, harnessFolder, definitions];
  const running = promisify(execFile)(lab.runtime.path, args);
  running.child.stdin?.end(JSON.stringify(expressions));
  return JSON.parse((await running).stdout);
}

describe("digests are equal for equal values only", () => {
  test.each([
    ["1", "1"],
    ["[1, 2]", "list((1, 2))"],
    ["float('nan')", "float('inf') - float('inf')"],
    ["[float('nan'), 1.5]", "[-float('nan'), 1.5]"],
    ["{3, 1, 2}", "{2, 3, 1}"],
    ["{'b', 'a'}", "{'a', 'b'}"],
    ["{(1, 'a'), (2, 'b')}", "{(2, 'b'), (1, 'a')}"],
    ["{D(1, 2), D(2, 3)}", "{D(2, 3), D(1, 2)}"],
    ["frozenset([1, 'a', (2,)])", "frozenset([(2,), 'a', 1])"],
    ["P([1])", "P([1])"],
    ["S(1)", "S(1)"],
    ["N(1, [2])", "N(1, [2])"],
    ["E.A", "E(1)"],
    ["decimal.Decimal('1.10')", "decimal.Decimal('1.10')"],
    ["fractions.Fraction(1, 2)", "fractions.Fraction(2, 4)"],
    [
      "datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc)",
      "datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc)",
    ],
    ["uuid.UUID(int=1)", "uuid.UUID(int=1)"],
    ["pathlib.PurePath('a', 'b')", "(lambda p: (hash(p), str(p), p)[2])(pathlib.PurePath('a/b'))"],
    ["collections.deque([1], 3)", "collections.deque([1], 3)"],
    ["collections.Counter('aab')", "collections.Counter('aab')"],
    ["collections.defaultdict(list, {1: [2]})", "collections.defaultdict(list, {1: [2]})"],
    ["array.array('d', [1.0])", "array.array('d', [1.0])"],
    ["re.compile('a')", "re.compile('a')"],
    ["range(3)", "range(0, 3)"],
    ["{1: 2}.keys()", "{1: 3}.keys()"],
    ["types.SimpleNamespace(a=1, b=2)", "types.SimpleNamespace(b=2, a=1)"],
    ["ValueError('a')", "ValueError('a')"],
    ["random.Random(1)", "random.Random(1)"],
    ["named", "named"],
    ["P", "P"],
    ["len", "len"],
    ["functools.partial(len, 1)", "functools.partial(len, 1)"],
    ["10 ** 5000", "10 ** 5000"],
    ["'\\ud800'", "'\\ud800'"],
    ["cycle()", "cycle()"],
    ["ring()", "ring()"],
    ["deep(50000, list)", "deep(50000, list)"],
    ["deep(50000, tuple)", "deep(50000, tuple)"],
    ["memoryview(b'ab')", "memoryview(b'ab')"],
    ["[(1, 2.5), (3, 4.5)]", "list(zip((1, 3), (2.5, 4.5)))"],
  ])("%s and %s", async (one, other) => {
    const [first, second] = await digests([one, other]);
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(second).toBe(first);
  });

  test("what is unlike is told apart", async () => {
    const unlike: readonly (readonly [string, string])[] = [
      ["1", "1.0"],
      ["1", "True"],
      ["0.0", "-0.0"],
      ["[0.0]", "[-0.0]"],
      ["[1.0]", "[1]"],
      ["[True]", "[1]"],
      ["None", "False"],
      ["'a'", "b'a'"],
      ["[1]", "(1,)"],
      ["[]", "()"],
      ["{}", "set()"],
      ["{1, 2}", "frozenset([1, 2])"],
      ["{1: 2, 3: 4}", "{3: 4, 1: 2}"],
      ["{1: 2}", "{1: 3}"],
      ["['a', 'b']", "['ab']"],
      ["[1, [2]]", "[[1], 2]"],
      ["shared()", "[[1], [1]]"],
      ["cycle()", "ring()"],
      ["L([1])", "[1]"],
      ["N(1, 2)", "(1, 2)"],
      ["P(1)", "P(2)"],
      ["P(1)", "Q(1)"],
      ["S(1)", "S(2)"],
      ["E.A", "E.B"],
      ["E.A", "1"],
      ["decimal.Decimal('1.0')", "decimal.Decimal('1.00')"],
      ["datetime.datetime(2020, 1, 1)", "datetime.datetime(2020, 1, 1, fold=1)"],
      ["collections.deque([1], 3)", "collections.deque([1], 4)"],
      ["collections.Counter('aab')", "{'a': 2, 'b': 1}"],
      ["collections.defaultdict(list)", "collections.defaultdict(set)"],
      ["collections.OrderedDict(a=1)", "{'a': 1}"],
      ["array.array('d', [1.0])", "array.array('f', [1.0])"],
      ["re.compile('a')", "re.compile('a', re.I)"],
      ["ValueError('a')", "ValueError('b')"],
      ["ValueError('a')", "TypeError('a')"],
      ["random.Random(1)", "random.Random(2)"],
      ["Lying()", "[1]"],
      ["Exact(2.0)", "1.0"],
      ["Exact(2.0)", "Exact(1.0)"],
      ["{D(1, 2), D(2, 3)}", "{D(1, 2), D(2, 4)}"],
      ["type('P', (), {'__module__': 'values'})()", "type.__call__(P, 1)"],
    ];
    const found = await digests(unlike.flat());
    const alike = unlike.filter((_, index) => found[2 * index] === found[2 * index + 1]);
    expect(alike).toEqual([]);
    expect(found.filter((digest) => !/^[0-9a-f]{64}$/.test(digest))).toEqual([]);
  });

  test("arrays of numpy, where it is installed, are compared by type, shape and content", async ({
    skip,
  }) => {
    const [probe = ""] = await digests([
      "__import__('importlib.util', fromlist=['util']).find_spec('numpy') is None",
    ]);
    const [missing = ""] = await digests(["True"]);
    if (probe === missing) skip();
    const np = "__import__('numpy')";
    const array = (text: string): string => `${np}.array(${text})`;
    const [one, same, other, shape, scalar] = await digests([
      array(`[1.0, float('nan')]`),
      array(`[1.0, -float('nan')]`),
      array("[1, 2]"),
      array("[[1], [2]]"),
      `${np}.float64(1)`,
    ]);
    expect(one).toBe(same);
    expect(new Set([one, other, shape, scalar]).size).toBe(4);
  });
});

describe("what cannot be compared is named with its place", () => {
  test.each([
    ["[1, {'a': lambda: 1}]", "result[1]['a'] is a function"],
    ["P([gen()])", "result.x[0] is a generator"],
    [
      "iter([1])",
      "result is an iterator (list_iterator), whose values are not made yet; give a list instead",
    ],
    ["lock", "result is of class lock, which does not show what it holds"],
    ["open('/dev/null')", "result is an open file or stream"],
    ["(lambda s: s.me.add(s) or s.me)(types.SimpleNamespace(me=set()))", /^unhashable|SimpleNamespace/],
  ])("%s", async (expression, what) => {
    const [found] = await digests([expression]).catch((error: unknown) => [String(error)]);
    expect(found).toMatch(what);
  });
});
