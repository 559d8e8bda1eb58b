import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { HarnessTask, Outcome } from "../../../../src/adapters/benchmarks/harness/messages.ts";
import type { HarnessReport } from "../../../../src/adapters/benchmarks/harnessProcess.ts";
import { never, openPythonLab, type PythonLab, type Setup } from "./support.ts";

// Real processes on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

let lab: PythonLab;

beforeAll(async () => {
  lab = await openPythonLab();
});
afterAll(() => lab.dispose());

async function run(setup: Setup, task: HarnessTask = { kind: "check" }): Promise<HarnessReport> {
  const { run: version, target } = await lab.layOut(setup);
  const { inputs, timeoutMs, confinement } = version;
  return lab.harness.run({ job: { target, inputs, task }, timeoutMs, confinement, paddingBytes: 100 }, never);
}

function outcomesOf({ heard, failure }: HarnessReport): readonly Outcome[] {
  expect(failure).toBeNull();
  return heard.messages.flatMap((message) => (message.kind === "outcome" ? [message.outcome] : []));
}

async function previews(setup: Setup): Promise<readonly string[]> {
  return outcomesOf(await run(setup)).map(({ kind, answer }) => `${kind} ${answer.preview}`);
}

async function complaint(setup: Setup): Promise<string> {
  const { heard, failure } = await run(setup);
  const incomparable = heard.messages.find((message) => message.kind === "incomparable");
  if (incomparable !== undefined) return incomparable.what;
  return failure === null ? "nothing" : `${failure.kind} ${failure.stage}: ${failure.message}`;
}

const given = (input: string): string => `def inputs(random, size):\n    return [${input}]\n`;

describe("every kind of target is reached", () => {
  const two = given("(1, 2)");
  test.each<readonly [string, Setup, string]>([
    ["a function", { source: "def f(a, b): return a + b", inputs: two }, "returned 3"],
    [
      "keyword arguments",
      { source: "def f(a, *, b): return a - b", inputs: given("{'args': [1], 'kwargs': {'b': 2}}") },
      "returned -1",
    ],
    [
      "a static method",
      { symbol: "S.f", source: "class S:\n    @staticmethod\n    def f(a, b): return a + b", inputs: two },
      "returned 3",
    ],
    [
      "a class method",
      {
        symbol: "S.f",
        source: "class S:\n    k = 4\n    @classmethod\n    def f(cls, a, b): return cls.k",
        inputs: two,
      },
      "returned 4",
    ],
    [
      "a method of an instance made without arguments",
      {
        symbol: "S.f",
        source: "class S:\n    n = 1\n    def f(self, b): return self.n + b",
        inputs: given("(2,)"),
      },
      "returned 3",
    ],
    [
      "a constructed instance",
      {
        symbol: "S.f",
        source:
          "class S:\n    def __init__(self, n, *, m): self.n = n + m\n    def f(self, b): return self.n + b",
        inputs: given("{'construct': {'args': [1], 'kwargs': {'m': 5}}, 'args': [2]}"),
      },
      "returned 8",
    ],
    [
      "an instance from its attributes",
      {
        symbol: "S.f",
        source: "class S:\n    def __init__(self): raise ValueError\n    def f(self, b): return self.n + b",
        inputs: given("{'receiver': {'n': 1}, 'args': [2]}"),
      },
      "returned 3",
    ],
    [
      "an instance that the inputs make",
      {
        symbol: "S.f",
        source: "class S:\n    def __init__(self, n): self.n = n\n    def f(self, b): return self.n + b",
        inputs: `from target import S\n${given("{'receiver': S(4), 'args': (2,)}")}`,
      },
      "returned 6",
    ],
    [
      "a property",
      {
        symbol: "S.f",
        source: "class S:\n    n = 3\n    @property\n    def f(self): return self.n",
        inputs: given("()"),
      },
      "returned 3",
    ],
    [
      "a cached property",
      {
        symbol: "S.f",
        source:
          "from functools import cached_property\nclass S:\n    n = 3\n    @cached_property\n    def f(self): return self.n",
        inputs: given("()"),
      },
      "returned 3",
    ],
    [
      "a private method",
      { symbol: "S.__f", source: "class S:\n    def __f(self): return 1", inputs: given("()") },
      "returned 1",
    ],
    [
      "what makes an instance",
      { symbol: "S.__init__", source: "class S:\n    def __init__(self, a, b): self.n = a + b", inputs: two },
      "returned <S>",
    ],
    [
      "a nested function, through the one around it",
      {
        symbol: "f.inner",
        source: "def f(a, b):\n    def inner(): return a + b\n    return inner()",
        inputs: two,
      },
      "returned 3",
    ],
    [
      "a class in a class",
      { symbol: "A.B.f", source: "class A:\n    class B:\n        def f(self, a, b): return a", inputs: two },
      "returned 1",
    ],
    [
      "an asynchronous function",
      {
        source: "import asyncio\nasync def f(a, b):\n    await asyncio.sleep(0)\n    return a + b",
        inputs: two,
      },
      "returned 3",
    ],
    [
      "a generator, to its end",
      { source: "def f(a, b):\n    yield a\n    yield b\n    return 9", inputs: two },
      "returned a generator of [1, 2]",
    ],
    [
      "an asynchronous generator",
      { source: "async def f(a, b):\n    yield a\n    yield b", inputs: two },
      "returned a generator of [1, 2]",
    ],
    [
      "a decorated function",
      { source: "import functools\n@functools.lru_cache(None)\ndef f(a, b): return a + b", inputs: two },
      "returned 3",
    ],
    [
      "a file with a byte order mark and carriage returns",
      { source: "\ufeffdef f(a, b):\r\n    return a + b\r\n", inputs: two },
      "returned 3",
    ],
  ])("%s", async (_, setup, outcome) => {
    expect(await previews(setup)).toEqual([outcome]);
  });
});

