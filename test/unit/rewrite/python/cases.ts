/** What a rule promises: this code becomes that, and does the same on these inputs. */
export interface Case {
  readonly rule: string;
  readonly code: string;
  /** The target after the rule's last proposal: at every place, where there are more. */
  readonly becomes: string;
  readonly helpers?: readonly string[];
  /** Python expressions of the arguments, each a tuple. */
  readonly inputs: readonly string[];
  /** How many proposals are expected; one when not given. */
  readonly proposals?: number;
}

export const cases: readonly Case[] = [
  {
    rule: "membership-set",
    code: `
def f(a, b):
    return [x for x in a if x in b]
`,
    becomes: `
def f(a, b):
    b_set = set(b)
    return [x for x in a if x in b_set]
`,
    inputs: [
      "((1,2,3),[2,9,3])",
      "([],[])",
      "([1.0,True,None],[1,None])",
      '([float("nan")],[float("nan")])',
      '(["a","b"],["b"])',
    ],
  },
  {
    rule: "membership-set",
    code: `
def f(items, stop):
    # Keep what is not in \`stop\`.
    kept = []
    for x in items:
        if x not in stop:  # a scan
            kept.append(x)
    return kept
`,
    becomes: `
def f(items, stop):
    # Keep what is not in \`stop\`.
    kept = []
    stop_set = set(stop)
    for x in items:
        if x not in stop_set:  # a scan
            kept.append(x)
    return kept
`,
    inputs: ["([1,2,3],[2,3])", "([],[])", "([5],[])"],
  },
  {
    rule: "membership-set",
    code: `
def f(a, b):
    if a: return sum(1 for x in a if x in b)
    return 0
`,
    becomes: `
def f(a, b):
    if a:
        b_set = set(b)
        return sum(1 for x in a if x in b_set)
    return 0
`,
    inputs: ["([1,2,3],[2,3])", "([],[])"],
  },
  {
    rule: "membership-set",
    code: `
def f(a, b):
    n = 0
    while n < len(a) and a[n] not in b:
        n += 1
    return n
`,
    becomes: `
def f(a, b):
    n = 0
    b_set = set(b)
    while n < len(a) and a[n] not in b_set:
        n += 1
    return n
`,
    inputs: ["([1,2,3],[2,3])", "([4,1],[1,2,3])"],
  },
  {
    rule: "membership-set",
    code: `
class Box:
    def __init__(self, known):
        self.known = known
def f(box, xs):
    return any(x in box.known for x in xs)
`,
    becomes: `
def f(box, xs):
    known_set = set(box.known)
    return any(x in known_set for x in xs)
`,
    inputs: ["(Box([1, 2]), [1, 3])", "(Box([]), [1])"],
  },
  {
    rule: "companion-set",
    code: `
def f(items):
    seen = []
    for x in items:
        if x in seen:
            continue
        seen.append(x)  # first time
    return seen
`,
    becomes: `
def f(items):
    seen = []
    seen_set = set()
    for x in items:
        if x in seen_set:
            continue
        seen.append(x)  # first time
        seen_set.add(x)
    return seen
`,
    inputs: ["([1,2,1,3,2],)", "([],)", '([1,True,1.0,"1"],)'],
  },
  {
    rule: "companion-set",
    code: `
def f(items):
    seen = []
    return [x for x in items if not (x in seen or seen.append(x))]
`,
    becomes: `
def f(items):
    seen = []
    seen_set = set()
    return [x for x in items if not (x in seen_set or (seen_set.add(x) or seen.append(x)))]
`,
    inputs: ["([1,2,1,3,2],)", "([],)"],
  },
  {
    rule: "companion-set",
    code: `
def f(graph, start):
    seen = [start]
    todo = [start]
    while todo:
        node = todo.pop()
        for other in graph[node]:
            if other not in seen: seen.append(other); todo.append(other)
    return seen
`,
    becomes: `
def f(graph, start):
    seen = [start]
    todo = [start]
    seen_set = set(seen)
    while todo:
        node = todo.pop()
        for other in graph[node]:
            if other not in seen_set: seen.append(other); seen_set.add(other); todo.append(other)
    return seen
`,
    inputs: ["({1: [2, 3], 2: [3], 3: [1]}, 1)", "({1: []}, 1)"],
  },
  {
    rule: "copy-append",
    code: `
def f(items):
    out = []
    for x in items:
        out = out + [x * 2]
    return out
`,
    becomes: `
def f(items):
    out = []
    for x in items:
        out.append(x * 2)
    return out
`,
    inputs: ["([1,2,3],)", "([],)"],
  },
  {
    rule: "copy-append",
    code: `
def f(items):
    out = [0]
    for x in items:
        out += [x]
    return out
`,
    becomes: `
def f(items):
    out = [0]
    for x in items:
        out.append(x)
    return out
`,
    inputs: ["([1,2,3],)", "([],)"],
  },
  {
    rule: "copy-append",
    code: `
def f(items):
    out = list(items)
    for x in items:
        if x > 1: out = [*out, x]
    return out
`,
    becomes: `
def f(items):
    out = list(items)
    for x in items:
        if x > 1: out.append(x)
    return out
`,
    inputs: ["([1,2,3],)", "([],)"],
  },
  {
    rule: "copy-append",
    code: `
def f(rows):
    out = []
    for row in rows:
        line = []
        for x in row:
            line = line + [x, -x]
        out.append(line)
    return out
`,
    becomes: `
def f(rows):
    out = []
    for row in rows:
        line = []
        for x in row:
            line.extend([x, -x])
        out.append(line)
    return out
`,
    inputs: ["([[1,2],[3],[]],)", "([],)"],
  },
  {
    rule: "dedupe-dict",
    code: `
def f(items):
    out = []
    for x in items:
        if x not in out:
            out.append(x)
    return out
`,
    becomes: `
def f(items):
    out = list(dict.fromkeys(items))
    return out
`,
    inputs: ["([3,1,3,2,1],)", "([],)", '((1,True,1.0,"1",None,None),)'],
  },
  {
    rule: "scan-dict",
    code: `
def f(users, orders):
    out = []
    for user in users:
        for order in orders:
            if order["user"] == user["id"] and order["n"] > 0:
                out.append((user["id"], order["n"]))
    return out
`,
    becomes: `
def f(users, orders):
    out = []
    orders_by_user = {}
    for item in orders:
        orders_by_user.setdefault(item["user"], []).append(item)
    for user in users:
        for order in orders_by_user.get(user["id"], ()):
            if order["user"] == user["id"] and order["n"] > 0:
                out.append((user["id"], order["n"]))
    return out
`,
    inputs: [
      '([{"id": 1}, {"id": 2}], [{"user": 1, "n": 5}, {"user": 2, "n": 0}, {"user": 1, "n": 7}])',
      "([], [])",
      '([{"id": 3}], [])',
    ],
  },
  {
    rule: "scan-dict",
    code: `
def f(keys, pairs):
    return [(k, v) for k in keys for key, v in pairs if k == key]
`,
    becomes: `
def f(keys, pairs):
    pairs_by_value = {}
    for item in pairs:
        pairs_by_value.setdefault(item[0], []).append(item)
    return [(k, v) for k in keys for key, v in pairs_by_value.get(k, ()) if k == key]
`,
    inputs: ['([1,2,2],[(1,"a"),(2,"b"),(1,"c")])', "([],[])", '([float("nan")],[(float("nan"),1)])'],
  },
  {
    rule: "scan-dict",
    code: `
class P:
    def __init__(self, id, name):
        self.id = id
        self.name = name
def f(ids, people):
    return [next((p.name for p in people if p.id == i), None) for i in ids]
`,
    becomes: `
def f(ids, people):
    people_by_id = {}
    for item in people:
        people_by_id.setdefault(item.id, []).append(item)
    return [next((p.name for p in people_by_id.get(i, ()) if p.id == i), None) for i in ids]
`,
    inputs: ['([1,2,5],[P(1,"a"),P(2,"b"),P(1,"c")])', "([],[])"],
  },
  {
    rule: "index-dict",
    code: `
def f(items):
    return [items.index(x) for x in items]
`,
    becomes: `
def f(items):
    items_index = {}
    for position, value in enumerate(items):
        items_index.setdefault(value, position)
    return [items_index[x] for x in items]
`,
    inputs: ["([3,1,2,1],)", "([],)", '(["b","a"],)'],
  },
  {
    rule: "index-dict",
    code: `
def f(items, order):
    return sorted(items, key=lambda x: order.index(x))
`,
    becomes: `
def f(items, order):
    order_index = {}
    for position, value in enumerate(order):
        order_index.setdefault(value, position)
    return sorted(items, key=lambda x: (order_index[x] if x in order_index else order.index(x)))
`,
    inputs: ["([2,1],[1,2,1])", "([],[])", "([5],[1])", '(["bc", "a"], "abc")'],
  },
  {
    rule: "count-counter",
    code: `
def f(items):
    best = None
    for x in items:
        if best is None or items.count(x) > items.count(best):
            best = x
    return best
`,
    becomes: `
def f(items):
    best = None
    items_counts = Counter(items)
    for x in items:
        if best is None or items_counts[x] > items_counts[best]:
            best = x
    return best
`,
    helpers: ["from collections import Counter"],
    inputs: ["([1,2,2,3],)", "([],)", '(["a","b","a"],)'],
  },
  {
    rule: "count-counter",
    code: `
def f(text):
    return {c: text.count(c) for c in text}
`,
    becomes: `
def f(text):
    text_counts = Counter(text)
    return {c: text_counts[c] for c in text}
`,
    helpers: ["from collections import Counter"],
    inputs: ['("hello",)', '("",)'],
  },
  {
    rule: "prefix-sum",
    code: `
def f(items):
    out = []
    for i in range(len(items)):
        out.append(sum(items[:i + 1]) / (i + 1))
    return out
`,
    becomes: `
def f(items):
    out = []
    items_sums = list(accumulate(items, initial=0))
    for i in range(len(items)):
        out.append(items_sums[i + 1] / (i + 1))
    return out
`,
    helpers: ["from itertools import accumulate"],
    inputs: ["([1,2,3],)", "([],)", "([0.1,0.2,0.3],)", "([-1,5],)"],
  },
  {
    rule: "prefix-sum",
    code: `
def f(items):
    return [sum(items[:i]) for i, x in enumerate(items)] + [sum(items[0:n]) for n in range(1, len(items) + 1)]
`,
    becomes: `
def f(items):
    items_sums = list(accumulate(items, initial=0))
    items_sums2 = list(accumulate(items, initial=0))
    return [items_sums[i] for i, x in enumerate(items)] + [items_sums2[n] for n in range(1, len(items) + 1)]
`,
    helpers: ["from itertools import accumulate"],
    proposals: 3,
    inputs: ["([1,2,3],)", "([],)"],
  },
  {
    rule: "queue-deque",
    code: `
def f(graph, start):
    queue = [start]
    order = []
    while len(queue) > 0:
        node = queue.pop(0)
        if node in order:
            continue
        order.append(node)
        queue.extend(graph[node])
    return order
`,
    becomes: `
def f(graph, start):
    queue = deque([start])
    order = []
    while len(queue) > 0:
        node = queue.popleft()
        if node in order:
            continue
        order.append(node)
        queue.extend(graph[node])
    return order
`,
    helpers: ["from collections import deque"],
    inputs: ["({1: [2, 3], 2: [4], 3: [4], 4: []}, 1)", "({1: [1]}, 1)"],
  },
  {
    rule: "queue-deque",
    code: `
def f(items):
    queue = []
    for x in items:
        queue.insert(0, x)
        queue.append(-x)
    out = []
    while queue:
        if queue[0] > queue[-1]:
            out.append(queue.pop())
        else:
            out.append(queue.pop(0))
    return out
`,
    becomes: `
def f(items):
    queue = deque()
    for x in items:
        queue.appendleft(x)
        queue.append(-x)
    out = []
    while queue:
        if queue[0] > queue[-1]:
            out.append(queue.pop())
        else:
            out.append(queue.popleft())
    return out
`,
    helpers: ["from collections import deque"],
    inputs: ["([3,4,5],)", "([],)"],
  },
  {
    rule: "insert-reverse",
    code: `
def f(n):
    digits = []
    while n > 0:
        digits.insert(0, n % 2)
        n //= 2  # next
    return digits
`,
    becomes: `
def f(n):
    digits = []
    while n > 0:
        digits.append(n % 2)
        n //= 2  # next
    digits.reverse()
    return digits
`,
    inputs: ["(6,)", "(0,)"],
  },
  {
    rule: "hoist-sort",
    code: `
def f(items, ranks):
    out = []
    for rank in ranks:
        ordered = sorted(items)
        out.append((rank, ordered[:rank]))
    return out
`,
    becomes: `
def f(items, ranks):
    out = []
    sorted_items = sorted(items)
    for rank in ranks:
        ordered = sorted_items
        out.append((rank, ordered[:rank]))
    return out
`,
    inputs: ["([3,1,2],[1,2])", "([3],[])", "([],[])"],
  },
  {
    rule: "hoist-sort",
    code: `
def f(items, ranks):
    own = list(items)
    out = []
    for rank in ranks:
        own.sort(reverse=True)
        out.append((rank, own[0]))
    return out
`,
    becomes: `
def f(items, ranks):
    own = list(items)
    out = []
    own.sort(reverse=True)
    for rank in ranks:
        out.append((rank, own[0]))
    return out
`,
    inputs: ["([3,1,2],[1,2])", "([1],[5])"],
  },
  {
    rule: "hoist-call",
    code: `
def f(items):
    return [x / max(items) for x in items]
`,
    becomes: `
def f(items):
    items_max = max(items, default=None)
    return [x / items_max for x in items]
`,
    inputs: ["([1.0,2.0,4.0],)", "([],)"],
  },
  {
    rule: "hoist-call",
    code: `
def f(items, rows):
    out = []
    for x in items:
        if x in [row["id"] for row in rows]:
            out.append(x)
    return out
`,
    becomes: `
def f(items, rows):
    out = []
    rows_values = [row["id"] for row in rows]
    for x in items:
        if x in rows_values:
            out.append(x)
    return out
`,
    inputs: ['([1,2,4],[{"id": 4}])', "([],[])", '([3],[{"id": 3}])'],
  },
  {
    rule: "hoist-call",
    code: `
def f(text, words):
    return [word in set(text.split()) for word in words]
`,
    becomes: `
def f(text, words):
    text_split = text.split()
    return [word in set(text_split) for word in words]
`,
    proposals: 2,
    inputs: ['("a b a", ["a", "c"])', '("", [""])'],
  },
  {
    rule: "sort-first",
    code: `
def f(items):
    return sorted(items)[0]
`,
    becomes: `
def f(items):
    return min(items) if items else sorted(items)[0]
`,
    inputs: ["([3,1,2],)", "([],)", '(("b","a"),)'],
  },
  {
    rule: "sort-first",
    code: `
def f(items):
    if not items:
        return None
    return sorted(items, key=abs)[0], sorted(items)[-1], sorted(items, reverse=True)[0]
`,
    becomes: `
def f(items):
    if not items:
        return None
    return min(items, key=abs), max(items), max(items)
`,
    proposals: 4,
    inputs: ["([3,-1,2,1],)", "([],)"],
  },
  {
    rule: "filter-any",
    code: `
def f(items):
    return len([x for x in items if x < 0]) > 0
`,
    becomes: `
def f(items):
    return any(x < 0 for x in items)
`,
    inputs: ["([1,-2,3],)", "([],)", "([1],)"],
  },
  {
    rule: "filter-any",
    code: `
def f(rows):
    if not [x for row in rows for x in row if x if x > 1]:
        return "none"
    return "some"
`,
    becomes: `
def f(rows):
    if not any(x and (x > 1) for row in rows for x in row):
        return "none"
    return "some"
`,
    inputs: ["([[1,0],[2]],)", "([],)", "([[0]],)"],
  },
  {
    rule: "filter-any",
    code: `
def f(items):
    return len(list(filter(None, items))) == 0, sum(1 for x in items if x) >= 1
`,
    becomes: `
def f(items):
    return not any(items), any(x for x in items)
`,
    proposals: 3,
    inputs: ["([0,1],)", "([0],)", "([],)"],
  },
  {
    rule: "keys-membership",
    code: `
def f(table, names):
    return [name for name in names if name in table.keys() and name not in list(table.keys())]
`,
    becomes: `
def f(table, names):
    return [name for name in names if name in table and name not in table]
`,
    proposals: 3,
    inputs: ['({"a": 1}, ["a", "b"])', "({}, [])"],
  },
  {
    rule: "string-join",
    code: `
def f(words):
    text = ""
    for word in words:
        text += word
        text = text + ", " * 2
    return text.strip()
`,
    becomes: `
def f(words):
    text = ""
    text_parts = []
    for word in words:
        text_parts.append(word)
        text_parts.append(", " * 2)
    text = "".join(text_parts)
    return text.strip()
`,
    inputs: ['(["a","b"],)', "([],)"],
  },
  {
    rule: "string-join",
    code: `
def f(words, n):
    line = f"{n}: "
    i = 0
    while i < len(words):
        if i % 2 == 0: line += words[i] if words[i] else "-"
        i += 1
    return line
`,
    becomes: `
def f(words, n):
    line = f"{n}: "
    i = 0
    line_parts = [line]
    while i < len(words):
        if i % 2 == 0: line_parts.append(words[i] if words[i] else "-")
        i += 1
    line = "".join(line_parts)
    return line
`,
    inputs: ['(["a","b"],3)', "([],1)"],
  },
  {
    rule: "loop-comprehension",
    code: `
def f(items):
    out = []
    for x in items:
        out.append(x * x)
    return out
`,
    becomes: `
def f(items):
    out = [x * x for x in items]
    return out
`,
    inputs: ["([1,2,3],)", "([],)"],
  },
  {
    rule: "loop-comprehension",
    code: `
def f(rows):
    out: list = []
    for row in rows:
        if row:
            for x in row:
                if x > 0 or x < -5: out.append((x, row))
    return out
`,
    becomes: `
def f(rows):
    out: list = [(x, row) for row in rows if row for x in row if x > 0 or x < -5]
    return out
`,
    inputs: ["([[1,-2],[3]],)", "([],)"],
  },
  {
    rule: "loop-comprehension",
    code: `
def f(numbers, wanted):
    pairs_of_neighbours = []
    for number in numbers:
        if number in wanted and number + 1 in numbers:
            pairs_of_neighbours.append((number, number + 1))
    return pairs_of_neighbours
`,
    becomes: `
def f(numbers, wanted):
    pairs_of_neighbours = [
        (number, number + 1)
        for number in numbers
        if number in wanted and number + 1 in numbers
    ]
    return pairs_of_neighbours
`,
    inputs: ["([1,2,3],[2])", "([],[])"],
  },
  {
    rule: "range-enumerate",
    code: `
def f(values):
    out = []
    for i in range(len(values)):
        out.append(values[i] * 2)
    return out
`,
    becomes: `
def f(values):
    out = []
    for value in values:
        out.append(value * 2)
    return out
`,
    inputs: ["([1,2,3],)", "([],)", '("abc",)'],
  },
  {
    rule: "range-enumerate",
    code: `
def f(prices):
    return [prices[i] * i for i in range(len(prices)) if prices[i] > 1]
`,
    becomes: `
def f(prices):
    return [price * i for i, price in enumerate(prices) if price > 1]
`,
    inputs: ["([1,2,3],)", "([],)"],
  },
  {
    rule: "hoist-lookup",
    code: `
import math
SCALE = 2
def f(items):
    out = []
    for x in items:
        out.append(math.sqrt(x) * SCALE)
    return out
`,
    becomes: `
def f(items):
    out = []
    out_append = out.append
    math_sqrt = math.sqrt
    local_scale = SCALE
    for x in items:
        out_append(math_sqrt(x) * local_scale)
    return out
`,
    inputs: ["([1.0,4.0],)", "([],)"],
  },
  {
    rule: "memo-recursion",
    code: `
def f(n):
    """Fibonacci."""
    if n < 2:
        return n
    return f(n - 1) + f(n - 2)
`,
    becomes: `
def f(n):
    """Fibonacci."""
    @lru_cache(maxsize=None)
    def recall(n):
        if n < 2:
            return n
        return recall(n - 1) + recall(n - 2)
    return recall(n)
`,
    helpers: ["from functools import lru_cache"],
    inputs: ["(12,)", "(0,)", "(1,)"],
  },
  {
    rule: "memo-recursion",
    code: `
def f(a, b, i, j):
    if i == len(a):
        return len(b) - j

    # The other one is used up.
    if j == len(b):
        return len(a) - i
    if a[i] == b[j]:
        return f(a, b, i + 1, j + 1)
    return 1 + min(f(a, b, i + 1, j), f(a, b, i, j + 1), f(a, b, i + 1, j + 1))
`,
    becomes: `
def f(a, b, i, j):
    @lru_cache(maxsize=None)
    def recall(i, j):
        if i == len(a):
            return len(b) - j

        # The other one is used up.
        if j == len(b):
            return len(a) - i
        if a[i] == b[j]:
            return recall(i + 1, j + 1)
        return 1 + min(recall(i + 1, j), recall(i, j + 1), recall(i + 1, j + 1))
    return recall(i, j)
`,
    helpers: ["from functools import lru_cache"],
    inputs: ['("kitten","sitting",0,0)', '("","a",0,0)', '("abc","abc",0,0)'],
  },
  {
    rule: "memo-recursion",
    code: `
def f(m, n):
    if m == 0 or n == 0:
        return m + n
    total = 0
    for k in range(1, 3):
        total += f(m - 1, f(0, max(n - k, 0)) / 2)
    return total
`,
    becomes: `
def f(m, n):
    @lru_cache(maxsize=None, typed=True)
    def recall(m, n):
        if m == 0 or n == 0:
            return m + n
        total = 0
        for k in range(1, 3):
            total += recall(m - 1, recall(0, max(n - k, 0)) / 2)
        return total
    return recall(m, n)
`,
    helpers: ["from functools import lru_cache"],
    inputs: ["(3, 4)", "(0, 0)"],
  },
];
