import { describe, expect, test } from "vitest";
import type { ScanFindings } from "../../../../src/adapters/languages/language.ts";
import { python } from "../../../../src/adapters/languages/python/language.ts";
import { capture } from "./support.ts";

const head = "import os, sys, json\nimport time as clock\nfrom functools import lru_cache as remember\n\n";

function scanned(body: string, helpers: readonly string[] = [], before = "return a"): ScanFindings {
  const { baseline } = capture(`${head}def f(a):\n    ${before}\n`, "f");
  return python.scan(baseline, { target: `def f(a):\n    ${body.replaceAll("\n", "\n    ")}`, helpers });
}

describe("code that nobody needs to be faster is rejected", () => {
  test.each([
    ["import ctypes"],
    ["import gc\nreturn gc.get_objects()"],
    ["import inspect"],
    ["from importlib import reload"],
    ["return sys._getframe(1)"],
    ["sys.settrace(None)"],
    ["sys.modules['json'] = a"],
    ["sys.exit(0)"],
    ["os._exit(0)"],
    ["os.write(3, b'')"],
    ["os.fork()"],
    ["return os.environ"],
    ["o = os\nfrom os import kill\nkill(1, 9)"],
    ["import subprocess as s"],
    ["import multiprocessing.pool"],
    ["from concurrent.futures import ThreadPoolExecutor"],
    ["import threading"],
    ["import socket"],
    ["import atexit"],
    ["import signal"],
    ["import __main__"],
    ["import builtins"],
    ["exec('x')"],
    ["return eval(a)"],
    ["return compile(a, '', 'exec')"],
    ["return __import__('os')"],
    ["return globals()"],
    ["return f.__globals__"],
    ["return f.__closure__"],
    ["f.__code__ = a"],
    ["return object.__subclasses__()"],
    ["return getattr(f, '__glo' + 'bals__')"],
    ["return getattr(f, '__globals__')"],
    ["try:\n    pass\nexcept Exception as e:\n    return e.__traceback__.tb_frame"],
    ["json.dumps = a"],
    ["open('/tmp/x', 'w')"],
    ["class X:\n    def __del__(self): pass"],
    ["quit()"],
  ])("%j", (body) => {
    expect(scanned(body).rejected).toMatch(/^The candidate .+\.$/);
  });

  test("helpers are looked at too", () => {
    expect(scanned("return a", ["import gc"]).rejected).toMatch(/memory of its process \(gc\)/);
    expect(scanned("return a", ["from os import system as s"]).rejected).toMatch(/operating system/);
  });

  test("what the baseline does itself is not held against a candidate", () => {
    expect(scanned("return [os.getpid()]", [], "return os.getpid()").rejected).toBeNull();
    expect(scanned("import threading\nreturn 1", [], "import threading").rejected).toBeNull();
  });
});

describe("what may be right is shown to a person", () => {
  test.each([
    ["return clock.perf_counter()", /uses a clock/],
    ["import random\nreturn random.random()", /uses chance/],
    ["global total\ntotal = a", /changes variables of the file/],
    ["f.seen = a", /keeps something on f from call to call/],
    ["def g(x, memo={}): return memo\nreturn g(a)", /keeps a default argument/],
    ["@remember\ndef g(x): return x\nreturn g(a)", /remembers answers/],
    ["import numpy as np\nreturn np.asarray(a, dtype=np.float32)", /fewer digits/],
    [`return ${JSON.stringify("x".repeat(2000))}`, /literal of 2002 characters/],
    [`return [${"1, ".repeat(600)}]`, /literal of \d+ characters/],
  ])("%j", (body, remark) => {
    const { rejected, remarks } = scanned(body);
    expect(rejected).toBeNull();
    expect(remarks.join("\n")).toMatch(remark);
  });

  test.each([
    ["_seen = {}", /keeps _seen beside the function/],
    ["_cache = dict()", /keeps _cache beside the function/],
    ["from collections import defaultdict\n_by = defaultdict(list)", /keeps _by beside the function/],
  ])("state of a helper: %j", (helper, remark) => {
    expect(scanned("return a", [helper]).remarks.join("\n")).toMatch(remark);
  });
});

describe("honest code passes without a word", () => {
  test.each([
    [
      "seen = set()\nout = []\nfor x in a:\n    if x not in seen:\n        seen.add(x)\n        out.append(x)\nreturn out",
    ],
    ["import re\npattern = re.compile('x')\nreturn pattern.findall(a)"],
    ["from itertools import accumulate\nreturn list(accumulate(a))"],
    ["import bisect, heapq, collections\nreturn collections.Counter(a)"],
    ["return os.path.join(a, os.sep)"],
    ["open = a\nreturn open"],
    ["return getattr(a, 'items')"],
    ["self = a\nself.x = 1\nreturn self"],
    ["return 'exec and eval and __globals are words here'"],
    ["return sys.maxsize"],
  ])("%j", (body) => {
    expect(scanned(body)).toEqual({ rejected: null, remarks: [] });
  });

  test("a table that cannot change is no state", () => {
    expect(
      scanned("return a", ["PRIMES = (2, 3, 5)", "def is_prime(n): return n in PRIMES"]).remarks,
    ).toEqual([]);
  });
});
