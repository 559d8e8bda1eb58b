import type { SandboxRecord } from "../../engine/domain/sandbox.ts";
import { RunError } from "../../engine/ports.ts";
import { type Launcher, reportDescriptor } from "../process/launcher.ts";
import { limitedCommand } from "../process/limitedCommand.ts";
import { tellingLine } from "../process/outputSummary.ts";
import type { ProcessRequest } from "../process/runProcess.ts";
import { confinedEnvironment } from "./confinedEnvironment.ts";
import { layOut, type Step } from "./layout.ts";
import { isWithin } from "./places.ts";
import type { Confinement, Sandbox } from "./sandbox.ts";
import { systemFolders, systemSettings } from "./systemFolders.ts";

/** What this bubblewrap on this machine can do beyond what every one can. */
export interface BubblewrapFeatures {
  /** Makes a user namespace that no further one can be made in. */
  readonly sealsUsers: boolean;
  /** Can limit the size of folders in memory. */
  readonly sizes: boolean;
  /** The limit on processes holds for those of the sandbox, not for all of the user's. */
  readonly countsProcesses: boolean;
}

export interface BubblewrapOptions {
  /** Absolute path of `bwrap`. */
  readonly program: string;
  readonly features: BubblewrapFeatures;
  readonly record: SandboxRecord;
  /** Absolute paths that are seen only where a confinement names what lies in them: the home folder, the workspace. */
  readonly hidden: readonly string[];
  /** Absolute paths that every process may read: runtimes and toolchains. */
  readonly readable: readonly string[];
  /** Variables that every process gets. */
  readonly env: Readonly<Record<string, string>>;
}

/** Most bytes in a temporary folder; it is in memory. */
export const temporaryBytes = 256 * 2 ** 20;

/**
 * A sandbox by bubblewrap: namespaces of its own for users, processes, files, network, host name and communication,
 * no capabilities, and a root that is empty but for what is asked for. See docs/security.md.
 */
export class Bubblewrap implements Sandbox {
  readonly record: SandboxRecord;
  readonly #options: BubblewrapOptions;

  constructor(options: BubblewrapOptions) {
    this.record = options.record;
    this.#options = options;
  }

  confine(request: ProcessRequest, confinement: Confinement): ProcessRequest {
    const { program, features } = this.#options;
    const { limits } = confinement;
    const { countsProcesses } = features;
    // Given to bubblewrap itself, which hands it on: on its command line all users of the machine could read it.
    const env = confinedEnvironment(request, { ...this.#options.env, TMPDIR: "/tmp" });
    const { HOME: home } = env;
    const inner = limitedCommand(request.command, limits, { countsProcesses });
    const args = [
      ...this.#namespaces(),
      ...this.#files(home, confinement),
      ...["--chdir", request.cwd],
      ...["--json-status-fd", String(reportDescriptor)],
      ...["--", inner.file, ...inner.args],
    ];
    return { ...request, command: { kind: "program", file: program, args }, env, limits, launcher };
  }

  #namespaces(): readonly string[] {
    const { sealsUsers } = this.#options.features;
    return [
      "--unshare-all",
      ...(sealsUsers ? ["--unshare-user", "--disable-userns"] : []),
      "--die-with-parent",
      // Else it could type into the terminal that Evolvent runs in.
      "--new-session",
      ...["--cap-drop", "ALL"],
      ...["--hostname", "sandbox"],
    ];
  }

  #files(home: string | undefined, { readable, writable }: Confinement): readonly string[] {
    const { hidden, readable: always } = this.#options;
    const keepsHome = home === undefined || writable.some((folder) => isWithin(folder, home));
    const steps = layOut({
      read: [...systemFolders, ...systemSettings, ...always, ...readable],
      write: writable,
      fresh: ["/tmp", ...(keepsHome ? [] : [home])],
      hide: hidden,
    });
    const sealed = steps.filter(({ kind }) => kind === "hidden-folder");
    return [
      ...["--proc", "/proc"],
      // Root may write the kernel's settings there, whatever its capabilities.
      ...["--remount-ro", "/proc"],
      ...["--dev", "/dev"],
      ...this.#temporary("/dev/shm"),
      ...["--remount-ro", "/dev"],
      ...steps.flatMap((step) => this.#step(step)),
      ...sealed.flatMap((step) => ["--remount-ro", step.path]),
      ...["--remount-ro", "/"],
    ];
  }

  #step(step: Step): readonly string[] {
    switch (step.kind) {
      case "read":
        return ["--ro-bind", step.path, step.path];
      case "write":
        return ["--bind", step.path, step.path];
      case "fresh":
      case "hidden-folder":
        return this.#temporary(step.path);
      case "hidden-file":
        return ["--ro-bind", "/dev/null", step.path];
      case "link":
        return ["--symlink", step.target, step.path];
    }
  }

  #temporary(folder: string): readonly string[] {
    const size = this.#options.features.sizes ? ["--size", String(temporaryBytes)] : [];
    return [...size, "--tmpfs", folder];
  }
}

const launcher: Launcher = {
  // One JSON object a line. The last one, which bubblewrap alone can write, is there only when the command was started.
  exitCode: (report) => {
    const found = /\{ *"exit-code": *(\d+) *\}/.exec(report);
    return found === null ? null : Number(found[1]);
  },
  failure: (output) => {
    const said = tellingLine(output);
    return new RunError(
      "sandbox-broken",
      `The sandbox could not be made or was ended from outside${said === "" ? "" : ` (${said})`}: \`evolvent sandbox\` tells whether it works.`,
    );
  },
};

/** The name of the program, as the `PATH` has it. */
export const bubblewrapName = "bwrap";

/** What its `--help` says of it. @param isSetuid it runs as root, which lets it do less for others */
export function featuresOf(help: string, isSetuid: boolean): BubblewrapFeatures {
  return {
    sealsUsers: help.includes("--disable-userns") && !isSetuid,
    sizes: help.includes("--size "),
    countsProcesses: process.getuid?.() !== 0,
  };
}

/** `0.8.0` of `bubblewrap 0.8.0`; null when it is something else. */
export function versionOf(text: string): string | null {
  return /^bubblewrap (\d+(?:\.\d+)*)/m.exec(text)?.[1] ?? null;
}
