import { expect, test } from "vitest";
import {
  type MachineFacts,
  machineFacts,
  missingProgram,
  refusedProgram,
} from "../../../src/adapters/sandbox/refusal.ts";

const plain: MachineFacts = { distributions: [], container: null, setting: () => null };
const set = (name: string, value: string): MachineFacts => ({
  ...plain,
  setting: (asked) => (asked === name ? value : null),
});
const refusal =
  "The sandbox could not be made or was ended from outside (bwrap: setting up uid map: Permission denied)";

test.each([
  ["debian", "sudo apt install bubblewrap"],
  ["ubuntu", "sudo apt install bubblewrap"],
  ["fedora", "sudo dnf install bubblewrap"],
  ["arch", "sudo pacman -S bubblewrap"],
  ["opensuse", "sudo zypper install bubblewrap"],
  ["alpine", "sudo apk add bubblewrap"],
])("on %s a missing bubblewrap is installed by its own package manager", (distribution, command) => {
  const distributions = ["something-new", distribution];
  expect(missingProgram({ ...plain, distributions })).toBe(`bubblewrap is not installed: run \`${command}\``);
});

test("on a distribution nobody knows, the package is named", () => {
  expect(missingProgram(plain)).toMatch(/install the package bubblewrap/);
});

test("on Ubuntu, which refuses user namespaces, the profile that allows them is named", () => {
  const why = refusedProgram(refusal, set("kernel/apparmor_restrict_unprivileged_userns", "1"));
  expect(why).toContain("setting up uid map: Permission denied");
  expect(why).toContain("bwrap-userns-restrict");
});

test.each([
  ["kernel/unprivileged_userns_clone", "kernel.unprivileged_userns_clone=1"],
  ["user/max_user_namespaces", "user.max_user_namespaces="],
])("where %s switches user namespaces off, the setting is named", (name, advice) => {
  expect(refusedProgram(refusal, set(name, "0"))).toContain(advice);
});

test.each([
  ["docker", "--security-opt systempaths=unconfined"],
  ["podman", "--security-opt unmask=ALL"],
  ["other", "mounting `/proc`"],
] as const)("in a container of %s, what the container must allow is said", (container, advice) => {
  expect(refusedProgram(refusal, { ...plain, container })).toContain(advice);
});

test("a hole that was found is not blamed on the machine's settings", () => {
  const hole = "code in it can open /root/.ssh";
  expect(refusedProgram(hole, { ...plain, container: "docker" })).toBe(hole);
});

test("this machine can be asked", () => {
  const { distributions, setting } = machineFacts();
  expect(Array.isArray(distributions)).toBe(true);
  expect(setting("no/such/setting")).toBeNull();
});
