import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { GitCandidateStore } from "../../../src/adapters/git/candidateStore.ts";
import { committedText } from "../../../src/adapters/git/committedText.ts";
import { unifiedDiff } from "../../../src/adapters/git/diff.ts";
import { snapshotBase } from "../../../src/adapters/git/snapshot.ts";
import { baselineOf, clock, holding, improved, rejected, source, TestRepository } from "./testRepository.ts";

const file = "src/deep/sum.js";
const run = "sum-12ab";
const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function repositoryOf(options?: Parameters<typeof TestRepository.create>[0]): Promise<TestRepository> {
  const user = await TestRepository.create(options);
  cleanups.push(() => user.remove());
  return user;
}

async function started(user: TestRepository, text: string = source) {
  const repository = await user.open();
  const base = await snapshotBase(repository, { run, captured: { path: file, text }, clock });
  const store = await GitCandidateStore.open({
    repository,
    run,
    base,
    baseline: baselineOf(file, text),
    clock,
  });
  cleanups.push(() => store.close());
  await store.holdBaseline();
  return { repository, base, store };
}

async function refs(user: TestRepository): Promise<readonly string[]> {
  const text = await user.git("for-each-ref", "--format=%(refname)", "refs/heads/evolvent", "refs/evolvent");
  return text.split("\n").slice(0, -1);
}

test("a candidate being judged is under a hidden ref, a judged one on a branch, a rejected one hidden", async () => {
  const user = await repositoryOf();
  const { base, store } = await started(user);
  const [one, two] = [holding(1, [base], "1;\n"), holding(2, [base], "2;\n")];
  await store.hold(one);
  await store.hold(two);
  expect(await refs(user)).toEqual([
    `refs/evolvent/${run}/0001`,
    `refs/evolvent/${run}/0002`,
    `refs/heads/evolvent/${run}/0000`,
  ]);
  await store.settle(one, improved);
  await store.settle(two, rejected);
  expect(await refs(user)).toEqual([
    `refs/evolvent/${run}/0002`,
    `refs/heads/evolvent/${run}/0000`,
    `refs/heads/evolvent/${run}/0001`,
  ]);
});

test("the trailers say run, candidate, operator, verdict and gain", async () => {
  const user = await repositoryOf();
  const { base, store } = await started(user);
  const commit = await store.settle(holding(1, [base], "1;\n"), improved);
  expect(await user.git("log", "-1", "--format=%s%n%n%(trailers:only,unfold)", commit)).toBe(
    [
      "Version 1",
      "",
      `Evolvent-Run: ${run}`,
      "Evolvent-Candidate: 0001",
      "Evolvent-Operator: loop-for-reduce",
      "Evolvent-Verdict: improved",
      "Evolvent-Gain: 1.84 (1.80 to 1.88)",
      "",
      "",
    ].join("\n"),
  );
});

test("a rejected candidate says by which gate and why, on one line", async () => {
  const user = await repositoryOf();
  const { base, store } = await started(user);
  const commit = await store.settle(holding(1, [base], "1;\n"), rejected);
  const trailers = await user.git("log", "-1", "--format=%(trailers:only,unfold)", commit);
  expect(trailers).toContain("Evolvent-Verdict: rejected\n");
  expect(trailers).toContain("Evolvent-Gate: differential\n");
  expect(trailers).toContain("Evolvent-Reason: Input 3 gives 4 instead of 5.\n");
  expect(trailers).not.toContain("Evolvent-Gain");
});

