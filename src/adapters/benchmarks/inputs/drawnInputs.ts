import { RunError } from "../../../engine/ports.ts";
import { baselineRun } from "../function/baselineRun.ts";
import { baselineFault, checkBaseline, type TargetNames } from "../function/reference.ts";
import type { FunctionBenchmark } from "../functionBenchmark.ts";
import type { Fault, Version } from "../functionReports.ts";
import type { HarnessInputs } from "../harness/messages.ts";
import type { HarnessFault } from "../harnessProcess.ts";
import { arranged } from "./arrangement.ts";
import type { EncodeCall } from "./callCodec.ts";
import { drawCalls } from "./draw.ts";
import type { PreparedInputs } from "./preparedInputs.ts";
import { type CallShapes, NoShape } from "./shape.ts";

export interface DrawnInputsOptions {
  readonly calls: FunctionBenchmark;
  readonly names: TargetNames;
  /** The baseline. */
  readonly version: Version;
  readonly shapes: CallShapes;
  readonly encode: EncodeCall;
  readonly seed: number;
  readonly limitMs: number;
}

const firstSize = 64;
const step = 4;
const mostSize = 65_536;
/** A pass over the inputs that lasts this long is timed well. */
const passNs = 5e6;
/** Bigger inputs would cost more to make and to hand over than they are worth. */
const mostBytes = 4 * 2 ** 20;
const mostDrawingMs = 300;
/** Below this ratio from one size to the next, the size does not matter. */
const flatRatio = 1.3;

/**
 * Inputs drawn here, out of reach of every candidate, of the size at which a pass over them takes long enough.
 * @throws RunError `inputs-failed`, `target-fails`
 */
export async function drawnInputs(options: DrawnInputsOptions, signal: AbortSignal): Promise<PreparedInputs> {
  const { shapes, encode, names } = options;
  let last: { readonly key: string; readonly inputs: HarnessInputs } | null = null;
  const sized = (seed: number, size: number): HarnessInputs => {
    const key = `${seed} ${size}`;
    // Both processes of a block get the same.
    if (last?.key === key) return last.inputs;
    const inputs: HarnessInputs = {
      kind: "recorded",
      calls: drawn(shapes, { seed, size, names }).map(encode),
    };
    last = { key, inputs };
    return inputs;
  };
  const rearranged: PreparedInputs["arranged"] = (seed, size, arrangement) => ({
    kind: "recorded",
    calls: drawn(shapes, { seed, size, names }).map((call) => encode(arranged(call, arrangement, shapes))),
  });
  const size = await findSize(options, sized, signal);
  const at = (seed: number): HarnessInputs => sized(seed, size);
  const heldOut = { at, count: null };
  return { shown: at, heldOut, size, sized, arranged: rearranged, skipped: [], remarks: [] };
}

function drawn(
  shapes: CallShapes,
  { seed, size, names }: { readonly seed: number; readonly size: number; readonly names: TargetNames },
): ReturnType<typeof drawCalls> {
  try {
    return drawCalls(shapes, seed, size);
  } catch (error) {
    if (!(error instanceof NoShape)) throw error;
    throw new RunError("inputs-failed", `Inputs of ${names.symbol} cannot be drawn: ${error.message}.`);
  }
}

/** From 64 up, four times as big each time; or down, should the function not even bear that. */
async function findSize(
  { calls, names, version, seed, limitMs }: DrawnInputsOptions,
  sized: (seed: number, size: number) => HarnessInputs,
  signal: AbortSignal,
): Promise<number> {
  const timeAt = (size: number): Promise<number | Fault> =>
    calls.passNs(baselineRun(version, sized(seed, size), limitMs), seed, signal);
  let size = firstSize;
  let ns = await timeAt(size);
  while (typeof ns !== "number" && size > 1 && tooMuch.has(ns.fault.kind)) {
    size /= step;
    ns = await timeAt(size);
  }
  if (typeof ns !== "number") {
    await checkBaseline({ calls, run: baselineRun(version, sized(seed, size), limitMs), names }, signal);
    throw baselineFault(ns, names);
  }
  while (ns < passNs && size >= firstSize && size * step <= mostSize) {
    const next = size * step;
    const started = performance.now();
    const inputs = sized(seed, next);
    const isCostly = performance.now() - started > mostDrawingMs || bytesOf(inputs) > mostBytes;
    const nextNs = await timeAt(next);
    if (typeof nextNs !== "number" || nextNs < flatRatio * ns) return size;
    if (nextNs >= passNs) return between({ size, ns }, { size: next, ns: nextNs });
    if (isCostly) return next;
    size = next;
    ns = nextNs;
  }
  return size;
}

/** Faults that smaller inputs may mend. */
const tooMuch: ReadonlySet<HarnessFault["kind"]> = new Set(["timed-out", "exhausted", "died"]);

interface Sized {
  readonly size: number;
  readonly ns: number;
}

/** The size at which a pass takes long enough, when time grows by a power of the size. */
function between(low: Sized, high: Sized): number {
  const exponent = Math.log(high.ns / low.ns) / Math.log(high.size / low.size);
  return Math.min(high.size, Math.round(low.size * (passNs / low.ns) ** (1 / exponent)));
}

function bytesOf(inputs: HarnessInputs): number {
  return inputs.kind === "recorded" ? inputs.calls.reduce((sum, call) => sum + call.length, 0) : 0;
}
