import assert from "node:assert/strict";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import * as vscode from "vscode";
import type { RunSpec } from "../../src/engine/domain/runSpec.ts";
import { says } from "../support/modelServer/replies.ts";
import { ModelServer } from "../support/modelServer.ts";
import { answering } from "./support/dialogs.ts";
import { runsOnDisk, until, workspaceFolder } from "./support/window.ts";

const key = "sk-host-0123456789abcdef-secret";
// The metric is a number that stands in the code, so that measuring takes no time.
const files = {
  "score/score.js": `/** How well it does. */
export function score(values) {
  const level = 10;
  return values.map((value) => value * level);
}
`,
  "score/bench.mjs":
    'import { score } from "./score.js";\nconsole.log(JSON.stringify({ score: score([1])[0] }));\n',
};
const spec: RunSpec = {
  name: "score-model",
  target: { file: "score/score.js", symbol: "score" },
  benchmark: {
    kind: "command",
    build: null,
    run: "node score/bench.mjs",
    metric: { kind: "output", parser: "json-line", name: "score", better: "higher" },
  },
  tests: null,
  budget: { candidates: 2, minutes: 5 },
  seed: 1,
};
const answer = `Change: raise the level
\`\`\`javascript
export function score(values) {
  const highest = 100 + values.length;
  return values.map((value) => value * highest);
}
\`\`\``;

async function set(values: Readonly<Record<string, unknown>>): Promise<void> {
  const configuration = vscode.workspace.getConfiguration("evolvent.model");
  for (const [name, value] of Object.entries(values)) {
    await configuration.update(name, value, vscode.ConfigurationTarget.Global);
  }
}

/** Does the task while a function of `window` is another. */
async function withWindow(
  stub: Readonly<Record<string, unknown>>,
  task: () => Promise<unknown>,
): Promise<void> {
  const originals = Object.fromEntries(
    Object.keys(stub).map((name) => [name, Reflect.get(vscode.window, name)] as const),
  );
  Object.assign(vscode.window, stub);
  try {
    await task();
  } finally {
    Object.assign(vscode.window, originals);
  }
}

async function setKey(value: string): Promise<void> {
  await withWindow({ showInputBox: async () => value }, async () => {
    await vscode.commands.executeCommand("evolvent.setApiKey");
  });
}

async function optimize(): Promise<void> {
  await vscode.commands.executeCommand("evolvent.optimizeFunction", { spec });
}

async function runsOfSpec() {
  return (await (await runsOnDisk()).list()).filter(({ run }) => run.startsWith(`${spec.name}-`));
}

/** What an attempt to start says, and the buttons below it. */
async function failing(): Promise<readonly string[]> {
  const said = Promise.withResolvers<readonly string[]>();
  const showErrorMessage = async (...texts: readonly string[]): Promise<void> => said.resolve(texts);
  await withWindow({ showErrorMessage }, async () => {
    await optimize();
    await said.promise;
  });
  assert.deepEqual(await runsOfSpec(), []);
  return said.promise;
}

