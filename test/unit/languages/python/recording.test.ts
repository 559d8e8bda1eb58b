import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { readRecording } from "../../../../src/adapters/languages/javascript/recording.ts";
import { instrumentForRecording } from "../../../../src/adapters/languages/python/instrument.ts";
import { python } from "../../../../src/adapters/languages/python/language.ts";

// Real processes on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const run = promisify(execFile);
const fixture = path.join(import.meta.dirname, "../../../fixtures/python-tools");
let scratch = "";
let folders = 0;
/** Without what may stand before it on the PATH to choose among several. */
let interpreter = "";

beforeAll(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), "evolvent-python-recording-"));
  interpreter = (await run("python3", ["-c", "import sys; print(sys.executable)"])).stdout.trim();
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

interface Recorded {
  /** What `repr` says of the arguments, the keywords and the receiver's attributes of each call. */
  readonly calls: readonly string[];
  readonly skipped: Readonly<Record<string, number>>;
  readonly output: string;
}

const reader = `
import io, json, pickle, sys
sys.path.insert(0, sys.argv[1])
shown = []
for payload in json.load(sys.stdin):
    stream = io.BytesIO(bytes.fromhex(payload))
    module = pickle.load(stream)
    sys.modules.setdefault(module, __import__(module, fromlist=["*"]) if module != "__main__" else sys.modules["__main__"])
    call = pickle.load(stream)
    text = repr(tuple(call["args"]))
    if call["kwargs"]:
        text += " " + repr(call["kwargs"])
    if "receiver" in call:
        text += " on " + repr(vars(call["receiver"]))
    shown.append(text)
print(json.dumps(shown))
`;

/** Runs `python3` in a project with its target instrumented. */
async function record(
  files: Readonly<Record<string, string>>,
  target: readonly [file: string, symbol: string],
  args: readonly string[],
): Promise<Recorded> {
  folders += 1;
  const root = path.join(scratch, String(folders));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), text);
  }
  return recordIn(root, target, args);
}

async function recordIn(
  root: string,
  [file, symbol]: readonly [file: string, symbol: string],
  args: readonly string[],
): Promise<Recorded> {
  const text = await readFile(path.join(root, file), "utf8");
  await writeFile(
    path.join(root, file),
    instrumentForRecording(text, file, python.resolve({ text, file, symbol })),
  );
  const recording = path.join(root, "calls.bin");
  const env = { ...process.env, EVOLVENT_RECORD: recording, PYTHONDONTWRITEBYTECODE: "1" };
  const { stdout, stderr } = await run(interpreter, [...args], { cwd: root, env });
  const { calls, skipped } = await readRecording(recording);
  const child = run(interpreter, ["-B", "-c", reader, root], { cwd: root });
  child.child.stdin?.end(JSON.stringify(calls.map(({ payload }) => Buffer.from(payload).toString("hex"))));
  return {
    calls: JSON.parse((await child).stdout),
    skipped: Object.fromEntries(skipped.map((each) => [each.reason, each.calls])),
    output: stdout + stderr,
  };
}

async function recordScript(source: string, symbol: string, script: string): Promise<Recorded> {
  return record(
    { "mod.py": source, "script.py": `from mod import *\n${script}\n` },
    ["mod.py", symbol],
    ["script.py"],
  );
}

