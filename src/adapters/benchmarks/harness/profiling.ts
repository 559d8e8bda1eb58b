import type { CpuProfile, Host, ProfileNode } from "./host.ts";
import type { HarnessMessage, HarnessTask, LastWord } from "./messages.ts";
import type { Parent } from "./parent.ts";
import { usualRoundNs } from "./planning.ts";
import { warmUp } from "./warmUp.ts";
import { rehearsal, type Workbench } from "./workbench.ts";

/** As `child.ts` calls the file that this is bundled into. */
const coreFile = "evolvent-harness-core.js";
const profiledNs = 1e9;
/** Making inputs may take longer than the calls. */
const longestNs = 3e9;

export interface ProfilingOptions {
  readonly workbench: Workbench;
  readonly parent: Parent;
  readonly host: Host;
  readonly task: Extract<HarnessTask, { readonly kind: "profile" }>;
  /** Absolute path of the target's file. */
  readonly file: string;
}

type Profile = Omit<Extract<HarnessMessage, { readonly kind: "profile" }>, "kind">;

/** Samples where the target is while it is warmed up and for a second of its calls. */
export async function profile({ workbench, parent, host, task, file }: ProfilingOptions): Promise<LastWord> {
  const { mutates, plan } = task;
  await warmUp({ workbench, host, mutates, roundNs: usualRoundNs, most: plan });
  const started = host.now();
  let inCallsNs = 0;
  for (let round = 0; inCallsNs < profiledNs && host.now() - started < longestNs; round += 1) {
    const sets = await workbench.sets(rehearsal.profile - round, plan.sets);
    for (const [part, wanted] of plan.passes.entries()) {
      const passes = mutates ? Math.min(wanted, sets.length) : wanted;
      const lap = { sets, part, parts: plan.passes.length, passes, answers: 1 };
      const { time } = await workbench.lap({ lap: "warm-up", round: rehearsal.profile - round }, lap);
      inCallsNs += time.wallNs;
    }
  }
  parent.say({ kind: "profile", ...profileIn(host.stopProfile(), host.urlOf(file)) });
  return { kind: "profiled" };
}

/**
 * What samples of laps say of a file. V8 leaves the caller of some built-in functions out of the stack: such a sample
 * stands with the caller's caller, and of a target that is the harness, which itself takes next to no time.
 */
function profileIn({ nodes, samples: sequence }: CpuProfile, url: string): Profile {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const lines = new Map<number, number>();
  const inLaps = new Set<number>();
  let builtins = 0;
  let elsewhere = 0;
  const visit = (node: ProfileNode, caller: "none" | "lap" | "target") => {
    const isOwn = caller !== "none" && node.url === url;
    if (caller !== "none") inLaps.add(node.id);
    if (isOwn) {
      for (const { line, samples } of node.lines) lines.set(line, (lines.get(line) ?? 0) + samples);
      builtins += node.samples - node.lines.reduce((total, { samples }) => total + samples, 0);
    } else if (caller === "target") elsewhere += node.samples;
    else if (isLap(node)) {
      inLaps.add(node.id);
      builtins += node.samples;
    }
    const called = isOwn || caller === "target" ? "target" : isLap(node) ? "lap" : caller;
    for (const id of node.children) {
      const child = byId.get(id);
      if (child !== undefined) visit(child, called);
    }
  };
  const children = new Set(nodes.flatMap((node) => node.children));
  for (const node of nodes) if (!children.has(node.id)) visit(node, "none");
  const garbage = garbageAmong(sequence, nodes, inLaps);
  const counted = [...lines].map(([line, time]) => ({ line, time }));
  const samples = counted.reduce((total, { time }) => total + time, builtins + elsewhere + garbage);
  return { samples, lines: counted, builtins, garbage, elsewhere };
}

/** Samples of garbage collection that came after a sample of a lap. */
function garbageAmong(
  sequence: readonly number[],
  nodes: readonly ProfileNode[],
  inLaps: ReadonlySet<number>,
): number {
  const collecting = nodes.find(({ name, url }) => name === "(garbage collector)" && url === "")?.id;
  let isLast = false;
  let count = 0;
  for (const id of sequence) {
    if (id !== collecting) isLast = inLaps.has(id);
    else if (isLast) count += 1;
  }
  return count;
}

/** Whether it is what makes the calls of a lap. */
function isLap({ name, url }: ProfileNode): boolean {
  return url === coreFile && (name === "run" || name === "runWaiting");
}
