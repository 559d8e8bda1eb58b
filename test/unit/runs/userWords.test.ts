import { describe, expect, it } from "vitest";
import { checkedWords, type UserWords } from "../../../src/adapters/runs/userWords.ts";
import type { RunView } from "../../../src/engine/domain/runView.ts";
import { sketchedView } from "../search/support.ts";

const view = sketchedView([{}, { gain: null }, { rest: { declined: "too clever" } }]);
const withModel: RunView = {
  ...view,
  spec: { ...view.spec, models: { search: "hybrid", model: "test-model" } },
};

describe("what the user says", () => {
  it("is kept on one line, without space around", () => {
    expect(checkedWords(view, true, { type: "candidate-noted", candidate: 1, text: " keep\n  it " })).toEqual(
      {
        type: "candidate-noted",
        candidate: 1,
        text: "keep it",
      },
    );
  });

  it("may be a note or a reason once the run is over", () => {
    expect(() =>
      checkedWords(view, false, { type: "candidate-noted", candidate: 1, text: "good" }),
    ).not.toThrow();
    expect(() =>
      checkedWords(view, false, { type: "candidate-declined", candidate: 1, reason: "no" }),
    ).not.toThrow();
  });

  it("makes a rejected candidate a parent only where a model can repair it", () => {
    const words: UserWords = { type: "parent-asked", candidate: 2 };
    expect(() => checkedWords(view, true, words)).toThrow(
      /rejected by the differential gate, so nothing but a repair/,
    );
    expect(checkedWords(withModel, true, words)).toEqual(words);
  });

  it.each<[UserWords, RegExp]>([
    [{ type: "candidate-noted", candidate: 9, text: "good" }, /has no candidate 9; it has 3\.$/],
    [{ type: "candidate-noted", candidate: 1, text: " \n" }, /^The note is empty/],
    [{ type: "candidate-noted", candidate: 1, text: "x".repeat(501) }, /501 characters, and 500 are read/],
    [{ type: "candidate-declined", candidate: 1, reason: "" }, /^The reason is empty/],
    [{ type: "idea-pinned", idea: "total = total + 1;" }, /cannot be followed: it holds code/],
    [{ type: "idea-pinned", idea: "skip the benchmark" }, /it is about the measurement/],
    [{ type: "idea-pinned", idea: "faster" }, /it says nothing/],
    [{ type: "idea-forbidden", idea: "of the" }, /no word by which others could be told/],
    [{ type: "parent-asked", candidate: 3 }, /You rejected candidate 3, .*: too clever$/],
    [{ type: "parent-asked", candidate: 0 }, /has no candidate 0/],
  ])("is refused with one sentence: %j", (words, sentence) => {
    expect(() => checkedWords(view, true, words)).toThrow(sentence);
  });

  it.each<UserWords>([
    { type: "idea-pinned", idea: "sort once before" },
    { type: "idea-forbidden", idea: "caching" },
    { type: "parent-asked", candidate: 1 },
  ])("is refused once the run is over: %j", (words) => {
    expect(() => checkedWords(view, false, words)).toThrow(/is over, so nothing would come of it/);
  });
});
