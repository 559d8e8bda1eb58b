import { availableParallelism, cpus } from "node:os";
import { execa } from "execa";
import type { Machine } from "../../engine/domain/events.ts";
import { RunError } from "../../engine/ports.ts";
import type { RunsHost } from "./runs.ts";

/**
 * The conditions a run's numbers hold under.
 * @throws RunError `runtime-missing` when the Node.js for candidates does not start.
 */
export async function describeMachine({ nodePath, nodeEnv }: RunsHost): Promise<Machine> {
  return {
    cpu: cpus()[0]?.model.trim() || "unknown processor",
    cores: availableParallelism(),
    platform: `${process.platform} ${process.arch}`,
    runtime: `Node.js ${await versionOf(nodePath, nodeEnv)}`,
  };
}

async function versionOf(nodePath: string, nodeEnv: Readonly<Record<string, string>>): Promise<string> {
  try {
    const { stdout } = await execa(nodePath, ["--print", "process.versions.node"], {
      env: { ...nodeEnv },
      timeout: 20_000,
      stdin: "ignore",
    });
    return stdout.trim();
  } catch (error) {
    throw new RunError(
      "runtime-missing",
      `Node.js does not start as ${nodePath}: correct the path to it, or install Node.js 22.15 or later.`,
      { cause: error },
    );
  }
}
