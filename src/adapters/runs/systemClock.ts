import type { Clock } from "../../engine/ports.ts";

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() };
