/** What a rule promises: on this code it proposes something, and what it proposes does the same on these inputs. */
export interface Case {
  readonly rule: string;
  readonly code: string;
  readonly inputs: readonly (readonly unknown[])[];
  /** How many proposals are expected; one when not given. */
  readonly proposals?: number;
  /** What the first proposal must show. */
  readonly shows?: RegExp;
  readonly file?: string;
}

const odd = [1, "1", 2, 2, NaN, NaN, 0, -0, null, undefined, "", true, 1, 3];
// biome-ignore lint/suspicious/noSparseArray: holes are the point
const holes = [1, , 2, undefined, 2];
const pairs = [
  [[], []],
  [[1, 2, 3], []],
  [[], [1, 2]],
  [odd, odd],
  [odd, [NaN, -0, "1", 3, undefined]],
  [holes, [undefined, 2]],
  [[undefined, 2], holes],
];
const lists = [[[]], [[1]], [odd], [holes], [[3, 1, 2, 3, 1]], [["b", "a", "b"]]];
const people = [
  { id: 1, name: "a", team: "x" },
  { id: 2, name: "b", team: "y" },
  { id: 1, name: "c", team: "x" },
  { id: NaN, name: "d", team: "z" },
];
const joins = [
  [[], []],
  [people, []],
  [[], people],
  [people, people],
  [[{ id: 2 }, { id: NaN }, { id: 9 }], people],
];

