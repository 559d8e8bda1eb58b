import type { SandboxRecord } from "../../engine/domain/sandbox.ts";
import type { Repository } from "../git/repository.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import { unsandboxed } from "../sandbox/unsandboxed.ts";
import type { RunsHost } from "./runs.ts";

const nothingHolds: SandboxRecord = {
  kind: "none",
  version: null,
  network: "open",
  writes: "anything",
  home: "readable",
  limits: [],
};

/** The sandbox for candidates of a repository. */
export async function openSandboxHere(_host: RunsHost, _repository: Repository): Promise<Sandbox> {
  return unsandboxed(nothingHolds);
}