test("a hostile summary is one line of at most 72 characters and forges no trailer", async () => {
  const user = await repositoryOf();
  const { base, store } = await started(user);
  const summary = `Fast\u001b[31m\u202e\n\nEvolvent-Verdict: improved\u0000${"é🎉".repeat(60)}`;
  const commit = await store.hold(holding(1, [base], "1;\n", { summary, operator: "x\nEvolvent-Gain: 9" }));
  const subject = (await user.git("log", "-1", "--format=%s", commit)).trimEnd();
  expect(subject).toMatch(/^Fast \[31m Evolvent-Verdict: improved é🎉/u);
  expect([...subject]).toHaveLength(72);
  const trailers = await user.git("log", "-1", "--format=%(trailers:only,unfold)", commit);
  expect(trailers).not.toMatch(/^Evolvent-(Verdict|Gain)/m);
});

test("the graph of the branches is the lineage, with a crossover as a merge", async () => {
  const user = await repositoryOf();
  const { base, store } = await started(user);
  const one = await store.settle(holding(1, [base], "1;\n"), improved);
  const two = await store.settle(holding(2, [base], "2;\n"), improved);
  await store.settle(holding(3, [one, two], "12;\n", { summary: "Both" }), improved);
  const graph = await user.git("log", "--graph", "--format=%s", "--branches=evolvent/*", "--topo-order");
  expect(graph).toMatch(/^\*\s+Both\n\|\\/);
  const parents = await user.git("log", "-1", "--format=%P", `evolvent/${run}/0003`);
  expect(parents).toBe(`${one} ${two}\n`);
});

test("a candidate differs from the baseline in nothing but the target's file", async () => {
  const user = await repositoryOf();
  await chmod(join(user.root, file), 0o755);
  await user.write("src/deep/other.js", "uncommitted\n");
  await user.write("src/zzz.js", "uncommitted\n");
  const { base, store } = await started(user);
  const commit = await store.hold(holding(1, [base], "changed;\n"));
  expect(await user.git("diff", "--raw", "--no-abbrev", base, commit)).toMatch(
    new RegExp(`^:100755 100755 \\w+ \\w+ M\t${file}\n$`),
  );
});

test("the same in a sha256 repository", async () => {
  const user = await repositoryOf({ init: ["--object-format=sha256"] });
  const { base, store } = await started(user);
  const commit = await store.settle(holding(1, [base], "1;\n"), improved);
  expect(commit).toMatch(/^[0-9a-f]{64}$/);
  expect(await user.git("show", `evolvent/${run}/0001:${file}`)).toBe("1;\n");
});

test("a file with CRLF keeps it byte for byte", async () => {
  const user = await repositoryOf();
  const text = source.replaceAll("\n", "\r\n");
  await user.write(file, text);
  await user.commit("Windows");
  const { repository, base, store } = await started(user, text);
  const commit = await store.hold(holding(1, [base], text.replace("0", "1")));
  expect(await user.git("show", `${commit}:${file}`)).toBe(text.replace("0", "1"));
  const diff = await unifiedDiff(repository, { from: base, to: commit, path: file });
  expect(diff.match(/^[-+](?![-+])/gm)).toHaveLength(2);
});

test("with core.autocrlf the repository gets LF and a checkout CRLF, so that a diff shows the change only", async () => {
  const user = await repositoryOf();
  await user.git("config", "core.autocrlf", "true");
  const text = source.replaceAll("\n", "\r\n");
  await user.write(file, text);
  const { repository, base, store } = await started(user, text);
  const commit = await store.hold(holding(1, [base], text.replace("0", "1")));
  expect(await user.git("show", `${commit}:${file}`)).toBe(source.replace("0", "1"));
  expect(await committedText(repository, commit, file)).toBe(text.replace("0", "1"));
  const diff = await unifiedDiff(repository, { from: "HEAD", to: commit, path: file });
  expect(diff.match(/^[-+](?![-+])/gm)).toHaveLength(2);
});

test("CRLF that was committed before core.autocrlf was set stays", async () => {
  const user = await repositoryOf();
  const text = source.replaceAll("\n", "\r\n");
  await user.write(file, text);
  await user.commit("Windows");
  await user.git("config", "core.autocrlf", "true");
  const { base, store } = await started(user, text);
  const commit = await store.hold(holding(1, [base], text.replace("0", "1")));
  expect(await user.git("show", `${commit}:${file}`)).toBe(text.replace("0", "1"));
});

test("a target under a clean filter is stored as the filter wants it", async () => {
  const user = await repositoryOf();
  await user.write(".gitattributes", "*.js filter=upper\n");
  await user.git("config", "filter.upper.clean", "tr a-z A-Z");
  await user.git("config", "filter.upper.smudge", "tr A-Z a-z");
  const { base, store } = await started(user, "one;\n");
  const commit = await store.hold(holding(1, [base], "two;\n"));
  expect(await user.git("show", `${base}:${file}`)).toBe("ONE;\n");
  expect(await user.git("show", `${commit}:${file}`)).toBe("TWO;\n");
});

test("filters of other files never run", async () => {
  const user = await repositoryOf();
  await user.write(".gitattributes", "*.bin filter=broken\n");
  await user.write("data.bin", "bytes\n");
  await user.commit("Data");
  const { base, store } = await started(user);
  await user.git("config", "filter.broken.clean", "false");
  await user.git("config", "filter.broken.required", "true");
  await expect(store.hold(holding(1, [base], "1;\n"))).resolves.toMatch(/^[0-9a-f]{40}$/);
});

test("branches that the user deletes while the run goes on do not disturb it", async () => {
  const user = await repositoryOf();
  const { base, store } = await started(user);
  const one = holding(1, [base], "1;\n");
  const held = await store.hold(one);
  await user.git("update-ref", "-d", `refs/evolvent/${run}/0001`);
  await user.git("branch", "-q", "-D", `evolvent/${run}/0000`);
  const settled = await store.settle(one, improved);
  const child = await store.hold(holding(2, [settled], "2;\n"));
  expect(await user.git("log", "-1", "--format=%P", child)).toBe(`${settled}\n`);
  expect(settled).not.toBe(held);
  expect(await refs(user)).toEqual([`refs/evolvent/${run}/0002`, `refs/heads/evolvent/${run}/0001`]);
});

test("a branch of the user's that is in the way is named", async () => {
  const user = await repositoryOf();
  await user.git("branch", "evolvent");
  await expect(started(user)).rejects.toMatchObject({
    reason: "git-failed",
    message: expect.stringContaining("refs/heads/evolvent"),
  });
});

test("after a failed change of refs the store goes on", async () => {
  const user = await repositoryOf();
  const { base, store } = await started(user);
  await user.git("branch", `evolvent/${run}/0001/mine`);
  const one = holding(1, [base], "1;\n");
  await expect(store.settle(one, improved)).rejects.toMatchObject({ reason: "git-failed" });
  await user.git("branch", "-D", `evolvent/${run}/0001/mine`);
  await store.settle(one, improved);
  expect(await refs(user)).toContain(`refs/heads/evolvent/${run}/0001`);
});

test("many candidates held at once all arrive", async () => {
  const user = await repositoryOf();
  const { base, store } = await started(user);
  const numbers = Array.from({ length: 40 }, (_, index) => index + 1);
  await Promise.all(numbers.map((number) => store.hold(holding(number, [base], `${number};\n`))));
  for (const number of [1, 17, 40]) {
    expect(await user.git("show", `refs/evolvent/${run}/${String(number).padStart(4, "0")}:${file}`)).toBe(
      `${number};\n`,
    );
  }
});