export const cases: readonly Case[] = [
  // membership-set
  {
    rule: "membership-set",
    code: "function f(a, b) { return a.filter((x) => b.includes(x)); }",
    inputs: pairs,
    shows: /const bSet = new Set\(b\);/,
  },
  {
    rule: "membership-set",
    code: "const f = (a, b) => a.filter((x) => !b.includes(x));",
    inputs: pairs,
    shows: /return a\.filter\(\(x\) => !bSet\.has\(x\)\)/,
  },
  {
    rule: "membership-set",
    code: "const f = (a, b) => a.filter(x => b.indexOf(x) === -1).concat(b.filter(x => a.indexOf(x) < 0));",
    inputs: pairs,
    proposals: 3,
  },
  {
    rule: "membership-set",
    code: "function f(a, b) {\n  var out = [];\n  for (var i = 0, n = a.length; i < n; i++) if (b.indexOf(a[i]) >= 0) out.push(a[i]);\n  return out;\n}",
    inputs: pairs,
  },
  {
    rule: "membership-set",
    code: "function f(a, b) {\n  var out = [], i = a.length;\n  while (i--) {\n    if (~b.indexOf(a[i])) out.push(a[i])\n  }\n  return out\n}",
    inputs: pairs,
    shows: /bSet\.has\(a\[i\]\)/,
  },
  {
    rule: "membership-set",
    code: "function f(a, b) {\n  var out = [];\n  a.forEach(function (x) { if (!~b.indexOf(x)) out.push(x); });\n  return out;\n}",
    inputs: pairs,
  },
  {
    rule: "membership-set",
    code: "function f(a, b) { let n = 0; for (const x of a) if (-1 !== b.indexOf(x)) n++; return n; }",
    inputs: pairs,
  },
  {
    rule: "membership-set",
    code: "function f(a, b) { return a.reduce((n, x) => n + (b.indexOf(x) > -1 ? 1 : 0), 0); }",
    inputs: pairs,
  },
  {
    rule: "membership-set",
    code: "function f(a, b) { return a.every(x => b.some(y => y === x)); }",
    inputs: pairs,
  },
  {
    rule: "membership-set",
    code: "function f(a, b) { return a.some(function (x) { return b.lastIndexOf(x) != -1; }); }",
    inputs: pairs,
  },
  {
    rule: "membership-set",
    code: "function has(list, item) { for (var i = 0; i < list.length; i++) if (list[i] === item) return true; return false; }\nfunction f(a, b) { return a.filter(function (x) { return has(b, x); }); }",
    inputs: pairs,
  },
  {
    rule: "membership-set",
    code: "function f(a, b) {\n  const opts = { skip: b };\n  return a.filter((x) => !opts.skip.includes(x));\n}",
    inputs: pairs,
    shows: /skipSet/,
  },
  {
    rule: "membership-set",
    code: "function f(...lists) { const out = []; for (let i = 0; i < lists.length; i++) for (const x of lists[0]) if (lists[i].includes(x)) out.push(x); return out; }",
    inputs: pairs,
  },
  {
    rule: "membership-set",
    code: "function f(words: string[], stop: readonly string[]): string[] { return words.filter((w) => stop.indexOf(w) === -1); }",
    inputs: [
      [["a", "b"], ["b"]],
      [[], []],
    ],
    file: "f.ts",
  },
  {
    rule: "membership-set",
    code: "function f(nodes, edges) {\n  var out = [];\n  nodes.forEach(function (n) { visit(n, 0); });\n  return out;\n  function visit(n, depth) {\n    if (!~nodes.indexOf(n) || depth > 3) return;\n    out.push(n);\n    if (edges[n] !== undefined) visit(edges[n], depth + 1);\n  }\n}",
    inputs: [
      [
        [0, 1, 2],
        [1, 2, 5],
      ],
      [[], []],
    ],
  },

  {
    rule: "membership-set",
    code: "const _ = { filter: (a, g) => a.filter(g), contains: (a, x) => a.includes(x) };\nfunction f(a, b) { return _.filter(a, function (x) { return !_.contains(b, x); }); }",
    inputs: pairs,
  },

  // companion-set
  {
    rule: "companion-set",
    code: "function f(a) {\n  const out = [];\n  for (const x of a) {\n    if (!out.includes(x)) out.push(x);\n  }\n  return out;\n}",
    inputs: lists,
    shows: /outSet\.add\(x\)/,
  },
  {
    rule: "companion-set",
    code: "function f(a) {\n  var out = []\n  for (var i = 0; i < a.length; i++) {\n    if (out.indexOf(a[i]) === -1) {\n      out.push(a[i])\n    }\n  }\n  return out\n}",
    inputs: lists,
  },
  {
    rule: "companion-set",
    code: "function f(a) {\n  var out = [];\n  a.forEach(function (x) { out.indexOf(x) < 0 && out.push(x); });\n  return out;\n}",
    inputs: lists,
  },
  {
    rule: "companion-set",
    code: "const f = (a, b) => { const out = a.slice(); b.forEach(x => out.includes(x) || out.push(x)); return out; };",
    inputs: pairs,
  },
  {
    rule: "companion-set",
    code: "function f(a) { var out = []; for (var i = 0; i < a.length; ++i) if (out.indexOf(a[i]) < 0) out[out.length] = a[i]; return out; }",
    inputs: lists,
  },

  // scan-set
  {
    rule: "scan-set",
    code: "function f(a, b) {\n  var out = [];\n  for (var i = 0; i < a.length; i++) {\n    var found = false;\n    for (var j = 0; j < b.length; j++) {\n      if (b[j] === a[i]) {\n        found = true;\n        break;\n      }\n    }\n    if (!found) out.push(a[i]);\n  }\n  return out;\n}",
    inputs: pairs,
    shows: /var found = bSet\.has\(a\[i\]\);/,
  },
  {
    rule: "scan-set",
    code: "function f(a, b) { const out = []; for (const x of a) { for (const y of b) { if (x === y) { out.push(x); break; } } } return out; }",
    inputs: pairs,
  },
  {
    rule: "scan-set",
    code: "function f(a, b) {\n  var out = [], n = b.length, i = -1, j;\n  outer: while (++i < a.length) {\n    j = n;\n    while (j--) {\n      if (b[j] === a[i]) continue outer;\n    }\n    out.push(a[i]);\n  }\n  return out;\n}",
    inputs: pairs,
  },
  {
    rule: "scan-set",
    code: "function f(a) {\n  var out = [];\n  for (var i = 0; i < a.length; i++) {\n    var dup = false;\n    for (var j = 0; j < out.length; j++) if (out[j] === a[i]) dup = true;\n    if (!dup) out.push(a[i]);\n  }\n  return out;\n}",
    inputs: lists,
    shows: /outSet\.add/,
  },

  // index-dedupe
  {
    rule: "index-dedupe",
    code: "function f(a) { return a.filter((v, i) => a.indexOf(v) === i); }",
    inputs: lists,
  },
  {
    rule: "index-dedupe",
    code: "const f = (a) => a.filter(function (v, i, self) { return self.indexOf(v) == i; });",
    inputs: lists,
  },
  {
    rule: "index-dedupe",
    code: "function f(a) { return a.filter((v, i, all) => all.indexOf(v) !== i); }",
    inputs: lists,
  },
  {
    rule: "index-dedupe",
    code: "function f(a) { return a.filter((v, i, all) => all.findIndex((o) => o.id === v.id) === i); }",
    inputs: [[people], [[]]],
  },

  // index-map
  {
    rule: "index-map",
    code: "function f(a, order) { return a.slice().sort((x, y) => order.indexOf(x) - order.indexOf(y)); }",
    inputs: [
      [
        [1, 2, 3],
        [3, 1],
      ],
      [odd, holes],
      [[], []],
    ],
  },
  {
    rule: "index-map",
    code: "function f(a, b) { var out = []; for (var i = 0; i < a.length; i++) { var at = b.indexOf(a[i]); out.push(at); } return out; }",
    inputs: pairs,
    shows: /bIndex\.get\(a\[i\]\) \?\? -1/,
  },

  // key-map
  {
    rule: "key-map",
    code: "function f(a, b) { return a.map((x) => b.find((y) => y.id === x.id)); }",
    inputs: joins,
    shows: /bById/,
  },
  {
    rule: "key-map",
    code: "function f(a, b) { return a.map(function (x) { return b.filter(function (y) { return x.id === y.id; }); }); }",
    inputs: joins,
  },
  {
    rule: "key-map",
    code: "function f(a, b) { let n = 0; for (const x of a) n += b.filter((y) => y.id === x.id).length; return n; }",
    inputs: joins,
  },
  {
    rule: "key-map",
    code: "function f(a, b) { return a.filter((x) => !b.some((y) => y.id === x.id)); }",
    inputs: joins,
  },
  {
    rule: "key-map",
    code: "function f(a, b) { const out = []; for (const x of a) out.push(b.findIndex((y) => y.id === x.id)); return out; }",
    inputs: joins,
  },
  {
    rule: "key-map",
    code: "function f(a: { id: number }[], b: { id: number }[]) { return a.map((x) => b.find((y) => y.id === x.id)); }",
    inputs: joins,
    file: "f.ts",
  },

  // spread-reduce
  { rule: "spread-reduce", code: "const f = (a) => a.reduce((all, x) => [...all, x], []);", inputs: lists },
  {
    rule: "spread-reduce",
    code: "const f = (a) => a.reduce((all, x) => (x ? [...all, x, x] : all), []);",
    inputs: lists,
  },
  {
    rule: "spread-reduce",
    code: "function f(a) { return a.reduce(function (all, x) { return all.concat(x); }, []); }",
    inputs: [[[]], [[1, [2, [3]], "4", [[]]]]],
  },
  {
    rule: "spread-reduce",
    code: "function f(list) {\n  return list.reduce(function (acc, item) {\n    if (Array.isArray(item)) {\n      return acc.concat(f(item));\n    }\n    else {\n      return acc.concat(item);\n    }\n  }, []);\n}",
    inputs: [[[1, [2, [3, []]], [[4]]]], [[]]],
  },
  {
    rule: "spread-reduce",
    code: "const f = (a) => a.reduce((counts, x) => ({ ...counts, [x]: (counts[x] || 0) + 1 }), {});",
    inputs: [[["a", "b", "a"]], [[]]],
  },
  {
    rule: "spread-reduce",
    code: "const f = (a) => a.reduce((o, x) => Object.assign({}, o, { [x.id]: x }), {});",
    inputs: [[people], [[]]],
  },

  // copy-append
  {
    rule: "copy-append",
    code: "function f(a) { let out = []; for (const x of a) { out = out.concat([x]); } return out; }",
    inputs: lists,
  },
  {
    rule: "copy-append",
    code: "function f(a) { let out = []; for (const x of a) out = [...out, x]; return out; }",
    inputs: lists,
  },
  {
    rule: "copy-append",
    code: "function f(a) {\n  var out = [];\n  for (var i = 0; i < a.length; i++) {\n    out = out.concat(a[i]);\n  }\n  return out;\n}",
    inputs: [[[1, [2, 3], [[4]]]], [[]]],
  },
  {
    rule: "copy-append",
    code: "function f(a) { let o = {}; for (const x of a) o = { ...o, [x.id]: x.name, last: x.id }; return o; }",
    inputs: [[people], [[]]],
  },

  // sort-first
  {
    rule: "sort-first",
    code: "const f = (a) => [...a].sort((x, y) => x - y)[0];",
    inputs: [[[3, 1, 2]], [[]], [[5]], [[2, -1, -1]]],
  },
  {
    rule: "sort-first",
    code: "const f = (a) => a.slice().sort((x, y) => y.id - x.id).pop();",
    inputs: [[people.slice(0, 3)], [[]]],
  },
  {
    rule: "sort-first",
    code: "function f(o) { return Object.keys(o).sort()[0]; }",
    inputs: [[{ b: 1, a: 2, B: 3 }], [{}]],
  },
  {
    rule: "sort-first",
    code: "function f(a) { return a.map(function (x) { return x.name; }).sort(function (x, y) { return x.localeCompare(y); }).shift(); }",
    inputs: [[people], [[]]],
  },

  // filter-some, filter-find
  { rule: "filter-some", code: "const f = (a) => a.filter((x) => x > 2).length > 0;", inputs: lists },
  {
    rule: "filter-some",
    code: "const f = (a) => 0 === a.filter((x) => x > 2).length;",
    inputs: lists,
    shows: /!a\.some\(/,
  },
  {
    rule: "filter-some",
    code: "function f(a) { if (a.filter(Boolean).length) return 1; return 2; }",
    inputs: lists,
  },
  { rule: "filter-find", code: "const f = (a) => a.filter((x) => x > 2)[0];", inputs: lists },
  {
    rule: "filter-find",
    code: "const f = (a) => a.filter((x) => x > 2).pop();",
    inputs: lists,
    shows: /findLast/,
  },

  // queue-head
  {
    rule: "queue-head",
    code: "function f(edges) {\n  const seen = [];\n  const queue = [0];\n  while (queue.length > 0) {\n    const n = queue.shift();\n    seen.push(n);\n    for (const m of edges[n] || []) queue.push(m);\n  }\n  return seen;\n}",
    inputs: [[[[1, 2], [3], [3], []]], [[]]],
    shows: /queueHead < queue\.length/,
  },
  {
    rule: "queue-head",
    code: "function f(a) { var q = a.slice(), out = [], x; while ((x = q.shift()) !== undefined) { out.push(x); if (x > 3) q.push(x - 3); } return out; }",
    inputs: [[[9, 2, 4]], [[]]],
  },
  {
    rule: "queue-head",
    code: "function f(a, b) { const l = a.slice(); const r = b.slice(); const out = []; while (l.length && r.length) { if (l[0] <= r[0]) out.push(l.shift()); else out.push(r.shift()); } while (l.length) out.push(l.shift()); while (r.length) out.push(r.shift()); return out; }",
    inputs: [
      [
        [1, 4, 6],
        [2, 3, 9],
      ],
      [[], []],
      [[1], []],
    ],
    proposals: 3,
  },

  // unshift-reverse
  {
    rule: "unshift-reverse",
    code: "function f(a) {\n  const out = [];\n  for (const x of a) {\n    out.unshift(x);\n  }\n  return out;\n}",
    inputs: lists,
  },

  // splice-compact
  {
    rule: "splice-compact",
    code: "function f(a) { for (let i = a.length - 1; i >= 0; i--) { if (a[i] > 1) a.splice(i, 1); } return a; }",
    inputs: [[[]], [[1, 2, 3, 1, 0]], [[5, 5]]],
  },
  {
    rule: "splice-compact",
    code: "function f(a, x) {\n  for (var i = 0; i < a.length; i++) {\n    if (a[i] === x) {\n      a.splice(i, 1);\n      i--;\n    }\n  }\n  return a;\n}",
    inputs: [
      [[1, 2, 1, 1], 1],
      [[], 1],
      [[3], 1],
    ],
  },
  {
    rule: "splice-compact",
    code: "function f(a, x) { var i = a.length; for (; i--; ) if (a[i] === x) a.splice(i, 1); return a; }",
    inputs: [
      [[1, 2, 1, 1], 1],
      [[], 1],
    ],
  },
  {
    rule: "splice-compact",
    code: "function f(a) { let i = 0; while (i < a.length) { if (a[i] < 0) a.splice(i, 1); else i++; } return a; }",
    inputs: [[[1, -2, -1, 1]], [[]]],
  },
  // memo-recursion
  {
    rule: "memo-recursion",
    code: "function f(n) {\n  if (n < 2) return n;\n  return f(n - 1) + f(n - 2);\n}",
    inputs: [[0], [1], [12]],
    shows: /var memo = new Map\(\);/,
  },
  {
    rule: "memo-recursion",
    code: "const f = (n) => (n < 2 ? n : f(n - 1) + f(n - 2));",
    inputs: [[0], [12]],
  },
  {
    rule: "memo-recursion",
    code: "function f(a, b, i, j) {\n  i = 0;\n  return go(a, b, 0, 0);\n  function go(a, b, i, j) {\n    if (i === a.length || j === b.length) return 0;\n    if (a[i] === b[j]) return 1 + go(a, b, i + 1, j + 1);\n    return Math.max(go(a, b, i + 1, j), go(a, b, i, j + 1));\n  }\n}",
    inputs: [
      ["abcbdab", "bdcaba"],
      ["", "a"],
    ],
    shows: /recall\(i \+ 1, j\)/,
  },
  {
    rule: "memo-recursion",
    code: "const f = (a, b) => !a.length ? b.length : !b.length ? a.length : Math.min(f(a.slice(1), b) + 1, f(a, b.slice(1)) + 1, f(a.slice(1), b.slice(1)) + (a[0] === b[0] ? 0 : 1));",
    inputs: [
      ["kitten", "sit"],
      ["", ""],
    ],
  },
  {
    rule: "memo-recursion",
    code: "function f(n: number): number { return n < 2 ? n : f(n - 1) + f(n - 2); }",
    inputs: [[9]],
    file: "f.ts",
    shows: /\(n: number\): number =>/,
  },

  // duplicate-scan, splice-dedupe, prefix-sum
  {
    rule: "duplicate-scan",
    code: "function f(a) {\n  for (var i = 0; i < a.length; i++) {\n    for (var j = i + 1; j < a.length; j++) {\n      if (a[i] === a[j]) return true;\n    }\n  }\n  return false;\n}",
    inputs: lists,
  },
  {
    rule: "duplicate-scan",
    code: "function f(a) { const out = []; for (let i = 0; i < a.length; i++) { let dup = false; for (let j = 0; j < i; j++) { if (a[j] === a[i]) { dup = true; break; } } if (!dup) out.push(a[i]); } return out; }",
    inputs: lists,
  },
  {
    rule: "splice-dedupe",
    code: "function f(arr) {\n  var len = arr.length;\n  var i = -1;\n  while (i++ < len) {\n    var j = i + 1;\n    for (; j < arr.length; ++j) {\n      if (arr[i] === arr[j]) {\n        arr.splice(j--, 1);\n      }\n    }\n  }\n  return arr;\n}",
    inputs: [[[]], [odd], [[1, 1, 1, 2]], [["a", "b", "a"]]],
  },
  {
    rule: "splice-dedupe",
    code: "function f(a) { for (let i = 0; i < a.length; i++) { for (let j = i + 1; j < a.length; j++) { if (a[j] === a[i]) { a.splice(j, 1); j--; } } } return a; }",
    inputs: [[[]], [odd]],
  },
  {
    rule: "prefix-sum",
    code: "function f(a) { const out = []; for (let i = 0; i < a.length; i++) { let sum = 0; for (let j = 0; j <= i; j++) sum += a[j]; out.push(sum); } return out; }",
    inputs: [[[]], [[1, 0.1, 0.2, -3]], [[NaN, 1]]],
  },
  {
    rule: "prefix-sum",
    code: "function f(a) {\n  var out = [];\n  for (var i = 0; i < a.length; i++) {\n    var sum = 0;\n    for (var j = 0; j < i; j++) {\n      sum += a[j];\n    }\n    out.push(sum);\n  }\n  return out;\n}",
    inputs: [[[]], [[1, 0.1, 0.2, -3]]],
  },

  // scan-join
  {
    rule: "scan-join",
    code: "function f(a, b) { const out = []; for (const x of a) { for (const y of b) { if (x.id === y.id) out.push([x, y]); } } return out; }",
    inputs: joins,
  },
  {
    rule: "scan-join",
    code: "function f(a, b) {\n  var out = [];\n  for (var i = 0; i < a.length; i++) {\n    for (var j = 0; j < b.length; j++) {\n      if (b[j].id === a[i].id && b[j].name) {\n        out.push(b[j].name);\n      }\n    }\n  }\n  return out;\n}",
    inputs: joins,
  },
  {
    rule: "scan-join",
    code: "function f(a, b) { let n = 0; for (const x of a) for (let j = 0; j < b.length; j++) if (x === b[j]) n++; return n; }",
    inputs: pairs,
  },

  // hoisting
  {
    rule: "hoist-sort",
    code: "function f(a, xs) { const out = []; for (const x of xs) { a.sort((p, q) => p - q); out.push(a[0] + x); } return out; }",
    inputs: [
      [
        [3, 1, 2],
        [1, 2],
      ],
    ],
  },
  {
    rule: "hoist-call",
    code: "function f(o, a) { let n = 0; for (let i = 0; i < Object.keys(o).length; i++) n += a[i]; return n; }",
    inputs: [
      [{ a: 1, b: 2 }, [3, 4]],
      [{}, []],
    ],
    shows: /const oKeyCount = Object\.keys\(o\)\.length;/,
  },
  {
    rule: "hoist-call",
    code: "function f(words, word) {\n  return words.filter(function (w) { return new RegExp(word, 'i').test(w); });\n}",
    inputs: [[["Ab", "c"], "a"]],
    shows: /var pattern = new RegExp/,
  },
  {
    rule: "hoist-call",
    code: "const f = (list, s) => list.filter((x) => x.toLowerCase() === s.trim().toLowerCase());",
    inputs: [
      [["A", "b"], " a "],
      [[], "x"],
    ],
  },
  {
    rule: "hoist-property",
    code: "function f(rows) { let n = 0; for (let y = 0; y < rows.length; y++) { for (let x = 0; x < rows[y].length; x++) n += rows[y][x]; } return n; }",
    inputs: [[[[1, 2], [3]]], [[]]],
    shows: /const row = rows\[y\];/,
  },
  {
    rule: "hoist-property",
    code: "function f(a, o) { var n = 0; for (var i = 0; i < a.length; i++) { n += a[i] * o.limits.top; } return n; }",
    inputs: [[[1, 2], { limits: { top: 3 } }]],
  },
  {
    rule: "hoist-length",
    code: "function f(a) { var n = 0; for (var i = 0; i < a.length; i++) n += a[i]; return n; }",
    inputs: [[[1, 2]], [[]]],
  },

  // loops
  {
    rule: "for-each-loop",
    code: "function f(a) {\n  const out = [];\n  a.forEach((x, i) => {\n    if (!x) return;\n    out.push(x, i);\n  });\n  return out;\n}",
    inputs: [[[1, 0, 2]], [[]]],
    shows: /if \(!x\) continue;/,
  },
  {
    rule: "for-each-loop",
    code: "function f(o) {\n  var out = [];\n  Object.keys(o).forEach(function (k) { out.push(o[k]) })\n  return out;\n}",
    inputs: [[{ a: 1 }], [{}]],
  },
  {
    rule: "for-of-index",
    code: "function f(a) { let n = 0; if (!Array.isArray(a)) return n; for (const x of a) { n += x; } return n; }",
    inputs: [[[1, 2]], [[]]],
  },
  {
    rule: "for-of-index",
    code: "function f(a: number[]) { let n = 0; for (const x of a) n += x; return n; }",
    inputs: [[[1, 2]], [[]]],
    file: "f.ts",
  },
  {
    rule: "chain-loop",
    code: "const f = (a) => a.filter((x) => x > 1).map((x) => x * 2);",
    inputs: [[[1, 2, 3]], [[]]],
  },
  {
    rule: "chain-loop",
    code: "function f(a) { return a.map(function (p) { return p.id; }).filter(function (id) { return id !== 2; }).reduce(function (sum, n) { return sum + n; }, 0); }",
    inputs: [[people.slice(0, 3)], [[]]],
  },
  {
    rule: "chain-loop",
    code: "function f(a) { const names = a.map((x) => ({ x, y: 1 })).filter((o) => !o.x); return names; }",
    inputs: [[[1, 0]], [[]]],
  },
  {
    rule: "own-keys",
    code: "function f(o) { var n = []; for (var k in o) { if (o.hasOwnProperty(k)) { n.push(k); n.push(o[k]); } } return n; }",
    inputs: [[{ a: 1, b: 2 }], [{}]],
  },
  {
    rule: "own-keys",
    code: "function f(o) { const n = []; for (const k in o) if (Object.prototype.hasOwnProperty.call(o, k)) n.push(k); return n; }",
    inputs: [[{ a: 1, b: 2 }], [{}]],
  },

  // copies
  {
    rule: "json-clone",
    code: "const f = (o) => JSON.parse(JSON.stringify(o));",
    inputs: [
      [{ a: [1, undefined, NaN, -0, null, { b: undefined, c: "x" }], d: new Date(0) }],
      [1],
      ["x"],
      [null],
    ],
  },
  {
    rule: "split-chars",
    code: "function f(s) { const c = s.split(''); let n = 0; for (let i = 0; i < c.length; i++) if (c[i] === 'a') n++; return n; }",
    inputs: [["banana"], [""]],
  },
  {
    rule: "arguments-rest",
    code: "function f(first) { var rest = Array.prototype.slice.call(arguments, 1); return [first, rest]; }",
    inputs: [[], [1], [1, 2, 3]],
  },
  {
    rule: "arguments-rest",
    code: "function f() {\n  var all = [].slice.call(arguments);\n  return all.length;\n}",
    inputs: [[], [1, 2]],
    shows: /^function f\(\.\.\.all\) \{\n {2}return/,
  },
];

/** Code on which a rule must stay silent, and why. */
export const refusals: readonly { readonly rule: string; readonly why: string; readonly code: string }[] = [
  {
    rule: "membership-set",
    why: "the list changes in the loop",
    code: "function f(a, b) { for (const x of a) { if (b.includes(x)) b.pop(); } }",
  },
  {
    rule: "membership-set",
    why: "the list is another one each time",
    code: "function f(a, b) { for (const x of a) { if (b.includes(x)) b = []; } }",
  },
  {
    rule: "membership-set",
    why: "it is a string",
    code: "function f(a, s) { return a.filter((x) => s.toLowerCase().includes(x)); }",
  },
  {
    rule: "membership-set",
    why: "it is used as a string",
    code: "function f(a, s) { const n = s.charAt(0); return a.filter((x) => s.includes(x)); }",
  },
  { rule: "membership-set", why: "it runs once", code: "function f(a, x) { return a.includes(x); }" },
  {
    rule: "membership-set",
    why: "the search starts elsewhere",
    code: "function f(a, b) { return a.filter((x, i) => b.indexOf(x, i) === -1); }",
  },
  {
    rule: "membership-set",
    why: "another function changes the list",
    code: "function f(a, b) { const drop = () => b.pop(); for (const x of a) if (b.includes(x)) drop(); return b; }",
  },
  {
    rule: "membership-set",
    why: "the list escapes",
    code: "function f(a, b, g) { for (const x of a) if (b.includes(x)) g(b); }",
  },
  {
    rule: "companion-set",
    why: "the list also shrinks",
    code: "function f(a) { const out = []; for (const x of a) { if (!out.includes(x)) out.push(x); else out.pop(); } return out; }",
  },
  {
    rule: "scan-set",
    why: "the position is used",
    code: "function f(a, b) { const out = []; for (const x of a) for (let j = 0; j < b.length; j++) if (b[j] === x) { out.push(j); break; } return out; }",
  },
  {
    rule: "scan-set",
    why: "every match counts",
    code: "function f(a, b) { let n = 0; for (const x of a) for (const y of b) if (x === y) n++; return n; }",
  },
  {
    rule: "spread-reduce",
    why: "the initial value is not its own",
    code: "function f(a, start) { return a.reduce((all, x) => [...all, x], start); }",
  },
  {
    rule: "spread-reduce",
    why: "the accumulator is kept",
    code: "function f(a, kept) { return a.reduce((all, x) => { kept.push(all); return [...all, x]; }, []); }",
  },
  {
    rule: "copy-append",
    why: "the old list is kept",
    code: "function f(a) { let out = []; const all = []; for (const x of a) { out = [...out, x]; all.push(out); } return all; }",
  },
  {
    rule: "copy-append",
    why: "the caller's list would change",
    code: "function f(a, out) { for (const x of a) out = [...out, x]; return out; }",
  },
  {
    rule: "sort-first",
    why: "the caller sees the sorted array",
    code: "function f(a) { return a.sort()[0]; }",
  },
  {
    rule: "filter-some",
    why: "the predicate does more than answer",
    code: "function f(a) { let n = 0; return a.filter((x) => n++ > 2).length > 0; }",
  },
  {
    rule: "queue-head",
    why: "the queue is the caller's",
    code: "function f(q) { let n = 0; while (q.length) n += q.shift(); return n; }",
  },
  {
    rule: "queue-head",
    why: "the queue is returned",
    code: "function f(a) { const q = a.slice(); while (q.length > 3) q.shift(); return q; }",
  },
  {
    rule: "unshift-reverse",
    why: "the list is read in the loop",
    code: "function f(a) { const out = []; for (const x of a) { out.unshift(x + out.length); } return out; }",
  },
  {
    rule: "splice-compact",
    why: "the test looks at a neighbour",
    code: "function f(a) { for (let i = a.length - 1; i > 0; i--) { if (a[i] === a[i - 1]) a.splice(i, 1); } return a; }",
  },
];