describe("a file is loaded as the repository's own programs load it", () => {
  const source = "from .other import g\ndef f(a): return g(a)";
  const inputs = given("(2,)");
  test.each<readonly [string, Setup]>([
    [
      "in a package at the root",
      {
        file: "pkg/mod.py",
        source,
        inputs,
        files: { "pkg/__init__.py": "from .mod import f", "pkg/other.py": "def g(a): return a" },
      },
    ],
    [
      "in a package below src",
      {
        file: "src/pkg/sub/mod.py",
        source,
        inputs,
        files: {
          "src/pkg/__init__.py": "",
          "src/pkg/sub/__init__.py": "",
          "src/pkg/sub/other.py": "from pkg import sub\ndef g(a): return a",
        },
      },
    ],
    [
      "in a package without __init__.py",
      { file: "pkg/mod.py", source, inputs, files: { "pkg/other.py": "def g(a): return a" } },
    ],
    [
      "beside files it imports",
      {
        file: "tools/mod.py",
        source: "from other import g\ndef f(a): return g(a)",
        inputs,
        files: { "tools/other.py": "def g(a): return a" },
      },
    ],
    [
      "with imports from the root",
      {
        file: "tools/mod.py",
        source: "from lib.other import g\ndef f(a): return g(a)",
        inputs,
        files: { "lib/other.py": "def g(a): return a" },
      },
    ],
    [
      "under the name of a module of Python's own",
      { file: "tools/queue.py", source: "import queue\ndef f(a): return a if queue.Queue else 0", inputs },
    ],
    [
      "as the package itself",
      { file: "pkg/__init__.py", source, inputs, files: { "pkg/other.py": "def g(a): return a" } },
    ],
    [
      "when it reads who runs it",
      {
        source: "import sys\nassert __name__ != '__main__' and sys.argv == ['']\ndef f(a): return a",
        inputs,
      },
    ],
  ])("%s", async (_, setup) => {
    expect(await previews(setup)).toEqual(["returned 2"]);
  });

  test("no file is written beside it", async () => {
    const { run: version } = await lab.layOut({
      file: "pkg/mod.py",
      source: "def f(a): return a",
      inputs,
      files: { "pkg/__init__.py": "" },
    });
    await lab.harness.run(
      {
        job: {
          target: (await lab.layOut({ source: "def f(a): return a", inputs })).target,
          inputs: version.inputs,
          task: { kind: "check" },
        },
        timeoutMs: 30_000,
        confinement: version.confinement,
        paddingBytes: 0,
      },
      never,
    );
    const { stdout } = await promisify(execFile)("find", [lab.scratch, "-name", "__pycache__"]);
    expect(stdout).toBe("");
  });
});

