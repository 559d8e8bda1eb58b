import { expect, test } from "vitest";
import { openTokenizer } from "../../../src/adapters/models/tokenizer.ts";

test("texts have the tokens that OpenAI's own tokenizer gives them", async () => {
  const { count } = await openTokenizer();
  expect(count("")).toBe(0);
  expect(count("hello world")).toBe(2);
  expect(count("const seen = new Set();")).toBe(6);
});

test("what looks like a special token is text", async () => {
  const { count } = await openTokenizer();
  expect(count("a <|endoftext|> b")).toBeGreaterThan(3);
});

test("a long run of one letter does not take forever, and is counted nearly right", async () => {
  const { count } = await openTokenizer();
  const runs = [1, 2].map((times) =>
    count(`start ${"x".repeat(100_000 * times)} ${"\t".repeat(50_000)} end`),
  );
  expect(runs[0]).toBeGreaterThan(12_000);
  expect(runs[0]).toBeLessThan(20_000);
});

test("half a character at a cut changes nothing to speak of", async () => {
  const { count } = await openTokenizer();
  expect(count(`x${"🧬".repeat(2_000)}`)).toBeGreaterThan(2_000);
});
