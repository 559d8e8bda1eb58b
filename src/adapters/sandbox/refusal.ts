import { existsSync, readFileSync } from "node:fs";

/** What of a Linux machine decides whether sandboxes can be made on it. */
export interface MachineFacts {
  /** `ID` and `ID_LIKE` of `/etc/os-release`: "ubuntu", "debian". */
  readonly distributions: readonly string[];
  /** The program that made the container we run in; null outside of containers. */
  readonly container: "docker" | "podman" | "other" | null;
  /** Settings of the kernel by their path below `/proc/sys`; null where there is no such setting. */
  readonly setting: (name: string) => string | null;
}

const installers: readonly (readonly [distribution: string, command: string])[] = [
  ["debian", "sudo apt install bubblewrap"],
  ["ubuntu", "sudo apt install bubblewrap"],
  ["fedora", "sudo dnf install bubblewrap"],
  ["rhel", "sudo dnf install bubblewrap"],
  ["arch", "sudo pacman -S bubblewrap"],
  ["suse", "sudo zypper install bubblewrap"],
  ["opensuse", "sudo zypper install bubblewrap"],
  ["alpine", "sudo apk add bubblewrap"],
  ["nixos", "nix-env -iA nixos.bubblewrap"],
];

/** Why there is no sandbox when bubblewrap is not installed, and what to do. A sentence without its full stop. */
export function missingProgram({ distributions }: MachineFacts): string {
  const found = installers.find(([name]) => distributions.includes(name));
  return found === undefined
    ? "bubblewrap is not installed: install the package bubblewrap of your distribution"
    : `bubblewrap is not installed: run \`${found[1]}\``;
}

/**
 * Why bubblewrap cannot make a sandbox here, and what to do, from what it said and what the machine is like. A
 * sentence without its full stop.
 * @param problem as a phrase
 */
export function refusedProgram(problem: string, { container, setting }: MachineFacts): string {
  // A sandbox that was made and has a hole, or a runtime that does not start in it, is not refused by the machine.
  if (!/bwrap|permission|permitted|namespace|No space left/i.test(problem)) return problem;
  if (container !== null) return `${problem}: ${containerAdvice[container]}`;
  if (setting("kernel/apparmor_restrict_unprivileged_userns") === "1") {
    return `${problem}: Ubuntu lets only programs with an AppArmor profile make user namespaces; run \`sudo apt install apparmor-profiles && sudo cp /usr/share/apparmor/extra-profiles/bwrap-userns-restrict /etc/apparmor.d/ && sudo systemctl reload apparmor\``;
  }
  if (setting("kernel/unprivileged_userns_clone") === "0") {
    return `${problem}: user namespaces are switched off; run \`sudo sysctl -w kernel.unprivileged_userns_clone=1\``;
  }
  if (setting("user/max_user_namespaces") === "0") {
    return `${problem}: user namespaces are switched off; run \`sudo sysctl -w user.max_user_namespaces=15000\``;
  }
  return problem;
}

const containerAdvice: Readonly<Record<NonNullable<MachineFacts["container"]>, string>> = {
  docker:
    "start the container with `--security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined`",
  podman: "start the container with `--security-opt seccomp=unconfined --security-opt unmask=ALL`",
  other: "start the container so that user namespaces and mounting `/proc` are allowed in it",
};

/** The machine we run on. */
export function machineFacts(): MachineFacts {
  return { distributions: distributions(), container: container(), setting };
}

function distributions(): readonly string[] {
  const text = read("/etc/os-release") ?? "";
  const values = [...text.matchAll(/^ID(?:_LIKE)?=(.*)$/gm)].map(([, value]) => value ?? "");
  return values.flatMap((value) => value.replaceAll('"', "").split(" "));
}

function container(): MachineFacts["container"] {
  if (existsSync("/.dockerenv")) return "docker";
  if (existsSync("/run/.containerenv")) return "podman";
  return (read("/proc/1/environ") ?? "").includes("container=") ? "other" : null;
}

function setting(name: string): string | null {
  return read(`/proc/sys/${name}`)?.trim() ?? null;
}

function read(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}