describe("what keeps a function from being measured is said in a phrase", () => {
  const inputs = given("(1,)");
  test.each<readonly [string, Setup, RegExp]>([
    [
      "a syntax error",
      { source: "def f(a): return a\nprint 'x'\n", inputs },
      /^refused load: SyntaxError: .*target\.py, line 2/,
    ],
    [
      "a missing module",
      { source: "import nowhere_to_be_found\ndef f(a): return a", inputs },
      /^refused load: there is no module nowhere_to_be_found for .*python/,
    ],
    [
      "an exception while loading",
      { source: "raise ValueError('no')\ndef f(a): return a", inputs },
      /^refused load: ValueError: no$/,
    ],
    [
      "an exit while loading",
      { source: "import sys\nsys.exit(0)\ndef f(a): return a", inputs },
      /^refused load: SystemExit: 0$/,
    ],
    [
      "an end without a word",
      { source: "import os\ndef f(a): os._exit(0)", inputs },
      /^died run: ended its process before it answered$/,
    ],
    [
      "an endless loop",
      { source: "def f(a):\n    while True: pass", inputs, timeoutMs: 2000 },
      /^timed-out run: did not finish within 2 s$/,
    ],
    [
      "a flood of output",
      { source: "def f(a):\n    while True: print('x' * 1000)", inputs },
      /^flooded run: printed more than 1 MiB$/,
    ],
    [
      "no function of inputs",
      { source: "def f(a): return a", inputs: "x = 1" },
      /^refused inputs: inputs\.py does not define a function `inputs\(random, size\)`$/,
    ],
    [
      "inputs that raise",
      { source: "def f(a): return a", inputs: "def inputs(random, size): raise KeyError('k')" },
      /^refused inputs: inputs\.py raises KeyError: 'k'$/,
    ],
    [
      "inputs that are no list",
      { source: "def f(a): return a", inputs: "def inputs(random, size): return 5" },
      /^refused inputs: inputs\.py gives 5 instead of a list of inputs$/,
    ],
    [
      "an input that is no tuple",
      { source: "def f(a): return a", inputs: "def inputs(random, size): return [(1,), 5]" },
      /^refused inputs: inputs\.py gives 5 as input 2 instead of a tuple of arguments or a dictionary/,
    ],
    [
      "no input",
      { source: "def f(a): return a", inputs: "def inputs(random, size): return []" },
      /^refused inputs: inputs\.py gives no input$/,
    ],
    [
      "an instance that cannot be made",
      {
        symbol: "S.f",
        source: "class S:\n    def __init__(self, n): pass\n    def f(self): pass",
        inputs: given("()"),
      },
      /^refused inputs: the instance cannot be constructed without arguments; give each input `construct` or `receiver`/,
    ],
    [
      "a function as result",
      { source: "def f(a): return [1, {'k': lambda: 1}]", inputs },
      /^result\[1\]\['k'\] is a function$/,
    ],
    [
      "an iterator as result",
      { source: "def f(a): return map(str, [a])", inputs },
      /^result is an iterator \(map\), whose values are not made yet; give a list instead$/,
    ],
    [
      "a generator inside a result",
      { source: "def f(a): return [(x for x in [a])]", inputs },
      /^result\[0\] is a generator$/,
    ],
    [
      "an open file as result",
      { source: "def f(a): return open(__file__)", inputs },
      /^result is an open file or stream$/,
    ],
    [
      "a lock as result",
      { source: "import threading\ndef f(a): return threading.Lock()", inputs },
      /^result is of class lock, which does not show what it holds$/,
    ],
    [
      "tasks that go on",
      {
        source:
          "import asyncio\nasync def f(a):\n    asyncio.get_event_loop().create_task(asyncio.sleep(9))\n    return a",
        inputs,
      },
      /^refused run: leaves tasks running when it has answered$/,
    ],
    [
      "a generator without end",
      { source: "def f(a):\n    while True: yield a", inputs },
      /^refused run: gives a generator of more than 1000000 values$/,
    ],
    [
      "a file that another one hides",
      { file: "json/mod.py", source: "def f(a): return a", inputs, files: { "json/__init__.py": "" } },
      /^refused load: .*json/,
    ],
  ])("%s", async (_, setup, phrase) => {
    expect(await complaint(setup)).toMatch(phrase);
  });

  test.each([
    ["an exception", "def f(a): raise KeyError(a)", "threw KeyError: 1"],
    ["an exit", "import sys\ndef f(a): sys.exit(3)", "threw SystemExit: 3"],
    [
      "a stack that overflows",
      "def f(a): return f(a)",
      "threw RecursionError: maximum recursion depth exceeded",
    ],
    ["an interruption", "def f(a): raise KeyboardInterrupt", "threw KeyboardInterrupt"],
  ])("%s is an outcome like any other", async (_, source, outcome) => {
    expect(
      (await previews({ source, inputs })).map((each) => each.replace(/exceeded.*/, "exceeded")),
    ).toEqual([outcome]);
  });
});

