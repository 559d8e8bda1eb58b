import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunEvent, runEventSchema } from "../../../src/engine/domain/events.ts";
import { totalOf } from "../../../src/engine/domain/modelTotal.ts";
import { type RunView, viewOf } from "../../../src/engine/domain/runView.ts";
import { type FixtureRepository, makeFixtureRepository } from "../../support/fixtureRepository.ts";
import { faults, type Reply, says } from "../../support/modelServer/replies.ts";
import { type ModelCall, ModelServer } from "../../support/modelServer.ts";
import { buildProgram, type Outcome, type Program } from "../../support/program.ts";

const secret = "plum-quartz-9137-velvet";
const userName = "zephyrinetest";
const key = "sk-scripted-0123456789abcdef";

let program: Program;
let repository: FixtureRepository;

beforeAll(async () => {
  program = await buildProgram();
  repository = await makeFixtureRepository("list-tools");
  const { folder, git } = repository;
  await mkdir(path.join(folder, "score"));
  // The metric is a number that stands in the code, so that nothing varies and a block takes no time.
  await writeFile(
    path.join(folder, "score/score.js"),
    `/** How well it does. */
export function score(values) {
  // ${userName} keeps notes in /home/${userName}/notes, ${folder}/score and ${secret}
  const level = 10;
  return values.map((value) => value * level);
}
`,
  );
  await writeFile(
    path.join(folder, "score/bench.mjs"),
    'import { score } from "./score.js";\nconsole.log(JSON.stringify({ score: score([1])[0] }));\n',
  );
  await git("add", "--all");
  await git("commit", "--quiet", "--message=Score");
}, 60_000);

afterAll(async () => {
  await repository.dispose();
  await program.dispose();
});

const target = ["score/score.js:score"];
const bench = ["--bench", "node score/bench.mjs", "--metric", "json-line:score", "--better", "higher"];
const common = ["--no-tests", "--minutes", "5", "--seed", "3"];

/** What the model says: better and better scores, in code that differs enough to be novel, and advice. */
function script(call: ModelCall): Reply {
  const form = JSON.stringify(call.body.response_format ?? {});
  if (form.includes('"abstract"')) {
    return says('{"introduces": ["a higher level"], "inherits": ["maps the values"], "failure": null}');
  }
  if (form.includes('"directions"')) {
    const ideas = ["raise the level further", "derive the level from a table", "drop the closure of the map"];
    const directions = ideas.map((idea) => ({ idea, continues: null, operators: [] }));
    return says(JSON.stringify({ directions }));
  }
  if (form.includes('"choices"')) {
    const choices = [1, 2, 3].map((index) => ({ index, reason: `shows level number ${index}` }));
    return says(JSON.stringify({ choices }));
  }
  return says(version(call.index));
}

function version(index: number): string {
  const parts = Array.from({ length: 4 }, (_, at) => `  const part${index}_${at} = ${index * (at + 1)};`);
  const sum = parts.map((_, at) => `part${index}_${at}`).join(" + ");
  return `Change: raise the level to step ${index}
\`\`\`javascript
export function score(values) {
${parts.join("\n")}
  return values.map((value) => value * (11 + ${sum}));
}
\`\`\``;
}

/** With things that must not get out. */
function environment(): Readonly<Record<string, string>> {
  return { ...program.environment, SECRET_PHRASE: secret, USER: userName };
}

function optimize(server: ModelServer, ...args: readonly string[]): Promise<Outcome> {
  return program.runWith({ ...environment(), EVOLVENT_API_KEY: key }, repository.folder, [
    "optimize",
    ...target,
    ...bench,
    ...common,
    "--base-url",
    server.baseUrl,
    "--model",
    "test-model",
    ...args,
  ]);
}

function eventsIn({ stdout }: Outcome): readonly RunEvent[] {
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => runEventSchema.parse(JSON.parse(line)));
}

function viewIn(outcome: Outcome): RunView {
  const view = viewOf(eventsIn(outcome));
  if (view === null) throw new Error(`no run: ${outcome.stderr}`);
  return view;
}

function serverWith(): Promise<ModelServer> {
  return ModelServer.start(script, { models: ["test-model"], key });
}

