/** Code that a rule must leave alone, and why. */
export interface Refusal {
  readonly rule: string;
  readonly why: string;
  readonly code: string;
}

export const refusals: readonly Refusal[] = [
  // membership-set
  {
    rule: "membership-set",
    why: "the list is not asked in a loop",
    code: "def f(a, b):\n    return a in b\n",
  },
  {
    rule: "membership-set",
    why: "the list grows in the loop",
    code: "def f(a, b):\n    for x in a:\n        if x in b:\n            b.insert(0, x)\n",
  },
  {
    rule: "membership-set",
    why: "the list is another one in each round",
    code: "def f(rows):\n    n = 0\n    for row in rows:\n        n += 1 in row\n    return n\n",
  },
  {
    rule: "membership-set",
    why: "the list is handed to a function that may change it",
    code: "def f(a, b, g):\n    for x in a:\n        if x in b:\n            g(b)\n",
  },
  {
    rule: "membership-set",
    why: "an inner function changes the list",
    code: "def f(a, b):\n    def g(x):\n        b.remove(x)\n    for x in a:\n        if x in b:\n            g(x)\n",
  },
  {
    rule: "membership-set",
    why: "the receiver is a string, where `in` looks for parts",
    code: 'def f(words):\n    text = "abc"\n    return [w for w in words if w in text]\n',
  },
  {
    rule: "membership-set",
    why: "the receiver is annotated as a string",
    code: "def f(words, given: str):\n    return [w for w in words if w in given]\n",
  },
  {
    rule: "membership-set",
    why: "the receiver is named like a string",
    code: "def f(words, text):\n    return [w for w in words if w in text]\n",
  },
  {
    rule: "membership-set",
    why: "the receiver is a set already",
    code: "def f(a, b):\n    known = set(b)\n    return [x for x in a if x in known]\n",
  },
  {
    rule: "membership-set",
    why: "the receiver is a dict",
    code: "def f(a, b: dict):\n    return [x for x in a if x in b]\n",
  },
  {
    rule: "membership-set",
    why: "the elements are lists, which a set cannot hold",
    code: "def f(a):\n    known = [[1], [2]]\n    return [x for x in a if x in known]\n",
  },
  {
    rule: "membership-set",
    why: "the elements are annotated as lists",
    code: "def f(a, b: list[list[int]]):\n    return [x for x in a if x in b]\n",
  },
  {
    rule: "membership-set",
    why: "the needle is a list",
    code: "def f(a, b):\n    return [x for x in a if [x] in b]\n",
  },
  {
    rule: "membership-set",
    why: "the list may be None",
    code: "def f(a, b=None):\n    return [x for x in a if b and x in b]\n",
  },
  {
    rule: "membership-set",
    why: "a generator gives control away in the loop",
    code: "def f(a, b):\n    for x in a:\n        if x in b:\n            yield x\n",
  },
  {
    rule: "membership-set",
    why: "a lazy generator may be used after the list has changed",
    code: "def f(a, b):\n    return (x for x in a if x in b)\n",
  },
  {
    rule: "membership-set",
    why: "the comparison goes on",
    code: "def f(a, b, c):\n    return [x for x in a if x in b in c]\n",
  },
  {
    rule: "membership-set",
    why: "a method may change the attribute",
    code: "def f(self, a):\n    return [x for x in a if x in self.known and self.step()]\n",
  },
  {
    rule: "membership-set",
    why: "the loop asks whether there is a list",
    code: "def f(a, b):\n    return [x for x in a if b is None or x in b]\n",
  },
  {
    rule: "membership-set",
    why: "the statement asks whether there is a list",
    code: "def f(a, b):\n    if b and any(x in b for x in a):\n        return 1\n    return [x for x in a if x in b] if b else []\n",
  },
  {
    rule: "membership-set",
    why: "the receiver is used as a dict",
    code: "def f(a, b):\n    return [b.get(x) for x in a if x in b]\n",
  },
  {
    rule: "membership-set",
    why: "the receiver is named like a table",
    code: "import os\ndef f(a):\n    return [x for x in a if x in os.environ]\n",
  },
  {
    rule: "membership-set",
    why: "an object answers for itself",
    code: "class A:\n    def f(self, a):\n        return [x for x in a if x in self]\n",
  },
  // companion-set
  {
    rule: "companion-set",
    why: "an element is taken out as well",
    code: "def f(a):\n    seen = []\n    for x in a:\n        if x not in seen:\n            seen.append(x)\n            seen.pop()\n    return seen\n",
  },
  {
    rule: "companion-set",
    why: "what is appended cannot be evaluated twice",
    code: "def f(a, g):\n    seen = []\n    for x in a:\n        if x not in seen:\n            seen.append(g(x))\n    return seen\n",
  },
  {
    rule: "companion-set",
    why: "lists are appended",
    code: "def f(a):\n    seen = []\n    for x in a:\n        if x not in seen:\n            seen.append([x])\n    return seen\n",
  },
  {
    rule: "membership-set",
    why: "a method of the list goes by another name",
    code: "def f(a):\n    seen = []\n    add = seen.append\n    for x in a:\n        if x not in seen:\n            add(x)\n    return seen\n",
  },
  // copy-append
  {
    rule: "copy-append",
    why: "the list came from outside",
    code: "def f(items, out):\n    for x in items:\n        out = out + [x]\n    return out\n",
  },
  {
    rule: "copy-append",
    why: "someone keeps each copy",
    code: "def f(items):\n    out = []\n    kept = []\n    for x in items:\n        out = out + [x]\n        kept.append(out)\n    return kept\n",
  },
  {
    rule: "copy-append",
    why: "another name holds the list",
    code: "def f(items):\n    out = []\n    first = out\n    for x in items:\n        out = out + [x]\n    return first\n",
  },
  {
    rule: "copy-append",
    why: "an inner function may look at the list",
    code: "def f(items):\n    out = []\n    def g():\n        return out\n    for x in items:\n        out = out + [x]\n    return g\n",
  },
  {
    rule: "copy-append",
    why: "what is extended is not known to be a list",
    code: "def f(items, out):\n    for x in items:\n        out += [x]\n    return out\n",
  },
  {
    rule: "copy-append",
    why: "there is no loop",
    code: "def f(x):\n    out = []\n    out = out + [x]\n    return out\n",
  },
  // dedupe-dict
  {
    rule: "dedupe-dict",
    why: "something else is collected",
    code: "def f(items):\n    out = []\n    for x in items:\n        if x not in out:\n            out.append(x + 1)\n    return out\n",
  },
  {
    rule: "dedupe-dict",
    why: "the list is not empty at first",
    code: "def f(items):\n    out = [1]\n    for x in items:\n        if x not in out:\n            out.append(x)\n    return out\n",
  },
  {
    rule: "dedupe-dict",
    why: "the loop variable is used afterwards",
    code: "def f(items):\n    out = []\n    for x in items:\n        if x not in out:\n            out.append(x)\n    return out, x\n",
  },
  {
    rule: "dedupe-dict",
    why: "a comment would be lost",
    code: "def f(items):\n    out = []\n    for x in items:\n        # only new ones\n        if x not in out:\n            out.append(x)\n    return out\n",
  },
  // scan-dict
  {
    rule: "scan-dict",
    why: "something happens to the other elements, too",
    code: "def f(a, b):\n    n = 0\n    for x in a:\n        for y in b:\n            if y.k == x:\n                n += 1\n            else:\n                n -= 1\n    return n\n",
  },
  {
    rule: "scan-dict",
    why: "the scanned list changes in the loop",
    code: "def f(a, b):\n    for x in a:\n        for y in b:\n            if y.k == x:\n                b.remove(y)\n",
  },
  {
    rule: "scan-dict",
    why: "the keys are changed in the loop",
    code: "def f(a, b):\n    for x in a:\n        for y in b:\n            if y.k == x:\n                y.k = 0\n",
  },
  {
    rule: "scan-dict",
    why: "the needle changes while it is looked for",
    code: "def f(a, b):\n    for x in a:\n        for y in b:\n            if y.k == x:\n                x = y.n\n    return x\n",
  },
  {
    rule: "scan-dict",
    why: "the last element that was looked at is used afterwards",
    code: "def f(a, b):\n    for x in a:\n        for y in b:\n            if y.k == x:\n                print(y)\n    return y\n",
  },
  {
    rule: "scan-dict",
    why: "there is only one loop",
    code: "def f(a, x):\n    return [y for y in a if y.k == x]\n",
  },
  {
    rule: "scan-dict",
    why: "it is not equality that is asked for",
    code: "def f(a, b):\n    return [(x, y) for x in a for y in b if y.k < x]\n",
  },
  // index-dict
  {
    rule: "index-dict",
    why: "only a part of the list is searched",
    code: "def f(a, b):\n    return [b.index(x, 1) for x in a]\n",
  },
  {
    rule: "index-dict",
    why: "the list changes in the loop",
    code: "def f(a, b):\n    out = []\n    for x in a:\n        out.append(b.index(x))\n        b.append(x)\n    return out\n",
  },
  {
    rule: "index-dict",
    why: "the needle cannot be evaluated twice",
    code: "def f(a, b, g):\n    return [b.index(g(x)) for x in a]\n",
  },
  // count-counter
  {
    rule: "count-counter",
    why: "parts of a string are counted",
    code: "def f(words, text):\n    return [text.count(w) for w in words]\n",
  },
  {
    rule: "count-counter",
    why: "the list changes in the loop",
    code: "def f(a):\n    for x in a:\n        while a.count(x) > 1:\n            a.remove(x)\n    return a\n",
  },
  // prefix-sum
  {
    rule: "prefix-sum",
    why: "the bound may be beyond the list",
    code: "def f(a, n):\n    return [sum(a[:i]) for i in range(n)]\n",
  },
  {
    rule: "prefix-sum",
    why: "the bound may be negative",
    code: "def f(a):\n    return [sum(a[:i]) for i in range(-1, len(a))]\n",
  },
  {
    rule: "prefix-sum",
    why: "the bound is one past the totals",
    code: "def f(a):\n    return [sum(a[:i + 1]) for i in range(len(a) + 1)]\n",
  },
  {
    rule: "prefix-sum",
    why: "the list changes in the loop",
    code: "def f(a):\n    for i in range(len(a)):\n        a[i] = sum(a[:i])\n    return a\n",
  },
  {
    rule: "prefix-sum",
    why: "the sum does not start at the first element",
    code: "def f(a):\n    return [sum(a[1:i]) for i in range(len(a))]\n",
  },
  // queue-deque
  {
    rule: "queue-deque",
    why: "the list is returned",
    code: "def f(q):\n    queue = list(q)\n    while len(queue) > 3:\n        queue.pop(0)\n    return queue\n",
  },
  {
    rule: "queue-deque",
    why: "the list is sliced",
    code: "def f(q):\n    queue = list(q)\n    while queue[1:]:\n        queue.pop(0)\n",
  },
  {
    rule: "queue-deque",
    why: "the list came from outside",
    code: "def f(queue):\n    while queue:\n        queue.pop(0)\n",
  },
  {
    rule: "queue-deque",
    why: "the list is changed while a loop goes over it",
    code: "def f(q):\n    queue = list(q)\n    for x in queue:\n        queue.pop(0)\n",
  },
  {
    rule: "queue-deque",
    why: "the list is compared with another",
    code: "def f(q):\n    queue = list(q)\n    while queue != []:\n        queue.pop(0)\n",
  },
  // insert-reverse
  {
    rule: "insert-reverse",
    why: "the list is looked at in the loop",
    code: "def f(a):\n    out = []\n    for x in a:\n        out.insert(0, x)\n        print(out[0])\n    return out\n",
  },
  {
    rule: "insert-reverse",
    why: "the list has elements before the loop",
    code: "def f(a):\n    out = [1]\n    for x in a:\n        out.insert(0, x)\n    return out\n",
  },
  {
    rule: "insert-reverse",
    why: "an exception handler may see the list",
    code: "def f(a):\n    try:\n        out = []\n        for x in a:\n            out.insert(0, int(x))\n    except ValueError:\n        pass\n    return out\n",
  },
  // hoist-sort
  {
    rule: "hoist-sort",
    why: "the list changes in the loop",
    code: "def f(a, b):\n    for x in b:\n        a.append(x)\n        print(sorted(a))\n",
  },
  {
    rule: "hoist-sort",
    why: "the sorted copy is changed",
    code: "def f(a, b):\n    out = []\n    for x in b:\n        s = sorted(a)\n        s.append(x)\n        out.append(s)\n    return out\n",
  },
  {
    rule: "hoist-sort",
    why: "the list is looked at before it is sorted",
    code: "def f(a, b):\n    own = list(a)\n    out = []\n    for x in b:\n        out.append(own[0])\n        own.sort()\n    return out\n",
  },
  {
    rule: "hoist-sort",
    why: "it is sorted in some rounds only",
    code: "def f(a, b):\n    own = list(a)\n    out = []\n    for x in b:\n        if x:\n            own.sort()\n        out.append(own[0])\n    return out\n",
  },
  {
    rule: "hoist-sort",
    why: "there may be no list to sort",
    code: "def f(a, b=None):\n    return [x + sorted(b)[0] for x in a]\n",
  },
  // hoist-call
  {
    rule: "hoist-call",
    why: "the largest of nothing would fail where the loop did not run",
    code: "def f(a, b):\n    return [x + max(b) for x in a]\n",
  },
  {
    rule: "hoist-call",
    why: "an unknown function may do anything",
    code: "def f(a, b, g):\n    return [x + sum(g(y) for y in b) for x in a]\n",
  },
  {
    rule: "hoist-call",
    why: "each round has a list of its own",
    code: "def f(a, b):\n    out = []\n    for x in a:\n        own = list(b)\n        own.append(x)\n        out.append(own)\n    return out\n",
  },
  {
    rule: "hoist-call",
    why: "a key may be missing where the loop would not have looked",
    code: 'def f(a, d):\n    return [x for x in a if "k" in d and x in set(d["k"])]\n',
  },
  // sort-first
  {
    rule: "sort-first",
    why: "the last of equal keys is not the first of the largest",
    code: "def f(a):\n    return sorted(a, key=len)[-1]\n",
  },
  {
    rule: "sort-first",
    why: "what is sorted cannot be asked whether it is empty",
    code: "def f(a):\n    return sorted(x * 2 for x in a)[0]\n",
  },
  {
    rule: "sort-first",
    why: "another element is taken",
    code: "def f(a):\n    return sorted(a)[1]\n",
  },
  {
    rule: "sort-first",
    why: "min is something else here",
    code: "def f(a, min):\n    return sorted(a)[0]\n",
  },
  // filter-any
  {
    rule: "filter-any",
    why: "the number of matches counts",
    code: "def f(a):\n    return len([x for x in a if x]) > 1\n",
  },
  {
    rule: "filter-any",
    why: "each match has a side effect",
    code: "def f(a, out):\n    return len([out.append(x) for x in a if x]) > 0\n",
  },
  {
    rule: "filter-any",
    why: "the list itself is wanted",
    code: "def f(a):\n    return [x for x in a if x] or None\n",
  },
  // keys-membership
  {
    rule: "keys-membership",
    why: "the values are asked",
    code: "def f(d, x):\n    return x in d.values()\n",
  },
  {
    rule: "keys-membership",
    why: "it is not known what is copied",
    code: "def f(d, x):\n    return x in list(d)\n",
  },
  // string-join
  {
    rule: "string-join",
    why: "the text is looked at in the loop",
    code: 'def f(words):\n    text = ""\n    for w in words:\n        text += w\n        if len(text) > 9:\n            break\n    return text\n',
  },
  {
    rule: "string-join",
    why: "numbers are added up",
    code: "def f(a):\n    n = 0\n    for x in a:\n        n += x\n    return n\n",
  },
  {
    rule: "string-join",
    why: "the text came from outside",
    code: "def f(words, text):\n    for w in words:\n        text += w\n    return text\n",
  },
  {
    rule: "string-join",
    why: "the pieces are put in front",
    code: 'def f(words):\n    text = ""\n    for w in words:\n        text = w + text\n    return text\n',
  },
  {
    rule: "string-join",
    why: "an exception handler may see the text",
    code: 'def f(words):\n    try:\n        text = ""\n        for w in words:\n            text += w\n    finally:\n        print(text)\n    return text\n',
  },
  // loop-comprehension
  {
    rule: "loop-comprehension",
    why: "the loop does something else as well",
    code: "def f(a):\n    out = []\n    for x in a:\n        print(x)\n        out.append(x)\n    return out\n",
  },
  {
    rule: "loop-comprehension",
    why: "the list is looked at while it grows",
    code: "def f(a):\n    out = []\n    for x in a:\n        out.append(len(out))\n    return out\n",
  },
  {
    rule: "loop-comprehension",
    why: "the loop variable is used afterwards",
    code: "def f(a):\n    out = []\n    for x in a:\n        out.append(x)\n    return out, x\n",
  },
  {
    rule: "loop-comprehension",
    why: "a comment would be lost",
    code: "def f(a):\n    out = []\n    for x in a:\n        # why\n        out.append(x)\n    return out\n",
  },
  {
    rule: "loop-comprehension",
    why: "a comprehension cannot yield",
    code: "def f(a):\n    out = []\n    for x in a:\n        out.append((yield x))\n    return out\n",
  },
  // range-enumerate
  {
    rule: "range-enumerate",
    why: "elements are replaced",
    code: "def f(a):\n    for i in range(len(a)):\n        a[i] = a[i] * 2\n    return a\n",
  },
  {
    rule: "range-enumerate",
    why: "the list gets longer",
    code: "def f(a):\n    for i in range(len(a)):\n        a.append(a[i])\n    return a\n",
  },
  {
    rule: "range-enumerate",
    why: "only positions are used",
    code: "def f(a, b):\n    return [b[i] for i in range(len(a))]\n",
  },
  {
    rule: "range-enumerate",
    why: "the position is changed",
    code: "def f(a):\n    n = 0\n    for i in range(len(a)):\n        n += a[i]\n        i += 1\n    return n\n",
  },
  {
    rule: "range-enumerate",
    why: "a dict has keys, not positions",
    code: "def f(a: dict):\n    return [a[i] for i in range(len(a))]\n",
  },
  // hoist-lookup
  {
    rule: "hoist-lookup",
    why: "the variable gets another list in the loop",
    code: "def f(a):\n    out = []\n    for x in a:\n        out.append(x)\n        out = []\n    return out\n",
  },
  {
    rule: "hoist-lookup",
    why: "the name of the module is assigned again",
    code: "LIMIT = 1\ndef f(a):\n    return [x for x in a]\ndef g():\n    global LIMIT\n    LIMIT = 2\n",
  },
  // memo-recursion
  {
    rule: "memo-recursion",
    why: "each answer is needed once",
    code: "def f(n):\n    return 1 if n < 2 else n * f(n - 1)\n",
  },
  {
    rule: "memo-recursion",
    why: "something is printed",
    code: "def f(n):\n    print(n)\n    return n if n < 2 else f(n - 1) + f(n - 2)\n",
  },
  {
    rule: "memo-recursion",
    why: "something outside is written to",
    code: "def f(n, out):\n    if n < 2:\n        return n\n    out.append(n)\n    return f(n - 1, out) + f(n - 2, out)\n",
  },
  {
    rule: "memo-recursion",
    why: "a global variable is changed",
    code: "N = 0\ndef f(n):\n    global N\n    N += 1\n    return n if n < 2 else f(n - 1) + f(n - 2)\n",
  },
  {
    rule: "memo-recursion",
    why: "it draws random numbers",
    code: "import random\ndef f(n):\n    if n < 2:\n        return random.random()\n    return f(n - 1) + f(n - 2)\n",
  },
  {
    rule: "memo-recursion",
    why: "the arguments are lists",
    code: "def f(a: list):\n    if len(a) < 2:\n        return 0\n    return f(a[1:]) + f(a[:-1])\n",
  },
  {
    rule: "memo-recursion",
    why: "a shared answer would be changed",
    code: "def f(n):\n    if n < 2:\n        return [n]\n    left = f(n - 1)\n    left.append(n)\n    return left + f(n - 2)\n",
  },
  {
    rule: "memo-recursion",
    why: "the function is decorated already",
    code: "from functools import cache\n@cache\ndef f(n):\n    return n if n < 2 else f(n - 1) + f(n - 2)\n",
  },
  {
    rule: "memo-recursion",
    why: "the function is handed on",
    code: "def f(n, g):\n    g(f)\n    return n if n < 2 else f(n - 1, g) + f(n - 2, g)\n",
  },
  {
    rule: "memo-recursion",
    why: "a text over several lines would be indented",
    code: 'def f(n):\n    if n < 2:\n        return """\n"""\n    return f(n - 1) + f(n - 2)\n',
  },
];