describe("calls do what they would do anywhere", () => {
  test("changed arguments and receivers are seen", async () => {
    const outcomes = outcomesOf(
      await run({ source: "def f(a):\n    a.append(1)\n    return a", inputs: given("([],)") }),
    );
    expect(outcomes.map(({ mutated, after }) => [mutated, after.preview])).toEqual([[true, "[[1]]"]]);
  });

  test("inputs come from the seed and the size", async () => {
    const setup = {
      source: "def f(a): return a",
      inputs: "def inputs(random, size): yield ([random.random() for _ in range(size)],)",
      size: 2,
    };
    const [one, again, other] = await Promise.all([
      previews(setup),
      previews(setup),
      previews({ ...setup, seed: 2 }),
    ]);
    expect(one).toEqual(again);
    expect(one).not.toEqual(other);
  });

  test("the order of sets of words is the same in every process of a seed, and another with another seed", async () => {
    const setup = {
      source: "def f(a): return list({'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'})",
      inputs: given("(1,)"),
    };
    const [one, again] = await Promise.all([previews(setup), previews(setup)]);
    expect(one).toEqual(again);
    const others = await Promise.all([2, 3, 4].map((seed) => previews({ ...setup, seed })));
    expect(others.some((other) => other[0] !== one[0])).toBe(true);
  });

  test("standard input is empty and the environment is clean", async () => {
    const source =
      "import os, sys\ndef f(a): return [sys.stdin.read(), sorted(k for k in os.environ if k.startswith('SECRET'))]";
    vi.stubEnv("SECRET_KEY", "x");
    expect(await previews({ source, inputs: given("(1,)") })).toEqual(["returned ['', []]"]);
    vi.unstubAllEnvs();
  });

  test("the harness is not to be found among the modules", async () => {
    const source =
      "import sys\nfound = [n for n in ('canonical', 'speaker', 'harness', 'timing') if n in sys.modules]\nmain = vars(sys.modules['__main__']).get('_main')\nhere = any('harness' in p for p in sys.path)\ndef f(a): return [found, main, here]";
    expect(await previews({ source, inputs: given("(1,)") })).toEqual(["returned [[], None, False]"]);
  });

  test("recorded calls are made anew, with classes of the file by whatever name it had", async () => {
    const source = "class P:\n    def __init__(self, x): self.x = x\ndef f(p, k=0): return p.x + k";
    const program =
      "import base64, pickle, sys, types\nm = types.ModuleType('old.name')\nsys.modules['old'] = types.ModuleType('old')\nsys.modules['old.name'] = m\nexec(sys.argv[1], m.__dict__)\nm.P.__module__ = 'old.name'\nprint(base64.b64encode(pickle.dumps('old.name', 4) + pickle.dumps({'args': (m.P(3),), 'kwargs': {'k': 4}}, 4)).decode())";
    const { stdout } = await promisify(execFile)(lab.runtime.path, ["-B", "-c", program, source]);
    expect(await previews({ source, recorded: [stdout.trim()] })).toEqual(["returned 7"]);
  });

  test("a recorded call that cannot be read is said", async () => {
    const payload = Buffer.from("\u0080\u0004cnowhere\nX\n.", "latin1").toString("base64");
    expect(await complaint({ source: "def f(a): return a", recorded: [payload] })).toMatch(
      /^refused inputs: recorded call 1 cannot be read \(ModuleNotFoundError/,
    );
  });
});
