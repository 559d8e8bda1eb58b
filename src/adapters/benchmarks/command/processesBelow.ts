import { readdirSync, readFileSync } from "node:fs";

/**
 * The processes below a process, and those that lost their parent but are still of its group or session, by id, with
 * their names. Empty on machines without `/proc`.
 */
export function processesBelow(root: number): ReadonlyMap<number, string> {
  if (process.platform !== "linux") return new Map();
  const all = readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .map((entry) => statOf(Number(entry)))
    .filter((stat) => stat !== null);
  const found = new Map<number, string>();
  for (let grown = -1; grown !== found.size; ) {
    grown = found.size;
    for (const { pid, name, parent, group, session } of all) {
      const isOurs = parent === root || found.has(parent) || group === root || session === root;
      if (isOurs && pid !== root) found.set(pid, name);
    }
  }
  return found;
}

interface Stat {
  readonly pid: number;
  readonly name: string;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
}

/** Null when it is gone, or a zombie, which runs no more. */
function statOf(pid: number): Stat | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch {
    // It may end at any moment, and then there is nothing to be said of it.
    return null;
  }
  // "pid (command) state parent group session …", where the command may hold blanks and parentheses (man 5 proc).
  const close = text.lastIndexOf(")");
  const [state, parent, group, session] = text.slice(close + 2).split(" ");
  if (state === "Z" || state === "X") return null;
  const name = text.slice(text.indexOf("(") + 1, close);
  return { pid, name, parent: Number(parent), group: Number(group), session: Number(session) };
}
