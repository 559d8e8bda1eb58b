import { afterAll, beforeAll, expect, it } from "vitest";
import { type RunEvent, runEventSchema } from "../../../src/engine/domain/events.ts";
import type { FixtureRepository } from "../../support/fixtureRepository.ts";
import { buildProgram, type Program } from "../../support/program.ts";
import { repositoryState } from "../../support/repositoryState.ts";
import { makeScoreRepository, scoreArguments } from "../../support/scoreRepository.ts";

let program: Program;
let repository: FixtureRepository;

beforeAll(async () => {
  program = await buildProgram();
  repository = await makeScoreRepository();
}, 60_000);
afterAll(async () => {
  await repository.dispose();
  await program.dispose();
});

function eventsIn(text: string): readonly RunEvent[] {
  const lines = text.split("\n").filter((line) => line !== "");
  return lines.map((line) => runEventSchema.parse(JSON.parse(line)));
}

it("measures a candidate of a run that is over once more, afresh, and refuses one that is not there", {
  timeout: 120_000,
}, async () => {
  const { folder } = repository;
  const budget = ["--no-tests", "--candidates", "1", "--minutes", "5", "--seed", "1"];
  const optimized = await program.run(folder, "optimize", ...scoreArguments, ...budget);
  const run = /^Run (\S+),/m.exec(optimized.stdout)?.[1] ?? "";
  const before = await repositoryState(repository);
  const measured = await program.run(folder, "measure", run, "1", "--json");
  expect(measured.stderr).toBe("");
  const events = eventsIn(measured.stdout);
  const confirmations = events.filter(({ type }) => type === "candidate-confirmed");
  expect(confirmations).toMatchObject([{ candidate: 1, gain: { estimate: expect.any(Number) } }]);
  expect(events.filter(({ type }) => type === "block-measured").length).toBeGreaterThanOrEqual(3);
  expect(await program.run(folder, "measure", run, "99")).toMatchObject({
    code: 2,
    stderr: `evolvent: There is no candidate 0099 in ${run}.`,
  });
  expect(await repositoryState(repository)).toEqual(before);
});
