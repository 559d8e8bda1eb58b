import process from "node:process";
import type { SandboxRecord } from "../../engine/domain/sandbox.ts";
import { limitedCommand } from "../process/limitedCommand.ts";
import { confinedEnvironment } from "./confinedEnvironment.ts";
import type { Sandbox } from "./sandbox.ts";

/**
 * No sandbox: the process runs with all rights of the user, in the cleaned environment of the request and under the
 * limits that need none. For repositories whose user has consented only; see `Consents`.
 * @param env variables that every process gets
 */
export function unsandboxed(record: SandboxRecord, env: Readonly<Record<string, string>>): Sandbox {
  return {
    record,
    confine: (request, { limits }) => ({
      ...request,
      command: process.platform === "win32" ? request.command : limitedCommand(request.command, limits),
      env: confinedEnvironment(request, env),
      limits,
    }),
  };
}
