import process from "node:process";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Does something that Ctrl-C may stop; resolves with whether it was stopped.
 * @throws what the task throws, unless it was stopped.
 */
export async function untilStopped(task: (signal: AbortSignal) => Promise<void>): Promise<boolean> {
  const controller = new AbortController();
  const stop = () => controller.abort(new Error("stopped by the user"));
  for (const signal of signals) process.on(signal, stop);
  try {
    await task(controller.signal);
  } catch (error) {
    if (!controller.signal.aborted) throw error;
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
  return controller.signal.aborted;
}
