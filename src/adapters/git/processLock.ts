import { randomUUID } from "node:crypto";
import { link, mkdir, open, readFile, rm, stat, writeFile } from "node:fs/promises";
import { hostname, uptime } from "node:os";
import { dirname } from "node:path";
import * as z from "zod";
import { errorCode } from "./fileFailure.ts";

const ownerSchema = z.object({
  /** Distinguishes this holding of the lock from every other. */
  token: z.string(),
  pid: z.int(),
  host: z.string(),
  /** When the process started, in the kernel's own units; null where that is not cheap to know. */
  startedAt: z.string().nullable(),
  /** When the lock was taken: milliseconds since the Unix epoch. */
  takenAt: z.number(),
  /** What the holder says of itself. */
  note: z.string(),
});
/** The process that holds a lock. */
export type LockOwner = Readonly<z.infer<typeof ownerSchema>>;

export type LockAttempt =
  | { readonly kind: "taken"; readonly lock: ProcessLock }
  | { readonly kind: "held"; readonly owner: LockOwner };

/** A lock file that this process holds. */
export interface ProcessLock {
  /** Removes the lock file if it is still this holding's. */
  release(): Promise<void>;
}

/**
 * Takes a lock that ends with the process that holds it: a lock of a process that is gone is taken over, also
 * when its process id has gone to another one since. Works between processes of one machine; a lock from another
 * host (a container, a network drive) counts as held.
 * @param note what others are told about the holder.
 * @throws NodeJS.ErrnoException when the file cannot be written.
 */
export async function takeLock(file: string, note: string): Promise<LockAttempt> {
  await mkdir(dirname(file), { recursive: true });
  const owner: LockOwner = {
    token: randomUUID(),
    pid: process.pid,
    host: hostname(),
    startedAt: await processStart(process.pid),
    takenAt: Date.now(),
    note,
  };
  const draft = `${file}.${owner.token}`;
  try {
    await writeFile(draft, JSON.stringify(owner));
    for (;;) {
      // A link appears with its contents or not at all, so nobody reads half a lock.
      if (await created(() => link(draft, file))) {
        return { kind: "taken", lock: { release: () => releaseLock(file, owner.token) } };
      }
      const holder = await readOwner(file);
      if (holder === "absent") continue;
      if (holder !== "unreadable" && (await isAlive(holder))) return { kind: "held", owner: holder };
      await removeStale(file, holder === "unreadable" ? null : holder.token);
    }
  } finally {
    await rm(draft, { force: true });
  }
}

/** The living holder of a lock, or null. */
export async function lockOwner(file: string): Promise<LockOwner | null> {
  const owner = await readOwner(file);
  return typeof owner === "object" && (await isAlive(owner)) ? owner : null;
}

async function releaseLock(file: string, token: string): Promise<void> {
  const owner = await readOwner(file);
  if (typeof owner === "object" && owner.token === token) await rm(file, { force: true });
}

/**
 * Removes a stale lock. Only the process that holds the guard may do so, and only after it has seen that the
 * stale lock is still there, so that a fresh lock of a third process is never removed by mistake.
 */
async function removeStale(file: string, token: string | null): Promise<void> {
  const guard = `${file}.guard`;
  const handle = await open(guard, "wx").catch((error: unknown) => {
    if (errorCode(error) === "EEXIST") return null;
    throw error;
  });
  if (handle === null) {
    await waitForGuard(guard);
    return;
  }
  try {
    const owner = await readOwner(file);
    const same = owner === "unreadable" ? token === null : owner !== "absent" && owner.token === token;
    if (same) await rm(file, { force: true });
  } finally {
    await handle.close();
    await rm(guard, { force: true });
  }
}

/** A guard is held for microseconds; one that is seconds old was left by a crash. */
async function waitForGuard(guard: string): Promise<void> {
  const age = await stat(guard).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
  if (age > 10_000) await rm(guard, { force: true });
  else await new Promise((resolve) => setTimeout(resolve, 10));
}

async function readOwner(file: string): Promise<LockOwner | "absent" | "unreadable"> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return "absent";
    throw error;
  }
  try {
    return ownerSchema.parse(JSON.parse(text));
  } catch {
    return "unreadable";
  }
}

async function isAlive(owner: LockOwner): Promise<boolean> {
  if (owner.host !== hostname()) return true;
  if (!processExists(owner.pid)) return false;
  if (owner.startedAt !== null) return owner.startedAt === (await processStart(owner.pid));
  // Without the start of the process, a lock from before the last boot is known to be stale. A minute of slack,
  // because clocks are adjusted now and then.
  return owner.takenAt > Date.now() - uptime() * 1000 - 60_000;
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === "EPERM";
  }
}

/** Field 22 of `/proc/<pid>/stat`: clock ticks since boot. Null where there is no such file. */
async function processStart(pid: number): Promise<string | null> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  // The second field is the command in brackets and may hold spaces and brackets itself.
  return text === null ? null : (text.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? null);
}

async function created(create: () => Promise<void>): Promise<boolean> {
  try {
    await create();
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  }
}