describe("a language model in a run", { timeout: 300_000 }, () => {
  it("proposes and advises, the journal tells how, a replay does the same again, and nothing private leaves", async () => {
    await using server = await serverWith();
    const outcome = await optimize(server, "--search", "models", "--candidates", "13", "--json");
    expect(outcome.stderr).toMatch(/^127\.0\.0\.1:\d+ gets, for test-model: the code of score/);
    expect(outcome.stderr).toMatch(
      /^Expected: About \d+ calls, \d+ tokens and an unknown amount of money, as the price of test-model is not known, for 13 candidates\./m,
    );
    const events = eventsIn(outcome);
    const view = viewIn(outcome);
    expect(view.end?.outcome).toBe("improved");
    expect(view.candidates).toHaveLength(13);
    for (const { author, operator, abstract } of view.candidates) {
      expect(author).toMatchObject({ model: "test-model", tokens: expect.any(Number) });
      expect(operator).toMatch(/^model (mutate|rewrite|crossover|repair|simplify|reflect)$/);
      expect(abstract?.introduces).toEqual(["a higher level"]);
    }
    const agents = events.filter((event) => event.type === "agent-answered");
    for (const agent of ["summarizer", "navigator", "sampler"]) {
      expect(agents).toContainEqual(expect.objectContaining({ agent, by: "model", reason: null }));
    }
    expect(view.directions.map(({ idea }) => idea)).toContain("raise the level further");
    expect(Math.max(...view.directions.map(({ credit }) => credit))).toBeGreaterThan(0);
    expect(view.candidates.at(-1)?.direction).not.toBeNull();
    expect(view.candidates.flatMap(({ exemplars }) => exemplars)).toContainEqual(
      expect.objectContaining({ reason: expect.stringMatching(/^shows level number/) }),
    );
    const uses = view.models.map(({ role }) => role).toSorted();
    expect(uses).toEqual(["generator", "navigator", "sampler", "summarizer"]);

    await refuseLeaks(server, outcome);
    await sameAgain(view, server);

    const { stdout: exported } = await program.run(repository.folder, "export", view.run);
    const steps = exported.split("\n").map((line) => JSON.parse(line));
    expect(steps).toHaveLength(13);
    expect(steps.at(-1)).toMatchObject({
      state: expect.arrayContaining([
        expect.objectContaining({ candidate: expect.any(Number), code: expect.any(Object) }),
      ]),
      direction: { idea: expect.any(String) },
      proposal: { author: { model: "test-model" }, code: view.candidates.at(-1)?.code },
      verdict: { kind: "improved" },
      gain: { low: expect.any(Number) },
    });
  });

  it("asks more of the model whose proposals pay, leaves one that is gone, and a replay does the same again", async () => {
    const models = ["test-model", "idle-model"];
    let idle = 0;
    await using server = await ModelServer.start(script, { models, key });
    server.script = (call) => {
      if (call.body.model !== "idle-model") return script(call);
      idle++;
      return idle > 2 ? faults.modelMissing("idle-model") : says("I would rather talk about the weather.");
    };
    const rivals = ["--rival", "idle-model"];
    const outcome = await optimize(server, "--search", "models", "--candidates", "10", "--json", ...rivals);
    expect(outcome.stderr).toContain("gets, for test-model and idle-model: the code of score");
    const view = viewIn(outcome);
    expect(view.candidates).toHaveLength(10);
    for (const { author } of view.candidates) {
      expect(author).toMatchObject({ model: "test-model", asked: "test-model" });
    }
    const calls = (model: string) =>
      view.models.find((use) => use.role === "generator" && use.model === model)?.calls ?? 0;
    expect(calls("idle-model")).toBeGreaterThan(0);
    expect(calls("idle-model")).toBeLessThan(calls("test-model"));
    expect(view.end?.outcome).toBe("improved");
    await sameAgain(view, server);
  });

  it("keeps a budget of 20 000 tokens, by what the server reports, and ends with a sentence", async () => {
    await using server = await serverWith();
    const budget = ["--tokens", "20000", "--candidates", "40", "--price", "1/2.5"];
    const outcome = await optimize(server, "--search", "models", ...budget);
    expect(outcome.stdout).toMatch(/ last for \d+ of 40 candidates\./);
    expect(outcome.stdout).toMatch(
      /The next call of the generator could take \d+ tokens, which the budget of 20000/,
    );
    expect(outcome.stdout).toMatch(/^Models: \d+ calls, \d+ of 20000 tokens, \$0\.0\d+$/m);
    const run = /^Run (\S+),/m.exec(outcome.stdout)?.[1] ?? "";
    const journal = path.join(repository.folder, ".git/evolvent/runs", run, "journal.jsonl");
    const lines = (await readFile(journal, "utf8")).trim().split("\n");
    const view = viewOf(lines.map((line) => runEventSchema.parse(JSON.parse(line))));
    const { calls, tokens } = totalOf(view?.models ?? []);
    expect(calls).toBe(server.calls.length);
    expect(tokens).toBeLessThanOrEqual(20_000);
    expect(tokens).toBeGreaterThan(5_000);
  });

  it("goes on with rewrites when the server dies in a hybrid run, and says so once", async () => {
    await using server = await serverWith();
    server.script = async (call) => {
      if (call.index >= 2) await server.kill();
      return script(call);
    };
    const outcome = await optimize(server, "--candidates", "3", "--json");
    const view = viewIn(outcome);
    const said = view.warnings.filter((warning) => warning.includes("The run goes on with rewrites"));
    expect(said).toHaveLength(1);
    expect(view.end?.outcome).toMatch(/^(improved|nothing-better)$/);
    expect(view.candidates.length).toBeGreaterThan(0);
  });

  it("pauses when the server dies in a run of models alone, and goes on when it is back", async () => {
    await using server = await serverWith();
    let isDead = false;
    server.script = async (call) => {
      if (call.index === 1 && !isDead) {
        isDead = true;
        await server.kill();
        setTimeout(() => void server.restart(), 6_000);
      }
      return script(call);
    };
    const outcome = await optimize(server, "--search", "models", "--candidates", "3", "--json");
    const view = viewIn(outcome);
    expect(view.warnings).toContainEqual(expect.stringMatching(/The run pauses until it answers\.$/));
    expect(view.warnings).toContainEqual(expect.stringMatching(/answers again, and the run goes on\.$/));
    expect(view.candidates).toHaveLength(3);
    expect(view.end?.outcome).toBe("improved");
  });

  it("is not asked where a saved spec of the repository names it and the user does not", async () => {
    await using server = await serverWith();
    const spec = path.join(repository.folder, "saved.json");
    const saved = {
      name: "score",
      target: { file: "score/score.js", symbol: "score" },
      benchmark: { kind: "command", build: null, run: "node score/bench.mjs", metric: { kind: "time" } },
      tests: null,
      models: { search: "models", model: "test-model" },
      budget: { candidates: 2, minutes: 5 },
      seed: 1,
    };
    await writeFile(spec, JSON.stringify(saved));
    const refused = await program.run(repository.folder, "optimize", "--spec", "saved.json");
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringMatching(/agree .+ --model test-model/) });
    expect(server.requests).toEqual([]);
  });

  it.each([
    ["a wrong key", { key: "sk-another-0123456789abcd" }, /does not accept the API key for test-model/],
    ["a model that the server has not", { model: "other-model" }, /other-model/],
    ["a server that is not there", { baseUrl: "http://127.0.0.1:9/v1" }, /127\.0\.0\.1:9/],
  ])("is not waited for with %s: one sentence, before anything is measured", async (_, wrong, sentence) => {
    await using server = await serverWith();
    const { key: given = key, model = "test-model", baseUrl = server.baseUrl } = wrong as Wrong;
    const args = ["optimize", ...target, ...bench, ...common, "--model", model];
    const outcome = await program.runWith({ ...environment(), EVOLVENT_API_KEY: given }, repository.folder, [
      ...args,
      ...["--base-url", baseUrl],
    ]);
    expect(outcome.code).not.toBe(0);
    expect(outcome.stderr).toMatch(sentence);
    expect(outcome.stdout).not.toMatch(/^(Preparing|Run )/m);
    expect(server.calls).toEqual([]);
  });

  it.each([
    [["--search", "hybrid"], /--search hybrid is about a language model: name one with --model/],
    [["--tokens", "100"], /--tokens is about a language model/],
    [["--search", "rules", "--model", "m"], /leave --model out/],
    [["--model", "m", "--money", "1"], /The price of m is not known/],
    [["--model", "gpt-5"], /api\.openai\.com wants an API key/],
    [["--replay", "no-such-run-0000"], /A replay takes everything from the run/],
  ])("is refused with one sentence for %j", async (args, sentence) => {
    const keyless = { ...program.environment, OPENAI_API_KEY: "", EVOLVENT_API_KEY: "" };
    const all = ["optimize", ...target, ...bench, ...args];
    const outcome = await program.runWith(keyless, repository.folder, all);
    expect(outcome).toMatchObject({ code: 2, stderr: expect.stringMatching(sentence), stdout: "" });
  });
});

