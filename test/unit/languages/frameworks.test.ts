import { describe, expect, it } from "vitest";
import { record } from "./recorded.ts";

const esm = "export function f(list) {\n  return list.length;\n}\n";
const typescript =
  "export const f = async <T,>(list: readonly T[]): Promise<number> => {\n  return list.length;\n};\n";
const expected = [{ args: [[1, 2]] }, { args: [[]] }];

describe("calls are recorded while the user's tests run", () => {
  it("under node --test", async () => {
    const { calls } = await record({
      files: {
        "package.json": '{ "type": "module" }',
        "f.js": esm,
        "f.test.js": `import test from "node:test";
import assert from "node:assert";
import { f } from "./f.js";
test("two", () => assert.equal(f([1, 2]), 2));
test("none", () => assert.equal(f([]), 0));
`,
      },
      target: ["f.js", "f"],
      command: ["--test"],
    });
    expect(calls).toEqual(expected);
  });

  it.each(["forks", "threads", "vmThreads"])(
    "under Vitest, in TypeScript, in its pool %s",
    async (pool) => {
      const { calls } = await record({
        files: {
          "package.json": '{ "type": "module" }',
          "vitest.config.ts": `export default { test: { pool: "${pool}", maxWorkers: 1 } };`,
          "src/f.ts": typescript,
          "src/f.test.ts": `import { expect, test } from "vitest";
import { f } from "./f.ts";
test("two", async () => expect(await f([1, 2])).toBe(2));
test("none", async () => expect(await f([])).toBe(0));
`,
        },
        target: ["src/f.ts", "f"],
        command: ["node_modules/vitest/vitest.mjs", "run"],
      });
      expect(calls).toEqual(expected);
    },
    60_000,
  );

  it("under Mocha, in CommonJS", async () => {
    const { calls } = await record({
      files: {
        "f.js": "module.exports = function (list) {\n  return list.length;\n};\n",
        "test/f.js": `const assert = require("node:assert");
const f = require("../f.js");
it("two", () => assert.equal(f([1, 2]), 2));
it("none", () => assert.equal(f([]), 0));
`,
      },
      target: ["f.js", "module.exports"],
      command: ["node_modules/mocha/bin/mocha.js"],
    });
    expect(calls).toEqual(expected);
  });

  it("in contexts of node:vm, where Array and Object are others", async () => {
    const { calls, skipped } = await record({
      files: {
        "f.cjs": "exports.f = (list) => list.length;\n",
        "run.cjs": `const vm = require("node:vm");
const code = require("node:fs").readFileSync(__dirname + "/f.cjs", "utf8");
const context = vm.createContext({ exports: {}, process });
vm.runInContext(code + "exports.f([1, 2]); exports.f([]); exports.f({ length: new Map([[1, class {}]]) });", context);
`,
      },
      target: ["f.cjs", "f"],
      command: ["run.cjs"],
    });
    expect(calls).toEqual(expected);
    expect(skipped).toEqual({ "argument 1 contains a function": 1 });
  });
});
