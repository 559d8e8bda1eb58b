import { expect, test } from "vitest";
import { javascriptAttacks } from "./javascriptAttacks.ts";
import { codeOf } from "./lab.ts";
import { describeAttacks, tellRow } from "./suite.ts";
import { treeAttacks } from "./treeAttacks.ts";

describeAttacks(
  {
    language: "JavaScript",
    ending: "js",
    inputs: "bench/inputs.mjs",
    calls: "node bench/calls.mjs",
    tests: "node test/smooth.test.mjs",
    attacks: javascriptAttacks,
  },
  ({ grounds, lab, textOf }) => {
    test.for(treeAttacks)(
      "a candidate that $title is rejected",
      async ({ title, changes, reason }, { task }) => {
        const { hold, check } = lab("module");
        const held = await hold(codeOf(await textOf("fair/faster"), lab("module")));
        const commit = await grounds().commitLike(held.commit, changes);
        const outcome = await check({ ...held, commit });
        const actual = outcome === null ? "passes all gates" : `${outcome.gate}: ${outcome.reason}`;
        tellRow(task, { language: "any", name: title, tries: title, expected: "region rejects", actual });
        expect(outcome).toMatchObject({ gate: "region", reason: expect.stringMatching(reason) });
      },
    );
  },
);