suite("language models", () => {
  let server: ModelServer;

  suiteSetup(async () => {
    await mkdir(path.join(workspaceFolder(), "score"));
    for (const [file, text] of Object.entries(files))
      await writeFile(path.join(workspaceFolder(), file), text);
    server = await ModelServer.start(() => says(answer), { models: ["test-model"], key });
  });

  setup(() => set({ search: "models", provider: "server", baseUrl: server.baseUrl, name: "test-model" }));

  teardown(async () => {
    await set({ search: undefined, provider: undefined, baseUrl: undefined, name: undefined });
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    for (const { run, active } of await runsOfSpec()) {
      if (active) await vscode.commands.executeCommand("evolvent.stopRun", { root: workspaceFolder(), run });
      await (await runsOnDisk()).clean(run);
    }
  });

  suiteTeardown(async () => {
    await server.kill();
    await rm(path.join(workspaceFolder(), "score"), { recursive: true });
  });

  test("are asked with the key of the secret storage, which is nowhere else", async function () {
    this.timeout(3 * 60_000);
    await setKey(key);
    await optimize();
    await until(() => server.calls.length > 0);
    const [call] = server.calls;
    assert.ok(call);
    const { authorization } = call.headers;
    assert.equal(authorization, `Bearer ${key}`);
    assert.match(call.prompt, /values\.map/);
    await until(async () => (await runsOfSpec()).some(({ view }) => (view?.candidates.length ?? 0) > 0));
    const [run] = await runsOfSpec();
    assert.ok(run);
    await vscode.commands.executeCommand("evolvent.stopRun", { root: workspaceFolder(), run: run.run });
    const ended = (await runsOfSpec())[0]?.view;
    assert.match(ended?.candidates[0]?.operator ?? "", /^model /);

    const { journals } = await runsOnDisk();
    const files = await readdir(path.join(journals, run.run));
    assert.ok(files.includes("models.jsonl"));
    for (const file of files) await assertKeyless(path.join(journals, run.run, file));
    await assertKeyless(path.join(workspaceFolder(), spec.target.file));
    assert.ok(!JSON.stringify(vscode.workspace.getConfiguration()).includes(key));
    for (const { prompt } of server.calls) assert.ok(!prompt.includes(key));
    await vscode.commands.executeCommand("evolvent.showLog");
    const logged = (): string =>
      vscode.workspace.textDocuments
        .filter(({ uri }) => uri.scheme === "output")
        .map((document) => document.getText())
        .join("\n");
    await until(() => logged().includes("Harness and candidates run on"));
    assert.ok(!logged().includes(key));
  });

  test("that cannot be asked end in one sentence with the way out", async function () {
    this.timeout(60_000);
    await setKey("sk-wrong");
    const [refused, ...wrongKey] = await failing();
    assert.match(refused ?? "", /does not accept the API key for test-model; set one that is valid there\.$/);
    assert.deepEqual(wrongKey, ["Set API Key…", "Show Log"]);
    await setKey(key);
    await set({ name: "missing" });
    const [missing, ...noModel] = await failing();
    assert.match(missing ?? "", /has no model missing; choose one that it has: test-model\.$/);
    assert.deepEqual(noModel, ["Choose Model…", "Show Log"]);
    await set({ name: "" });
    assert.equal((await failing())[1], "Choose Model…");
    const dead = await ModelServer.start([]);
    await dead.kill();
    await set({ name: "test-model", baseUrl: dead.baseUrl });
    const [gone, remedy] = await failing();
    assert.match(gone ?? "", /^Nothing answers at 127\.0\.0\.1:\d+, so test-model cannot be asked/);
    assert.equal(remedy, "Choose Model…");
    await set({ provider: "vscode", name: "nobody/nothing" });
    assert.match((await failing())[0] ?? "", /^VS Code has no language model nobody\/nothing now/);
  });

  test("of VS Code are asked once the user has read what they get, and until that is revoked", async function () {
    this.timeout(3 * 60_000);
    const prompts: string[] = [];
    const chat = {
      id: "small",
      vendor: "test",
      name: "Small",
      family: "small",
      version: "1",
      maxInputTokens: 10_000,
      countTokens: async (text: string) => Math.ceil(text.length / 4),
      sendRequest: async (messages: readonly vscode.LanguageModelChatMessage[]) => {
        prompts.push(JSON.stringify(messages));
        return {
          text: (async function* () {
            yield* answer.match(/[\s\S]{1,9}/g) ?? [];
          })(),
        };
      },
    };
    await set({ provider: "vscode", name: "test/small" });
    const original = vscode.lm.selectChatModels;
    Object.assign(vscode.lm, { selectChatModels: async () => [chat] });
    try {
      const [asked] = await answering("Send", optimize);
      assert.equal(asked?.question, "Send code to test (by VS Code)?");
      await until(async () => (await runsOfSpec()).some(({ view }) => (view?.candidates.length ?? 0) > 0));
      assert.match(prompts[0] ?? "", /values\.map/);
      const [run] = await runsOfSpec();
      assert.ok(run);
      await vscode.commands.executeCommand("evolvent.stopRun", { root: workspaceFolder(), run: run.run });
      assert.match((await runsOfSpec())[0]?.view?.candidates[0]?.operator ?? "", /^model /);
      await vscode.commands.executeCommand("evolvent.revokeSending");
      assert.equal((await answering(null, optimize)).length, 1);
    } finally {
      Object.assign(vscode.lm, { selectChatModels: original });
    }
  });

  test("elsewhere get nothing before the user has read what they get", async function () {
    this.timeout(60_000);
    await set({ baseUrl: "https://models.invalid/v1" });
    const [asked, ...others] = await answering(null, optimize);
    assert.deepEqual(others, []);
    assert.equal(asked?.question, "Send code to models.invalid?");
    assert.match(asked.detail, /models\.invalid gets, for test-model: the code of score/);
    assert.deepEqual(asked.choices, ["Send"]);
    assert.deepEqual(await runsOfSpec(), []);
  });

  test("are chosen from a list, and rules alone search once none is", async () => {
    const pick = (label: RegExp) => async (items: Promise<readonly vscode.QuickPickItem[]>) =>
      (await items).find((item) => label.test(item.label));
    const choose = () => vscode.commands.executeCommand("evolvent.chooseModel");
    await withWindow({ showQuickPick: pick(/No model$/) }, async () => choose());
    assert.equal(vscode.workspace.getConfiguration("evolvent.model").get("search"), "rules");
    const typed = [server.baseUrl, key];
    await withWindow(
      {
        showInputBox: async () => typed.shift(),
        showQuickPick: async (
          items: Promise<readonly vscode.QuickPickItem[]> | readonly vscode.QuickPickItem[],
        ) => (await items).find(({ label }) => /^test-model$|A server that/.test(label)),
      },
      async () => choose(),
    );
    const { search, baseUrl, name } =
      vscode.workspace.getConfiguration("evolvent").get<Record<string, string>>("model") ?? {};
    assert.deepEqual(
      { search, baseUrl, name },
      { search: "hybrid", baseUrl: server.baseUrl, name: "test-model" },
    );
  });

  test("are no setting that a workspace can make", async () => {
    await assert.rejects(async () =>
      vscode.workspace
        .getConfiguration("evolvent.model")
        .update("baseUrl", "https://evil.invalid", vscode.ConfigurationTarget.Workspace),
    );
    const found = vscode.workspace.getConfiguration("evolvent.model").inspect("baseUrl");
    assert.equal(found?.workspaceValue, undefined);
  });
});

async function assertKeyless(file: string): Promise<void> {
  assert.ok(!(await readFile(file, "utf8")).includes(key), `${file} holds the key.`);
}
