import process from "node:process";
import type { Repository } from "../git/repository.ts";
import { ProcessRunner } from "../process/runProcess.ts";
import { userConsents } from "../sandbox/consents.ts";
import { openSandbox } from "../sandbox/openSandbox.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import type { RunsHost } from "./runs.ts";

/** The sandbox for candidates of a repository. @throws RunError `no-sandbox` */
export async function openSandboxHere(
  { nodePath, nodeEnv }: Pick<RunsHost, "nodePath" | "nodeEnv">,
  repository: Repository,
  signal: AbortSignal,
): Promise<Sandbox> {
  return openSandbox(
    {
      processes: new ProcessRunner(),
      repository,
      runtime: { path: nodePath, env: nodeEnv },
      environment: process.env,
      consents: userConsents(),
    },
    signal,
  );
}
