import type { SandboxRecord } from "../../engine/domain/sandbox.ts";
import type { Sandbox } from "./sandbox.ts";

/**
 * No sandbox: the process runs with all rights of the user, in the cleaned environment of the request and under the
 * limits that can be watched from outside. For workspaces whose user has consented only; see `Consents`.
 */
export function unsandboxed(record: SandboxRecord): Sandbox {
  return { record, confine: (request, { limits }) => ({ ...request, limits }) };
}
