import type { SandboxRecord } from "./sandbox.ts";

/** Whether anything keeps the code of candidates apart from the machine. */
export function isSandboxed({ kind }: SandboxRecord): boolean {
  return kind !== "none";
}

/** `bubblewrap 0.8.0: no network, writes to its own folders only, home folder hidden`. */
export function sandboxText({ kind, version, network, writes, home }: SandboxRecord): string {
  const name = kind === "none" ? "no sandbox" : version === null ? kind : `${kind} ${version}`;
  const holds = [
    network === "none" ? "no network" : "network open",
    writes === "own-folders" ? "writes to its own folders only" : "can write what you can write",
    home === "hidden" ? "home folder hidden" : "home folder readable",
  ];
  return `${name}: ${holds.join(", ")}`;
}
