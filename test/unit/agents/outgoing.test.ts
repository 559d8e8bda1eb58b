import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { OutgoingGuard, PrivateMarks } from "../../../src/engine/agents/outgoing.ts";

const guard = new OutgoingGuard({
  repository: "/home/jsmithson/projects/shop",
  home: "/home/jsmithson",
  users: ["jsmithson", "Jane Smithson", "root", "max"],
  strings: ["correct horse battery", "us-east-42", "1", ""],
});

describe("prose", () => {
  test.each([
    ["Error in /home/jsmithson/projects/shop/src/a.ts:12:3", "Error in src/a.ts:12:3"],
    ["cwd is /home/jsmithson/projects/shop.", "cwd is /home/jsmithson/projects/shop."],
    ["cwd is /home/jsmithson/projects/shop", "cwd is ."],
    ["at f (file:///home/jsmithson/projects/shop/src/a.ts:1:2)", "at f (src/a.ts:1:2)"],
    ["at /home/jsmithson/projects/shop-old/a.ts:1", "at [path]:1"],
    ["at /home/jsmithson/projects/shop/../bank/a.ts:1", "at [path]:1"],
    ["at /usr/lib/python3.11/json/decoder.py:355", "at [path]:355"],
    ["at C:\\Users\\jsmithson\\a.ts", "at [path]"],
    ["see ~/notes/plan.md", "see [path]"],
    ["half 1/2 of a/b at https://example.org/a/b", "half 1/2 of a/b at https://example.org/a/b"],
    ["by Jane Smithson <jane@example.org>", "by [user] <[email]>"],
    ["user JSmithson said so", "user [user] said so"],
    ["root of Math.max, TODO(max)", "root of Math.max, TODO([user])"],
    ["correct horse battery staple", "[private] staple"],
    ["region us-east-421", "region us-east-421"],
    ["OPENAI_API_KEY=sk-proj-abcdefghijklmnop1234", "OPENAI_API_KEY=[key]"],
    ["token ghp_abcdefghijklmnopqrstuvwxyz0123456789", "token [token]"],
    ["AKIAIOSFODNN7EXAMPLE", "[key]"],
    ["Authorization: Bearer abcdef.ghijkl-mnopqr", "Authorization: Bearer [token]"],
    ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc_def", "[token]"],
    ["-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY----- end", "[key] end"],
    ["-----BEGIN PRIVATE KEY-----\nMIIBcut off", "[key]"],
    ["postgres://shop:hunter22@db.example/shop", "postgres://db.example/shop"],
    ['password: "hunter2222"', 'password: "[secret]"'],
    ["PGPASSWORD=hunter2222 psql", "PGPASSWORD=[secret] psql"],
  ])("%j becomes %j", (text, expected) => {
    // A full stop may belong to a name, so a folder with one is not known for sure; then all of it goes.
    expect(guard.prose(text)).toBe(expected.replace("/home/jsmithson/projects/shop.", "[path]"));
  });
});

const fragments = fc.constantFrom(
  "/home/jsmithson/projects/shop/src",
  "/home/jsmithson",
  "jsmithson",
  " ",
  "/",
  "a.ts",
  ":12",
  "sk-abcdefghijklmnopqrst",
  "jane@example.org",
  "correct horse battery",
  '"',
  "=",
  "password",
  "\n",
);

describe("code", () => {
  const code = `// by jane@example.org
const url = "/api/users/list";
const home = "/home/jsmithson/secret.txt";
const own = "/home/jsmithson/projects/shop/data.json";
const apiKey = "abcdefghij";
const root = Math.max(1, 2) / half / third;
`;

  test("keeps what only looks like a path, and names things that are not said by marks", () => {
    const sent = guard.code(code, new PrivateMarks());
    expect(sent).toContain('"/api/users/list"');
    expect(sent).toContain("Math.max(1, 2) / half / third");
    for (const found of ["jane", "jsmithson", "abcdefghij"]) expect(sent).not.toContain(found);
  });

  test("comes back as it was", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fragments, fc.constant(code))).map((parts) => parts.join("")),
        (text) => {
          const marks = new PrivateMarks();
          expect(marks.restored(guard.code(text, marks))).toBe(text);
        },
      ),
    );
  });
});

test("nothing private survives, whatever stands around it", () => {
  const around = fc.constantFrom(
    "",
    " ",
    "\n",
    "(",
    ")",
    '"',
    "'",
    "=",
    ":",
    ",",

    "<",
    ">",
    "[",
    "]",
    ";",
  );
  const secret = fc.constantFrom(
    "/home/jsmithson/.ssh/id_rsa",
    "sk-ant-abcdefghijklmnopqrstuvwx",
    "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
    "correct horse battery",
    "jsmithson",
    "jane.smithson@example.org",
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(around, secret, around), { maxLength: 6 }), (parts) => {
      const text = parts.map(([before, own, after]) => ` ${before}${own}${after} `).join("");
      for (const sent of [guard.prose(text), guard.code(text, new PrivateMarks())]) {
        expect(sent).not.toMatch(/jsmithson|sk-ant|ghp_|horse|smithson@|id_rsa/);
      }
    }),
  );
});

test("a megabyte takes seconds at most", () => {
  for (const unit of [
    "a",
    "/a",
    "-----BEGIN A-----",
    "eyJ",
    "a@",
    "a:",
    "sk-",
    "password=",
    "\\\\",
    "~",
    "C:\\",
    "secret",
    "://",
  ]) {
    const text = unit.repeat(100_000 / unit.length);
    expect(guard.prose(text).length, unit).toBeGreaterThan(0);
  }
}, 60_000);

test("a repository at the root of the disk takes nothing away", () => {
  const wide = new OutgoingGuard({ repository: "/", home: null, users: [], strings: [] });
  expect(wide.prose("a / b at src/a.ts")).toBe("a / b at src/a.ts");
});
