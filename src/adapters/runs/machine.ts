import { availableParallelism, cpus } from "node:os";
import type { Machine } from "../../engine/domain/events.ts";

/**
 * The conditions a run's numbers hold under.
 * @param runtime what runs the candidates, such as "Node.js 24.21.0"
 */
export function describeMachine(runtime: string): Machine {
  return {
    cpu: cpus()[0]?.model.trim() || "unknown processor",
    cores: availableParallelism(),
    platform: `${process.platform} ${process.arch}`,
    runtime,
  };
}
