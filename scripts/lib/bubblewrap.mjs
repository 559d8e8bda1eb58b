import { accessSync, constants, existsSync } from "node:fs";
import path from "node:path";
import { run } from "./process.mjs";

/**
 * Makes sure that there is bubblewrap on Linux, which candidates run in, installing it where that is possible.
 * @returns {Promise<boolean>} false, after it has said what to do, where there is none
 */
export async function ensureBubblewrap() {
  if (process.platform !== "linux" || hasBubblewrap()) return true;
  if (process.getuid?.() === 0 && existsSync("/etc/debian_version")) {
    console.log("Installing bubblewrap.");
    await run("apt-get", ["update"]);
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    await run("apt-get", ["install", "-y", "bubblewrap"], { env });
    if (hasBubblewrap()) return true;
  }
  console.warn("There is no bubblewrap, which candidates run in: install it (sudo apt install bubblewrap).");
  return false;
}

/** Whether it is on the PATH. */
export function hasBubblewrap() {
  return (process.env.PATH ?? "").split(path.delimiter).some((folder) => {
    try {
      accessSync(path.join(folder, "bwrap"), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
