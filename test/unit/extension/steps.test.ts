import { describe, expect, it, vi } from "vitest";
import {
  type Answer,
  askInTurn,
  back,
  cancelled,
  runSteps,
  type Step,
} from "../../../src/extension/capture/steps.ts";

// Hoisted above the imports.
vi.mock("vscode", () => ({}));

/** A question that is answered from a script. */
function scripted(
  name: string,
  answers: readonly (string | typeof back | typeof cancelled)[],
  seen: string[],
): Step<readonly string[]> {
  const rest = [...answers];
  return async (draft, place): Promise<Answer<readonly string[]>> => {
    seen.push(`${name} ${place.step}/${place.total} after ${draft.join(",")}`);
    const answer = rest.shift();
    if (answer === undefined) throw new Error(`${name} is asked too often.`);
    return typeof answer === "string" ? [...draft, answer] : answer;
  };
}

describe("A flow of questions", () => {
  it("asks one after the other and gives all answers", async () => {
    const seen: string[] = [];
    const steps = [scripted("a", ["1"], seen), scripted("b", ["2"], seen)];
    expect(await runSteps({ title: "", steps, draft: [], first: 0 })).toEqual(["1", "2"]);
    expect(seen).toEqual(["a 1/2 after ", "b 2/2 after 1"]);
  });

  it("goes back to the question before with what was known then", async () => {
    const seen: string[] = [];
    const steps = [scripted("a", ["1", "one"], seen), scripted("b", [back, "2"], seen)];
    expect(await runSteps({ title: "", steps, draft: [], first: 0 })).toEqual(["one", "2"]);
    expect(seen).toEqual(["a 1/2 after ", "b 2/2 after 1", "a 1/2 after ", "b 2/2 after one"]);
  });

  it("begins later when the first is answered already, and still goes back to it", async () => {
    const seen: string[] = [];
    const steps = [scripted("a", ["x"], seen), scripted("b", [back, "2"], seen)];
    expect(await runSteps({ title: "", steps, draft: ["cursor"], first: 1 })).toEqual(["cursor", "x", "2"]);
    expect(seen[0]).toBe("b 2/2 after cursor");
  });

  it("ends without an answer when the user gives up", async () => {
    const steps = [scripted("a", ["1"], []), scripted("b", [cancelled], [])];
    expect(await runSteps({ title: "", steps, draft: [], first: 0 })).toBeNull();
  });
});

describe("Questions that make up one answer", () => {
  type Draft = readonly string[];

  function question(name: string, answers: readonly (string | typeof back)[], applies = true) {
    const rest = [...answers];
    return {
      applies: () => applies,
      ask: async (draft: Draft): Promise<Answer<Draft>> => {
        const answer = rest.shift();
        if (answer === undefined) throw new Error(`${name} is asked too often.`);
        return answer === back ? back : [...draft, answer];
      },
    };
  }

  it("leave out those that the answers before make pointless, also on the way back", async () => {
    const questions = [question("a", ["1", "one"]), question("b", [], false), question("c", [back, "3"])];
    expect(await askInTurn(questions, [])).toEqual(["one", "3"]);
  });

  it("give the question before them its turn when the user goes back from the first", async () => {
    expect(await askInTurn([question("a", [], false), question("b", [back])], [])).toBe(back);
  });
});
