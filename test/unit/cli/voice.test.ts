import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunEvent, runEventSchema } from "../../../src/engine/domain/events.ts";
import type { FixtureRepository } from "../../support/fixtureRepository.ts";
import { type Reply, says } from "../../support/modelServer/replies.ts";
import { type ModelCall, ModelServer } from "../../support/modelServer.ts";
import { buildProgram, type Outcome, type Program } from "../../support/program.ts";
import { makeScoreRepository, scoreArguments } from "../../support/scoreRepository.ts";

const note = "its level is easy to read";
const pinned = "double the level in one step";
const forbidden = "derive a table";
const ideas = ["raise the level further", "derive the level from a table", "drop the closure of the map"];

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

/** Everything but new code. */
function advice({ body }: ModelCall): Reply | null {
  const form = JSON.stringify(body.response_format ?? {});
  if (form.includes('"abstract"')) {
    return says('{"introduces": ["a higher level"], "inherits": ["maps the values"], "failure": null}');
  }
  if (form.includes('"directions"')) {
    const directions = ideas.map((idea) => ({ idea, continues: null, operators: [] }));
    return says(JSON.stringify({ directions }));
  }
  return form.includes('"choices"')
    ? says(JSON.stringify({ choices: [1, 2, 3].map((index) => ({ index, reason: `shows ${index}` })) }))
    : null;
}

/** Better and better scores, in code that differs enough to be novel. */
function version(index: number): Reply {
  const parts = Array.from({ length: 4 }, (_, at) => `  const part${index}_${at} = ${index * (at + 1)};`);
  const sum = parts.map((_, at) => `part${index}_${at}`).join(" + ");
  return says(`Change: raise the level to step ${index}
\`\`\`javascript
export function score(values) {
${parts.join("\n")}
  return values.map((value) => value * (11 + ${sum}));
}
\`\`\``);
}

function isAboutDirections({ body }: ModelCall): boolean {
  return JSON.stringify(body.response_format ?? {}).includes('"directions"');
}

function say(...args: readonly string[]): Promise<Outcome> {
  return program.run(repository.folder, ...args);
}

async function runs(): Promise<readonly string[]> {
  return readdir(path.join(repository.folder, ".git/evolvent/runs"));
}

async function journalOf(run: string): Promise<readonly RunEvent[]> {
  const file = path.join(repository.folder, ".git/evolvent/runs", run, "journal.jsonl");
  const lines = (await readFile(file, "utf8")).split("\n").slice(0, -1);
  return lines.map((line) => runEventSchema.parse(JSON.parse(line)));
}

function made(events: readonly RunEvent[]) {
  return events.flatMap((event) =>
    event.type === "candidate-held"
      ? [{ number: event.candidate, parents: event.parents, code: event.code, direction: event.direction }]
      : [],
  );
}

describe("what the user says while a run goes on", { timeout: 300_000 }, () => {
  it("reaches the Navigator's next prompt, keeps a forbidden idea out, makes a candidate the next parent, and is replayed", async () => {
    await using server = await ModelServer.start([], { models: ["test-model"] });
    const outcomes: Outcome[] = [];
    let saidAt = Number.POSITIVE_INFINITY;
    server.script = async (call) => {
      const advised = advice(call);
      if (advised !== null) return advised;
      const [run = ""] = await runs();
      const events = await journalOf(run);
      if (saidAt > call.index && events.some((event) => event.type === "candidate-judged")) {
        saidAt = call.index;
        outcomes.push(await say("note", run, "1", note));
        outcomes.push(await say("pin", run, pinned));
        outcomes.push(await say("forbid", run, ...forbidden.split(" ")));
        outcomes.push(await say("evolve", run, "1"));
      }
      return version(call.index);
    };
    const outcome = await program.run(
      repository.folder,
      "optimize",
      ...scoreArguments,
      ...["--no-tests", "--minutes", "5", "--seed", "3", "--candidates", "11"],
      ...["--base-url", server.baseUrl, "--model", "test-model", "--search", "models"],
    );
    expect(outcome).toMatchObject({ code: 0 });
    const [run = ""] = await runs();
    expect(outcomes).toEqual(
      [
        `Noted of candidate 1 in run ${run}.`,
        `Pinned that idea in run ${run}.`,
        `Forbade that idea in run ${run}.`,
        `Candidate 1 is to be the next parent in run ${run}.`,
      ].map((stdout) => ({ code: 0, stdout, stderr: "" })),
    );

    const next = server.calls.find((call) => call.index > saidAt && isAboutDirections(call));
    const asked = JSON.stringify(next?.body.messages);
    expect(asked).toContain(`on (a higher level): ${note}`);
    expect(asked).toContain(`pinned: ${pinned}`);
    expect(asked).toContain(`forbidden: ${forbidden}`);

    const events = await journalOf(run);
    const heard = events.findIndex(({ type }) => type === "user-heard");
    expect(events[heard]).toMatchObject({ said: 4 });
    const directions = events
      .slice(heard)
      .flatMap((event) => (event.type === "directions-set" ? event.directions : []))
      .map(({ idea }) => idea);
    expect(directions).toContain(pinned);
    expect(directions).not.toContain(ideas[1]);
    const evolved = events
      .slice(heard)
      .find((event) => event.type === "candidate-held" && event.candidate > 5);
    expect(evolved).toMatchObject({ parents: [1] });

    const shown = await say("show", run, "1");
    expect(shown.stdout).toMatch(new RegExp(`^your note\\s+${note}$`, "m"));
    expect(shown.stdout).toMatch(/^summarizer\s+answered by the model$/m);
    const whole = await say("show", run);
    expect(whole.stdout).toContain(`Pinned: ${pinned}\nForbidden: ${forbidden}\n`);
    expect(whole.stdout).toMatch(/navigator\s+answered \d+ times by the model, 0 times by a rule$/m);

    const again = await program.run(repository.folder, "optimize", "--replay", run);
    expect(again).toMatchObject({ code: 0, stderr: "" });
    const replayed = (await runs()).find((other) => other !== run) ?? "";
    expect(made(await journalOf(replayed))).toEqual(made(events));

    await refusals(run);
  });
});

/** Of a run that is over. */
async function refusals(run: string): Promise<void> {
  const sentences: readonly (readonly [readonly string[], RegExp])[] = [
    [["note", run, "99", "too long"], /Run \S+ has no candidate 99; it has 11\.$/],
    [["note", run, "1", " "], /The note is empty: say something\.$/],
    [["note", run, "1", "x".repeat(501)], /501 characters, and 500 are read at most/],
    [["note", "no-run-0000", "1", "good"], /There is no run "no-run-0000"/],
    [["pin", run, pinned], /Run \S+ is over, so nothing would come of it: say it in a new run\.$/],
    [["forbid", run, forbidden], /is over/],
    [["evolve", run, "1"], /is over/],
    [["evolve", run, "best"], /A candidate is a number, such as 7/],
  ];
  for (const [args, sentence] of sentences) {
    expect(await say(...args)).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(sentence),
    });
  }
}
