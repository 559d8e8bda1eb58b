import process from "node:process";
import { Command } from "commander";
import { openRepository } from "../../adapters/git/repository.ts";
import { ProcessRunner } from "../../adapters/process/runProcess.ts";
import { userConsents } from "../../adapters/sandbox/consents.ts";
import { type FoundSandbox, findSandbox } from "../../adapters/sandbox/openSandbox.ts";
import type { SandboxRecord } from "../../engine/domain/sandbox.ts";
import { sandboxText } from "../../engine/domain/sandboxText.ts";
import { exitCodes } from "../exitCodes.ts";

const risk =
  "code of candidates, which nobody has read, will run with your rights: it can read and change your files and use the network";

/** `evolvent sandbox`: whether candidates run in a sandbox here, and the user's consent to do without one. */
export function sandboxCommand(): Command {
  const command = new Command("sandbox")
    .exitOverride()
    .description("say what candidates of this repository run in, or consent to run them without a sandbox");
  command
    .command("status", { isDefault: true })
    .description("try the sandbox of this machine")
    .action(status);
  command
    .command("allow")
    .description("consent to run candidates of this repository without a sandbox, where there is none")
    .action(allow);
  command.command("revoke").description("take that consent back").action(revoke);
  return command;
}

async function status(): Promise<void> {
  const { root, found } = await lookHere();
  const consent = await userConsents().of(root);
  const lines: string[] =
    found.kind === "found" ? recordLines(found.sandbox.record) : [`No sandbox: ${found.why}.`];
  if (consent !== null) {
    const day = new Date(consent.at).toISOString().slice(0, 16).replace("T", " ");
    lines.push(
      found.kind === "found"
        ? `The consent of ${day} to run candidates of ${root} without one is not used.`
        : `You consented on ${day} to run candidates of ${root} without one; \`evolvent sandbox revoke\` takes it back.`,
    );
  }
  process.stdout.write(`${lines.join("\n")}\n`);
  process.exitCode = found.kind === "found" || consent !== null ? exitCodes.ok : exitCodes.badInput;
}

async function allow(): Promise<void> {
  const { root, found } = await lookHere();
  if (found.kind === "found") {
    process.stdout.write(`${["No consent is needed.", ...recordLines(found.sandbox.record)].join("\n")}\n`);
    return;
  }
  await userConsents().give(root, Date.now());
  process.stdout.write(
    `Candidates of ${root} run without a sandbox from now on: ${risk}. \`evolvent sandbox revoke\` takes it back.\n`,
  );
}

async function revoke(): Promise<void> {
  const { root } = await openRepository({ folder: process.cwd(), gitPath: "git" });
  const had = await userConsents().revoke(root);
  process.stdout.write(
    had
      ? `Candidates of ${root} run in a sandbox only.\n`
      : `There was no consent to run candidates of ${root} without a sandbox.\n`,
  );
}

function recordLines(record: SandboxRecord): string[] {
  return [
    `Candidates run in ${sandboxText(record)}.`,
    ...(record.limits.length === 0 ? [] : [`Limits: ${record.limits.join("; ")}.`]),
  ];
}

async function lookHere(): Promise<{ readonly root: string; readonly found: FoundSandbox }> {
  const repository = await openRepository({ folder: process.cwd(), gitPath: "git" });
  const found = await findSandbox(
    {
      processes: new ProcessRunner(),
      repository,
      runtime: { path: process.execPath, env: {} },
      environment: process.env,
    },
    new AbortController().signal,
  );
  return { root: repository.root, found };
}
