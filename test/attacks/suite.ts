import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, type TestContext, test, vi } from "vitest";
import { keepBack } from "../../src/adapters/benchmarks/inputs/recordedInputs.ts";
import { gainText } from "../../src/engine/domain/gainText.ts";
import { hasSandbox } from "../support/sandbox.ts";
import type { Attack, Expected, Source } from "./attack.ts";
import { attackFolder, type Grounds, openGrounds } from "./grounds.ts";
import { codeOf, type Lab, labSeed, type Outcome, openLab } from "./lab.ts";
import { firstWidth, recordedCalls } from "./sources.ts";
import type { TableRow } from "./tableReporter.ts";

/** How a function of a language is attacked. */
export interface Attacked {
  readonly language: Attack["language"];
  /** Of the names of files. */
  readonly ending: string;
  /** The module of inputs. */
  readonly inputs: string;
  /** The command that makes the calls that are recorded. */
  readonly calls: string;
  /** The command that runs the tests. */
  readonly tests: string;
  readonly attacks: readonly Attack[];
}

/** What the tests work with; to be asked for in a test. */
export interface Surroundings {
  readonly grounds: () => Grounds;
  readonly lab: (source: Source) => Lab;
  /** The text of an attack. */
  readonly textOf: (name: string) => Promise<string>;
}

function opened<Thing>(thing: Thing | null | undefined): Thing {
  if (thing === null || thing === undefined) throw new Error("it is opened before the tests");
  return thing;
}

const secrets = ["OPENAI_API_KEY", "AWS_SECRET_ACCESS_KEY", "NPM_TOKEN", "EVOLVENT_TOKEN"];

/** What is measured to its end by "npm run test:attacks" gets a look only by "npm test". */
const { EVOLVENT_ATTACKS: length } = process.env;
const glances = length === "glance";

if (!hasSandbox) console.warn("No attack is tried, because there is no bubblewrap on this machine.");

/**
 * Tries every attack in a language, as a run would take it: once through all gates, and once more without the scan
 * where that rejects it.
 * @param more tests with the grounds and the labs
 */
