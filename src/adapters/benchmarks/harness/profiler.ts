import type { Session } from "node:inspector";
import { findSourceMap } from "node:module";
import type { CpuProfile } from "./host.ts";

const everyUs = 250;
/** Beyond the end of any line: what stands last in it comes from the same statement. */
const endOfLine = 1e6;
const typed = /\.[cm]?ts$/;

/**
 * V8's profiler. It is for programs that are trusted to let themselves be profiled: what they do to the inspector shows
 * in the profile.
 */
export class Profiler {
  #session: Session | null = null;

  start(): void {
    const { Session } = process.getBuiltinModule("node:inspector");
    const session = new Session();
    session.connect();
    session.post("Profiler.enable");
    session.post("Profiler.setSamplingInterval", { interval: everyUs });
    session.post("Profiler.start");
    this.#session = session;
  }

  /** Nothing when it was not started. */
  stop(): CpuProfile {
    let found: CpuProfile = { nodes: [], samples: [] };
    // Answered before it returns.
    this.#session?.post("Profiler.stop", (error, result) => {
      if (error !== null || result === undefined) return;
      const { nodes, samples = [] } = result.profile;
      found = {
        samples,
        nodes: nodes.map(({ id, children = [], callFrame, hitCount = 0, positionTicks = [] }) => ({
          id,
          children,
          name: callFrame.functionName,
          url: callFrame.url,
          samples: hitCount,
          lines: positionTicks.map(({ line, ticks }) => ({
            line: sourceLine(callFrame.url, line),
            samples: ticks,
          })),
        })),
      };
    });
    this.#session?.disconnect();
    return found;
  }
}

/** The line that a compiler of types made a line of. */
function sourceLine(url: string, line: number): number {
  const entry = typed.test(url) ? findSourceMap(url)?.findEntry(line - 1, endOfLine) : undefined;
  return entry !== undefined && "originalLine" in entry && typeof entry.originalLine === "number"
    ? entry.originalLine + 1
    : line;
}