describe("calls of the target are recorded while the user's own command runs", () => {
  test("under unittest, which goes on passing", async () => {
    const root = path.join(scratch, "fixture");
    await cp(fixture, root, { recursive: true });
    const { calls, output } = await recordIn(root, ["listtools/lists.py", "unique"], ["-m", "unittest"]);
    expect(calls.toSorted()).toEqual(["('banana',)", expect.any(String), "([3, 1, 3, 2, 1],)", "([],)"]);
    expect(output).toMatch(/OK/);
  });

  test("under pytest, where it is installed", async ({ skip }) => {
    await run(interpreter, ["-m", "pytest", "--version"]).catch(() => skip());
    const root = path.join(scratch, "pytest");
    await cp(fixture, root, { recursive: true });
    const args = ["-m", "pytest", "-q", "-p", "no:cacheprovider"];
    const { calls, output } = await recordIn(root, ["listtools/graphs.py", "Graph.reachable"], args);
    expect(calls[0]).toBe("('a',) on {'edges': [('a', 'b'), ('a', 'c'), ('b', 'd')]}");
    expect(output).toMatch(/9 passed/);
  });

  test.each<readonly [string, string, string, string, readonly string[]]>([
    [
      "positional and keyword arguments",
      "def f(a, *, b=1): return a",
      "f",
      "f(1)\nf(2, b=[3])",
      ["(1,)", "(2,) {'b': [3]}"],
    ],
    ["equal calls once", "def f(a): return a", "f", "f(1)\nf(1)\nf(2)", ["(1,)", "(2,)"]],
    ["values as they were before the call", "def f(a): a.append(1)", "f", "f([])\n", ["([],)"]],
    [
      "the outermost of calls within calls",
      "def f(n): return 1 if n == 0 else f(n - 1)",
      "f",
      "f(3)\nf(700)",
      ["(3,)", "(700,)"],
    ],
    [
      "a method with its instance",
      "class A:\n    def __init__(self, n): self.n = n\n    def f(self, x): return x",
      "A.f",
      "A(7).f(1)",
      ["(1,) on {'n': 7}"],
    ],
    [
      "a static method",
      "class A:\n    @staticmethod\n    def f(x): return x",
      "A.f",
      "A.f(1)\nA().f(2)",
      ["(1,)", "(2,)"],
    ],
    [
      "a class method",
      "class A:\n    @classmethod\n    def f(cls, x): return x",
      "A.f",
      "A.f(1)\nA().f(2)",
      ["(1,)", "(2,)"],
    ],
    [
      "a property",
      "class A:\n    def __init__(self, n): self.n = n\n    @property\n    def f(self): return self.n",
      "A.f",
      "A(3).f",
      ["() on {'n': 3}"],
    ],
    [
      "what makes an instance",
      "class A:\n    def __init__(self, n): self.n = n",
      "A.__init__",
      "A(1)\nA(n=2)",
      ["(1,)", "() {'n': 2}"],
    ],
    [
      "an asynchronous function",
      "async def f(a): return a",
      "f",
      "import asyncio\nasyncio.run(f(4))",
      ["(4,)"],
    ],
    ["a generator", "def f(a): yield a", "f", "list(f(4))", ["(4,)"]],
    [
      "a nested function, by the one around it",
      "def f(a):\n    def inner(b): return b\n    return inner(a)",
      "f.inner",
      "f(5)",
      ["(5,)"],
    ],
    [
      "a decorated function, by what its name holds",
      "import functools\n@functools.lru_cache(maxsize=None)\ndef f(a): return a",
      "f",
      "f(6)\nf(6)\nf.cache_clear()",
      ["(6,)"],
    ],
    [
      "functions of modules as arguments",
      "def f(a, key): return a",
      "f",
      "import operator\nf([1], len)\nf([2], operator.itemgetter(0))",
      ["([1], <built-in function len>)", "([2], operator.itemgetter(0))"],
    ],
    [
      "instances of the file's own classes",
      "class P:\n    def __init__(self, x): self.x = x\n    def __repr__(self): return f'P({self.x})'\ndef f(a): return a",
      "f",
      "f(P(1))",
      ["(P(1),)"],
    ],
  ])("%s", async (_, source, symbol, script, calls) => {
    expect((await recordScript(source, symbol, script)).calls).toEqual(calls);
  });

  test("a file with a docstring, future imports, tabs and carriage returns is still the same program", async () => {
    const source = [
      '"""Doc."""',
      "from __future__ import annotations",
      "class A:",
      "\tdef f(self, x: Missing):",
      "\t\treturn x",
      "",
    ].join("\r\n");
    expect((await recordScript(source, "A.f", "A().f(1)")).calls).toEqual(["(1,) on {}"]);
  });

  test("nothing is recorded, and nothing changes, without EVOLVENT_RECORD", async () => {
    const text = "def f(a):\n    return a\n";
    const code = instrumentForRecording(text, "m.py", python.resolve({ text, file: "m.py", symbol: "f" }));
    await mkdir(path.join(scratch, "inert"), { recursive: true });
    await writeFile(path.join(scratch, "inert/m.py"), `${code}\nprint(f(3), f.__name__)\n`);
    const { stdout } = await run(interpreter, ["-B", "m.py"], { cwd: path.join(scratch, "inert") });
    expect(stdout).toBe("3 f\n");
  });
});

describe("a call that no other process could make again is left out, with the reason", () => {
  test.each([
    ["f(lambda: 1)", "argument 1 is a function without a name of its own"],
    ["f(1, b=[lambda: 1])", "argument b holds a function without a name of its own"],
    ["f(open('mod.py'))", "argument 1 is an open file"],
    ["f(x for x in [1])", "argument 1 is a generator"],
    ["f(iter([1]))", "argument 1 is an iterator"],
    [
      "import threading\nf(threading.Lock())",
      "argument 1 cannot be copied (cannot pickle '_thread.lock' object)",
    ],
    ["class Q: pass\nf(Q())", "argument 1 is of __main__.Q, which only the program that was recorded knows"],
    ["import sys\nf(sys)", "argument 1 is a module"],
    ["f(b'x' * (9 << 20))", "the arguments hold more than 8 MiB"],
    ["a = []\nfor _ in range(5000): a = [a]\nf(a)", "argument 1 is nested too deep"],
  ])("%j", async (script, reason) => {
    const { calls, skipped } = await recordScript("def f(a, b=None): return a", "f", script);
    expect({ calls, skipped }).toEqual({ calls: [], skipped: { [reason]: 1 } });
  });

  test("a method of a class that overrides it", async () => {
    const source = "class A:\n    def f(self): return 1\nclass B(A):\n    def f(self): return super().f()";
    const { calls, skipped } = await recordScript(source, "A.f", "B().f()\nA().f()");
    expect(calls).toEqual(["() on {}"]);
    expect(skipped).toEqual({ "self has a f of its own": 1 });
  });
});