export function describeAttacks(
  { language, ending, inputs, calls, tests, attacks }: Attacked,
  more: (surroundings: Surroundings) => void = () => undefined,
): void {
  describe.runIf(hasSandbox)(`an attack in ${language}`, () => {
    let grounds: Grounds | null = null;
    let before: object;
    const labs = new Map<Source, Lab>();
    const surroundings: Surroundings = {
      grounds: () => opened(grounds),
      lab: (source) => opened(labs.get(source)),
      textOf: (name) => readFile(path.join(attackFolder(language), `${name}.${ending}`), "utf8"),
    };
    beforeAll(async () => {
      grounds = await openGrounds();
      vi.stubEnv("HOME", grounds.home);
      for (const name of secrets) vi.stubEnv(name, `${grounds.secret}-${name.toLowerCase()}`);
      const file = `src/smooth.${ending}`;
      labs.set(
        "module",
        await openLab({ grounds, file, inputs: { kind: "module", path: inputs }, tests: null }),
      );
      labs.set(
        "recorded",
        await openLab({ grounds, file, inputs: { kind: "recorded", command: calls }, tests }),
      );
      before = await grounds.state();
    });
    afterAll(async () => {
      for (const lab of labs.values()) await lab.close();
      vi.unstubAllEnvs();
      await grounds?.dispose();
    });

    for (const attack of attacks) {
      test(`${attack.name} ${promiseOf(attack.unread)}`, async (context) => {
        const { name, source, scan, unread } = attack;
        const grounds = surroundings.grounds();
        const lab = surroundings.lab(source);
        const text = grounds
          .told(await surroundings.textOf(name))
          .replace("@shown@", shownWidths().join(", "));
        const signs = await grounds.signs();
        const trial = await lab.hold(codeOf(text, lab));
        const read = await lab.check(trial);
        const isRead = read?.gate === "scan";
        const outcome = isRead
          ? await unreadOutcome(lab, text)
          : (read ?? (await lab.judge(trial, { glance: glances })));
        tell(context, {
          attack,
          tries: text.split("\n")[0]?.replace(/^\W+/, "") ?? "",
          scanned: isRead ? read.reason : null,
          outcome,
        });
        expect(isRead ? read.reason : null).toEqual(scan === null ? null : expect.stringMatching(scan));
        expectOutcome(outcome, unread);
        expect(JSON.stringify([read, outcome])).not.toContain(grounds.secret);
        expect(await grounds.signs()).toEqual(signs);
      });
    }

    test("every attack of the folder is tried", async () => {
      const files = await readdir(attackFolder(language), { recursive: true });
      const names = files
        .filter((file) => file.endsWith(`.${ending}`) && !/^(?:honest|inputs)\./.test(file))
        .map((file) => file.slice(0, -ending.length - 1));
      expect(attacks.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
    });

    more(surroundings);

    test("leaves the repository, the home folder and our programs as they were", async () => {
      expect(await surroundings.grounds().state()).toEqual(before);
    });
  });
}

/** The widths of the recorded calls that the search may see. */
function shownWidths(): readonly number[] {
  const calls = Array.from({ length: recordedCalls }, (_, call) => ({ payload: new Uint8Array(call) }));
  return keepBack(calls, labSeed).shown.map(({ payload }) => firstWidth + payload.length);
}

/** What comes of it when the scan gate is out of its way. */
async function unreadOutcome(lab: Lab, text: string): Promise<Outcome> {
  const trial = await lab.hold(codeOf(text, lab), { unscanned: true });
  return (await lab.check(trial)) ?? lab.judge(trial, { glance: glances });
}

function expectOutcome(outcome: Outcome, expected: Expected): void {
  switch (expected.kind) {
    case "rejected":
      expect(outcome).toMatchObject({
        kind: expected.byChance && outcome.kind === "not-confirmed" ? outcome.kind : "rejected",
        reason: expect.stringMatching(expected.reason),
      });
      break;
    case "unconfirmed":
      expect(outcome).toMatchObject({
        kind: "not-confirmed",
        reason: expect.stringMatching(expected.reason),
      });
      break;
    case "confirmed":
      expect(outcome).toMatchObject({ kind: "confirmed" });
      break;
    case "gains-nothing":
      if (outcome.kind === "rejected" && expected.unlessRejected !== null) {
        expect(outcome.reason).toMatch(expected.unlessRejected);
      } else {
        expect(["tied", "worse", "inconclusive"]).toContain(outcome.kind);
      }
  }
}

function promiseOf({ kind }: Expected): string {
  switch (kind) {
    case "rejected":
      return "is rejected";
    case "unconfirmed":
      return "is not confirmed";
    case "confirmed":
      return "is offered";
    case "gains-nothing":
      return "gains nothing";
  }
}

function tell(
  context: TestContext,
  {
    attack,
    tries,
    scanned,
    outcome,
  }: {
    readonly attack: Attack;
    readonly tries: string;
    readonly scanned: string | null;
    readonly outcome: Outcome;
  },
): void {
  const { language, name, scan, unread } = attack;
  const expected = `${scan === null ? "" : "scan, then "}${unread.kind}`;
  const actual = `${scanned === null ? "" : `scan: ${scanned} Unread, `}${outcomeText(outcome)}`;
  tellRow(context.task, { language, name, tries, expected, actual });
}

function outcomeText(outcome: Outcome): string {
  if (outcome.kind === "rejected") return `${outcome.gate}: ${outcome.reason}`;
  const reason = outcome.kind === "not-confirmed" && outcome.reason !== null ? `: ${outcome.reason}` : "";
  return `${outcome.kind} ${gainText(outcome.gain)}${reason}`;
}

/** Tells the reporter. */
export function tellRow({ meta }: TestContext["task"], row: TableRow): void {
  meta.attack = row;
}
