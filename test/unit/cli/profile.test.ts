import { afterAll, beforeAll, expect, it } from "vitest";
import { runEventSchema } from "../../../src/engine/domain/events.ts";
import { viewOf } from "../../../src/engine/domain/runView.ts";
import { type FixtureRepository, makeFixtureRepository } from "../../support/fixtureRepository.ts";
import { says } from "../../support/modelServer/replies.ts";
import { ModelServer } from "../../support/modelServer.ts";
import { buildProgram, type Outcome, type Program } from "../../support/program.ts";

let program: Program;
let repository: FixtureRepository;

beforeAll(async () => {
  program = await buildProgram();
  repository = await makeFixtureRepository("list-tools");
}, 60_000);

afterAll(async () => {
  await repository.dispose();
  await program.dispose();
});

function viewIn({ stdout, stderr }: Outcome) {
  const lines = stdout.split("\n").filter((line) => line !== "");
  const view = viewOf(lines.map((line) => runEventSchema.parse(JSON.parse(line))));
  if (view === null) throw new Error(`no run: ${stderr}`);
  return view;
}

it("shows a model where the time of the function goes, and a replay shows the same", {
  timeout: 600_000,
}, async () => {
  const answer =
    "Change: give up\n```javascript\nexport function unique(list) {\n  return list.slice(0, 1);\n}\n```";
  await using server = await ModelServer.start(() => says(answer), { models: ["test-model"] });
  const args = ["src/lists.js:unique", "--inputs", "bench/inputs.mjs", "--no-tests", "--seed", "1"];
  const budget = ["--candidates", "1", "--minutes", "8", "--search", "models"];
  const model = ["--base-url", server.baseUrl, "--model", "test-model"];
  const view = viewIn(
    await program.run(repository.folder, "optimize", ...args, ...budget, ...model, "--json"),
  );
  expect(view.warnings).not.toContainEqual(expect.stringContaining("It is not known where the time"));
  expect(view.facts?.profile).toBeDefined();
  const [prompt] = server.calls.map(({ prompt: said }) => said).filter((said) => said.includes("unique"));
  expect(prompt).toMatch(/\/\/ \d+ % of the time/);

  const asked = server.requests.length;
  const again = viewIn(await program.run(repository.folder, "optimize", "--replay", view.run, "--json"));
  expect(again.facts?.profile).toEqual(view.facts?.profile);
  const made = ({ candidates }: typeof view) => candidates.map(({ code, operator }) => ({ code, operator }));
  expect(made(again)).toEqual(made(view));
  expect(server.requests).toHaveLength(asked);
});
