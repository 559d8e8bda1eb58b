import type { SandboxRecord } from "../../engine/domain/sandbox.ts";
import { limitedCommand } from "../process/limitedCommand.ts";
import type { ProcessRequest } from "../process/runProcess.ts";
import { confinedEnvironment } from "./confinedEnvironment.ts";
import { locate } from "./places.ts";
import type { Confinement, Sandbox } from "./sandbox.ts";

/** The program of macOS that applies a profile; part of the system, so never looked for elsewhere. */
export const seatbeltProgram = "/usr/bin/sandbox-exec";

/** Folders of the system and of package managers that programs are read from. */
const systemFolders = [
  "/usr",
  "/bin",
  "/sbin",
  "/opt",
  "/System",
  "/Library",
  "/Applications",
  "/private/etc",
  "/private/var/db/timezone",
  "/private/var/db/dyld",
  "/private/var/select",
  "/nix/store",
  "/dev",
] as const;

const devices = [
  "/dev/null",
  "/dev/zero",
  "/dev/random",
  "/dev/urandom",
  "/dev/tty",
  "/dev/dtracehelper",
] as const;

export interface ProfileOptions {
  /** Absolute paths without links. What is named later wins over what is named before. */
  readonly readable: readonly string[];
  readonly hidden: readonly string[];
  readonly writable: readonly string[];
}

/**
 * A profile for `sandbox-exec` in its own language (TinyScheme): everything is denied but what is listed, and of two
 * rules the later one counts. Names of files can be looked up anywhere, because every path is resolved from the root.
 */
export function seatbeltProfile({ readable, hidden, writable }: ProfileOptions): string {
  const own = [...readable, ...writable];
  return `${[
    "(version 1)",
    "(deny default)",
    "(allow process-exec process-fork)",
    "(allow signal process-info* (target same-sandbox))",
    "(allow sysctl-read)",
    "(allow mach-lookup",
    ...["com.apple.system.opendirectoryd.libinfo", "com.apple.system.notification_center"].map(
      (name) => `  (global-name ${quoted(name)})`,
    ),
    ")",
    "(allow ipc-posix-sem ipc-posix-shm*)",
    "(allow file-read-metadata)",
    rule("allow file-read*", ["literal"], ["/"]),
    rule("allow file-read*", ["subpath"], systemFolders),
    rule("deny file-read-data file-read-xattr", ["subpath"], hidden),
    rule("allow file-read*", ["subpath"], own),
    rule(
      "deny file-read*",
      ["subpath"],
      own.map((folder) => `${folder}/.git`),
    ),
    rule("allow file-write*", ["subpath"], writable),
    rule("allow file-write-data file-ioctl", ["literal"], devices),
    rule(
      "deny file-write*",
      ["subpath"],
      writable.map((folder) => `${folder}/.git`),
    ),
    "(deny network*)",
  ]
    .filter((line) => line !== "")
    .join("\n")}\n`;
}

function rule(head: string, [filter]: readonly ["subpath" | "literal"], files: readonly string[]): string {
  if (files.length === 0) return "";
  return `(${head}\n${files.map((file) => `  (${filter} ${quoted(file)})`).join("\n")}\n)`;
}

/** A string of the profile's language. @throws Error for a path with a line break or another control character. */
function quoted(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  if (/[\u0000-\u001f\u007f]/.test(text)) {
    throw new Error(`A path with a control character cannot be named in a profile: ${JSON.stringify(text)}.`);
  }
  return `"${text.replaceAll(/["\\]/g, "\\$&")}"`;
}

export interface SeatbeltOptions {
  readonly record: SandboxRecord;
  /** As for `Bubblewrap`. */
  readonly hidden: readonly string[];
  readonly readable: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** A sandbox by the kernel of macOS, from a profile that is made for every process. See docs/security.md. */
export class Seatbelt implements Sandbox {
  readonly record: SandboxRecord;
  readonly #options: SeatbeltOptions;

  constructor(options: SeatbeltOptions) {
    this.record = options.record;
    this.#options = options;
  }

  confine(request: ProcessRequest, { writable, readable, limits }: Confinement): ProcessRequest {
    // There is no folder that is empty for this process alone: the home folder is all it may write besides.
    const { HOME: home } = request.env;
    const own = home === undefined ? writable : [...writable, home];
    const env = confinedEnvironment(request, {
      ...this.#options.env,
      ...(home === undefined ? {} : { TMPDIR: home }),
    });
    const profile = seatbeltProfile({
      readable: real([...this.#options.readable, ...readable]),
      hidden: real(this.#options.hidden),
      writable: real(own),
    });
    const inner = limitedCommand(request.command, limits);
    const args = ["-p", profile, "--", inner.file, ...inner.args];
    return { ...request, command: { kind: "program", file: seatbeltProgram, args }, env, limits };
  }
}

/** Where paths really lead, together with the paths themselves, whose links are read too. */
function real(files: readonly string[]): readonly string[] {
  return [...new Set(files.flatMap((file) => locate(file)?.path ?? []))];
}