interface Wrong {
  readonly key?: string;
  readonly model?: string;
  readonly baseUrl?: string;
}

/** Looks for what is private in all that the server got, and in the journal. */
async function refuseLeaks(server: ModelServer, { stdout }: Outcome): Promise<void> {
  const values = Object.values(process.env).filter((value) => value !== undefined && value.length >= 12);
  const things = [key, secret, userName, `/home/${userName}`, repository.folder, ...values];
  for (const { body } of server.calls) {
    const said = JSON.stringify(body.messages);
    for (const thing of things) expect(said).not.toContain(JSON.stringify(thing).slice(1, -1));
    expect(said).not.toMatch(/fixture@example\.com/);
  }
  expect(server.calls.length).toBeGreaterThan(20);
  expect(stdout).not.toContain(key);
  expect(stdout).not.toContain("You improve one piece of");
}

/** A replay without a server and without a key makes the same candidates. */
async function sameAgain(view: RunView, server: ModelServer): Promise<void> {
  const asked = server.requests.length;
  const all = ["optimize", "--replay", view.run, "--json"];
  const outcome = await program.runWith(environment(), repository.folder, all);
  expect(outcome.stderr).toBe("");
  const again = viewIn(outcome);
  expect(again.end?.reason).toBe(view.end?.reason);
  const made = ({ candidates }: RunView) =>
    candidates.map(({ parents, operator, summary, code, direction, exemplars, verdict, abstract }) => ({
      ...{ parents, operator, summary, code, direction, exemplars, verdict, abstract },
    }));
  expect(made(again)).toEqual(made(view));
  expect(again.end?.best).toBe(view.end?.best);
  expect(server.requests.length).toBe(asked);
  const branch = (run: string, label: string) =>
    repository.git("show", `refs/evolvent/${run}/${label}:score/score.js`).catch(() => "");
  expect(await branch(again.run, "0013")).toBe(await branch(view.run, "0013"));
}
