import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { type FixtureRepository, makeFixtureRepository } from "./fixtureRepository.ts";

/** What `evolvent optimize` is told to work on the function `score`. */
export const scoreArguments = [
  "score/score.js:score",
  ...["--bench", "node score/bench.mjs", "--metric", "json-line:score", "--better", "higher"],
];

/** A repository whose metric is a number that stands in the code, so that nothing varies and a block takes no time. */
export async function makeScoreRepository(): Promise<FixtureRepository> {
  const repository = await makeFixtureRepository("list-tools");
  const { folder, git } = repository;
  await mkdir(path.join(folder, "score"));
  await writeFile(
    path.join(folder, "score/score.js"),
    "export function score(values) {\n  return values.map((value) => value * 10);\n}\n",
  );
  await writeFile(
    path.join(folder, "score/bench.mjs"),
    'import { score } from "./score.js";\nconsole.log(JSON.stringify({ score: score([1])[0] }));\n',
  );
  await git("add", "--all");
  await git("commit", "--quiet", "--message=Score");
  return repository;
}
